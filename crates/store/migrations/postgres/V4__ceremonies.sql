-- What ceremonies leave behind. A transaction or a handshake has no row: it is a sealed token until it is used up.

-- Ids of sealed tokens that were used up. A second insert of one fails, which is what makes a token single-use.
CREATE TABLE spent (
    app_id text COLLATE "C" NOT NULL CONSTRAINT spent_app REFERENCES apps (id) ON DELETE CASCADE,
    -- The random id inside the token.
    id text COLLATE "C" NOT NULL,
    -- When the last clock has seen every token with this id expire.
    keep_until bigint NOT NULL,
    CONSTRAINT spent_pkey PRIMARY KEY (app_id, id)
);

-- For the sweep.
CREATE INDEX spent_by_time ON spent (app_id, keep_until);

-- Nonces that were handed out and not taken. Taking one deletes it; a nonce without a row verifies nothing.
CREATE TABLE nonces (
    app_id text COLLATE "C" NOT NULL CONSTRAINT nonces_app REFERENCES apps (id) ON DELETE CASCADE,
    -- SHA-256 of the nonce's text, so that a leaked copy of the database signs nobody in.
    hash bytea NOT NULL CONSTRAINT nonces_hash_size CHECK (octet_length(hash) = 32),
    kind text COLLATE "C" NOT NULL CONSTRAINT nonces_kind CHECK (kind IN ('register', 'authenticate')),
    user_id text COLLATE "C" NOT NULL,
    passkey_id text COLLATE "C" NOT NULL,
    -- The transaction as its backend was given it, so that it can be compared; NULL for a discoverable sign-in.
    transaction_id text COLLATE "C",
    -- What the assertion's flags said.
    user_verified boolean NOT NULL,
    backup_eligible boolean NOT NULL,
    -- When the ceremony finished.
    authenticated_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    CONSTRAINT nonces_pkey PRIMARY KEY (app_id, hash)
);

-- Revoking, deactivating and deleting drop a user's nonces. The sweep needs no index: untaken nonces are few.
CREATE INDEX nonces_by_user ON nonces (app_id, user_id);

-- How ceremonies ended. Ids only: no credential, nonce, key or name.
CREATE TABLE events (
    app_id text COLLATE "C" NOT NULL CONSTRAINT events_app REFERENCES apps (id) ON DELETE CASCADE,
    -- Time-ordered, so that it is the cursor of lists.
    id text COLLATE "C" NOT NULL,
    -- When the ceremony ended.
    at bigint NOT NULL,
    -- When it started: the difference is how long the person took.
    started_at bigint NOT NULL,
    action text COLLATE "C" NOT NULL CONSTRAINT events_action CHECK (action IN ('register', 'authenticate')),
    outcome text COLLATE "C" NOT NULL CONSTRAINT events_outcome CHECK (outcome IN ('complete', 'failed')),
    -- The rule that failed, or that a completed ceremony bent; from a closed list in the code.
    rule text COLLATE "C",
    -- NULL where it is not known, and blanked when the user is deleted. No reference: an event outlives both.
    user_id text COLLATE "C",
    passkey_id text COLLATE "C",
    -- NULL for a discoverable sign-in.
    transaction_id text COLLATE "C",
    handshake_id text COLLATE "C" NOT NULL,
    -- As the client reported it.
    origin text COLLATE "C",
    aaguid bytea CONSTRAINT events_aaguid_size CHECK (octet_length(aaguid) = 16),
    user_verified boolean,
    backup_state boolean,
    -- Blanked when the user is deleted.
    user_agent text COLLATE "C",
    ip text COLLATE "C",
    -- Leads from an event to the server's log.
    request_id text COLLATE "C",
    CONSTRAINT events_pkey PRIMARY KEY (app_id, id)
);

-- An anonymous caller can repeat a failing finish, but leaves one row for each handshake.
CREATE UNIQUE INDEX events_one_failure ON events (app_id, handshake_id) WHERE outcome = 'failed';

-- A user's events, newest first.
CREATE INDEX events_by_user ON events (app_id, user_id, id) WHERE user_id IS NOT NULL;

-- For the sweep, and for charts over time.
CREATE INDEX events_by_time ON events (app_id, at);

-- Ceremonies an hour. Starts are not written one by one: anonymous callers would fill the database.
CREATE TABLE ceremony_counts (
    app_id text COLLATE "C" NOT NULL CONSTRAINT ceremony_counts_app REFERENCES apps (id) ON DELETE CASCADE,
    -- Start of the hour.
    hour bigint NOT NULL,
    kind text COLLATE "C" NOT NULL CONSTRAINT ceremony_counts_kind CHECK (kind IN ('register', 'authenticate')),
    -- `started`, `complete` or `failed`; incomplete ones are the difference.
    outcome text COLLATE "C" NOT NULL,
    -- Which server counted: replicas add to rows of their own and never wait for each other.
    replica text COLLATE "C" NOT NULL,
    count bigint NOT NULL,
    CONSTRAINT ceremony_counts_pkey PRIMARY KEY (app_id, hour, kind, outcome, replica)
);

-- Who signed in in which month: counting its rows is counting active users. Written by a user's first sign-in of a
-- month only.
CREATE TABLE user_months (
    app_id text COLLATE "C" NOT NULL CONSTRAINT user_months_app REFERENCES apps (id) ON DELETE CASCADE,
    -- Year and month in UTC: 202611 is November 2026.
    month bigint NOT NULL,
    user_id text COLLATE "C" NOT NULL,
    CONSTRAINT user_months_pkey PRIMARY KEY (app_id, month, user_id),
    CONSTRAINT user_months_user FOREIGN KEY (app_id, user_id) REFERENCES users (app_id, id) ON DELETE CASCADE
);

-- Deleting a user finds the months without reading every user's.
CREATE INDEX user_months_by_user ON user_months (app_id, user_id);
