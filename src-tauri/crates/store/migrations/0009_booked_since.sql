-- S3 asks who booked since a run took hold of them; a date cannot say so.

-- When the booking came onto the file: the moment of its import. NULL: before anybody asked.
ALTER TABLE appointment ADD COLUMN known_at INTEGER;

PRAGMA user_version = 9;
