"""A countersign+ server as far as a phone sees it, written from PROTOCOL.md and the vectors alone: sections 2.3, 2.4, 4.4 and 4.6."""

import re

from messages import Jws, Key, displayed, canonical, is_clean, is_integer, is_uuid, sha256

VERSION = r"\d+\.\d+\.\d+([-+].*)?"
CLIENT = re.compile(rf"core/{VERSION}\s*;\s*(ios|android|test)/{VERSION}", re.ASCII)
OVER = {
    "EXPIRED": (400, {"code": "expired"}),
    "SUPERSEDED": (409, {"code": "superseded"}),
    "CANCELLED": (400, {"code": "cancelled"}),
    "USER_LOCKED_OUT": (403, {"code": "blocked"}),
}


class Refusal(Exception):
    def __init__(self, http, code, **members):
        super().__init__(code)
        self.http, self.body = http, {"code": code, **members}


def wrong(member):
    return Refusal(400, "missing_claim", member=member)


def dpop():
    return Refusal(401, "dpop")


class Phone:
    def __init__(self, sub, credential, device, key, active=True, label=None):
        self.sub, self.credential, self.device, self.key = sub, credential, device, key
        self.active, self.label = active, label


class Server:
    def __init__(self, setting):
        self.origin, self.rb = setting["origin"], setting["issuer"]
        self.realm_key = Key.read(setting["keys"]["realm"]["jwk"])
        self.it_contact = setting["itContact"]
        self.phones, self.requests, self.enrolments = [], {}, {}
        self.seen, self.replies = {}, {}
        self.blocked, self.wrong_in_row = False, 0
        self.now = 0

    def reply(self, now, act, *details):
        """Status and body of a call at a time."""
        self.now = now
        for request in self.requests.values():
            if request["status"] == "PENDING" and request["entry"]["expiresAt"] <= now:
                request["status"] = "EXPIRED"
        try:
            return 200, act(*details)
        except Refusal as refusal:
            return refusal.http, refusal.body

    def first_use(self, owner, jti, life):
        """Whether an id is used for the first time within `life` seconds."""
        before = self.seen.get((owner, jti))
        self.seen[owner, jti] = self.now
        return before is None or before + life <= self.now

    # 2.3

    def caller(self, method, path, headers):
        """Who makes a call, in the order of the table."""
        token = re.fullmatch(r"DPoP ([^ ]+)", headers.get("authorization", ""))
        proof = Jws.read(headers.get("dpop"))
        if not token or not proof or proof.header.get("typ") != "dpop+jwt":
            raise dpop()
        key = Key.read(proof.header.get("jwk"))
        if key is None or not proof.is_by(key):
            raise dpop()
        claims, jti = proof.claims, proof.claims.get("jti")
        if claims.get("htm") != method or claims.get("htu") != self.origin + path or claims.get("ath") != sha256(token[1]):
            raise dpop()
        if not isinstance(jti, str) or not 1 <= len(jti.encode()) <= 128 or not is_integer(claims.get("iat")):
            raise dpop()
        if abs(claims["iat"] - self.now) > 120:
            raise Refusal(400, "clock_skew", serverTime=self.now)
        if self.bound_to(token[1]) != key.thumbprint or not all(isinstance(claims.get(name), str) for name in ("sub", "deviceId")):
            raise dpop()
        if not self.first_use(("proof", key.thumbprint), jti, 300):
            raise Refusal(401, "replay")
        client = headers.get("countersign-client", "")
        if not CLIENT.fullmatch(client) or not is_clean(client, 100):
            raise wrong("Countersign-Client")
        phone = next((it for it in self.phones if (it.sub, it.device) == (claims["sub"], claims["deviceId"])), None)
        if phone is None:
            raise Refusal(403, "unlinked")
        if phone.key.thumbprint != key.thumbprint:
            raise dpop()
        return phone

    def bound_to(self, token):
        """The key that an access token of ours is bound to."""
        jws = Jws.read(token)
        if not jws or jws.header.get("typ") != "at+jwt" or not jws.is_by(self.realm_key):
            return None
        sound = jws.claims.get("iss") == self.rb and is_integer(jws.claims.get("exp")) and jws.claims["exp"] > self.now
        return (jws.claims.get("cnf") or {}).get("jkt") if sound else None

    # 4.4

    def signed(self, phone, typ, token):
        """The claims of a message of this phone."""
        jws = Jws.read(token)
        if jws is None:
            raise wrong("token")
        if jws.header.get("typ") != typ:
            raise wrong("typ")
        if not jws.is_by(phone.key):
            raise wrong("signature")
        return jws.claims

    def is_ours(self, claims, phone):
        for name, value in (("credId", phone.credential), ("deviceId", phone.device)):
            if claims.get(name) != value:
                raise wrong(name)

    def times(self, claims, longest, until=None):
        """`aud`, `iat`, `exp` and `jti`."""
        if claims.get("aud") != self.rb:
            raise wrong("aud")
        for name in ("iat", "exp"):
            if not is_integer(claims.get(name)):
                raise wrong(name)
        if not is_uuid(claims.get("jti")):
            raise wrong("jti")
        if abs(claims["iat"] - self.now) > 60 or claims["exp"] <= self.now:
            raise Refusal(400, "clock_skew", serverTime=self.now)
        if not claims["iat"] < claims["exp"] <= claims["iat"] + longest or (until is not None and claims["exp"] > until):
            raise wrong("exp")

    def use_up(self, phone, jti):
        if not self.first_use(("message", phone.credential), jti, 600):
            raise Refusal(400, "replay")

    def respond(self, phone, cid, token):
        request = self.requests.get(cid)
        if request is None or request["phone"] is not phone:
            raise Refusal(404, "unknown_request")
        until, reply = self.replies.get((phone.credential, token), (0, None))
        if self.now < until:
            return self.again(reply)
        if self.blocked and request["status"] == "PENDING":
            request["status"] = "USER_LOCKED_OUT"
        if request["status"] != "PENDING":
            status, body = OVER.get(request["status"], (400, {"code": "already_resolved", "status": request["status"]}))
            raise Refusal(status, **body)
        if not phone.active and request["entry"]["purpose"] != "tryout":
            raise Refusal(403, "not_active")
        claims = self.signed(phone, "cs-answer+jwt", token)
        self.is_ours(claims, phone)
        if claims.get("cid") != cid:
            raise wrong("cid")
        self.times(claims, 60, request["entry"]["expiresAt"])
        self.said(claims, request["entry"]["userVerification"]["pinLength"])
        if not isinstance(claims.get("ctx"), str):
            raise wrong("ctx")
        self.use_up(phone, claims["jti"])
        reply = self.apply(request, claims)
        self.replies[phone.credential, token] = (self.now + 600, reply)
        return self.again(reply)

    @staticmethod
    def again(reply):
        if isinstance(reply, Refusal):
            raise reply
        return reply

    @staticmethod
    def said(claims, digits):
        """What the answer is, by its own claims."""
        if claims.get("action") == "approve":
            if "reason" in claims:
                raise wrong("reason")
            if claims.get("source") not in ("typed", "scanned"):
                raise wrong("source")
            number = claims.get("userVerification")
            if not isinstance(number, str) or not re.fullmatch(rf"[0-9]{{{digits}}}", number):
                raise wrong("userVerification")
        elif claims.get("action") == "deny":
            if "userVerification" in claims:
                raise wrong("userVerification")
            if claims.get("reason") not in ("unknown_trigger", "cancelled"):
                raise wrong("reason")
        else:
            raise wrong("action")

    def apply(self, request, claims):
        if claims["ctx"] != sha256(canonical(displayed(request["entry"], self.rb))):
            request["status"] = "CANCELLED"
            return Refusal(400, "context_mismatch")
        if claims["action"] == "deny":
            request["status"] = "DENIED"
            return {"status": "denied"}
        if claims["userVerification"] != request["number"]:
            request["status"] = "WRONG_NUMBER"
            self.wrong_in_row += 1
            return Refusal(403, "wrong_number", mismatches=self.wrong_in_row, paused=self.wrong_in_row >= 3)
        request["status"] = "APPROVED"
        self.wrong_in_row = 0
        return {"status": "approved"}

    # 4.6

    def report(self, phone, token):
        if not phone.active:
            raise Refusal(403, "not_active")
        done = {"status": "locked_out", "itContact": self.it_contact}
        if self.now < self.replies.get((phone.credential, token), (0, None))[0]:
            return done
        claims = self.signed(phone, "cs-report+jwt", token)
        self.is_ours(claims, phone)
        self.times(claims, 60)
        for name, value in (("action", "report"), ("reason", "unknown_trigger")):
            if claims.get(name) != value:
                raise wrong(name)
        if "cid" not in claims or not (claims["cid"] is None or isinstance(claims["cid"], str)):
            raise wrong("cid")
        self.use_up(phone, claims["jti"])
        self.blocked = True
        self.replies[phone.credential, token] = (self.now + 600, done)
        return done

    def rotate(self, phone, body):
        jwk = body["publicKeyJwk"]
        key = Key.read(jwk) if "alg" in jwk else None
        if key is None:
            raise wrong("publicKeyJwk")
        proof = Jws.read(body["proof"])
        if proof is None:
            raise wrong("proof")
        if proof.header.get("typ") != "cs-rotate+jwt":
            raise wrong("typ")
        if not proof.is_by(key):
            raise wrong("signature")
        self.times(proof.claims, 60)
        self.is_ours(proof.claims, phone)
        if proof.claims.get("oldJkt") != phone.key.thumbprint:
            raise wrong("oldJkt")
        self.use_up(phone, proof.claims["jti"])
        phone.key = key
        return {"status": "rotated"}

    def complete(self, prover, token):
        """`prover`: `sub`, `deviceId` and key of the proof."""
        sub, device, proven = prover
        jws = Jws.read(token)
        if jws is None:
            raise wrong("token")
        enrolment = self.enrolments.get(jws.claims.get("enrollmentId"))
        if enrolment is None:
            raise Refusal(404, "unknown_request")
        claimed, reply = enrolment.get("claimed"), {"status": "enrolled", "countersign": {"state": "claimed", "otp": enrolment["otp"]}}
        if claimed and claimed[0] == token and self.now < enrolment["expires"]:
            if proven.thumbprint != claimed[1]:
                raise dpop()
            return reply
        if claimed or self.now >= enrolment["expires"]:
            raise Refusal(410, "already_used" if claimed else "code_expired")
        if (jws.claims.get("countersign") or {}).get("profile") != 1:
            raise Refusal(426, "app_too_old", minCore=None)
        if jws.header.get("typ") != "cs-enrol+jwt":
            raise wrong("typ")
        key = Key.read((jws.claims.get("cnf") or {}).get("jwk"))
        if key is None:
            raise wrong("cnf")
        if key.thumbprint != proven.thumbprint:
            raise dpop()
        if not jws.is_by(key):
            raise wrong("signature")
        claims = jws.claims
        self.times(claims, 600)
        for name in ("sub", "nonce"):
            if claims.get(name) != enrolment[name]:
                raise wrong(name)
        limits = {"pushProviderType": 64, "pushProviderId": 2048, "credentialId": 128, "deviceId": 128, "deviceLabel": 128, "deviceType": 64}
        for name, longest in limits.items():
            left_out = name not in claims and name.startswith("pushProvider")
            if not left_out and not is_clean(claims.get(name), longest):
                raise wrong(name)
        if (claims["sub"], claims["deviceId"]) != (sub, device):
            raise dpop()
        if any(it.active and it.sub == sub and it.label == claims["deviceLabel"] for it in self.phones):
            raise Refusal(409, "name_taken")
        if any(it.credential == claims["credentialId"] or (it.sub, it.device) == (sub, device) for it in self.phones):
            raise wrong("credentialId")
        self.phones.append(Phone(sub, claims["credentialId"], device, key, False, claims["deviceLabel"]))
        enrolment["claimed"] = (token, key.thumbprint)
        return reply


def typed_code(text):
    """The set-up code that a person typed, or nothing."""
    code = re.sub(r"[\s-]", "", text).upper().replace("O", "0").replace("I", "1").replace("L", "1")
    return code if re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{10}", code, re.ASCII) else None
