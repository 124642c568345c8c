-- Uploaded files: photos, videos and documents (附件). Their content is in a folder, encrypted, under the name; an upload is a file that
-- belongs to no ticket yet, and is removed after a day.
CREATE TABLE files (
  id {id_key},
  name TEXT NOT NULL UNIQUE CHECK (length(name) = 32),  -- Random: the name of its content in the folder.
  uploaded_by BIGINT NOT NULL REFERENCES people (id),
  created_at BIGINT NOT NULL CHECK (created_at BETWEEN 0 AND 9999999999999),
  length BIGINT NOT NULL CHECK (length BETWEEN 1 AND 20971520),  -- As declared or received, in bytes.
  received BIGINT NOT NULL CHECK (received BETWEEN 0 AND 20971520),  -- How much of it is here.
  parts TEXT NOT NULL CHECK (length(parts) <= 20000),  -- The names of the received chunks, until they are put together.
  type TEXT NULL CHECK (type IN ('jpeg', 'png', 'webp', 'heic', 'mp4', 'pdf')),  -- By its content; null until it is complete.
  width INTEGER NULL CHECK (width BETWEEN 1 AND 100000),  -- In pixels; null where no picture is made.
  height INTEGER NULL CHECK (height BETWEEN 1 AND 100000),
  view_length BIGINT NULL CHECK (view_length > 0),  -- The length of the copy without metadata; null without a picture.
  thumbnail_length BIGINT NULL CHECK (thumbnail_length > 0),
  sha256 TEXT NULL UNIQUE CHECK (length(sha256) = 64),  -- So that the same bytes are kept once; only of files of ordinary tickets.
  encrypted TEXT NOT NULL,  -- Its key, its hashes, and what the camera recorded.
  attached_at BIGINT NULL CHECK (attached_at BETWEEN 0 AND 9999999999999)  -- Null while it is an upload.
);

CREATE INDEX files_uploads ON files (uploaded_by, created_at) WHERE attached_at IS NULL;

-- The files of a ticket, from its events. They are never removed.
CREATE TABLE ticket_attachments (
  id {id_key},
  ticket_id BIGINT NOT NULL REFERENCES tickets (id),
  file_id BIGINT NOT NULL REFERENCES files (id),
  kind TEXT NOT NULL CHECK (kind IN ('before', 'after', 'other')),
  taken_at BIGINT NULL CHECK (taken_at BETWEEN 0 AND 9999999999999),  -- As the caller said.
  position TEXT NULL CHECK (length(position) <= 60),  -- As the caller said: lng and lat in WGS84; null for a confidential ticket.
  flags TEXT NOT NULL CHECK (length(flags) <= 200),  -- What contradicts, codes with spaces between; empty for nothing.
  caption TEXT NULL CHECK (length(caption) BETWEEN 1 AND 500),
  sha256 TEXT NULL CHECK (length(sha256) = 64),  -- Of the original; null for a confidential ticket.
  confidential INTEGER NOT NULL CHECK (confidential IN (0, 1)),  -- The ticket is or was confidential since: it opens with a purpose only.
  attached_by BIGINT NOT NULL REFERENCES people (id),
  attached_at BIGINT NOT NULL CHECK (attached_at BETWEEN 0 AND 9999999999999)
);

CREATE INDEX ticket_attachments_by_ticket ON ticket_attachments (ticket_id, id);
CREATE INDEX ticket_attachments_by_file ON ticket_attachments (file_id);

-- Whether a ticket of the category is resolved only with a photo of afterwards.
ALTER TABLE categories ADD COLUMN requires_after_photo INTEGER NOT NULL DEFAULT 0 CHECK (requires_after_photo IN (0, 1));
