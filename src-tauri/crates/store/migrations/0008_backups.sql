-- A file that was restored from a backup does not know what happened since. What is known of that, and what may go on.

-- The day on which this number may have heard a drop that the file has no row of.
ALTER TABLE number ADD COLUMN maybe_heard_on TEXT;

-- One row for every time that this file was put in the place of another.
CREATE TABLE restore (
    id              INTEGER PRIMARY KEY,
    -- Clock time that the backup was made at, and at which it was restored; the date is the latest of all stores.
    backup_at       INTEGER NOT NULL,
    restored_at     INTEGER NOT NULL,
    restored_on     TEXT    NOT NULL,
    by              TEXT    NOT NULL,
    -- The name of the folder in which the file lies that stood here before; NULL: there was none.
    put_aside       TEXT,
    -- Every result since the backup comes by the event feed: no cursor was lost, every report named its number.
    is_feed_whole   INTEGER NOT NULL DEFAULT 1 CHECK (is_feed_whole IN (0, 1)),
    -- How it is known to whom a drop may have gone since: NULL, nobody can say yet, and nothing is sent.
    known_by        TEXT    CHECK (known_by IN ('file', 'feed', 'person')),
    known_at        INTEGER,
    CHECK ((known_by IS NULL) = (known_at IS NULL))
) STRICT;

-- Who was held or attempted since the backup, or stood in line at that moment: no run that could have gone on takes them.
CREATE TABLE since_backup (
    id              INTEGER PRIMARY KEY,
    restore_id      INTEGER NOT NULL REFERENCES restore,
    -- NULL: the restored file does not know the customer.
    customer_id     INTEGER REFERENCES customer ON DELETE SET NULL,
    e164            TEXT    NOT NULL,
    how             TEXT    NOT NULL CHECK (how IN ('in_line', 'reserved', 'attempted', 'told'))
) STRICT;
CREATE INDEX since_backup_by_restore ON since_backup (restore_id);
CREATE INDEX since_backup_by_customer ON since_backup (customer_id) WHERE customer_id IS NOT NULL;

-- A person let this run go on, after that restore.
CREATE TABLE released_run (
    run_id          INTEGER NOT NULL REFERENCES run,
    restore_id      INTEGER NOT NULL REFERENCES restore,
    at              INTEGER NOT NULL,
    by              TEXT    NOT NULL,
    reason          TEXT    NOT NULL CHECK (reason <> ''),
    PRIMARY KEY (run_id, restore_id)
) STRICT, WITHOUT ROWID;

-- Results of drops that this file has no attempt of: kept and shown, never applied.
CREATE TABLE foreign_drop (
    id              INTEGER PRIMARY KEY,
    ticket          TEXT    NOT NULL,
    client_ref      TEXT,
    e164            TEXT,
    word            TEXT    NOT NULL,
    at              INTEGER NOT NULL,
    UNIQUE (ticket, word)
) STRICT;

PRAGMA user_version = 8;
