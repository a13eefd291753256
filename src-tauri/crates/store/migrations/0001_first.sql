-- Instants (…_at) are milliseconds since 1970 in UTC; dates (…_on) are store-local, YYYY-MM-DD; wall times (…_local)
-- are HH:MM:SS in the store's zone. The CHECKs repeat the rules that no bug may break.

-- One row: what this file is. Practice or live is fixed when it is made and never converted.
CREATE TABLE house (
    id              INTEGER PRIMARY KEY CHECK (id = 1),
    file_id         TEXT    NOT NULL,
    kind            TEXT    NOT NULL CHECK (kind IN ('practice', 'live')),
    made_at         INTEGER NOT NULL,
    -- The highest time ever seen: a clock set back does not reopen a window.
    highest_at      INTEGER NOT NULL,
    clock_speed     REAL    NOT NULL DEFAULT 1 CHECK (clock_speed > 0),
    lease_epoch     INTEGER NOT NULL DEFAULT 0,
    paused_all_at   INTEGER,
    paused_all_by   TEXT,
    -- Written when the engine stops cleanly; absent after a crash.
    clean_stop      INTEGER NOT NULL DEFAULT 1 CHECK (clean_stop IN (0, 1)),
    -- The arguments of `demo` that made this file, as JSON.
    demo            TEXT,
    -- Its report, once its runs are over.
    demo_report     TEXT
) STRICT;

CREATE TABLE account (
    id              INTEGER PRIMARY KEY CHECK (id = 1),
    provider        TEXT    NOT NULL CHECK (provider IN ('stratics')),
    base_url        TEXT    NOT NULL,
    built_in        INTEGER NOT NULL CHECK (built_in IN (0, 1)),
    -- How the key is kept; the key itself is sealed or lies in the keychain.
    key_kept        BLOB,
    name            TEXT,
    ports           INTEGER NOT NULL DEFAULT 0 CHECK (ports BETWEEN 0 AND 1000),
    credits         INTEGER,
    checked_at      INTEGER,
    event_cursor    TEXT,
    -- Why nothing can be sent through this account, until a check succeeds.
    fault           TEXT CHECK (fault IN ('unauthorized', 'no_funds'))
) STRICT;

CREATE TABLE store (
    id              INTEGER PRIMARY KEY,
    name            TEXT    NOT NULL,
    country         TEXT    NOT NULL CHECK (country IN ('CA', 'US')),
    region          TEXT    NOT NULL,
    zone            TEXT    NOT NULL,
    language        TEXT    NOT NULL CHECK (language IN ('en', 'fr')),
    opt_out_number  TEXT,
    maintenance_from_months INTEGER NOT NULL DEFAULT 3,
    maintenance_to_months   INTEGER NOT NULL DEFAULT 18,
    cell_strikes    TEXT    NOT NULL DEFAULT 'cumulative' CHECK (cell_strikes IN ('cumulative', 'reset_by_delivery'))
) STRICT;

CREATE TABLE department (
    store_id        INTEGER NOT NULL REFERENCES store,
    department      TEXT    NOT NULL CHECK (department IN ('service', 'sales')),
    caller_id       TEXT,
    call_back_number TEXT,
    PRIMARY KEY (store_id, department)
) STRICT, WITHOUT ROWID;

CREATE TABLE store_hours (
    store_id        INTEGER NOT NULL REFERENCES store,
    department      TEXT    NOT NULL CHECK (department IN ('service', 'sales')),
    day             TEXT    NOT NULL CHECK (day IN ('mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun')),
    opens_local     TEXT    NOT NULL,
    closes_local    TEXT    NOT NULL CHECK (closes_local > opens_local),
    PRIMARY KEY (store_id, department, day)
) STRICT, WITHOUT ROWID;

CREATE TABLE closed_day (
    store_id        INTEGER NOT NULL REFERENCES store,
    closed_on       TEXT    NOT NULL,
    name            TEXT    NOT NULL,
    PRIMARY KEY (store_id, closed_on)
) STRICT, WITHOUT ROWID;

CREATE TABLE store_line (
    store_id        INTEGER NOT NULL REFERENCES store,
    e164            TEXT    NOT NULL,
    PRIMARY KEY (e164, store_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE customer (
    id              INTEGER PRIMARY KEY,
    store_id        INTEGER NOT NULL REFERENCES store,
    number          TEXT    NOT NULL,
    first_name      TEXT,
    last_name       TEXT,
    company         TEXT,
    email           TEXT,
    address         TEXT,
    city            TEXT,
    region          TEXT,
    postal_code     TEXT,
    language        TEXT CHECK (language IN ('en', 'fr')),
    customer_type   TEXT    NOT NULL DEFAULT 'retail' CHECK (customer_type IN ('retail', 'fleet')),
    day_preference  TEXT CHECK (day_preference IN ('day', 'late_day')),
    -- Do Not Call, or a person's switch; only a person with a reason takes it back (P13).
    voice_off_reason TEXT,
    voice_off_at    INTEGER,
    taken_by        TEXT,
    taken_at        INTEGER,
    hold_reason     TEXT,
    hold_until_on   TEXT,
    complaint_open  INTEGER NOT NULL DEFAULT 0 CHECK (complaint_open IN (0, 1)),
    -- The latest contact of any kind, or drop attempt (S2).
    last_contact_at INTEGER,
    last_agent_contact_at INTEGER,
    last_called_in_at INTEGER,
    -- Lower-case name, digits of numbers, VINs, e-mail, customer number: what the search box looks through.
    search_text     TEXT    NOT NULL DEFAULT '',
    made_by_import  INTEGER,
    UNIQUE (store_id, number),
    CHECK ((taken_by IS NULL) = (taken_at IS NULL)),
    CHECK ((voice_off_reason IS NULL) = (voice_off_at IS NULL))
) STRICT;
-- Digits first, by value; others by code point (S2): digits stand behind their length, written in three places.
CREATE INDEX customer_in_order ON customer (store_id, iif(number GLOB '*[^0-9]*', '1' || number,
    '0' || printf('%03d', length(ltrim(number, '0'))) || ltrim(number, '0') || ' ' || number));

CREATE TABLE phone (
    customer_id     INTEGER NOT NULL REFERENCES customer ON DELETE CASCADE,
    kind            TEXT    NOT NULL CHECK (kind IN ('cell', 'home', 'work')),
    typed           TEXT    NOT NULL,
    -- NULL: the text is no number.
    e164            TEXT,
    extension       TEXT,
    PRIMARY KEY (customer_id, kind),
    CHECK (extension IS NULL OR e164 IS NOT NULL)
) STRICT, WITHOUT ROWID;
CREATE INDEX phone_by_number ON phone (e164, kind);

-- What belongs to a number on whatever file it stands (S15).
CREATE TABLE number (
    e164            TEXT    PRIMARY KEY,
    opted_out_at    INTEGER,
    opted_out_by    TEXT,
    opt_out_reason  TEXT,
    blocked         TEXT CHECK (blocked IN ('until', 'for_ever')),
    blocked_until_on TEXT,
    impossible_strikes INTEGER NOT NULL DEFAULT 0,
    home_series     INTEGER NOT NULL DEFAULT 0,
    failures_in_row INTEGER NOT NULL DEFAULT 0,
    rests_until_on  TEXT,
    is_bad          INTEGER NOT NULL DEFAULT 0 CHECK (is_bad IN (0, 1)),
    is_landline     INTEGER NOT NULL DEFAULT 0 CHECK (is_landline IN (0, 1)),
    CHECK ((blocked IS 'until') = (blocked_until_on IS NOT NULL)),
    CHECK ((opted_out_at IS NULL) = (opt_out_reason IS NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX number_blocked ON number (blocked) WHERE blocked IS NOT NULL;

CREATE TABLE vehicle (
    id              INTEGER PRIMARY KEY,
    store_id        INTEGER NOT NULL REFERENCES store,
    vin             TEXT    NOT NULL,
    customer_id     INTEGER NOT NULL REFERENCES customer,
    year            INTEGER,
    make            TEXT,
    model           TEXT,
    odometer        INTEGER,
    owned           INTEGER NOT NULL DEFAULT 1 CHECK (owned IN (0, 1)),
    owns_off_reason TEXT,
    has_open_repair_order INTEGER NOT NULL DEFAULT 0 CHECK (has_open_repair_order IN (0, 1)),
    last_ro_on      TEXT,
    last_ro_number  TEXT,
    purchased_on    TEXT,
    next_appointment_on TEXT,
    made_by_import  INTEGER,
    UNIQUE (store_id, vin)
) STRICT;
CREATE INDEX vehicle_by_customer ON vehicle (customer_id);

CREATE TABLE turn_off (
    vehicle_id      INTEGER NOT NULL REFERENCES vehicle ON DELETE CASCADE,
    contact_type    TEXT    NOT NULL,
    reason          TEXT    NOT NULL CHECK (reason <> ''),
    at              INTEGER NOT NULL,
    by              TEXT    NOT NULL,
    PRIMARY KEY (vehicle_id, contact_type)
) STRICT, WITHOUT ROWID;

CREATE TABLE consent (
    id              INTEGER PRIMARY KEY,
    customer_id     INTEGER NOT NULL REFERENCES customer ON DELETE CASCADE,
    given           INTEGER NOT NULL CHECK (given IN (0, 1)),
    given_on        TEXT,
    source          TEXT    NOT NULL,
    import_id       INTEGER,
    recorded_at     INTEGER NOT NULL
) STRICT;
CREATE INDEX consent_by_customer ON consent (customer_id);
CREATE INDEX consent_by_import ON consent (import_id) WHERE import_id IS NOT NULL;

CREATE TABLE recycle_code (
    id              INTEGER PRIMARY KEY,
    store_id        INTEGER NOT NULL REFERENCES store,
    contact_type    TEXT    NOT NULL,
    name            TEXT    NOT NULL CHECK (name <> ''),
    days            INTEGER NOT NULL CHECK (days BETWEEN 0 AND 3650),
    active          INTEGER NOT NULL CHECK (active IN (0, 1)),
    productive      INTEGER NOT NULL CHECK (productive IN (0, 1)),
    is_voice_drop   INTEGER NOT NULL DEFAULT 0 CHECK (is_voice_drop IN (0, 1)),
    made_at         INTEGER NOT NULL,
    deleted_at      INTEGER,
    UNIQUE (store_id, contact_type, name)
) STRICT;

-- Files that are out. The return date is recycled_on + the code's days, or the days frozen at a change of the code.
CREATE TABLE recycle (
    id              INTEGER PRIMARY KEY,
    customer_id     INTEGER NOT NULL REFERENCES customer ON DELETE CASCADE,
    vehicle_id      INTEGER REFERENCES vehicle ON DELETE CASCADE,
    contact_type    TEXT    NOT NULL,
    code_id         INTEGER NOT NULL REFERENCES recycle_code,
    recycled_on     TEXT    NOT NULL,
    days_frozen     INTEGER CHECK (days_frozen BETWEEN 0 AND 3650),
    attempt_id      INTEGER
) STRICT;
CREATE UNIQUE INDEX recycle_key ON recycle (customer_id, ifnull(vehicle_id, 0), contact_type);
CREATE INDEX recycle_by_vehicle ON recycle (vehicle_id, contact_type);
CREATE INDEX recycle_by_code ON recycle (code_id);

CREATE TABLE message (
    id              INTEGER PRIMARY KEY,
    store_id        INTEGER NOT NULL REFERENCES store,
    name            TEXT    NOT NULL,
    language        TEXT    NOT NULL CHECK (language IN ('en', 'fr')),
    transcript      TEXT    NOT NULL DEFAULT '',
    -- Words of contact types, space-separated; empty: all.
    contact_types   TEXT    NOT NULL DEFAULT '',
    wav             BLOB    NOT NULL,
    sha256          TEXT    NOT NULL,
    duration_ms     INTEGER NOT NULL,
    notices         TEXT    NOT NULL DEFAULT '[]',
    added_at        INTEGER NOT NULL,
    approved_at     INTEGER,
    approved_by     TEXT,
    CHECK ((approved_at IS NULL) = (approved_by IS NULL))
) STRICT;

CREATE TABLE campaign (
    id              INTEGER PRIMARY KEY,
    store_id        INTEGER NOT NULL REFERENCES store,
    number          INTEGER NOT NULL,
    state           TEXT    NOT NULL CHECK (state IN ('draft', 'active', 'inactive')),
    version         INTEGER NOT NULL,
    -- When it became active: starts before that moment are not missed.
    active_since_at INTEGER,
    skip_on         TEXT,
    UNIQUE (store_id, number),
    CHECK (state <> 'active' OR active_since_at IS NOT NULL)
) STRICT;

CREATE TABLE campaign_version (
    campaign_id     INTEGER NOT NULL REFERENCES campaign ON DELETE CASCADE,
    version         INTEGER NOT NULL,
    saved_at        INTEGER NOT NULL,
    saved_by        TEXT    NOT NULL,
    spec            TEXT    NOT NULL,
    PRIMARY KEY (campaign_id, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE run (
    id              INTEGER PRIMARY KEY,
    campaign_id     INTEGER NOT NULL REFERENCES campaign,
    store_id        INTEGER NOT NULL REFERENCES store,
    version         INTEGER NOT NULL,
    run_on          TEXT    NOT NULL,
    sequence        INTEGER NOT NULL CHECK (sequence >= 1),
    state           TEXT    NOT NULL CHECK (state IN ('planned', 'waiting_for_port', 'running', 'paused', 'ending',
                        'finished', 'stopped', 'ended_at_closing', 'skipped', 'missed')),
    scheduled_at    INTEGER NOT NULL,
    until_at        INTEGER NOT NULL,
    -- Count asked now, as a Count in JSON: the campaign's, or what a person made of it during the run.
    count           TEXT    NOT NULL,
    -- A person's "Run now" beside the schedule.
    by_hand         INTEGER NOT NULL DEFAULT 0 CHECK (by_hand IN (0, 1)),
    -- Everybody who could get a drop is taken: nobody is looked for until the count changes or somebody is skipped.
    is_list_over    INTEGER NOT NULL DEFAULT 0 CHECK (is_list_over IN (0, 1)),
    port            INTEGER,
    waiting_since_at INTEGER,
    waited_ms       INTEGER NOT NULL DEFAULT 0,
    started_at      INTEGER,
    ended_at        INTEGER,
    paused_at       INTEGER,
    paused_ms       INTEGER NOT NULL DEFAULT 0,
    pause_cause     TEXT,
    paused_by       TEXT,
    ending_as       TEXT CHECK (ending_as IN ('finished', 'stopped', 'ended_at_closing')),
    skip_reason     TEXT,
    note            TEXT,
    shortfall       TEXT,
    -- Submissions in a row that ended in a fault of ours, the account, the carrier or the network.
    faults_in_row   INTEGER NOT NULL DEFAULT 0,
    -- One target is tried twice after a rejected recording; the next rejection pauses.
    bad_audio_in_row INTEGER NOT NULL DEFAULT 0,
    resume_at       INTEGER,
    UNIQUE (campaign_id, run_on, sequence),
    FOREIGN KEY (campaign_id, version) REFERENCES campaign_version,
    CHECK ((state IN ('finished', 'stopped', 'ended_at_closing', 'skipped', 'missed')) = (ended_at IS NOT NULL)),
    CHECK ((state = 'paused') = (paused_at IS NOT NULL)),
    CHECK ((state = 'ending') <= (ending_as IS NOT NULL)),
    CHECK (state <> 'skipped' OR skip_reason IS NOT NULL)
) STRICT;
CREATE INDEX run_open ON run (state, scheduled_at)
    WHERE state IN ('planned', 'waiting_for_port', 'running', 'paused', 'ending');
CREATE INDEX run_by_day ON run (run_on);
-- A campaign has at most one run under way (P6).
CREATE UNIQUE INDEX run_one_open ON run (campaign_id)
    WHERE state IN ('waiting_for_port', 'running', 'paused', 'ending');

CREATE TABLE port (
    account_id      INTEGER NOT NULL REFERENCES account,
    number          INTEGER NOT NULL CHECK (number >= 1),
    run_id          INTEGER UNIQUE REFERENCES run,
    -- An attempt whose ending nobody knows keeps the port from everybody until an answer comes.
    held_by_attempt INTEGER,
    PRIMARY KEY (account_id, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE target (
    id              INTEGER PRIMARY KEY,
    run_id          INTEGER NOT NULL REFERENCES run,
    customer_id     INTEGER NOT NULL REFERENCES customer,
    -- Order of reservation; a customer who must wait moves to the end of the line.
    position        INTEGER NOT NULL,
    line            INTEGER NOT NULL,
    state           TEXT    NOT NULL CHECK (state IN ('reserved', 'in_progress', 'delivered', 'failed', 'unknown',
                        'skipped', 'released')),
    kind            TEXT    NOT NULL CHECK (kind IN ('cell', 'home')),
    e164            TEXT    NOT NULL,
    message_id      INTEGER NOT NULL REFERENCES message,
    vehicle_id      INTEGER REFERENCES vehicle,
    reserved_at     INTEGER NOT NULL,
    ended_at        INTEGER,
    reason          TEXT,
    detail          TEXT,
    -- The last reason to wait, while reserved.
    later_reason    TEXT,
    disposition     TEXT,
    -- The result came after the run's end.
    is_late         INTEGER NOT NULL DEFAULT 0 CHECK (is_late IN (0, 1)),
    UNIQUE (run_id, position),
    CHECK ((state IN ('delivered', 'failed', 'unknown', 'skipped', 'released')) = (ended_at IS NOT NULL)),
    CHECK ((state IN ('skipped', 'released')) = (reason IS NOT NULL)),
    CHECK ((state IN ('delivered', 'failed')) = (disposition IS NOT NULL))
) STRICT;
-- One drop per customer and per number in a run (P3).
CREATE UNIQUE INDEX target_one_per_customer ON target (run_id, customer_id) WHERE state NOT IN ('skipped', 'released');
CREATE UNIQUE INDEX target_one_per_number ON target (run_id, e164) WHERE state NOT IN ('skipped', 'released');
CREATE INDEX target_line ON target (run_id, state, line);
CREATE INDEX target_by_customer ON target (customer_id);
CREATE INDEX target_by_vehicle ON target (vehicle_id) WHERE vehicle_id IS NOT NULL;

CREATE TABLE target_vehicle (
    target_id       INTEGER NOT NULL REFERENCES target,
    vehicle_id      INTEGER NOT NULL REFERENCES vehicle,
    PRIMARY KEY (target_id, vehicle_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX target_vehicle_by_vehicle ON target_vehicle (vehicle_id);

-- A customer is held by one run at most, over all runs.
CREATE TABLE reservation (
    customer_id     INTEGER PRIMARY KEY REFERENCES customer,
    run_id          INTEGER NOT NULL REFERENCES run,
    target_id       INTEGER NOT NULL REFERENCES target,
    until_at        INTEGER NOT NULL
) STRICT;
CREATE INDEX reservation_by_run ON reservation (run_id);

CREATE TABLE attempt (
    id              INTEGER PRIMARY KEY,
    -- NULL: a test drop, which stands in no count, clock or history (P16).
    target_id       INTEGER REFERENCES target,
    run_id          INTEGER REFERENCES run,
    customer_id     INTEGER REFERENCES customer,
    store_id        INTEGER NOT NULL REFERENCES store,
    contact_type    TEXT,
    e164            TEXT    NOT NULL,
    kind            TEXT    NOT NULL CHECK (kind IN ('cell', 'home', 'work')),
    message_id      INTEGER NOT NULL REFERENCES message,
    audio_sha256    TEXT    NOT NULL,
    port            INTEGER NOT NULL,
    client_ref      TEXT    NOT NULL UNIQUE,
    idempotency_key TEXT    NOT NULL UNIQUE,
    request         BLOB    NOT NULL,
    verdict         TEXT    NOT NULL,
    facts           TEXT    NOT NULL,
    lease_epoch     INTEGER NOT NULL,
    state           TEXT    NOT NULL CHECK (state IN ('intended', 'accepted', 'overdue', 'final', 'not_sent')),
    intended_at     INTEGER NOT NULL,
    intended_on     TEXT    NOT NULL,
    -- The customer's last contact before this one, for an attempt that turns out not to be sent.
    contact_before_at INTEGER,
    -- When bytes may have gone out again under the same key.
    submitted_at    INTEGER,
    accepted_at     INTEGER,
    final_at        INTEGER,
    overdue_at      INTEGER,
    provider_ref    TEXT,
    disposition     TEXT,
    raw_word        TEXT,
    detail          TEXT,
    not_sent_cause  TEXT,
    doubt           TEXT,
    provider_accepted_at TEXT,
    provider_completed_at TEXT,
    cost_micros     INTEGER,
    -- A later, different result: kept and shown, not applied.
    other_word      TEXT,
    other_at        INTEGER,
    settled_by      TEXT,
    -- What the result did to its number, as it was then: what a report says of a run does not change afterwards.
    made_block      TEXT    CHECK (made_block IN ('until', 'for_ever')),
    made_block_until_on TEXT,
    made_rest_until_on TEXT,
    last_answer     TEXT,
    asked_at        INTEGER,
    CHECK ((target_id IS NULL) = (run_id IS NULL)),
    CHECK ((state = 'final') = (disposition IS NOT NULL)),
    CHECK ((state IN ('final', 'not_sent')) = (final_at IS NOT NULL)),
    CHECK (state <> 'accepted' OR accepted_at IS NOT NULL),
    CHECK ((made_block IS 'until') = (made_block_until_on IS NOT NULL))
) STRICT;
-- At most one unsettled attempt per number, over all runs.
CREATE UNIQUE INDEX attempt_one_open_per_number ON attempt (e164) WHERE state IN ('intended', 'accepted', 'overdue');
-- One drop at a time on a port.
CREATE UNIQUE INDEX attempt_one_per_port ON attempt (port) WHERE state IN ('intended', 'accepted');
CREATE INDEX attempt_by_target ON attempt (target_id);
CREATE INDEX attempt_by_customer ON attempt (customer_id, intended_on);
CREATE INDEX attempt_by_number ON attempt (e164, intended_on);
CREATE INDEX attempt_by_day ON attempt (intended_on);
CREATE INDEX attempt_by_run ON attempt (run_id);
CREATE INDEX attempt_by_ticket ON attempt (provider_ref) WHERE provider_ref IS NOT NULL;
CREATE INDEX attempt_open ON attempt (state) WHERE state IN ('intended', 'accepted', 'overdue');

-- Contact History. Names and numbers are copied: a row outlives what it speaks of.
CREATE TABLE contact (
    id              INTEGER PRIMARY KEY,
    store_id        INTEGER NOT NULL REFERENCES store,
    customer_id     INTEGER NOT NULL REFERENCES customer,
    vehicle_id      INTEGER REFERENCES vehicle,
    user_name       TEXT    NOT NULL,
    contact_type    TEXT,
    started_at      INTEGER NOT NULL,
    -- NULL: In Progress.
    finished_at     INTEGER,
    comment         TEXT    NOT NULL,
    is_inbound      INTEGER NOT NULL DEFAULT 0 CHECK (is_inbound IN (0, 1)),
    attempt_id      INTEGER UNIQUE REFERENCES attempt,
    campaign_name   TEXT,
    message_id      INTEGER REFERENCES message,
    e164            TEXT,
    code_id         INTEGER REFERENCES recycle_code,
    recycled_on     TEXT,
    import_id       INTEGER,
    -- (user, date, code) of a contact taken in from a file, so that the same file adds it once.
    import_key      TEXT
) STRICT;
CREATE INDEX contact_by_customer ON contact (customer_id, id);
-- So that taking a vehicle back need not read everything that may refer to it.
CREATE INDEX contact_by_vehicle ON contact (vehicle_id) WHERE vehicle_id IS NOT NULL;
CREATE INDEX contact_by_code ON contact (code_id, started_at) WHERE code_id IS NOT NULL;
CREATE UNIQUE INDEX contact_import_key ON contact (customer_id, import_key) WHERE import_key IS NOT NULL;

CREATE TABLE call_back (
    id              INTEGER PRIMARY KEY,
    customer_id     INTEGER NOT NULL REFERENCES customer,
    attempt_id      INTEGER REFERENCES attempt,
    at              INTEGER NOT NULL,
    called_on       TEXT    NOT NULL,
    by              TEXT    NOT NULL,
    outcome         TEXT    NOT NULL,
    note            TEXT    NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX call_back_by_customer ON call_back (customer_id);
CREATE INDEX call_back_by_attempt ON call_back (attempt_id);
CREATE INDEX call_back_by_day ON call_back (called_on);

CREATE TABLE audit (
    id              INTEGER PRIMARY KEY,
    at              INTEGER NOT NULL,
    who             TEXT    NOT NULL,
    what            TEXT    NOT NULL,
    subject         TEXT,
    old             TEXT,
    new             TEXT
) STRICT;

CREATE TABLE import (
    id              INTEGER PRIMARY KEY,
    store_id        INTEGER NOT NULL REFERENCES store,
    file_name       TEXT    NOT NULL,
    sha256          TEXT    NOT NULL,
    at              INTEGER NOT NULL,
    by              TEXT    NOT NULL,
    -- What the file holds and what it changed, in JSON.
    summary         TEXT    NOT NULL,
    -- How fresh the customers were before; undo puts it back.
    fresh_before_at INTEGER,
    undone_at       INTEGER
) STRICT;
CREATE INDEX import_by_store ON import (store_id, id);

CREATE TABLE import_rejected (
    import_id       INTEGER NOT NULL REFERENCES import,
    line            INTEGER NOT NULL,
    reason          TEXT    NOT NULL,
    text            TEXT    NOT NULL,
    PRIMARY KEY (import_id, line)
) STRICT, WITHOUT ROWID;

-- What an import changed of rows that were there before, so that undo can put back what nobody changed since. Values
-- of a field as text; of a phone and of a turn-off in JSON; 'said' is the whole of file_value.said.
CREATE TABLE import_change (
    id              INTEGER PRIMARY KEY,
    import_id       INTEGER NOT NULL REFERENCES import,
    thing           TEXT    NOT NULL CHECK (thing IN ('customer', 'vehicle')),
    row_id          INTEGER NOT NULL,
    field           TEXT    NOT NULL,
    old             TEXT,
    new             TEXT
) STRICT;
CREATE INDEX import_change_by_import ON import_change (import_id);

-- What the last file said of a customer (phones included) or vehicle, by field, in JSON: a value corrected by hand
-- stays until a file brings a new one. One row per thing: a row per field would be ten times as many.
CREATE TABLE file_value (
    thing           TEXT    NOT NULL CHECK (thing IN ('customer', 'vehicle')),
    row_id          INTEGER NOT NULL,
    said            TEXT    NOT NULL,
    PRIMARY KEY (thing, row_id)
) STRICT, WITHOUT ROWID;

-- Do Not Call of customers that an undo took off the file: it is there again when they come back (P13).
CREATE TABLE voice_off_kept (
    store_id        INTEGER NOT NULL REFERENCES store,
    number          TEXT    NOT NULL,
    reason          TEXT    NOT NULL,
    at              INTEGER NOT NULL,
    PRIMARY KEY (store_id, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE import_mapping (
    fingerprint     TEXT    PRIMARY KEY,
    mapping         TEXT    NOT NULL,
    date_format     TEXT,
    saved_at        INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE data_source (
    store_id        INTEGER NOT NULL REFERENCES store,
    source          TEXT    NOT NULL CHECK (source IN ('customers', 'store_settings')),
    as_of_at        INTEGER NOT NULL,
    PRIMARY KEY (store_id, source)
) STRICT, WITHOUT ROWID;

PRAGMA user_version = 1;
