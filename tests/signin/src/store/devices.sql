-- What allows a set-up: the password (no phone is set up yet), a phone of the account, or a one-time pass.
ALTER TABLE sessions ADD COLUMN allowed_by TEXT NOT NULL DEFAULT 'password';
ALTER TABLE enrolments ADD COLUMN allowed_by TEXT NOT NULL DEFAULT 'password';
-- What a person types who cannot scan.
ALTER TABLE enrolments ADD COLUMN typed TEXT;
CREATE UNIQUE INDEX enrolments_typed ON enrolments (typed);

-- One-time passes of people who lost their phone: one an account.
CREATE TABLE passes (
    user TEXT PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    digest TEXT NOT NULL,
    until INTEGER NOT NULL,
    wrong INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX passes_due ON passes (until);

-- What a phone answered lately.
CREATE TABLE activity (
    cid TEXT PRIMARY KEY,
    credential TEXT NOT NULL REFERENCES devices (credential) ON DELETE CASCADE,
    at INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    client_name TEXT NOT NULL,
    ip TEXT,
    location TEXT,
    browser TEXT,
    os TEXT,
    revoked INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX activity_of ON activity (credential, at);

-- What came of an approval, to be taken back with it: one of the three is set.
CREATE TABLE came_of (
    cid TEXT NOT NULL,
    approver TEXT NOT NULL,
    session TEXT REFERENCES sessions (id) ON DELETE CASCADE,
    browser TEXT REFERENCES remembered (token) ON DELETE CASCADE,
    phone TEXT REFERENCES devices (credential) ON DELETE CASCADE
) STRICT;
CREATE UNIQUE INDEX came_of_session ON came_of (session, cid);
CREATE UNIQUE INDEX came_of_browser ON came_of (browser, cid);
CREATE UNIQUE INDEX came_of_phone ON came_of (phone, cid);
CREATE INDEX came_of_cid ON came_of (cid);
CREATE INDEX came_of_approver ON came_of (approver);
