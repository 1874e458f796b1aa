-- Who changed what. Written in the commit of the change; no secret, no personal data.

CREATE TABLE audit (
    -- Time-ordered, so that it is the cursor of lists.
    id text COLLATE "C" NOT NULL CONSTRAINT audit_pkey PRIMARY KEY,
    at bigint NOT NULL,
    -- `cli`, `api_key`, `administrator`, `system`.
    actor_kind text COLLATE "C" NOT NULL,
    -- The API key or the administrator; NULL for the command line and the system.
    actor_id text COLLATE "C",
    -- `noun.verb`.
    verb text COLLATE "C" NOT NULL,
    -- The app it concerns. No reference: the log outlives what it tells of. NULL where it concerns none.
    app_id text COLLATE "C",
    -- Id of what was changed.
    target text COLLATE "C" NOT NULL,
    -- Leads to the server's log; NULL where no request was made.
    request_id text COLLATE "C",
    -- A JSON object of ids, settings and states.
    changes text COLLATE "C" NOT NULL CONSTRAINT audit_changes CHECK (changes::json IS NOT NULL),
    -- The chain that will prove the log whole: a row's hash covers the previous row's. NULL until a row is chained.
    previous_hash bytea,
    hash bytea
);

CREATE INDEX audit_by_app ON audit (app_id, id);
