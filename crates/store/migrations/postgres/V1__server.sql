-- What the server itself needs, whatever the tenants do.
--
-- The same tables as in `migrations/sqlite/`, in what engines that speak PostgreSQL's protocol have in common. What is
-- SQLite's alone (the commits that a mark beside its file repeats) is left out.
--
-- Conventions of every migration here:
--   * A time is a bigint of Unix microseconds (UTC). A yes or no is NULL where it is not known.
--   * Text is COLLATE "C": compared byte for byte, whatever the database's locale. A list or an object is JSON text.
--   * Constraints and indices have names. Uniqueness is decided by them, never by looking first.
--   * `app_id` leads every key of a tenant's table and refers to `apps` with ON DELETE CASCADE: no row outlives its
--     tenant, and a cluster can shard by it.
--   * A CHECK names the values of a column only where the product can never have others: changing one here would
--     mean locking the table. Lists that will grow (rules, verbs, scopes, transports) are the code's.
--   * No trigger, generated column, sequence, enumeration, extension, deferrable or exclusion constraint.

-- The keys that seal transactions and handshakes. Shared by all tenants, so no app_id: a token's app is in what it
-- authenticates. Never in a backup, and deleted when the database turns out to be an older copy.
CREATE TABLE sealing_keys (
    -- Random, 32 bits, unsigned. Every token carries it in the clear.
    id bigint NOT NULL CONSTRAINT sealing_keys_pkey PRIMARY KEY,
    -- Which master key opens `ciphertext`. The master key is not in the database, so a leaked copy seals nothing.
    wrapped_by text COLLATE "C" NOT NULL,
    -- The key, encrypted under that master key, behind its nonce.
    ciphertext bytea NOT NULL,
    -- When it was made: it opens tokens from then on.
    created_at bigint NOT NULL,
    -- When it starts to seal: later, so that every replica has read it by then.
    seals_from bigint NOT NULL
);
