-- Wrong passwords in a row, by a digest of the name that was typed (whether or not anybody has it) or of the remembered
-- browser that they came from; and lately by address.
CREATE TABLE wrong_passwords (
    owner TEXT PRIMARY KEY,
    in_row INTEGER NOT NULL,
    last INTEGER NOT NULL
) STRICT;
CREATE INDEX wrong_passwords_due ON wrong_passwords (last);
CREATE TABLE wrong_from (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    network TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX wrong_from_network ON wrong_from (network, at);
CREATE INDEX wrong_from_due ON wrong_from (at);

-- The requests of an account since its owner last approved one.
ALTER TABLE users ADD COLUMN requests_in_row INTEGER NOT NULL DEFAULT 0;
ALTER TABLE users ADD COLUMN last_request INTEGER NOT NULL DEFAULT 0;
ALTER TABLE users ADD COLUMN not_before INTEGER NOT NULL DEFAULT 0;

-- One-time codes: the seed of a phone's own, the newest step of time that was used up, and wrong codes of an account in a row.
ALTER TABLE devices ADD COLUMN seed BLOB;
ALTER TABLE devices ADD COLUMN code_used INTEGER NOT NULL DEFAULT 0;
ALTER TABLE users ADD COLUMN wrong_codes INTEGER NOT NULL DEFAULT 0;
ALTER TABLE users ADD COLUMN wrong_code_at INTEGER NOT NULL DEFAULT 0;

-- "A different authenticator app": the seed of an account's standard one-time code, and one that a browser is setting up.
CREATE TABLE apps (
    user TEXT PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    seed BLOB NOT NULL,
    code_used INTEGER NOT NULL,
    created INTEGER NOT NULL
) STRICT;
ALTER TABLE sessions ADD COLUMN app_seed BLOB;
