-- What the server itself needs, whatever the tenants do.
--
-- Conventions of every migration here:
--   * Tables are STRICT, so that a column holds what it says.
--   * A time is an INTEGER of Unix microseconds (UTC). A yes or no is 0 or 1, and NULL where it is not known.
--   * TEXT is compared byte for byte (SQLite's default collation). A list or an object is JSON text.
--   * Constraints and indices have names. Uniqueness is decided by them, never by looking first.
--   * `app_id` leads every key of a tenant's table and refers to `apps` with ON DELETE CASCADE: no row outlives its
--     tenant, and a later backend can shard by it.
--   * A CHECK names the values of a column only where the product can never have others: changing one here would
--     mean rebuilding the table. Lists that will grow (rules, verbs, scopes, transports) are the code's.
--   * No trigger, generated column or AUTOINCREMENT: the same tables must be possible on other engines.

-- How many batches have been committed. The file beside the database repeats the number; where the file is ahead,
-- this database is an older copy (see src/sqlite/high_water.rs).
CREATE TABLE commits (
    -- Always 1: the table has one row.
    one INTEGER NOT NULL CONSTRAINT commits_pkey PRIMARY KEY CONSTRAINT commits_one_row CHECK (one = 1),
    -- Raised by one in the transaction of every batch.
    sequence INTEGER NOT NULL,
    -- Random. Which history the sequence counts: a database that went on elsewhere is not mistaken for this one.
    lineage INTEGER NOT NULL
) STRICT;

INSERT INTO commits (one, sequence, lineage) VALUES (1, 0, random());

-- The keys that seal transactions and handshakes. Shared by all tenants, so no app_id: a token's app is in what it
-- authenticates. Never in a backup, and deleted when the database turns out to be an older copy.
CREATE TABLE sealing_keys (
    -- Random, 32 bits, unsigned. Every token carries it in the clear.
    id INTEGER NOT NULL CONSTRAINT sealing_keys_pkey PRIMARY KEY,
    -- Which master key opens `ciphertext`. The master key is not in the database, so a leaked copy seals nothing.
    wrapped_by TEXT NOT NULL,
    -- The key, encrypted under that master key, behind its nonce.
    ciphertext BLOB NOT NULL,
    -- When it was made: it opens tokens from then on.
    created_at INTEGER NOT NULL,
    -- When it starts to seal: later, so that every replica has read it by then.
    seals_from INTEGER NOT NULL
) STRICT;

-- Which replica does what only one may do at a time (a migration, a sweep, a flush). Rows are taken over when they
-- expire, by the database's clock.
CREATE TABLE leases (
    -- What is leased.
    name TEXT NOT NULL CONSTRAINT leases_pkey PRIMARY KEY,
    -- The replica that has it.
    holder TEXT NOT NULL,
    -- Raised whenever the holder changes, so that a replica that was paused notices that it lost the lease.
    term INTEGER NOT NULL,
    -- From when another replica may take it.
    expires_at INTEGER NOT NULL
) STRICT;
