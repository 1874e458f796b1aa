-- What the console shows over months of ceremonies, without reading them one by one.

-- What made the request, in words of a closed list. NULL in events of before, and where nobody said. They are coarse, so
-- they stay when a user is deleted.
ALTER TABLE events ADD COLUMN browser text COLLATE "C";
ALTER TABLE events ADD COLUMN os text COLLATE "C";

-- Failed events, newest first, and those of one rule: few among many. What is filtered by beyond that is looked for from
-- the newest on.
CREATE INDEX events_failed ON events (app_id, id) WHERE outcome = 'failed';
CREATE INDEX events_by_rule ON events (app_id, rule, id) WHERE rule IS NOT NULL;

-- How many users have a passkey, and who is deactivated, newest first. A sign-in touches neither column.
CREATE INDEX users_with_passkeys ON users (app_id, passkey_count) WHERE passkey_count > 0;
CREATE INDEX users_inactive ON users (app_id, created_at, id) WHERE status = 'inactive';

-- What ceremonies of a day had in common. Every value is of a closed list, so that the rows of a day are bounded, however
-- many ceremonies there are and whatever clients say. Not by the hour: there are some sixty values, and a dashboard adds up
-- months of them.
CREATE TABLE ceremony_facts (
    app_id text COLLATE "C" NOT NULL CONSTRAINT ceremony_facts_app REFERENCES apps (id) ON DELETE CASCADE,
    -- Start of the day, in UTC.
    day bigint NOT NULL,
    kind text COLLATE "C" NOT NULL CONSTRAINT ceremony_facts_kind CHECK (kind IN ('register', 'authenticate')),
    -- `complete` or `failed`.
    outcome text COLLATE "C" NOT NULL,
    -- `rule`, `browser`, `os`, `provider`, or `seconds`.
    fact text COLLATE "C" NOT NULL,
    -- Of `seconds` the number that it took fewer of.
    value text COLLATE "C" NOT NULL,
    -- Which server counted, as in `ceremony_counts`.
    replica text COLLATE "C" NOT NULL,
    count bigint NOT NULL,
    CONSTRAINT ceremony_facts_pkey PRIMARY KEY (app_id, day, kind, outcome, fact, value, replica)
);
