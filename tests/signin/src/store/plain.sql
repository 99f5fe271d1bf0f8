-- Phones of realms that behave like a plain server.
CREATE TABLE plain_devices (
    realm TEXT NOT NULL,
    credential TEXT NOT NULL,
    device TEXT NOT NULL,
    user TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    label TEXT NOT NULL,
    kind TEXT NOT NULL,
    x TEXT NOT NULL,
    y TEXT NOT NULL,
    push_type TEXT NOT NULL,
    push_id TEXT NOT NULL,
    created INTEGER NOT NULL,
    UNIQUE (realm, credential),
    UNIQUE (realm, user, device),
    UNIQUE (realm, user, label)
) STRICT;
