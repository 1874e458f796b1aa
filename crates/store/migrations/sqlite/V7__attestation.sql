-- What an authenticator says of itself, in the events too. NULL in all of them: a failed ceremony, or an event of before.

-- Of the passkey that was made or used: its attestation statement's format, and what the attestation came to.
ALTER TABLE events ADD COLUMN attestation_format TEXT;
ALTER TABLE events ADD COLUMN attestation_trust TEXT;

-- The flags UP and BE; UV and BS have been there.
ALTER TABLE events ADD COLUMN user_present INTEGER CONSTRAINT events_user_present CHECK (user_present IN (0, 1));
ALTER TABLE events ADD COLUMN backup_eligible INTEGER CONSTRAINT events_backup_eligible CHECK (backup_eligible IN (0, 1));
