-- Tenants, and what lets their backends and native clients in.

-- One application that uses Passflex.
CREATE TABLE apps (
    -- Part of every URL.
    id TEXT NOT NULL CONSTRAINT apps_pkey PRIMARY KEY,
    -- For people; authenticators show it.
    name TEXT NOT NULL,
    -- A disabled app starts no ceremony.
    status TEXT NOT NULL CONSTRAINT apps_status CHECK (status IN ('active', 'disabled')),
    -- WebAuthn relying party id. A column, not a setting: it may not change while the app has passkeys.
    rp_id TEXT NOT NULL,
    -- Everything else that an administrator can set. One document, so that a new setting needs no migration.
    settings TEXT NOT NULL CONSTRAINT apps_settings CHECK (json_valid(settings)),
    -- Which master key opens `handle_key`.
    handle_key_wrapped_by TEXT NOT NULL,
    -- The key that user handles are derived with, encrypted. Never rotated: handles would change under passkeys.
    handle_key BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;

-- Keys of the apps' backends.
CREATE TABLE api_keys (
    app_id TEXT NOT NULL CONSTRAINT api_keys_app REFERENCES apps (id) ON DELETE CASCADE,
    -- Public id, to name a key by.
    id TEXT NOT NULL,
    -- The key's first characters, to recognise it by.
    prefix TEXT NOT NULL,
    -- SHA-256 of the key. The key itself is 256 random bits, so a slow hash would protect nothing.
    hash BLOB NOT NULL CONSTRAINT api_keys_hash_size CHECK (octet_length(hash) = 32),
    -- For people.
    name TEXT NOT NULL,
    -- What it may do: a JSON list of words.
    scopes TEXT NOT NULL CONSTRAINT api_keys_scopes CHECK (json_valid(scopes)),
    -- From when it is refused; NULL: never.
    expires_at INTEGER,
    -- Written at most once a minute: it tells a key in use from a forgotten one, no more.
    last_used_at INTEGER,
    -- Who made it, as `kind` or `kind:id`.
    created_by TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    CONSTRAINT api_keys_pkey PRIMARY KEY (app_id, id),
    CONSTRAINT api_keys_hash UNIQUE (app_id, hash)
) STRICT;

-- The apps' iOS and Android clients, from which the association files and the Android origins are made.
CREATE TABLE native_clients (
    app_id TEXT NOT NULL CONSTRAINT native_clients_app REFERENCES apps (id) ON DELETE CASCADE,
    id TEXT NOT NULL,
    platform TEXT NOT NULL CONSTRAINT native_clients_platform CHECK (platform IN ('apple', 'android')),
    -- Apple: the ten characters of the developer team.
    team_id TEXT,
    -- Apple: bundle id.
    bundle_id TEXT,
    -- Android: package name.
    package_name TEXT,
    -- Android: SHA-256 fingerprints of the signing certificates, a JSON list.
    fingerprints TEXT CONSTRAINT native_clients_fingerprints CHECK (json_valid(fingerprints)),
    created_at INTEGER NOT NULL,
    CONSTRAINT native_clients_pkey PRIMARY KEY (app_id, id),
    CONSTRAINT native_clients_complete CHECK (
        CASE platform
            WHEN 'apple' THEN team_id IS NOT NULL AND bundle_id IS NOT NULL
            ELSE package_name IS NOT NULL AND fingerprints IS NOT NULL
        END
    )
) STRICT;
