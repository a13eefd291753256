-- S3 asks who booked since a run took hold of them; a date cannot say so.

-- When the booking came onto the file: the moment of its import. NULL: before anybody asked.
ALTER TABLE appointment ADD COLUMN known_at INTEGER;

-- P2: the rest days count this drop, by the set-up of its campaign when it was meant to go out: by its contact type, or
-- because a saved query chose whom it is for. A test drop is none.
ALTER TABLE attempt ADD COLUMN is_marketing INTEGER NOT NULL DEFAULT 0 CHECK (is_marketing IN (0, 1));
UPDATE attempt SET is_marketing = 1 WHERE target_id IS NOT NULL AND (
    contact_type NOT IN ('confirm', 'no_show', 'service_follow_up', 'special_order_parts')
    OR run_id IN (SELECT r.id FROM run r JOIN campaign_version v ON v.campaign_id = r.campaign_id AND v.version = r.version
                  WHERE json_extract(v.spec, '$.contact_type') = 'fetch_automation'));

PRAGMA user_version = 9;
