-- Call Select: what agents take and how they close it.

-- How much the customer is worth to the store; NULL: nobody said.
ALTER TABLE customer ADD COLUMN star_rating INTEGER CHECK (star_rating BETWEEN 0 AND 5);

-- For what an agent took the customer, and from a list in which order; both NULL when taken on the customer's page.
ALTER TABLE customer ADD COLUMN taken_for TEXT CHECK (taken_for IS NULL OR taken_by IS NOT NULL);
ALTER TABLE customer ADD COLUMN taken_sort TEXT CHECK ((taken_sort IS NULL) = (taken_for IS NULL));
-- Of those taken together, the place on that list.
ALTER TABLE customer ADD COLUMN taken_place INTEGER CHECK ((taken_place IS NULL) = (taken_for IS NULL));
CREATE INDEX customer_taken ON customer (taken_by, taken_at, taken_place) WHERE taken_by IS NOT NULL;

-- Contact History keeps the order that brought the customer up.
ALTER TABLE contact ADD COLUMN sort_option TEXT;
-- The other vehicles that an agent's contact was about; the first stands in the row. Those of a drop are its target's.
CREATE TABLE contact_vehicle (
    contact_id      INTEGER NOT NULL REFERENCES contact ON DELETE CASCADE,
    vehicle_id      INTEGER NOT NULL REFERENCES vehicle ON DELETE CASCADE,
    PRIMARY KEY (contact_id, vehicle_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX contact_vehicle_by_vehicle ON contact_vehicle (vehicle_id);

PRAGMA user_version = 6;
