-- Notes of calls about confidential tickets get the mask that all their other texts have. The notes themselves stay encrypted in the
-- tickets' events, from which unmasking reads them.
UPDATE ticket_contacts
   SET note = '******'
 WHERE note IS NOT NULL AND ticket_id IN (SELECT id FROM tickets WHERE confidential = 1);
