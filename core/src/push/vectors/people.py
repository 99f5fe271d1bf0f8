"""Who takes part in the test vectors, and how expected replies are written."""

from es256 import Key, uuid

REALM, DEVICE, NEW, OTHER = Key(7), Key(11), Key(13), Key(17)
ORIGIN = "https://login.example.org"
ISSUER = f"{ORIGIN}/realms/demo"
SUB = "87fa1c21-1b1e-4af8-98b1-1df2e90d3c3d"
USERNAME = "zoë@example.org"
CREDENTIAL, DEVICE_ID = uuid(0xC1), uuid(0xD1)
CREATED = 1_764_000_000
NOW, EXPIRES = CREATED + 10, CREATED + 60
CID, SECOND, FOREIGN = "1a6d6a0b-3385-4772-8eb8-0d2f4dbd25a4", uuid(2), uuid(3)
CLIENT = "core/0.1.0; test/0.1.0"
CONTACT = {"name": "IT desk", "phone": "+31 30 555 0100", "email": "it@harbour.test", "url": None}

SETTING = {
    "about": "Who takes part in all other files. The keys are for tests only: everybody knows them.",
    "origin": ORIGIN,
    "issuer": ISSUER,
    "realm": "demo",
    "sub": SUB,
    "username": USERNAME,
    "credentialId": CREDENTIAL,
    "deviceId": DEVICE_ID,
    "itContact": CONTACT,
    "keys": {
        name: {"secret": f"{key.secret:064x}", "pkcs8": key.pkcs8, "jwk": key.jwk, "thumbprint": key.thumbprint}
        for name, key in {"realm": REALM, "device": DEVICE, "new": NEW, "other": OTHER}.items()
    },
    "certs": {"keys": [REALM.jwk, {**OTHER.jwk, "use": "enc"}]},
}


def refused(status, code, /, **more):
    return {"status": status, "body": {"code": code, **more}}


def lacks(member):
    return refused(400, "missing_claim", member=member)
