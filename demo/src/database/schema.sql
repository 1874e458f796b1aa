-- Times are Unix seconds. Secrets that browsers carry are kept as SHA-256.

-- The people of this site, as it knew them before it had passkeys.
CREATE TABLE IF NOT EXISTS accounts (
    -- Random, never changed, never used again: what Passflex knows the account by (its external_id).
    id            TEXT    NOT NULL PRIMARY KEY,
    -- The name as it was typed at sign-up.
    name          TEXT    NOT NULL,
    -- The name in lower case, which is what must be unique.
    name_key      TEXT    NOT NULL UNIQUE,
    -- Argon2id, as a PHC string.
    password_hash TEXT    NOT NULL,
    email         TEXT,
    created_at    INTEGER NOT NULL
) STRICT;

-- Who is signed in where. There is no row for a browser that is not.
CREATE TABLE IF NOT EXISTS sessions (
    browser         BLOB    NOT NULL PRIMARY KEY,
    account_id      TEXT    NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    signed_in_at    INTEGER NOT NULL,
    expires_at      INTEGER NOT NULL,
    -- A step-up that has succeeded: what for, and until when it counts.
    confirmed_for   TEXT,
    confirmed_until INTEGER
) STRICT, WITHOUT ROWID;

-- The Passflex transaction that a browser has under way, at most one of a kind.
CREATE TABLE IF NOT EXISTS ceremonies (
    browser        BLOB    NOT NULL,
    kind           TEXT    NOT NULL,
    account_id     TEXT    NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    transaction_id TEXT    NOT NULL,
    expires_at     INTEGER NOT NULL,
    PRIMARY KEY (browser, kind)
) STRICT, WITHOUT ROWID;

-- The browsers that have signed in to an account before, and so need not be kept in the dark about it.
CREATE TABLE IF NOT EXISTS known_browsers (
    browser    BLOB    NOT NULL,
    account_id TEXT    NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (browser, account_id)
) STRICT, WITHOUT ROWID;
