-- Every source has its own files, with their own mappings; watched folders take them in by themselves.

ALTER TABLE import ADD COLUMN source TEXT NOT NULL DEFAULT 'customers'
    CHECK (source IN ('customers', 'appointment', 'repair_order', 'parts_order', 'recall', 'inspection',
                      'declined_work', 'deal', 'traffic_entry', 'list_entry'));
CREATE INDEX import_by_hash ON import (store_id, source, sha256);

-- What an import changed may be a row of any source.
CREATE TABLE import_change_now (
    id              INTEGER PRIMARY KEY,
    import_id       INTEGER NOT NULL REFERENCES import,
    thing           TEXT    NOT NULL CHECK (thing IN ('customer', 'vehicle', 'appointment', 'repair_order',
                        'parts_order', 'recall', 'inspection', 'declined_work', 'deal', 'traffic_entry',
                        'list_entry')),
    row_id          INTEGER NOT NULL,
    field           TEXT    NOT NULL,
    old             TEXT,
    new             TEXT
) STRICT;
INSERT INTO import_change_now SELECT * FROM import_change;
DROP TABLE import_change;
ALTER TABLE import_change_now RENAME TO import_change;
CREATE INDEX import_change_by_import ON import_change (import_id);

-- The same columns may mean other things in another source's file. The names are kept, so that a file whose columns
-- changed can say which came and which went.
CREATE TABLE import_mapping_now (
    source          TEXT    NOT NULL,
    fingerprint     TEXT    NOT NULL,
    -- The columns' names, in JSON; empty for what was remembered before they were kept.
    header          TEXT    NOT NULL,
    mapping         TEXT    NOT NULL,
    date_format     TEXT,
    saved_at        INTEGER NOT NULL,
    PRIMARY KEY (source, fingerprint)
) STRICT, WITHOUT ROWID;
INSERT INTO import_mapping_now (source, fingerprint, header, mapping, date_format, saved_at)
    SELECT 'customers', fingerprint, '[]', mapping, date_format, saved_at FROM import_mapping;
DROP TABLE import_mapping;
ALTER TABLE import_mapping_now RENAME TO import_mapping;

-- A VIN has one owner. Who had it before a file gave it to another customer keeps this trace: not owned any more,
-- "moved by import".
CREATE TABLE vehicle_moved (
    id              INTEGER PRIMARY KEY,
    vehicle_id      INTEGER NOT NULL REFERENCES vehicle ON DELETE CASCADE,
    customer_id     INTEGER NOT NULL REFERENCES customer ON DELETE CASCADE,
    import_id       INTEGER NOT NULL REFERENCES import,
    moved_at        INTEGER NOT NULL
) STRICT;
CREATE INDEX vehicle_moved_by_customer ON vehicle_moved (customer_id);
CREATE INDEX vehicle_moved_by_vehicle ON vehicle_moved (vehicle_id);
CREATE INDEX vehicle_moved_by_import ON vehicle_moved (import_id);

-- Leads and lists find their customers by e-mail too.
CREATE INDEX customer_by_email ON customer (store_id, lower(email)) WHERE email IS NOT NULL;
-- The open orders of a vehicle (work in process).
CREATE INDEX repair_order_open ON repair_order (vehicle_id) WHERE closed_on IS NULL;

-- A folder whose new files are taken in by themselves.
CREATE TABLE watch (
    id              INTEGER PRIMARY KEY,
    store_id        INTEGER NOT NULL REFERENCES store,
    source          TEXT    NOT NULL,
    folder          TEXT    NOT NULL,
    -- Which files of it, as in ro*.csv; empty: all.
    names           TEXT    NOT NULL,
    -- The columns by which it takes files in; NULL: its files have none (leads in ADF).
    fingerprint     TEXT,
    made_at         INTEGER NOT NULL,
    made_by         TEXT    NOT NULL,
    -- NULL until the first look: what lies there then, but for the newest file, was there before.
    looked_at       INTEGER,
    last_file       TEXT,
    last_at         INTEGER,
    last_outcome    TEXT,
    -- Why it takes nothing in until a person says to go on.
    problem         TEXT,
    problem_at      INTEGER,
    -- A folder that cannot be read may be there again tomorrow; the others wait for a person.
    problem_kind    TEXT CHECK (problem_kind IN ('columns', 'file', 'folder')),
    problem_file    TEXT,
    UNIQUE (store_id, folder, source, names),
    CHECK ((problem IS NULL) = (problem_at IS NULL) AND (problem IS NULL) = (problem_kind IS NULL))
) STRICT;

-- The files that were seen to, as they were then.
CREATE TABLE watch_file (
    watch_id        INTEGER NOT NULL REFERENCES watch ON DELETE CASCADE,
    name            TEXT    NOT NULL,
    bytes           INTEGER NOT NULL,
    modified_at     INTEGER NOT NULL,
    PRIMARY KEY (watch_id, name)
) STRICT, WITHOUT ROWID;

PRAGMA user_version = 4;
