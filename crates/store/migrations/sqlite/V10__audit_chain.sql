-- The audit log becomes a chain, so that a row that was taken out or changed is found.

-- A row's place in the chain, from 1. NULL until it is chained, which happens shortly after its commit: changes do not
-- queue behind each other for their places.
ALTER TABLE audit ADD COLUMN position INTEGER;

CREATE UNIQUE INDEX audit_position ON audit (position);
CREATE INDEX audit_unchained ON audit (id) WHERE position IS NULL;
CREATE INDEX audit_by_actor ON audit (actor_id, id) WHERE actor_id IS NOT NULL;

-- Where the chain ends, so that rows that were cut off its end are missed. One row; none before the first is chained.
CREATE TABLE audit_head (
    one INTEGER NOT NULL CONSTRAINT audit_head_pkey PRIMARY KEY CONSTRAINT audit_head_one CHECK (one = 1),
    -- Of the last row.
    position INTEGER NOT NULL,
    hash BLOB NOT NULL
) STRICT;
