"""Keys, proofs, tokens, offers and lists (PROTOCOL.md sections 2.1 to 2.3, 4.2 and 4.3)."""

from es256 import b64, compact, sha, uuid, without
from people import *

# --- Section 2.2: keys


def thumbprints():
    text = b64(b"text")
    token = REALM.message("JWT", {"text": text})
    kid = {"kid": REALM.thumbprint}
    example = {
        "kty": "EC",
        "crv": "P-256",
        "x": "l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs",
        "y": "9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA",
    }
    good = {**REALM.jwk}
    short = b64(REALM.x[1:])
    wrong = {
        "a private member": {**good, "d": good["x"]},
        "a coordinate of 31 bytes": {**good, "x": short},
        "a coordinate that is padded": {**good, "x": good["x"] + "="},
        "a point beside the curve": {**good, "y": good["x"]},
        "no second coordinate": without(good, "y"),
        "another curve": {**good, "crv": "P-384"},
        "another kind of key": {"kty": "RSA", "n": good["x"], "e": "AQAB", "use": "sig", **kid},
        "another algorithm": {**good, "alg": "ES384"},
        "a key for encryption": {**good, "use": "enc"},
    }
    return {
        "about": "Public keys (PROTOCOL.md section 2.2). `thumbprint`, or `error` for a phone's key that a server refuses. `in_key_set`: whether "
        "`token` verifies by a key set that holds this key alone, as a client reads one: a private member there is the server's fault.",
        "token": token,
        "cases": [
            {"name": "the example of RFC 9449", "jwk": {**example, "use": "sig", **kid}, "thumbprint": "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I", "in_key_set": False},
            {"name": "the realm's key", "jwk": good, "thumbprint": REALM.thumbprint, "in_key_set": True},
            *[{"name": name, "jwk": jwk, "error": "key", "in_key_set": name == "a private member"} for name, jwk in wrong.items()],
        ],
    }


# --- Section 4.6: typed set-up


def typed_codes():
    code = "0123456789"
    right = {
        "as it is shown": "01234-56789",
        "without the dash": code,
        "with blanks": " 01234 56789 ",
        "a dash anywhere": "0-12-3456-789",
        "the letter O for 0": "O1234-56789",
        "the letters I and l for 1": "0I234-56789",
        "the small letter l for 1": "0l234-56789",
    }
    wrong = {
        "a character too few": "01234-5678",
        "a character too many": "01234-567890",
        "the letter U": "U1234-56789",
        "a sign": "01234.56789",
        "a digit of another script": "٠1234-56789",
        "nothing": "",
    }
    return {
        "about": "What people type who cannot scan (PROTOCOL.md section 4.6): `code` is what a server looks up, null if it can be none of its codes.",
        "cases": [
            *[{"name": name, "typed": typed, "code": code} for name, typed in right.items()],
            {"name": "small letters", "typed": "abcde-fghjk", "code": "ABCDEFGHJK"},
            *[{"name": name, "typed": typed, "code": None} for name, typed in wrong.items()],
        ],
    }


# --- Section 2.3: proof and token

PENDING = "/realms/demo/push-mfa/login/pending"


def access_token(key=DEVICE, signer=REALM, typ="at+jwt", **claims):
    made = {"iss": ISSUER, "sub": "countersign-app", "azp": "countersign-app", "iat": NOW, "exp": NOW + 300, "jti": uuid(0xA), "typ": "DPoP"}
    return signer.message(typ, {**made, "cnf": {"jkt": key.thumbprint}, **claims})


def proof(number, token, signer=DEVICE, key=None, header=None, drop=(), **claims):
    made = {"htm": "GET", "htu": ORIGIN + PENDING, "iat": NOW, "jti": uuid(number), "ath": sha(token), "sub": SUB, "deviceId": DEVICE_ID}
    head = {"typ": "dpop+jwt", "alg": "ES256", "jwk": (key or signer).public, **(header or {})}
    return signer.jws(head, without({**made, **claims}, *drop))


def call(token, dpop, expect, client=CLIENT, scheme="DPoP"):
    headers = {"authorization": f"{scheme} {token}", "dpop": dpop}
    if client:
        headers["countersign-client"] = client
    return {"now": NOW, "method": "GET", "path": PENDING, "headers": headers, "expect": expect}


OK = {"status": 200}
NO_PROOF = refused(401, "dpop")
SKEW = refused(400, "clock_skew", serverTime=NOW)


def proofs():
    token = access_token()
    plain = lambda expect, client="refused", **bent: ([call(token, proof(1, token, **bent), expect)], client)
    foreign = access_token(OTHER)
    cases = {
        "right": plain(OK, None),
        "120 s old": plain(OK, None, iat=NOW - 120),
        "120 s ahead": plain(OK, None, iat=NOW + 120),
        "121 s old": plain(SKEW, "clock_wrong", iat=NOW - 121),
        "121 s ahead": plain(SKEW, "clock_wrong", iat=NOW + 121),
        "without a time": plain(NO_PROOF, drop=("iat",)),
        "for another method": plain(NO_PROOF, htm="POST"),
        "with the query in the address": plain(NO_PROOF, htu=f"{ORIGIN}{PENDING}?userId={SUB}"),
        "for another host": plain(NO_PROOF, htu=f"https://login.example.com{PENDING}"),
        "for a host in capitals": plain(NO_PROOF, htu=f"https://LOGIN.example.org{PENDING}"),
        "for another access token": plain(NO_PROOF, ath=sha("another")),
        "without the access token's hash": plain(NO_PROOF, drop=("ath",)),
        "an empty jti": plain(NO_PROOF, jti=""),
        "a jti of 128 characters": plain(OK, None, jti="j" * 128),
        "a jti of 129 characters": plain(NO_PROOF, jti="j" * 129),
        "of another kind": plain(NO_PROOF, header={"typ": "JWT"}),
        "by no algorithm": plain(NO_PROOF, header={"alg": "none"}),
        "with a critical header": plain(NO_PROOF, header={"crit": ["b64"], "b64": False}),
        "without a key": plain(NO_PROOF, header={"jwk": None}),
        "with a private key": plain(NO_PROOF, header={"jwk": {**DEVICE.public, "d": DEVICE.public["x"]}}),
        "signed by another key than it names": plain(NO_PROOF, signer=OTHER, key=DEVICE),
        "of another user": plain(refused(403, "unlinked"), "account_unlinked", sub=uuid(0xE)),
        "of another phone": plain(refused(403, "unlinked"), "account_unlinked", deviceId=uuid(0xE)),
        "without a user": plain(NO_PROOF, drop=("sub",)),
        "without a phone": plain(NO_PROOF, drop=("deviceId",)),
        "token and proof by a key that is not this phone's": ([call(foreign, proof(1, foreign, signer=OTHER), NO_PROOF)], "refused"),
        "sent twice": ([call(token, proof(1, token), OK), call(token, proof(1, token), refused(401, "replay"))], "refused"),
        "without the app's version": ([call(token, proof(1, token), lacks("Countersign-Client"), client=None)], "refused"),
        "with a version that is none": ([call(token, proof(1, token), lacks("Countersign-Client"), client="core/1; test/1")], "refused"),
    }
    return {
        "about": "Proof of possession (PROTOCOL.md section 2.3) towards the pending list of the phone of setting.json. Each step is one call; `expect` is "
        "the reply's status and, where refused, its body but for `error`. `client` is what a phone makes of the last reply (section 4.4). Proofs "
        "of `right` and of what is expected to be 200 have the header and claims that a phone makes.",
        "cases": [{"name": name, "steps": steps, "client": client} for name, (steps, client) in cases.items()],
    }


def bindings():
    def case(token, expect, scheme="DPoP"):
        return {"ath": sha(token), "access_token": token, "steps": [call(token, proof(1, token), expect, scheme=scheme)], "client": None if expect is OK else "refused"}

    example = "Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU"
    cases = {
        "bound to this phone's key": case(access_token(), OK),
        "the example of RFC 9449, which this realm did not issue": case(example, NO_PROOF),
        "bound to another key": case(access_token(OTHER), NO_PROOF),
        "bound to no key": case(access_token(cnf={}), NO_PROOF),
        "over": case(access_token(exp=NOW), NO_PROOF),
        "of another issuer": case(access_token(iss=f"{ORIGIN}/realms/other"), NO_PROOF),
        "signed by another key": case(access_token(signer=OTHER), NO_PROOF),
        "something else that the realm signed": case(access_token(typ="JWT"), NO_PROOF),
        "as a bearer token": case(access_token(), NO_PROOF, scheme="Bearer"),
    }
    return {
        "about": "Access tokens bound to a key (PROTOCOL.md section 2.3). `ath` = b64url(SHA-256(access token)). Steps as in proof.json.",
        "cases": [{"name": name, **members} for name, members in cases.items()],
    }


# --- Section 2.1 and 4.2: the offer


def offers():
    uri = f"{ISSUER}/push-mfa/enroll/request-token/{uuid(5)}"
    plus = {
        "profiles": [1],
        "client": {"id": "countersign-app", "secret": "s3cret"},
        "organisation": "Example Org",
        "digits": 2,
        "features": ["report", "unlink", "otp"],
        "itContact": CONTACT,
    }
    made = {
        "typ": "push-enroll-challenge",
        "iss": ISSUER,
        "aud": "demo",
        "realm": "demo",
        "sub": SUB,
        "username": USERNAME,
        "enrollmentId": uuid(6),
        "nonce": "abc+/DEF",
        "iat": NOW,
        "exp": NOW + 600,
        "countersign": plus,
    }

    def case(name, client, signer=REALM, header=None, drop=(), signed=True, link_client=None, **claims):
        offer = signer.message("JWT", without({**made, **claims}, *drop), **(header or {}))
        return {"name": name, "offer": offer, "signed_by_realm": signed, "link_client_id": link_client, "client": client}

    return {
        "about": "Enrolment offers (PROTOCOL.md sections 2.1 and 4.2) behind `request_uri`, opened at `now` by a client that has the keys of setting.json's "
        "`certs`. `client`: `opened`, or the client's error. `signed_by_realm`: whether the signature is the realm's.",
        "now": NOW,
        "request_uri": uri,
        "cases": [
            case("right", "opened"),
            case("the link names the same client", "opened", link_client="countersign-app"),
            case("the link names another client", "bad_token Client", link_client="another"),
            case("a life of an hour", "opened", exp=NOW + 3600),
            case("a life of more than an hour", "bad_token Times", exp=NOW + 3601),
            case("over before it began", "bad_token Times", exp=NOW),
            case("over", "code_expired", iat=NOW - 9, exp=NOW),
            case("of another realm by its audience", "wrong_issuer", aud="other"),
            case("of another realm by its name", "wrong_issuer", realm="other"),
            case("of another issuer than the address", "wrong_issuer", iss="https://login.example.com/realms/demo"),
            case("of an issuer without TLS", "not_https", iss="http://login.example.org/realms/demo"),
            case("of another purpose", "bad_token Purpose", typ="push-something-else"),
            case("without a user", "bad_token Malformed", drop=("sub",)),
            case("an enrolment id that is no UUID", "bad_token Malformed", enrollmentId="7"),
            case("an empty nonce", "bad_token Malformed", nonce=""),
            case("an organisation's name that is too long", "bad_token Malformed", countersign={**plus, "organisation": "o" * 129}),
            case("no profile in common", "app_too_old", countersign={**plus, "profiles": [2]}),
            case("a plain server with an algorithm of countersign+", "bad_token Algorithm", drop=("countersign",)),
            case("by no algorithm", "bad_token Algorithm", header={"alg": "none"}, signed=False),
            case("with a critical header", "bad_token Malformed", header={"crit": ["b64"]}, signed=False),
            case("by a key that the realm does not have", "bad_token UnknownKey", header={"kid": "unknown"}),
            case("by a key for encryption", "bad_token UnknownKey", signer=OTHER, signed=False),
            case("signed by another key", "bad_token Signature", signer=OTHER, header={"kid": REALM.thumbprint}, signed=False),
        ],
    }


# --- Section 4.3: context and confirm token

ENTRY = {
    "userId": SUB,
    "username": USERNAME,
    "cid": CID,
    "createdAt": CREATED,
    "expiresAt": EXPIRES,
    "clientId": "mail",
    "clientName": "Mail",
    "purpose": "login",
    "ipAddress": "203.0.113.7",
    "location": "Utrecht, Netherlands",
    "country": "NL",
    "browser": "Firefox 140",
    "os": None,
    "requestsLastHour": 1,
    "userVerification": {"type": "pin", "pinLength": 2},
}
D = ["browser", "cid", "clientId", "clientName", "country", "createdAt", "expiresAt", "ipAddress", "location", "os", "purpose", "requestsLastHour", "userId", "username"]


def canonical(entry):
    verification = entry.get("userVerification") or {}
    members = {name: entry.get(name) for name in D}
    members |= {"iss": ISSUER, "v": 1, "type": verification.get("type"), "pinLength": verification.get("pinLength")}
    return compact(members)


def confirm(entry, signer=REALM, header=None, drop=(), **claims):
    made = {"iss": ISSUER, "credId": CREDENTIAL, "typ": 1, "ver": 1, "cid": entry["cid"], "iat": entry["createdAt"], "exp": entry["expiresAt"]}
    made["ctx"] = sha(canonical(entry))
    return signer.message("JWT", without({**made, **claims}, *drop), **(header or {}))


def contexts():
    def case(name, client, entry, token, binds=True):
        return {"name": name, "entry": {**entry, "confirmToken": token}, "canonical": canonical(entry), "ctx": sha(canonical(entry)), "confirm_token_binds": binds, "client": client}

    def whole(name, client, **changes):
        entry = {**ENTRY, **changes}
        return case(name, client, entry, confirm(entry))

    def altered(member, value):
        entry = {**ENTRY, member: value}
        # What the server signed is the entry before somebody altered it.
        return case(f"{member} was altered", "Signature", entry, confirm(ENTRY), binds=False)

    def token(name, client, binds=False, **bent):
        return case(name, client, ENTRY, confirm(ENTRY, **bent), binds)

    return {
        "about": "The displayed context and its digest (PROTOCOL.md section 4.3), in entries of the pending list at `now` for the phone of setting.json. "
        "`canonical` is JCS(D), `ctx` its digest. `confirm_token_binds`: the token is the realm's and holds this very `ctx`. `client`: `shown`, or why "
        "the client drops the entry (section 5.1).",
        "now": NOW,
        "cases": [
            whole("right", "shown"),
            whole("nothing is known", "shown", ipAddress=None, location=None, country=None, browser=None, clientName=None),
            whole("a try-out", "shown", purpose="tryout"),
            whole("six digits", "shown", userVerification={"type": "pin", "pinLength": 6}),
            whole("escapes in JSON", "shown", location='"Back\\slash" / straße'),
            altered("browser", "Firefox 141"),
            altered("clientId", "admin"),
            altered("clientName", "Administration"),
            altered("country", "BR"),
            altered("createdAt", CREATED + 1),
            altered("expiresAt", EXPIRES + 1),
            altered("ipAddress", "203.0.113.8"),
            altered("location", None),
            altered("os", "Windows 11"),
            altered("purpose", "tryout"),
            altered("requestsLastHour", 2),
            altered("username", "zoe@example.org"),
            altered("userVerification", {"type": "pin", "pinLength": 3}),
            token("signed by another key", "Signature", signer=OTHER, header={"kid": REALM.thumbprint}),
            token("signed by a key for encryption", "Signature", signer=OTHER),
            token("without a context", "Signature", drop=("ctx",)),
            token("for another request", "Signature", True, cid=SECOND),
            token("of another issuer", "NotForUs", True, iss=f"{ORIGIN}/realms/other"),
            token("for another phone", "NotForUs", True, credId=uuid(0xC2)),
            token("of another type", "Signature", True, typ=2),
            token("of another version", "Signature", True, ver=2),
            token("that is over", "Expired", True, exp=NOW),
            whole("for another user", "NotForUs", userId=uuid(0xE)),
            whole("a request that is over", "Expired", createdAt=CREATED - 60, expiresAt=NOW),
            whole("a request of tomorrow", "Times", createdAt=NOW + 31, expiresAt=NOW + 91),
            whole("a request that lives too long", "Times", createdAt=NOW, expiresAt=NOW + 601),
            whole("an id that is no UUID", "Malformed", cid="7"),
            whole("an unknown purpose", "TooOld", purpose="payment"),
            whole("an unknown prompt", "TooOld", userVerification={"type": "tap"}),
            whole("a choice of numbers", "Prompt", userVerification={"type": "number-match", "numbers": ["1", "2"]}),
            whole("no number", "Prompt", userVerification=None),
            whole("one digit", "Prompt", userVerification={"type": "pin", "pinLength": 1}),
            whole("seven digits", "Prompt", userVerification={"type": "pin", "pinLength": 7}),
            whole("hidden characters", "Text", browser="Fire\u202efox"),
            whole("a country in small letters", "Malformed", country="nl"),
            whole("no request in the last hour", "Malformed", requestsLastHour=0),
            whole("nobody's name", "Malformed", username=None),
        ],
    }
