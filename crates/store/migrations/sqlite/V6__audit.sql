-- Who changed what. Written in the commit of the change; no secret, no personal data.

CREATE TABLE audit (
    -- Time-ordered, so that it is the cursor of lists.
    id TEXT NOT NULL CONSTRAINT audit_pkey PRIMARY KEY,
    at INTEGER NOT NULL,
    -- `cli`, `api_key`, `administrator`, `system`.
    actor_kind TEXT NOT NULL,
    -- The API key or the administrator; NULL for the command line and the system.
    actor_id TEXT,
    -- `noun.verb`.
    verb TEXT NOT NULL,
    -- The app it concerns. No reference: the log outlives what it tells of. NULL where it concerns none.
    app_id TEXT,
    -- Id of what was changed.
    target TEXT NOT NULL,
    -- Leads to the server's log; NULL where no request was made.
    request_id TEXT,
    -- A JSON object of ids, settings and states.
    changes TEXT NOT NULL CONSTRAINT audit_changes CHECK (json_valid(changes)),
    -- The chain that will prove the log whole: a row's hash covers the previous row's. NULL until a row is chained.
    previous_hash BLOB,
    hash BLOB
) STRICT;

CREATE INDEX audit_by_app ON audit (app_id, id);
