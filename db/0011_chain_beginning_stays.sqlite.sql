CREATE TRIGGER chain_beginning_is_not_changed BEFORE UPDATE ON chain_beginning
BEGIN SELECT RAISE(ABORT, 'the beginning of the chains is written once'); END;
CREATE TRIGGER chain_beginning_is_not_deleted BEFORE DELETE ON chain_beginning
BEGIN SELECT RAISE(ABORT, 'the beginning of the chains is written once'); END;
CREATE TRIGGER chain_beginning_is_not_replaced BEFORE INSERT ON chain_beginning
BEGIN SELECT RAISE(ABORT, 'the beginning of the chains is written once'); END;
