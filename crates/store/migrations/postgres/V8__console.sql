-- What the console needs to know of sessions and links. No release before this one has written either.

-- SHA-256 of the token before the last rotation: requests that were under way meanwhile still have it.
ALTER TABLE admin_sessions ADD COLUMN previous_hash bytea;
-- When the token last changed.
ALTER TABLE admin_sessions ADD COLUMN rotated_at bigint NOT NULL DEFAULT 0;

CREATE UNIQUE INDEX admin_sessions_previous_hash ON admin_sessions (previous_hash) WHERE previous_hash IS NOT NULL;

-- Who was invited, in the words of whoever did.
ALTER TABLE one_time_links ADD COLUMN name text COLLATE "C";
