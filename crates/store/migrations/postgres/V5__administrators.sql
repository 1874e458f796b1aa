-- Who may use the console and the admin API. Administrators are people of the installation, not of one app: their
-- passkeys live in an app of Passflex's own, as the users whose external id is the administrator's id.

CREATE TABLE admins (
    id text COLLATE "C" NOT NULL CONSTRAINT admins_pkey PRIMARY KEY,
    -- For people; the authenticator shows it.
    name text COLLATE "C" NOT NULL,
    -- A deactivated administrator keeps the row, so that the audit log still has a name for the id.
    status text COLLATE "C" NOT NULL CONSTRAINT admins_status CHECK (status IN ('active', 'inactive')),
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL
);

-- Signed-in browsers.
CREATE TABLE admin_sessions (
    -- Public id, to list and revoke a session by.
    id text COLLATE "C" NOT NULL CONSTRAINT admin_sessions_pkey PRIMARY KEY,
    admin_id text COLLATE "C" NOT NULL CONSTRAINT admin_sessions_admin REFERENCES admins (id) ON DELETE CASCADE,
    -- SHA-256 of the cookie's token. It changes when the session rotates.
    hash bytea NOT NULL CONSTRAINT admin_sessions_hash UNIQUE,
    -- The browser and address that signed in, for the list of sessions.
    user_agent text COLLATE "C",
    ip text COLLATE "C",
    created_at bigint NOT NULL,
    -- For the idle limit.
    last_seen_at bigint NOT NULL,
    -- When a passkey was last asked for: dangerous actions want it recent.
    verified_at bigint NOT NULL,
    -- The absolute limit.
    expires_at bigint NOT NULL
);

CREATE INDEX admin_sessions_by_admin ON admin_sessions (admin_id);

-- `pfa_` tokens for the admin API.
CREATE TABLE admin_tokens (
    id text COLLATE "C" NOT NULL CONSTRAINT admin_tokens_pkey PRIMARY KEY,
    -- Whose rights it has, cut down by its scopes.
    admin_id text COLLATE "C" NOT NULL CONSTRAINT admin_tokens_admin REFERENCES admins (id) ON DELETE CASCADE,
    -- Its first characters, to recognise it by.
    prefix text COLLATE "C" NOT NULL,
    -- SHA-256 of the token.
    hash bytea NOT NULL CONSTRAINT admin_tokens_hash UNIQUE,
    name text COLLATE "C" NOT NULL,
    -- JSON list.
    scopes text COLLATE "C" NOT NULL CONSTRAINT admin_tokens_scopes CHECK (scopes::json IS NOT NULL),
    -- From when it is refused; NULL: never.
    expires_at bigint,
    last_used_at bigint,
    created_at bigint NOT NULL
);

CREATE INDEX admin_tokens_by_admin ON admin_tokens (admin_id);

-- `pfl_` links, good for one use: the first set-up, an invitation, a recovery. Using one deletes its row.
CREATE TABLE one_time_links (
    id text COLLATE "C" NOT NULL CONSTRAINT one_time_links_pkey PRIMARY KEY,
    -- SHA-256 of the link's token.
    hash bytea NOT NULL CONSTRAINT one_time_links_hash UNIQUE,
    -- What it is for: `setup`, `invitation`, `recovery`.
    purpose text COLLATE "C" NOT NULL,
    -- Whose recovery it is; NULL where using it makes a new administrator.
    admin_id text COLLATE "C" CONSTRAINT one_time_links_admin REFERENCES admins (id) ON DELETE CASCADE,
    -- Grants that a new administrator gets: a JSON list.
    grants text COLLATE "C" CONSTRAINT one_time_links_grants CHECK (
        grants IS NULL OR grants::json IS NOT NULL
    ),
    -- Who made it, as `kind` or `kind:id`.
    created_by text COLLATE "C" NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL
);

CREATE INDEX one_time_links_by_admin ON one_time_links (admin_id) WHERE admin_id IS NOT NULL;

-- What administrators may do.
CREATE TABLE grants (
    id text COLLATE "C" NOT NULL CONSTRAINT grants_pkey PRIMARY KEY,
    admin_id text COLLATE "C" NOT NULL CONSTRAINT grants_admin REFERENCES admins (id) ON DELETE CASCADE,
    -- The app it is for; NULL: all apps, those to come too.
    app_id text COLLATE "C" CONSTRAINT grants_app REFERENCES apps (id) ON DELETE CASCADE,
    -- `admin`, `member` or `viewer`.
    role text COLLATE "C" NOT NULL,
    created_at bigint NOT NULL
);

-- One role for an app, and one for all apps: NULLs would not be equal in a single constraint.
CREATE UNIQUE INDEX grants_one_app ON grants (admin_id, app_id) WHERE app_id IS NOT NULL;
CREATE UNIQUE INDEX grants_all_apps ON grants (admin_id) WHERE app_id IS NULL;
CREATE INDEX grants_by_app ON grants (app_id, admin_id) WHERE app_id IS NOT NULL;
