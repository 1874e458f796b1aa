-- Tenants, and what lets their backends and native clients in.

-- One application that uses Passflex.
CREATE TABLE apps (
    -- Part of every URL.
    id text COLLATE "C" NOT NULL CONSTRAINT apps_pkey PRIMARY KEY,
    -- For people; authenticators show it.
    name text COLLATE "C" NOT NULL,
    -- A disabled app starts no ceremony.
    status text COLLATE "C" NOT NULL CONSTRAINT apps_status CHECK (status IN ('active', 'disabled')),
    -- WebAuthn relying party id. A column, not a setting: it may not change while the app has passkeys.
    rp_id text COLLATE "C" NOT NULL,
    -- Everything else that an administrator can set. One document, so that a new setting needs no migration.
    settings text COLLATE "C" NOT NULL CONSTRAINT apps_settings CHECK (settings::json IS NOT NULL),
    -- Which master key opens `handle_key`.
    handle_key_wrapped_by text COLLATE "C" NOT NULL,
    -- The key that user handles are derived with, encrypted. Never rotated: handles would change under passkeys.
    handle_key bytea NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL
);

-- Keys of the apps' backends.
CREATE TABLE api_keys (
    app_id text COLLATE "C" NOT NULL CONSTRAINT api_keys_app REFERENCES apps (id) ON DELETE CASCADE,
    -- Public id, to name a key by.
    id text COLLATE "C" NOT NULL,
    -- The key's first characters, to recognise it by.
    prefix text COLLATE "C" NOT NULL,
    -- SHA-256 of the key. The key itself is 256 random bits, so a slow hash would protect nothing.
    hash bytea NOT NULL CONSTRAINT api_keys_hash_size CHECK (octet_length(hash) = 32),
    -- For people.
    name text COLLATE "C" NOT NULL,
    -- What it may do: a JSON list of words.
    scopes text COLLATE "C" NOT NULL CONSTRAINT api_keys_scopes CHECK (scopes::json IS NOT NULL),
    -- From when it is refused; NULL: never.
    expires_at bigint,
    -- Written at most once a minute: it tells a key in use from a forgotten one, no more.
    last_used_at bigint,
    -- Who made it, as `kind` or `kind:id`.
    created_by text COLLATE "C" NOT NULL,
    created_at bigint NOT NULL,
    CONSTRAINT api_keys_pkey PRIMARY KEY (app_id, id),
    CONSTRAINT api_keys_hash UNIQUE (app_id, hash)
);

-- The apps' iOS and Android clients, from which the association files and the Android origins are made.
CREATE TABLE native_clients (
    app_id text COLLATE "C" NOT NULL CONSTRAINT native_clients_app REFERENCES apps (id) ON DELETE CASCADE,
    id text COLLATE "C" NOT NULL,
    platform text COLLATE "C" NOT NULL CONSTRAINT native_clients_platform CHECK (platform IN ('apple', 'android')),
    -- Apple: the ten characters of the developer team.
    team_id text COLLATE "C",
    -- Apple: bundle id.
    bundle_id text COLLATE "C",
    -- Android: package name.
    package_name text COLLATE "C",
    -- Android: SHA-256 fingerprints of the signing certificates, a JSON list.
    fingerprints text COLLATE "C" CONSTRAINT native_clients_fingerprints CHECK (
        fingerprints IS NULL OR fingerprints::json IS NOT NULL
    ),
    created_at bigint NOT NULL,
    CONSTRAINT native_clients_pkey PRIMARY KEY (app_id, id),
    CONSTRAINT native_clients_complete CHECK (
        CASE platform
            WHEN 'apple' THEN team_id IS NOT NULL AND bundle_id IS NOT NULL
            ELSE package_name IS NOT NULL AND fingerprints IS NOT NULL
        END
    )
);
