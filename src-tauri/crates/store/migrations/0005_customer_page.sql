-- What a person does on the customer's page.

-- What was complained about, and how it was settled. That one is open is customer.complaint_open, which the rules read.
CREATE TABLE complaint (
    id              INTEGER PRIMARY KEY,
    customer_id     INTEGER NOT NULL REFERENCES customer ON DELETE CASCADE,
    opened_at       INTEGER NOT NULL,
    opened_by       TEXT    NOT NULL,
    words           TEXT    NOT NULL CHECK (words <> ''),
    closed_at       INTEGER,
    closed_by       TEXT,
    settled         TEXT,
    CHECK ((closed_at IS NULL) = (closed_by IS NULL)),
    CHECK ((closed_at IS NULL) = (settled IS NULL))
) STRICT;
CREATE INDEX complaint_by_customer ON complaint (customer_id, id);
CREATE UNIQUE INDEX complaint_one_open ON complaint (customer_id) WHERE closed_at IS NULL;

-- Who set the hold, and when; NULL where the reason came without them.
ALTER TABLE customer ADD COLUMN hold_by TEXT;
ALTER TABLE customer ADD COLUMN hold_at INTEGER;

-- Who said that a vehicle is sold or traded, and when.
ALTER TABLE vehicle ADD COLUMN owns_off_by TEXT;
ALTER TABLE vehicle ADD COLUMN owns_off_at INTEGER;

-- A person said of a customer who looks like a house account that they are none: never offered again.
CREATE TABLE real_customer (
    customer_id     INTEGER PRIMARY KEY REFERENCES customer ON DELETE CASCADE,
    said_at         INTEGER NOT NULL,
    said_by         TEXT    NOT NULL
) STRICT;

PRAGMA user_version = 5;
