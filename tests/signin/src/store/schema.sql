CREATE TABLE settings (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT;

CREATE TABLE users (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE COLLATE NOCASE,
    password TEXT NOT NULL,
    role TEXT NOT NULL,
    mfa TEXT NOT NULL,
    blocked_at INTEGER,
    wrong_in_row INTEGER NOT NULL DEFAULT 0,
    created INTEGER NOT NULL
) STRICT;

CREATE TABLE devices (
    credential TEXT PRIMARY KEY,
    device TEXT NOT NULL,
    user TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    label TEXT NOT NULL,
    kind TEXT NOT NULL,
    x TEXT NOT NULL,
    y TEXT NOT NULL,
    push_type TEXT NOT NULL,
    push_id TEXT NOT NULL,
    active INTEGER NOT NULL,
    version TEXT,
    created INTEGER NOT NULL,
    approved INTEGER NOT NULL DEFAULT 0,
    UNIQUE (user, device)
) STRICT;

CREATE TABLE enrolments (
    id TEXT PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    user TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    session TEXT NOT NULL,
    nonce TEXT NOT NULL,
    secret TEXT NOT NULL,
    state TEXT NOT NULL,
    created INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    fetches INTEGER NOT NULL DEFAULT 0,
    completion TEXT,
    credential TEXT,
    label TEXT,
    failed INTEGER NOT NULL DEFAULT 0,
    tried_again INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE requests (
    cid TEXT PRIMARY KEY,
    user TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    credential TEXT NOT NULL,
    enrolment TEXT,
    purpose TEXT NOT NULL,
    number TEXT,
    digits INTEGER NOT NULL,
    status TEXT NOT NULL,
    secret TEXT NOT NULL,
    created INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    resolved INTEGER,
    client_id TEXT NOT NULL,
    client_name TEXT NOT NULL,
    ip TEXT,
    location TEXT,
    country TEXT,
    browser TEXT,
    os TEXT,
    last_hour INTEGER NOT NULL,
    ctx TEXT NOT NULL,
    confirm TEXT NOT NULL
) STRICT;
CREATE INDEX requests_open ON requests (user, status);
CREATE INDEX requests_due ON requests (status, expires);

CREATE TABLE sessions (
    id TEXT PRIMARY KEY,
    csrf TEXT NOT NULL,
    kind TEXT NOT NULL,
    stage TEXT NOT NULL,
    user TEXT REFERENCES users (id) ON DELETE CASCADE,
    service TEXT NOT NULL,
    request TEXT,
    enrolment TEXT,
    approved INTEGER,
    phone TEXT,
    remembered_until INTEGER,
    created INTEGER NOT NULL,
    expires INTEGER NOT NULL
) STRICT;

CREATE TABLE remembered (
    token TEXT PRIMARY KEY,
    user TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    browser TEXT NOT NULL,
    until INTEGER NOT NULL
) STRICT;

CREATE TABLE audit (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    user TEXT NOT NULL,
    event TEXT NOT NULL,
    device TEXT,
    version TEXT,
    browser TEXT,
    reason TEXT,
    actor TEXT
) STRICT;

CREATE TABLE seen (owner TEXT NOT NULL, jti TEXT NOT NULL, until INTEGER NOT NULL, PRIMARY KEY (owner, jti)) STRICT;
CREATE TABLE answers (
    digest TEXT PRIMARY KEY,
    credential TEXT NOT NULL,
    status INTEGER NOT NULL,
    body TEXT NOT NULL,
    until INTEGER NOT NULL
) STRICT;
