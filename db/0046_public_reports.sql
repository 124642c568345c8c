-- Public reports (群众上报): reported without an account, and found again by a receipt and its secret. A suspicious one is held, without a
-- ticket, until somebody releases or discards it.
CREATE TABLE public_reports (
  id {id_key},
  receipt {code} NOT NULL UNIQUE CHECK (length(receipt) = 10),  -- Random, so that the order of receipts says nothing.
  secret_hash {code} NOT NULL CHECK (length(secret_hash) = 64),  -- Hexadecimal SHA-256 of the secret.
  status TEXT NOT NULL CHECK (status IN ('held', 'filed', 'discarded')),
  category {code} NOT NULL REFERENCES categories (code),  -- As reported.
  grid_code {code} NOT NULL REFERENCES grids (code),  -- Where it was routed to.
  ticket_id BIGINT NULL UNIQUE REFERENCES tickets (id),  -- Null unless filed.
  held_for TEXT NULL CHECK (length(held_for) BETWEEN 1 AND 60),  -- Which limits it exceeded: address, device, place; null for none.
  expires_at BIGINT NULL CHECK (expires_at BETWEEN 0 AND 9999999999999),  -- When it is discarded unless released; null unless held.
  encrypted TEXT NULL CHECK (length(encrypted) BETWEEN 1 AND 40000),  -- Its words (db/encryption.md); null without any.
  answered_at BIGINT NULL CHECK (answered_at BETWEEN 0 AND 9999999999999),  -- The last answer after a closing; null before one.
  solved INTEGER NULL CHECK (solved IN (0, 1)),
  satisfied INTEGER NULL CHECK (satisfied IN (0, 1)),
  reopening TEXT NULL CHECK (reopening IN ('pending', 'granted', 'refused')),  -- The last request to reopen; null without one.
  reopening_at BIGINT NULL CHECK (reopening_at BETWEEN 0 AND 9999999999999),
  decided_by BIGINT NULL REFERENCES people (id),  -- Who decided the last request; null while it is pending.
  decided_at BIGINT NULL CHECK (decided_at BETWEEN 0 AND 9999999999999),
  additions INTEGER NOT NULL DEFAULT 0 CHECK (additions BETWEEN 0 AND 2147483647),  -- How often the reporter added something.
  created_at BIGINT NOT NULL CHECK (created_at BETWEEN 0 AND 9999999999999),
  version BIGINT NOT NULL CHECK (version BETWEEN 1 AND 9999999999999),
  -- Keyed hashes that bound repeats and floods. They are removed after three days, and no event explains them.
  request_hash {code} NULL CHECK (length(request_hash) = 64),  -- Of the Idempotency-Key.
  fingerprint {code} NULL CHECK (length(fingerprint) = 64),  -- Of the request.
  address_hash {code} NULL CHECK (length(address_hash) = 64),  -- Of the network address.
  device_hash {code} NULL CHECK (length(device_hash) = 64)  -- Of the device; null when none was named.
);

CREATE UNIQUE INDEX public_reports_by_request ON public_reports (request_hash) WHERE request_hash IS NOT NULL;
CREATE INDEX public_reports_by_address ON public_reports (address_hash, created_at) WHERE address_hash IS NOT NULL;
CREATE INDEX public_reports_by_device ON public_reports (device_hash, created_at) WHERE device_hash IS NOT NULL;
CREATE INDEX public_reports_held ON public_reports (status, id) WHERE status = 'held';
CREATE INDEX public_reports_pending ON public_reports (reopening, id) WHERE reopening = 'pending';

-- The photos of a held report; those of a filed one are attachments of its ticket.
CREATE TABLE public_report_files (
  report_id BIGINT NOT NULL REFERENCES public_reports (id),
  file_id BIGINT NOT NULL UNIQUE REFERENCES files (id),
  PRIMARY KEY (report_id, file_id)
) {clustered_by_key};

-- A photo of the public that no report names yet: the keyed hash of the network address that sent it, which bounds how many wait. It is
-- removed when the photo is kept.
ALTER TABLE files ADD COLUMN address_hash {code} NULL CHECK (length(address_hash) = 64);

-- 1 until somebody confirmed on the spot what the public reported; it is not established before.
ALTER TABLE tickets ADD COLUMN unverified INTEGER NOT NULL DEFAULT 0 CHECK (unverified IN (0, 1));

-- Whether the public may report under a category, and how people call its problems: words with commas between.
ALTER TABLE categories ADD COLUMN public INTEGER NOT NULL DEFAULT 0 CHECK (public IN (0, 1));
ALTER TABLE categories ADD COLUMN plain_zh TEXT NULL CHECK (length(plain_zh) BETWEEN 1 AND 200);
ALTER TABLE categories ADD COLUMN plain_en TEXT NULL CHECK (length(plain_en) BETWEEN 1 AND 300);
