-- The tenants' people and their passkeys.

-- One person of one app.
CREATE TABLE users (
    app_id TEXT NOT NULL CONSTRAINT users_app REFERENCES apps (id) ON DELETE CASCADE,
    id TEXT NOT NULL,
    -- The app's own id for the person. U+0000 is refused: other engines cannot hold it in text.
    external_id TEXT NOT NULL CONSTRAINT users_external_id_text CHECK (
        octet_length(external_id) BETWEEN 1 AND 256 AND instr(external_id, char(0)) = 0
    ),
    -- What authenticators know the person by. Shipped clients spell it in three ways, all of which need ASCII.
    user_handle TEXT NOT NULL CONSTRAINT users_user_handle_size CHECK (octet_length(user_handle) BETWEEN 1 AND 48),
    status TEXT NOT NULL CONSTRAINT users_status CHECK (status IN ('active', 'inactive')),
    -- The app's own JSON object; NULL where it set none.
    metadata TEXT CONSTRAINT users_metadata CHECK (json_valid(metadata) AND octet_length(metadata) <= 4096),
    -- Kept in the commit that adds or removes a passkey: the limit is decided on it, lists show it.
    passkey_count INTEGER NOT NULL CONSTRAINT users_passkey_count CHECK (passkey_count >= 0),
    -- Finished authentications. Registrations do not count.
    login_count INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    -- When the user was last changed. Signing in is not a change.
    updated_at INTEGER NOT NULL,
    last_login_at INTEGER,
    CONSTRAINT users_pkey PRIMARY KEY (app_id, id),
    -- Two registrations that race for a new external id end as one user.
    CONSTRAINT users_external_id UNIQUE (app_id, external_id),
    CONSTRAINT users_user_handle UNIQUE (app_id, user_handle)
) STRICT;

-- Lists of users are in order of creation, with the id to break ties. No index on the times of sign-ins: each of
-- them would have to be moved by every sign-in.
CREATE INDEX users_by_creation ON users (app_id, created_at, id);

-- WebAuthn credential records (Level 3, section 4).
CREATE TABLE passkeys (
    app_id TEXT NOT NULL CONSTRAINT passkeys_app REFERENCES apps (id) ON DELETE CASCADE,
    -- The wire's device id.
    id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    -- Section 4 bounds it.
    credential_id BLOB NOT NULL CONSTRAINT passkeys_credential_id_size CHECK (octet_length(credential_id) BETWEEN 1 AND 1023),
    -- COSE_Key in the authenticator's own bytes.
    public_key BLOB NOT NULL,
    -- COSE algorithm identifier.
    algorithm INTEGER NOT NULL,
    -- The highest counter seen. It never goes back, also where a synced passkey's lower one is let through.
    sign_count INTEGER NOT NULL CONSTRAINT passkeys_sign_count CHECK (sign_count BETWEEN 0 AND 4294967295),
    -- JSON list, in the client's order.
    transports TEXT NOT NULL CONSTRAINT passkeys_transports CHECK (json_valid(transports)),
    -- `platform`, `cross-platform` or NULL where the client did not say.
    attachment TEXT,
    -- Model of the authenticator; sixteen zero bytes where it does not tell.
    aaguid BLOB NOT NULL CONSTRAINT passkeys_aaguid_size CHECK (octet_length(aaguid) = 16),
    -- BE and BS flags. NULL: an import that has not signed in yet, so the first assertion tells.
    backup_eligible INTEGER CONSTRAINT passkeys_backup_eligible CHECK (backup_eligible IN (0, 1)),
    backup_state INTEGER CONSTRAINT passkeys_backup_state CHECK (backup_state IN (0, 1)),
    -- UV flag of the registration; NULL for an import.
    uv_at_registration INTEGER CONSTRAINT passkeys_uv_at_registration CHECK (uv_at_registration IN (0, 1)),
    -- Attestation statement format, and what it proved; NULL for an import.
    attestation_format TEXT,
    attestation_trust TEXT,
    -- The RP id it works for: what an app loses by changing its own.
    rp_id TEXT NOT NULL,
    -- Where it was made; NULL for an import.
    origin TEXT,
    source TEXT NOT NULL CONSTRAINT passkeys_source CHECK (source IN ('registered', 'imported')),
    -- For people; at most 64 characters.
    friendly_name TEXT NOT NULL CONSTRAINT passkeys_friendly_name CHECK (length(friendly_name) <= 64),
    created_at INTEGER NOT NULL,
    -- When it was last changed: a name, or its backup flags. Signing in is not a change.
    updated_at INTEGER NOT NULL,
    last_used_at INTEGER,
    -- Finished authentications.
    usage_count INTEGER NOT NULL,
    CONSTRAINT passkeys_pkey PRIMARY KEY (app_id, id),
    CONSTRAINT passkeys_credential_id UNIQUE (app_id, credential_id),
    CONSTRAINT passkeys_user FOREIGN KEY (app_id, user_id) REFERENCES users (app_id, id) ON DELETE CASCADE
) STRICT;

-- A user's passkeys, oldest first.
CREATE INDEX passkeys_by_user ON passkeys (app_id, user_id, created_at, id);

-- Who was deleted lately, so that a registration that was sealed before does not bring the person back. Kept only as
-- long as such a registration could still be presented.
CREATE TABLE deleted_users (
    app_id TEXT NOT NULL CONSTRAINT deleted_users_app REFERENCES apps (id) ON DELETE CASCADE,
    -- SHA-256 of the external id: a deletion should not leave the id itself behind. Not keyed, since the row is gone
    -- within the hour and a key would have to be found on every registration.
    external_id_digest BLOB NOT NULL CONSTRAINT deleted_users_digest_size CHECK (octet_length(external_id_digest) = 32),
    deleted_at INTEGER NOT NULL,
    -- From when the row may be forgotten.
    keep_until INTEGER NOT NULL,
    CONSTRAINT deleted_users_pkey PRIMARY KEY (app_id, external_id_digest)
) STRICT, WITHOUT ROWID;
