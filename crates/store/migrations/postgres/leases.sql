-- What only one server may do at a time. Whoever does it has the row locked until the commit, so a server that dies lets
-- go of it. Made before the first migration, which is such a thing itself.
CREATE TABLE IF NOT EXISTS leases (
    name text COLLATE "C" NOT NULL CONSTRAINT leases_pkey PRIMARY KEY,
    -- When it was last taken.
    taken_at bigint NOT NULL
);
