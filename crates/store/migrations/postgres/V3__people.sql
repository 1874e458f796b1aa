-- The tenants' people and their passkeys.

-- One person of one app.
CREATE TABLE users (
    app_id text COLLATE "C" NOT NULL CONSTRAINT users_app REFERENCES apps (id) ON DELETE CASCADE,
    id text COLLATE "C" NOT NULL,
    -- The app's own id for the person. U+0000 is refused: text cannot hold it.
    external_id text COLLATE "C" NOT NULL CONSTRAINT users_external_id_text CHECK (
        octet_length(external_id) BETWEEN 1 AND 256
    ),
    -- What authenticators know the person by. Shipped clients spell it in three ways, all of which need ASCII.
    user_handle text COLLATE "C" NOT NULL CONSTRAINT users_user_handle_size CHECK (octet_length(user_handle) BETWEEN 1 AND 48),
    status text COLLATE "C" NOT NULL CONSTRAINT users_status CHECK (status IN ('active', 'inactive')),
    -- The app's own JSON object; NULL where it set none.
    metadata text COLLATE "C" CONSTRAINT users_metadata CHECK (
        metadata IS NULL OR (metadata::json IS NOT NULL AND octet_length(metadata) <= 4096)
    ),
    -- Kept in the commit that adds or removes a passkey: the limit is decided on it, lists show it.
    passkey_count bigint NOT NULL CONSTRAINT users_passkey_count CHECK (passkey_count >= 0),
    -- Finished authentications. Registrations do not count.
    login_count bigint NOT NULL,
    created_at bigint NOT NULL,
    -- When the user was last changed. Signing in is not a change.
    updated_at bigint NOT NULL,
    last_login_at bigint,
    CONSTRAINT users_pkey PRIMARY KEY (app_id, id),
    -- Two registrations that race for a new external id end as one user.
    CONSTRAINT users_external_id UNIQUE (app_id, external_id),
    CONSTRAINT users_user_handle UNIQUE (app_id, user_handle)
);

-- Lists of users are in order of creation, with the id to break ties. No index on the times of sign-ins: each of
-- them would have to be moved by every sign-in.
CREATE INDEX users_by_creation ON users (app_id, created_at, id);

-- WebAuthn credential records (Level 3, section 4).
CREATE TABLE passkeys (
    app_id text COLLATE "C" NOT NULL CONSTRAINT passkeys_app REFERENCES apps (id) ON DELETE CASCADE,
    -- The wire's device id.
    id text COLLATE "C" NOT NULL,
    user_id text COLLATE "C" NOT NULL,
    -- Section 4 bounds it.
    credential_id bytea NOT NULL CONSTRAINT passkeys_credential_id_size CHECK (octet_length(credential_id) BETWEEN 1 AND 1023),
    -- COSE_Key in the authenticator's own bytes.
    public_key bytea NOT NULL,
    -- COSE algorithm identifier.
    algorithm bigint NOT NULL,
    -- The highest counter seen. It never goes back, also where a synced passkey's lower one is let through.
    sign_count bigint NOT NULL CONSTRAINT passkeys_sign_count CHECK (sign_count BETWEEN 0 AND 4294967295),
    -- JSON list, in the client's order.
    transports text COLLATE "C" NOT NULL CONSTRAINT passkeys_transports CHECK (transports::json IS NOT NULL),
    -- `platform`, `cross-platform` or NULL where the client did not say.
    attachment text COLLATE "C",
    -- Model of the authenticator; sixteen zero bytes where it does not tell.
    aaguid bytea NOT NULL CONSTRAINT passkeys_aaguid_size CHECK (octet_length(aaguid) = 16),
    -- BE and BS flags. NULL: an import that has not signed in yet, so the first assertion tells.
    backup_eligible boolean,
    backup_state boolean,
    -- UV flag of the registration; NULL for an import.
    uv_at_registration boolean,
    -- Attestation statement format, and what it proved; NULL for an import.
    attestation_format text COLLATE "C",
    attestation_trust text COLLATE "C",
    -- The RP id it works for: what an app loses by changing its own.
    rp_id text COLLATE "C" NOT NULL,
    -- Where it was made; NULL for an import.
    origin text COLLATE "C",
    source text COLLATE "C" NOT NULL CONSTRAINT passkeys_source CHECK (source IN ('registered', 'imported')),
    -- For people; at most 64 characters.
    friendly_name text COLLATE "C" NOT NULL CONSTRAINT passkeys_friendly_name CHECK (char_length(friendly_name) <= 64),
    created_at bigint NOT NULL,
    -- When it was last changed: a name, or its backup flags. Signing in is not a change.
    updated_at bigint NOT NULL,
    last_used_at bigint,
    -- Finished authentications.
    usage_count bigint NOT NULL,
    CONSTRAINT passkeys_pkey PRIMARY KEY (app_id, id),
    CONSTRAINT passkeys_credential_id UNIQUE (app_id, credential_id),
    CONSTRAINT passkeys_user FOREIGN KEY (app_id, user_id) REFERENCES users (app_id, id) ON DELETE CASCADE
);

-- A user's passkeys, oldest first.
CREATE INDEX passkeys_by_user ON passkeys (app_id, user_id, created_at, id);

-- Who was deleted lately, so that a registration that was sealed before does not bring the person back. Kept only as
-- long as such a registration could still be presented.
CREATE TABLE deleted_users (
    app_id text COLLATE "C" NOT NULL CONSTRAINT deleted_users_app REFERENCES apps (id) ON DELETE CASCADE,
    -- SHA-256 of the external id: a deletion should not leave the id itself behind. Not keyed, since the row is gone
    -- within the hour and a key would have to be found on every registration.
    external_id_digest bytea NOT NULL CONSTRAINT deleted_users_digest_size CHECK (octet_length(external_id_digest) = 32),
    deleted_at bigint NOT NULL,
    -- From when the row may be forgotten.
    keep_until bigint NOT NULL,
    CONSTRAINT deleted_users_pkey PRIMARY KEY (app_id, external_id_digest)
);
