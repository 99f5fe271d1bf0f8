"""What a phone signs (PROTOCOL.md sections 4.4 and 4.6)."""

import base64

from calls import ENTRY, NO_PROOF, canonical
from es256 import sha, uuid, without
from people import *

# --- Section 4.4: answers

CTX = sha(canonical(ENTRY))


def answers():
    made = {
        "cid": CID,
        "credId": CREDENTIAL,
        "deviceId": DEVICE_ID,
        "aud": ISSUER,
        "iat": NOW,
        "exp": EXPIRES,
        "jti": uuid(0x10),
        "ctx": CTX,
    }
    yes = {**made, "action": "approve", "userVerification": "42", "source": "typed"}
    no = {**made, "action": "deny", "reason": "unknown_trigger"}

    def signed(claims, typ="cs-answer+jwt", signer=DEVICE, **header):
        return signer.message(typ, claims, **header)

    def step(token, expect, cid=CID, now=NOW):
        return {"now": now, "cid": cid, "token": token, "expect": expect}

    def one(expect, claims, client="refused", now=NOW, cid=CID, setup=None, **how):
        return {"steps": [step(signed(claims, **how), expect, cid, now)], "client": client, **(setup or {})}

    approved = {"status": 200, "body": {"status": "approved"}}
    denied = {"status": 200, "body": {"status": "denied"}}
    wrong = refused(403, "wrong_number", mismatches=1, paused=False)
    over = lambda status: refused(400, "already_resolved", status=status)
    skew = lambda now=NOW: refused(400, "clock_skew", serverTime=now)
    cases = {
        "approved, typed": one(approved, yes, "approved"),
        "approved, scanned": one(approved, {**yes, "source": "scanned"}, "approved"),
        "denied: it was not me": one(denied, no, "denied"),
        "denied: given up": one(denied, {**no, "reason": "cancelled"}, "denied"),
        "a lost reply: the identical approval again, even late": {
            "steps": [step(signed(yes), approved), step(signed(yes), approved), step(signed(yes), approved, now=EXPIRES + 100)],
            "client": "approved",
        },
        "a wrong number, then the right one": {
            "steps": [
                step(signed({**yes, "userVerification": "43"}), wrong),
                step(signed({**yes, "jti": uuid(0x11)}), over("WRONG_NUMBER")),
            ],
            "client": "already_handled",
        },
        "a wrong number": one(wrong, {**yes, "userVerification": "43"}, "wrong_number"),
        "the third wrong number in a row": one(
            refused(403, "wrong_number", mismatches=3, paused=True),
            {**yes, "userVerification": "43"},
            "wrong_number",
            setup={"wrong_in_row": 2},
        ),
        "the identical wrong number again is counted once": {
            "steps": [step(signed({**yes, "userVerification": "43"}), wrong), step(signed({**yes, "userVerification": "43"}), wrong)],
            "client": "wrong_number",
        },
        "an approval after a denial": {
            "steps": [step(signed(no), denied), step(signed({**yes, "jti": uuid(0x11)}), over("DENIED"))],
            "client": "already_handled",
        },
        "another context, then the right one": {
            "steps": [
                step(signed({**yes, "ctx": sha("something else")}), refused(400, "context_mismatch")),
                step(signed({**yes, "jti": uuid(0x11)}), refused(400, "cancelled")),
            ],
            "client": "already_handled",
        },
        "another context": one(refused(400, "context_mismatch"), {**yes, "ctx": sha("something else")}),
        "a jti used for another request": {
            "steps": [
                step(signed(yes), approved),
                step(signed({**yes, "cid": SECOND, "ctx": sha(canonical({**ENTRY, "cid": SECOND}))}), refused(400, "replay"), cid=SECOND),
            ],
            "client": "refused",
        },
        "a number with a blank": one(lacks("userVerification"), {**yes, "userVerification": " 42"}),
        "a number that is too long": one(lacks("userVerification"), {**yes, "userVerification": "042"}),
        "digits of another script": one(lacks("userVerification"), {**yes, "userVerification": "٤٢"}),
        "a number as JSON's number": one(lacks("userVerification"), {**yes, "userVerification": 42}),
        **{f"an approval without {name}": one(lacks(name), without(yes, name)) for name in yes},
        "a denial without reason": one(lacks("reason"), without(no, "reason")),
        "an approval with a reason": one(lacks("reason"), {**yes, "reason": "cancelled"}),
        "a denial with a number": one(lacks("userVerification"), {**no, "userVerification": "42"}),
        "a number that was picked": one(lacks("source"), {**yes, "source": "picked"}),
        "an unknown action": one(lacks("action"), {**yes, "action": "maybe"}),
        "an unknown reason": one(lacks("reason"), {**no, "reason": "mood"}),
        "for another realm": one(lacks("aud"), {**yes, "aud": f"{ORIGIN}/realms/other"}),
        "for a list of realms": one(lacks("aud"), {**yes, "aud": [ISSUER]}),
        "signed for another request": one(lacks("cid"), {**yes, "cid": SECOND}),
        "of another credential": one(lacks("credId"), {**yes, "credId": uuid(0xC2)}),
        "of another device id": one(lacks("deviceId"), {**yes, "deviceId": uuid(0xD2)}),
        "a jti that is no UUID": one(lacks("jti"), {**yes, "jti": "7"}),
        "59 s old": one(approved, {**yes, "iat": NOW - 59, "exp": NOW + 1}, "approved"),
        "61 s old": one(skew(), {**yes, "iat": NOW - 61, "exp": NOW + 1}, "clock_wrong"),
        "61 s ahead": one(skew(), {**yes, "iat": NOW + 61}, "clock_wrong"),
        "over by its own exp": one(skew(), {**yes, "exp": NOW}, "clock_wrong"),
        "living longer than 60 s": one(lacks("exp"), {**yes, "iat": NOW - 20, "exp": NOW + 41}),
        "living longer than the request": one(lacks("exp"), {**yes, "iat": NOW, "exp": EXPIRES + 1}),
        "over before it began": one(lacks("exp"), {**yes, "iat": NOW + 20, "exp": NOW + 10}),
        "of another kind": one(lacks("typ"), yes, typ="JWT"),
        "a report in place of an answer": one(lacks("typ"), yes, typ="cs-report+jwt"),
        "signed by another key": one(lacks("signature"), yes, signer=OTHER),
        "by no algorithm": one(lacks("token"), yes, alg="none"),
        "with a critical header": one(lacks("token"), yes, crit=["exp"]),
        "to a request that nobody knows": one(refused(404, "unknown_request"), {**yes, "cid": uuid(9)}, cid=uuid(9)),
        "to another phone's request": one(refused(404, "unknown_request"), {**yes, "cid": FOREIGN}, cid=FOREIGN),
        "too late": one(refused(400, "expired"), yes, "expired", now=EXPIRES),
        "to a request that a newer one replaced": one(refused(409, "superseded"), yes, "superseded", setup={"status": "SUPERSEDED"}),
        "to a request that was given up": one(refused(400, "cancelled"), yes, "already_handled", setup={"status": "CANCELLED"}),
        "to a request that was answered": one(over("APPROVED"), yes, "already_handled", setup={"status": "APPROVED"}),
        "of a blocked account": one(refused(403, "blocked"), yes, "account_blocked", setup={"blocked": True}),
        "of a phone that is not active": one(refused(403, "not_active"), yes, setup={"active": False}),
    }
    return {
        "about": "Answers of the phone of setting.json (PROTOCOL.md section 4.4) to `POST <issuer>/push-mfa/login/challenges/<cid>/respond` with the body "
        '{"token": token}. `requests` wait, all like `entry` but for the id; the one of `another_phone` is addressed to somebody else\'s phone. A case '
        "may set `status` of the first request, `active` false for the phone, `blocked` and `wrong_in_row` (wrong numbers before this one) for the account. `expect` is the reply, its body but for "
        "`error`; `client` is what a phone makes of the last one.",
        "number": "42",
        "entry": ENTRY,
        "ctx": CTX,
        "requests": [CID, SECOND],
        "another_phone": FOREIGN,
        "cases": [{"name": name, **members} for name, members in cases.items()],
    }


# --- Section 4.6: report, rotation, completion


def reports():
    made = {
        "action": "report",
        "cid": CID,
        "credId": CREDENTIAL,
        "deviceId": DEVICE_ID,
        "aud": ISSUER,
        "iat": NOW,
        "exp": NOW + 60,
        "jti": uuid(0x20),
        "reason": "unknown_trigger",
    }
    done = {"status": 200, "body": {"status": "locked_out", "itContact": CONTACT}}

    def one(expect, claims, client="refused", typ="cs-report+jwt", signer=DEVICE, now=NOW, setup=None, **header):
        return {"steps": [{"now": now, "token": signer.message(typ, claims, **header), "expect": expect}], "client": client, **(setup or {})}

    again = one(done, made)["steps"]
    cases = {
        "right": one(done, made, "reported"),
        "of no request": one(done, {**made, "cid": None}, "reported"),
        "a lost reply: the identical report again": {"steps": again * 2, "client": "reported"},
        "another report with the same jti": {
            "steps": again + one(refused(400, "replay"), {**made, "cid": None})["steps"],
            "client": "refused",
        },
        **{f"without {name}": one(lacks(name), without(made, name)) for name in made},
        "of another action": one(lacks("action"), {**made, "action": "approve"}),
        "for another reason": one(lacks("reason"), {**made, "reason": "cancelled"}),
        "of a request that is a number": one(lacks("cid"), {**made, "cid": 7}),
        "61 s old": one(refused(400, "clock_skew", serverTime=NOW), {**made, "iat": NOW - 61, "exp": NOW + 1}, "clock_wrong"),
        "living longer than 60 s": one(lacks("exp"), {**made, "exp": NOW + 61}),
        "an answer in place of a report": one(lacks("typ"), made, typ="cs-answer+jwt"),
        "signed by another key": one(lacks("signature"), made, signer=OTHER),
        "of a phone that is not active": one(refused(403, "not_active"), made, setup={"active": False}),
    }
    return {
        "about": "Reports of the phone of setting.json (PROTOCOL.md section 4.6) to `POST <issuer>/push-mfa/login/lockout` with the body "
        '{"token": token}. `active` false: the phone has not passed its try-out. `expect` and `client` as in answer.json; `reported` = done.',
        "cases": [{"name": name, **members} for name, members in cases.items()],
    }


def rotations():
    made = {
        "aud": ISSUER,
        "iat": NOW,
        "exp": NOW + 60,
        "jti": uuid(0x30),
        "credId": CREDENTIAL,
        "deviceId": DEVICE_ID,
        "oldJkt": DEVICE.thumbprint,
    }
    done = {"status": 200, "body": {"status": "rotated"}}

    def one(expect, claims, client="refused", jwk=None, typ="cs-rotate+jwt", signer=NEW):
        return {"body": {"publicKeyJwk": jwk or NEW.jwk, "proof": signer.message(typ, claims)}, "expect": expect, "client": client}

    cases = {
        "right": one(done, made, "rotated"),
        **{f"without {name}": one(lacks(name), without(made, name)) for name in made},
        "another key before": one(lacks("oldJkt"), {**made, "oldJkt": OTHER.thumbprint}),
        "the proof by the old key": one(lacks("signature"), made, signer=DEVICE),
        "the proof by somebody's key": one(lacks("signature"), made, signer=OTHER),
        "the proof of another kind": one(lacks("typ"), made, typ="cs-answer+jwt"),
        "a key without an algorithm": one(lacks("publicKeyJwk"), made, jwk=without(NEW.jwk, "alg")),
        "a private key": one(lacks("publicKeyJwk"), made, jwk={**NEW.jwk, "d": NEW.jwk["x"]}),
        "61 s old": one(refused(400, "clock_skew", serverTime=NOW), {**made, "iat": NOW - 61, "exp": NOW + 1}, "clock_wrong"),
    }
    return {
        "about": "A new key in place of the old one (PROTOCOL.md section 4.6): bodies of `PUT <issuer>/push-mfa/device/rotate-key` at `now`. `expect` and "
        "`client` as in answer.json; `rotated` = done.",
        "now": NOW,
        "cases": [{"name": name, **members} for name, members in cases.items()],
    }


def completions():
    enrolment = {"enrollmentId": uuid(6), "nonce": "abc+/DEF", "expires": NOW + 600}
    made = {
        "enrollmentId": enrolment["enrollmentId"],
        "nonce": enrolment["nonce"],
        "sub": SUB,
        "credentialId": CREDENTIAL,
        "deviceId": DEVICE_ID,
        "deviceLabel": "Pixel AB3D",
        "deviceType": "test",
        "pushProviderType": "none",
        "pushProviderId": "disabled",
        "cnf": {"jwk": DEVICE.jwk},
        "iat": NOW,
        "exp": NOW + 600,
        "aud": ISSUER,
        "jti": uuid(0x40),
        "countersign": {"profile": 1},
    }
    otp = {"secret": base64.b32encode(bytes([7] * 20)).decode(), "algorithm": "SHA1", "digits": 6, "period": 30}
    done = {"status": 200, "body": {"status": "enrolled", "countersign": {"state": "claimed", "otp": otp}}}
    old = refused(426, "app_too_old", minCore=None)

    def step(expect, claims, typ="cs-enrol+jwt", signer=DEVICE, now=NOW):
        return {"now": now, "token": signer.message(typ, claims), "expect": expect}

    def one(expect, claims, client="refused", setup=None, **how):
        return {"steps": [step(expect, claims, **how)], "client": client, **(setup or {})}

    needed = without(made, "enrollmentId", "countersign", "pushProviderType", "pushProviderId")
    cases = {
        "right": one(done, made, "enrolled"),
        "a lost reply: the identical completion again": {"steps": [step(done, made), step(done, made, now=NOW + 599)], "client": "enrolled"},
        "another phone afterwards": {
            "steps": [step(done, made), step(refused(410, "already_used"), {**made, "credentialId": uuid(0xC2)})],
            "client": "already_used",
        },
        "too late": one(refused(410, "code_expired"), made, "code_expired", now=NOW + 600),
        "of a code that nobody knows": one(refused(404, "unknown_request"), {**made, "enrollmentId": uuid(9)}),
        "a name that is taken": one(refused(409, "name_taken"), made, "name_taken", setup={"taken": "Pixel AB3D"}),
        "without the profile": one(old, without(made, "countersign"), "app_too_old"),
        "of another profile": one(old, {**made, "countersign": {"profile": 2}}, "app_too_old"),
        **{f"without {name}": one(lacks(name), without(made, name)) for name in needed},
        "another nonce": one(lacks("nonce"), {**made, "nonce": "abc-_DEF"}),
        "another user": one(lacks("sub"), {**made, "sub": uuid(0xE)}),
        "a name with hidden characters": one(lacks("deviceLabel"), {**made, "deviceLabel": "Pix\u202eel"}),
        "a name that is too long": one(lacks("deviceLabel"), {**made, "deviceLabel": "n" * 129}),
        "another device than the proof's": one(NO_PROOF, {**made, "deviceId": uuid(0xD2)}),
        "another key than the proof's": one(NO_PROOF, {**made, "cnf": {"jwk": OTHER.jwk}}, signer=OTHER),
        "signed by another key": one(lacks("signature"), made, signer=OTHER),
        "of another kind": one(lacks("typ"), made, typ="JWT"),
        "61 s old": one(refused(400, "clock_skew", serverTime=NOW), {**made, "iat": NOW - 61, "exp": NOW + 1}, "clock_wrong"),
        "living longer than the code": one(lacks("exp"), {**made, "exp": NOW + 601}),
    }
    return {
        "about": "Completions of an enrolment (PROTOCOL.md sections 2.4 and 4.6) to `POST <issuer>/push-mfa/enroll/complete` with the body "
        '{"token": token}, by the phone of setting.json with a proof by its key. `taken`: a phone of the user has this name. `expect` and `client` as in '
        "answer.json; `enrolled` = done. `otp.secret` of a reply is random; here it is 20 bytes of 7.",
        "enrolment": enrolment,
        "cases": [{"name": name, **members} for name, members in cases.items()],
    }
