-- What an authenticator says of itself, in the events too. NULL in all of them: a failed ceremony, or an event of before.

-- Of the passkey that was made or used: its attestation statement's format, and what the attestation came to.
ALTER TABLE events ADD COLUMN attestation_format text COLLATE "C";
ALTER TABLE events ADD COLUMN attestation_trust text COLLATE "C";

-- The flags UP and BE; UV and BS have been there.
ALTER TABLE events ADD COLUMN user_present boolean;
ALTER TABLE events ADD COLUMN backup_eligible boolean;
