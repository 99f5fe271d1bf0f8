-- A session or a set-up that was begun with one password ends with it. People sign in again.
DROP TABLE sessions;
CREATE TABLE sessions (
    id TEXT PRIMARY KEY,
    csrf TEXT NOT NULL,
    kind TEXT NOT NULL,
    stage TEXT NOT NULL,
    user TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    password_version TEXT NOT NULL,
    service TEXT NOT NULL,
    request TEXT,
    enrolment TEXT,
    approved INTEGER,
    phone TEXT,
    remembered_until INTEGER,
    created INTEGER NOT NULL,
    expires INTEGER NOT NULL
) STRICT;
ALTER TABLE enrolments ADD COLUMN password_version TEXT NOT NULL DEFAULT '';

-- Browsers are remembered only while a phone would be asked otherwise.
DELETE FROM remembered WHERE user IN (SELECT id FROM users WHERE mfa = 'off')
    OR user NOT IN (SELECT user FROM devices WHERE active);

-- What has had its time is found without looking at everything.
CREATE INDEX sessions_due ON sessions (expires);
CREATE INDEX enrolments_due ON enrolments (expires);
CREATE INDEX requests_old ON requests (expires);
CREATE INDEX remembered_due ON remembered (until);
CREATE INDEX seen_due ON seen (until);
CREATE INDEX answers_due ON answers (until);
