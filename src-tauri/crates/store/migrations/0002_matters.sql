-- What can be the reason for a contact beside a vehicle's own dates. Each row bears the key by which its source knows
-- it, so that a file taken in twice changes nothing.

CREATE TABLE appointment (
    id              INTEGER PRIMARY KEY,
    store_id        INTEGER NOT NULL REFERENCES store,
    customer_id     INTEGER NOT NULL REFERENCES customer ON DELETE CASCADE,
    vehicle_id      INTEGER REFERENCES vehicle ON DELETE SET NULL,
    source_key      TEXT    NOT NULL,
    appointment_on  TEXT    NOT NULL,
    booked_on       TEXT,
    state           TEXT    NOT NULL CHECK (state IN ('booked', 'confirmed', 'deleted', 'shown', 'no_show')),
    UNIQUE (store_id, source_key)
) STRICT;
CREATE INDEX appointment_by_customer ON appointment (customer_id);
CREATE INDEX appointment_by_vehicle ON appointment (vehicle_id);

CREATE TABLE repair_order (
    id              INTEGER PRIMARY KEY,
    store_id        INTEGER NOT NULL REFERENCES store,
    customer_id     INTEGER NOT NULL REFERENCES customer ON DELETE CASCADE,
    vehicle_id      INTEGER REFERENCES vehicle ON DELETE SET NULL,
    source_key      TEXT    NOT NULL,
    opened_on       TEXT    NOT NULL,
    closed_on       TEXT,
    pay             TEXT    NOT NULL CHECK (pay IN ('customer', 'warranty', 'internal')),
    UNIQUE (store_id, source_key)
) STRICT;
CREATE INDEX repair_order_by_customer ON repair_order (customer_id);
CREATE INDEX repair_order_by_vehicle ON repair_order (vehicle_id);

CREATE TABLE parts_order (
    id              INTEGER PRIMARY KEY,
    store_id        INTEGER NOT NULL REFERENCES store,
    customer_id     INTEGER NOT NULL REFERENCES customer ON DELETE CASCADE,
    vehicle_id      INTEGER REFERENCES vehicle ON DELETE SET NULL,
    source_key      TEXT    NOT NULL,
    -- When the last part came; NULL while one is missing.
    arrived_on      TEXT,
    is_open         INTEGER NOT NULL CHECK (is_open IN (0, 1)),
    UNIQUE (store_id, source_key)
) STRICT;
CREATE INDEX parts_order_by_customer ON parts_order (customer_id);
CREATE INDEX parts_order_by_vehicle ON parts_order (vehicle_id);

CREATE TABLE recall (
    id              INTEGER PRIMARY KEY,
    store_id        INTEGER NOT NULL REFERENCES store,
    customer_id     INTEGER NOT NULL REFERENCES customer ON DELETE CASCADE,
    vehicle_id      INTEGER REFERENCES vehicle ON DELETE SET NULL,
    source_key      TEXT    NOT NULL,
    is_open         INTEGER NOT NULL CHECK (is_open IN (0, 1)),
    -- NULL: the file does not say.
    has_remedy      INTEGER CHECK (has_remedy IN (0, 1)),
    UNIQUE (store_id, source_key)
) STRICT;
CREATE INDEX recall_by_customer ON recall (customer_id);
CREATE INDEX recall_by_vehicle ON recall (vehicle_id);

CREATE TABLE inspection (
    id              INTEGER PRIMARY KEY,
    store_id        INTEGER NOT NULL REFERENCES store,
    customer_id     INTEGER NOT NULL REFERENCES customer ON DELETE CASCADE,
    vehicle_id      INTEGER REFERENCES vehicle ON DELETE SET NULL,
    source_key      TEXT    NOT NULL,
    due_on          TEXT    NOT NULL,
    UNIQUE (store_id, source_key)
) STRICT;
CREATE INDEX inspection_by_customer ON inspection (customer_id);
CREATE INDEX inspection_by_vehicle ON inspection (vehicle_id);

CREATE TABLE declined_work (
    id              INTEGER PRIMARY KEY,
    store_id        INTEGER NOT NULL REFERENCES store,
    customer_id     INTEGER NOT NULL REFERENCES customer ON DELETE CASCADE,
    vehicle_id      INTEGER REFERENCES vehicle ON DELETE SET NULL,
    source_key      TEXT    NOT NULL,
    due_on          TEXT    NOT NULL,
    is_open         INTEGER NOT NULL CHECK (is_open IN (0, 1)),
    UNIQUE (store_id, source_key)
) STRICT;
CREATE INDEX declined_work_by_customer ON declined_work (customer_id);
CREATE INDEX declined_work_by_vehicle ON declined_work (vehicle_id);

-- What a drop was about, for contact types that live by single events.
CREATE TABLE target_matter (
    target_id       INTEGER NOT NULL REFERENCES target ON DELETE CASCADE,
    matter_id       INTEGER NOT NULL,
    PRIMARY KEY (target_id, matter_id)
) STRICT, WITHOUT ROWID;

-- A recycle of such a type holds back that event only (S10). Which table the id is of, the contact type says.
ALTER TABLE recycle ADD COLUMN matter_id INTEGER;
DROP INDEX recycle_key;
CREATE UNIQUE INDEX recycle_key ON recycle (customer_id, ifnull(vehicle_id, 0), contact_type, ifnull(matter_id, 0));

-- Whom and what any of them is about, for whoever asks whether something is on file at all.
CREATE VIEW matter_of AS
    SELECT customer_id, vehicle_id FROM appointment
    UNION ALL SELECT customer_id, vehicle_id FROM repair_order
    UNION ALL SELECT customer_id, vehicle_id FROM parts_order
    UNION ALL SELECT customer_id, vehicle_id FROM recall
    UNION ALL SELECT customer_id, vehicle_id FROM inspection
    UNION ALL SELECT customer_id, vehicle_id FROM declined_work;

PRAGMA user_version = 2;
