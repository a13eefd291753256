-- The rest of what a dealer system knows of single events, so that Fetch and the customer's page can show it; and the
-- events of Sales, Unsold and Marketing, each with its own table like those before.

ALTER TABLE appointment ADD COLUMN at_local TEXT;
ALTER TABLE appointment ADD COLUMN team TEXT;
ALTER TABLE appointment ADD COLUMN advisor TEXT;
ALTER TABLE appointment ADD COLUMN services TEXT;
ALTER TABLE appointment ADD COLUMN import_id INTEGER;

-- Opcodes stand between bars, |LOF|BRK|, so that one of them can be asked for. The key is the order's number.
ALTER TABLE repair_order ADD COLUMN opcodes TEXT;
ALTER TABLE repair_order ADD COLUMN advisor TEXT;
ALTER TABLE repair_order ADD COLUMN technician TEXT;
ALTER TABLE repair_order ADD COLUMN odometer INTEGER;
ALTER TABLE repair_order ADD COLUMN amount_cents INTEGER;
ALTER TABLE repair_order ADD COLUMN import_id INTEGER;

ALTER TABLE parts_order ADD COLUMN ordered_on TEXT;
ALTER TABLE parts_order ADD COLUMN parts TEXT;
ALTER TABLE parts_order ADD COLUMN counter TEXT CHECK (counter IN ('front', 'back'));
ALTER TABLE parts_order ADD COLUMN amount_cents INTEGER;
ALTER TABLE parts_order ADD COLUMN import_id INTEGER;

ALTER TABLE recall ADD COLUMN campaign TEXT;
ALTER TABLE recall ADD COLUMN title TEXT;
ALTER TABLE recall ADD COLUMN opened_on TEXT;
-- How it was closed; NULL while it is open, or when the file does not say.
ALTER TABLE recall ADD COLUMN outcome TEXT CHECK (outcome IN ('done_here', 'done_elsewhere', 'not_applicable'));
ALTER TABLE recall ADD COLUMN import_id INTEGER;

ALTER TABLE inspection ADD COLUMN name TEXT;
ALTER TABLE inspection ADD COLUMN import_id INTEGER;

ALTER TABLE declined_work ADD COLUMN declined_on TEXT;
ALTER TABLE declined_work ADD COLUMN kind TEXT CHECK (kind IN ('declined', 'deferred', 'recommended'));
ALTER TABLE declined_work ADD COLUMN services TEXT;
ALTER TABLE declined_work ADD COLUMN ro_number TEXT;
ALTER TABLE declined_work ADD COLUMN amount_cents INTEGER;
ALTER TABLE declined_work ADD COLUMN import_id INTEGER;

CREATE TABLE deal (
    id              INTEGER PRIMARY KEY,
    store_id        INTEGER NOT NULL REFERENCES store,
    customer_id     INTEGER NOT NULL REFERENCES customer ON DELETE CASCADE,
    vehicle_id      INTEGER REFERENCES vehicle ON DELETE SET NULL,
    source_key      TEXT    NOT NULL,
    sold_on         TEXT    NOT NULL,
    delivered_on    TEXT,
    is_unwound      INTEGER NOT NULL DEFAULT 0 CHECK (is_unwound IN (0, 1)),
    kind            TEXT    CHECK (kind IN ('new', 'used')),
    salesperson     TEXT,
    amount_cents    INTEGER,
    -- End of the lease or the financing.
    ends_on         TEXT,
    import_id       INTEGER,
    UNIQUE (store_id, source_key)
) STRICT;
CREATE INDEX deal_by_customer ON deal (customer_id);
CREATE INDEX deal_by_vehicle ON deal (vehicle_id);

-- The traffic log of the showroom, and internet leads. Status, type and lost reason are the store's own words.
CREATE TABLE traffic_entry (
    id              INTEGER PRIMARY KEY,
    store_id        INTEGER NOT NULL REFERENCES store,
    customer_id     INTEGER NOT NULL REFERENCES customer ON DELETE CASCADE,
    vehicle_id      INTEGER REFERENCES vehicle ON DELETE SET NULL,
    source_key      TEXT    NOT NULL,
    entered_at      INTEGER NOT NULL,
    -- The same moment as a date at the store.
    entered_on      TEXT    NOT NULL,
    status          TEXT    NOT NULL,
    traffic_type    TEXT,
    lost_reason     TEXT,
    -- What is booked: held back until it is over.
    follow_up_on    TEXT,
    appointment_on  TEXT,
    is_lead         INTEGER NOT NULL DEFAULT 0 CHECK (is_lead IN (0, 1)),
    salesperson     TEXT,
    interest        TEXT,
    lead_source     TEXT,
    comment         TEXT,
    import_id       INTEGER,
    UNIQUE (store_id, source_key)
) STRICT;
CREATE INDEX traffic_entry_by_customer ON traffic_entry (customer_id);
CREATE INDEX traffic_entry_by_vehicle ON traffic_entry (vehicle_id);

-- Imported lists: whoever stands on a list, under its name.
CREATE TABLE list_entry (
    id              INTEGER PRIMARY KEY,
    store_id        INTEGER NOT NULL REFERENCES store,
    customer_id     INTEGER NOT NULL REFERENCES customer ON DELETE CASCADE,
    vehicle_id      INTEGER REFERENCES vehicle ON DELETE SET NULL,
    source_key      TEXT    NOT NULL,
    list            TEXT    NOT NULL,
    listed_on       TEXT    NOT NULL,
    note            TEXT,
    import_id       INTEGER,
    UNIQUE (store_id, source_key)
) STRICT;
CREATE INDEX list_entry_by_customer ON list_entry (customer_id);
CREATE INDEX list_entry_by_vehicle ON list_entry (vehicle_id);

-- A saved Fetch query: data with a schema, never SQL.
CREATE TABLE fetch_query (
    id              INTEGER PRIMARY KEY,
    store_id        INTEGER NOT NULL REFERENCES store,
    name            TEXT    NOT NULL,
    query           TEXT    NOT NULL,
    saved_at        INTEGER NOT NULL,
    saved_by        TEXT    NOT NULL,
    deleted_at      INTEGER
) STRICT;
CREATE UNIQUE INDEX fetch_query_name ON fetch_query (store_id, name) WHERE deleted_at IS NULL;

-- A query that was sent to Call Select, with its name and the last day on which it counts.
CREATE TABLE fetch_campaign (
    id              INTEGER PRIMARY KEY,
    store_id        INTEGER NOT NULL REFERENCES store,
    query_id        INTEGER NOT NULL REFERENCES fetch_query,
    name            TEXT    NOT NULL,
    expires_on      TEXT    NOT NULL,
    made_at         INTEGER NOT NULL,
    made_by         TEXT    NOT NULL,
    ended_at        INTEGER
) STRICT;
CREATE INDEX fetch_campaign_by_store ON fetch_campaign (store_id);

-- Whom it found: the reason for a Marketing contact.
CREATE TABLE fetch_member (
    id              INTEGER PRIMARY KEY,
    store_id        INTEGER NOT NULL REFERENCES store,
    customer_id     INTEGER NOT NULL REFERENCES customer ON DELETE CASCADE,
    vehicle_id      INTEGER REFERENCES vehicle ON DELETE SET NULL,
    source_key      TEXT    NOT NULL,
    fetch_campaign_id INTEGER NOT NULL REFERENCES fetch_campaign ON DELETE CASCADE,
    expires_on      TEXT    NOT NULL,
    -- Complete: never offered again.
    is_open         INTEGER NOT NULL DEFAULT 1 CHECK (is_open IN (0, 1)),
    UNIQUE (store_id, source_key)
) STRICT;
CREATE INDEX fetch_member_by_customer ON fetch_member (customer_id);
CREATE INDEX fetch_member_by_vehicle ON fetch_member (vehicle_id);
CREATE INDEX fetch_member_by_campaign ON fetch_member (fetch_campaign_id);

DROP VIEW matter_of;
CREATE VIEW matter_of AS
    SELECT customer_id, vehicle_id FROM appointment
    UNION ALL SELECT customer_id, vehicle_id FROM repair_order
    UNION ALL SELECT customer_id, vehicle_id FROM parts_order
    UNION ALL SELECT customer_id, vehicle_id FROM recall
    UNION ALL SELECT customer_id, vehicle_id FROM inspection
    UNION ALL SELECT customer_id, vehicle_id FROM declined_work
    UNION ALL SELECT customer_id, vehicle_id FROM deal
    UNION ALL SELECT customer_id, vehicle_id FROM traffic_entry
    UNION ALL SELECT customer_id, vehicle_id FROM list_entry
    UNION ALL SELECT customer_id, vehicle_id FROM fetch_member;

-- How fresh each source is (P15), and by how many days its file may be older.
CREATE TABLE data_source_now (
    store_id        INTEGER NOT NULL REFERENCES store,
    source          TEXT    NOT NULL CHECK (source IN ('customers', 'store_settings', 'appointment', 'repair_order',
                        'parts_order', 'recall', 'inspection', 'declined_work', 'deal', 'traffic_entry', 'list_entry')),
    as_of_at        INTEGER NOT NULL,
    PRIMARY KEY (store_id, source)
) STRICT, WITHOUT ROWID;
INSERT INTO data_source_now SELECT store_id, source, as_of_at FROM data_source;
DROP TABLE data_source;
ALTER TABLE data_source_now RENAME TO data_source;

-- The settings of every due rule, in JSON; what is not said has its default.
ALTER TABLE store ADD COLUMN due TEXT NOT NULL DEFAULT '{}';
UPDATE store SET due = json_object('maintenance_from_months', maintenance_from_months,
                                   'maintenance_to_months', maintenance_to_months);
ALTER TABLE store DROP COLUMN maintenance_from_months;
ALTER TABLE store DROP COLUMN maintenance_to_months;

-- Who switched voice off; NULL: Do Not Call in a file (P13). A person's switch is a turn-off, not an opt-out.
ALTER TABLE customer ADD COLUMN voice_off_by TEXT;
-- A number's own switch, on every file that bears it.
ALTER TABLE number ADD COLUMN switched_off_at INTEGER;
ALTER TABLE number ADD COLUMN switched_off_by TEXT;
ALTER TABLE number ADD COLUMN switch_reason TEXT CHECK ((switch_reason IS NULL) = (switched_off_at IS NULL));

-- A step of an Unsold or Sales schedule is a campaign.
CREATE TABLE schedule (
    id              INTEGER PRIMARY KEY,
    store_id        INTEGER NOT NULL REFERENCES store,
    name            TEXT    NOT NULL,
    contact_type    TEXT    NOT NULL CHECK (contact_type IN ('sales', 'unsold')),
    UNIQUE (store_id, name)
) STRICT;
ALTER TABLE campaign ADD COLUMN schedule_id INTEGER REFERENCES schedule;
-- When a standing run last looked for somebody who fell due (P6).
ALTER TABLE run ADD COLUMN looked_at INTEGER;
CREATE INDEX campaign_by_schedule ON campaign (schedule_id) WHERE schedule_id IS NOT NULL;

PRAGMA user_version = 3;
