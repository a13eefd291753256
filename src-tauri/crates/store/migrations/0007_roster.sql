-- How often anything changed that decides who gets a drop: one more with each transaction that did. What is kept in
-- memory says of which count it is, so that it is never taken for newer or older than the rows beside it.
CREATE TABLE roster_version (
    id              INTEGER PRIMARY KEY CHECK (id = 1),
    version         INTEGER NOT NULL
) STRICT;
INSERT INTO roster_version VALUES (1, 0);

PRAGMA user_version = 7;
