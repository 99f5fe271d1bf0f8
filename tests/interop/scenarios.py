"""What is played with each server. A scenario gets a user of its own; policies are global, so they come one by one.

A function's name is what it shows; `..._aNN` is a statement of tests/ACCEPTANCE.md. `@on` names the servers that have it.
"""

import os

from phone import Phone
from process import Failed
from servers import EDUMFA, PRIVACYIDEA

SCENARIOS = []
# Longer than a request lives on the phone and on the server.
LATE = 150


def on(*products):
    def take(scenario):
        SCENARIOS.append((scenario, products))
        return scenario

    return take


BOTH = (PRIVACYIDEA, EDUMFA)


class World:
    """One user, their phone, and the browser."""

    def __init__(self, server, folder, user):
        self.server, self.user = server, user
        os.makedirs(folder)
        self.phone = Phone(folder)
        self.code = None

    def equal(self, found, wanted, what):
        if found != wanted:
            said = self.phone.heard[-1] if self.phone.heard else "nothing was said yet"
            raise Failed(f"{what}: {found!r}, not {wanted!r}\nlast: {said}")

    def set_up(self, clock=0):
        self.code = self.server.new_code(self.user)
        said = self.phone.add(self.code, clock)
        self.equal(said.status, 0, "the phone is set up")
        self.equal(said.json["account"]["state"], "active", "the account's state")
        self.server.network.sent()

    def sign_in(self):
        """The browser asks; returns what the page knows."""
        return self.server.sign_in(self.user)

    def answers(self, outcome, *command, clock=0):
        said = self.phone.run(*command, clock=clock)
        self.equal(said.outcome or said.error, outcome, " ".join(command[:1]) + " says")
        done = (command[0], outcome) in (("approve", "approved"), ("deny", "denied"))
        self.equal(said.status == 0, done, "it went as was asked, by its exit status")
        return said

    def is_in(self, page, yes, code=""):
        self.equal(self.server.lets_in(self.user, page["transaction_id"], code), yes, "the browser is let in")

    def stands(self, page, status):
        self.equal(self.server.status(page["transaction_id"]), status, "the server's word")

    def state(self):
        """The account's state and trouble, where they need a word."""
        self.phone.requests()
        notes = [note for note in self.phone.heard[-1].notes() if "account" in note]
        return [(note["state"], note.get("error")) for note in notes]


@on(*BOTH)
def a_phone_is_set_up_from_the_picture_and_the_code_works_once(w):
    w.set_up()
    again = w.phone.add(w.code)
    w.equal(again.error, "already_used", "the same code again")
    w.equal(len(w.phone.run("accounts").json), 1, "accounts")


@on(*BOTH)
def a_code_that_another_phone_used_is_told_as_used(w):
    w.set_up()
    os.makedirs(w.phone.folder + "-other")
    other = Phone(w.phone.folder + "-other")
    w.equal(other.add(w.code).error, "already_used", "the other phone")
    w.equal(other.run("accounts").json, [], "its accounts")


@on(*BOTH)
def the_reply_to_the_set_up_is_lost(w):
    code = w.server.new_code(w.user)
    w.server.network.lose("reply")
    w.equal(w.phone.add(code).error, "already_used", "the server's key is gone with the reply")
    w.equal(w.phone.run("accounts").json, [], "accounts")


@on(*BOTH)
def the_set_up_does_not_arrive_at_first(w):
    w.server.network.lose("request")
    w.set_up()


@on(*BOTH)
def a_new_code_of_the_same_token_replaces_the_account(w):
    w.set_up()
    code = w.server.new_code(w.user, serial=w.code.serial, rollover=1)
    w.equal(code.serial, w.code.serial, "the token")
    w.equal(w.phone.add(code).status, 0, "set up again")
    w.equal(len(w.phone.run("accounts").json), 1, "accounts")
    page = w.sign_in()
    w.answers("approved", "approve", w.phone.request()["id"])
    w.is_in(page, True)


@on(*BOTH)
def yes_lets_the_browser_in(w):
    w.set_up()
    page = w.sign_in()
    request = w.phone.request()
    w.equal(request["prompt"]["kind"], "confirm", "the prompt")
    w.equal((request["service"], request["assurance"]), ("The Shop", "plain"), "what is shown")
    w.equal(request["text"], "Are you signing in at the shop?", "the organisation's words")
    w.answers("approved", "approve", request["id"])
    w.stands(page, "accept")
    w.is_in(page, True)
    w.equal(w.phone.requests(), [], "what waits")


@on(*BOTH)
def no_refuses_the_browser_a36(w):
    w.set_up()
    page = w.sign_in()
    w.answers("denied", "deny", w.phone.request()["id"])
    w.stands(page, "cancelled" if w.server.product is PRIVACYIDEA else "declined")
    w.is_in(page, False)


@on(*BOTH)
def no_i_did_not_start_it_refuses_the_browser_a36(w):
    w.set_up()
    page = w.sign_in()
    said = w.answers("denied", "deny", w.phone.request()["id"], "--report")
    w.equal(said.json["reported"], False, "there is no report besides")
    w.stands(page, "declined")
    w.is_in(page, False)


@on(*BOTH)
def nothing_is_answered_after_a_requests_life(w):
    w.set_up()
    page = w.sign_in()
    request = w.phone.request()["id"]
    w.server.network.sent()
    w.answers("expired", "approve", request, clock=LATE)
    w.answers("expired", "deny", request, clock=LATE)
    w.equal(w.server.network.sent(), 0, "answers sent")
    w.is_in(page, False)


@on(*BOTH)
def the_server_dropped_a_request_before_the_phone_did(w):
    w.set_up()
    w.sign_in()
    request = w.phone.request()["id"]
    w.server.restart(clock=LATE)
    try:
        w.server.network.sent()
        w.answers("already_handled", "approve", request)
        w.equal(w.server.network.sent(), 0, "answers sent")
    finally:
        w.server.restart()


@on(*BOTH)
def two_requests_at_once_are_answered_each_for_itself(w):
    w.set_up()
    first, second = w.sign_in(), w.sign_in()
    waiting = w.phone.requests()
    w.equal(len(waiting), 2, "requests that wait")
    w.answers("denied", "deny", waiting[0]["id"])
    w.answers("approved", "approve", waiting[1]["id"])
    w.is_in(first, False)
    w.is_in(second, True)


@on(*BOTH)
def a_lost_reply_is_not_taken_for_a_refusal_a56(w):
    w.set_up()
    page = w.sign_in()
    request = w.phone.request()["id"]
    w.server.network.lose("reply")
    w.answers("already_handled", "approve", request)
    w.is_in(page, True)
    w.equal(w.phone.requests(), [], "what waits")


@on(*BOTH)
def an_answer_that_did_not_arrive_is_sent_again_a56(w):
    w.set_up()
    page = w.sign_in()
    request = w.phone.request()["id"]
    w.server.network.lose("request", "request")
    w.answers("approved", "approve", request)
    w.is_in(page, True)


@on(*BOTH)
def all_replies_are_lost_and_the_phone_is_started_again_a56(w):
    w.set_up()
    page = w.sign_in()
    request = w.phone.request()["id"]
    w.server.network.lose("reply", "reply", "reply")
    said = w.phone.run("approve", request)
    wanted = ("unreachable", "already_handled")
    w.equal(said.outcome in wanted, True, "what is told without a reply")
    w.answers("already_handled", "approve", request)
    # What was said is not taken back by a later no, nor told as a refusal.
    w.answers("already_handled", "deny", request)
    w.is_in(page, True)


@on(*BOTH)
def an_answer_that_never_arrived_is_not_open_again_a56(w):
    w.set_up()
    page = w.sign_in()
    request = w.phone.request()["id"]
    w.server.network.lose("request", "request", "request")
    w.answers("unreachable", "approve", request)
    # The next run cannot know whether it arrived: it refuses, and says so.
    said = w.phone.run("approve", request)
    w.equal((said.status, said.outcome), (1, "denied" if w.server.product is PRIVACYIDEA else "already_handled"), "the next run")
    w.is_in(page, False)


@on(EDUMFA)
def what_was_answered_elsewhere_is_neither_approved_nor_denied_again(w):
    w.set_up()
    page = w.sign_in()
    request = w.phone.request()["id"]
    w.answers("approved", "approve", request)
    w.server.network.sent()
    w.answers("already_handled", "deny", request)
    w.answers("already_handled", "approve", request)
    w.equal(w.server.network.sent(), 0, "contrary answers sent")
    w.is_in(page, True)


@on(*BOTH)
def the_token_was_deleted_a59(w):
    w.set_up()
    w.sign_in()
    request = w.phone.request()["id"]
    w.server.delete_token(w.code.serial)
    w.equal(w.state(), [("unlinked", None)], "the account")
    w.answers("account_unlinked", "approve", request)
    w.equal(len(w.phone.run("accounts").json), 1, "the account stays until the person removes it")


@on(*BOTH)
def the_token_is_deleted_while_it_is_answered_a59(w):
    w.set_up()
    w.sign_in()
    request = w.phone.request()["id"]
    w.server.delete_token(w.code.serial)
    said = w.answers("account_unlinked", "deny", request)
    w.equal(said.json["certain"] in (True, False), True, "it says whether the server said so")


@on(*BOTH)
def the_user_was_deleted(w):
    w.set_up()
    w.server.delete_user(w.user)
    w.equal(w.state(), [], "the account, which the server still knows")
    w.equal(w.phone.requests(), [], "what waits")
    reply = w.server.call("POST", "/validate/check", {"user": w.user, "pass": "1234"}, signed=False)
    w.equal(bool(reply["result"].get("value")), False, "the browser is let in")


@on(*BOTH)
def a_clock_that_is_two_minutes_off_a55(w):
    for clock in (120, -120):
        w.set_up(clock)
        page = w.sign_in()
        request = w.phone.request(clock)
        off = [note["clock_off"] for note in w.phone.heard[-1].notes() if "clock_off" in note]
        w.equal([abs(seconds + clock) <= 5 for seconds in off], [True], f"how far the clock is off: {off}")
        w.answers("approved", "approve", request["id"], clock=clock)
        w.is_in(page, True)
        w.server.delete_token(w.code.serial)
        account = [row for row in w.phone.run("accounts").json if row["state"] == "active"]
        w.phone.run("remove", account[0]["id"])


@on(*BOTH)
def the_server_is_away_and_comes_back_a55(w):
    w.set_up()
    page = w.sign_in()
    request = w.phone.request()["id"]
    w.server.stop()
    w.phone.run("requests")
    notes = [note for note in w.phone.heard[-1].notes() if note.get("error") == "unreachable"]
    w.equal(len(notes), 1, "the list says that it could not refresh")
    w.equal(w.phone.run("codes").status, 0, "codes")
    w.server.restart()
    w.answers("approved", "approve", request)
    w.is_in(page, True)


@on(*BOTH)
def two_tokens_of_one_user_are_told_apart_a58(w):
    # Two tokens of one user: what one is asked does not stand at the other.
    w.set_up()
    page = w.sign_in()
    other = w.server.new_code(w.user)
    w.equal(w.phone.add(other).status, 0, "a second token")
    rows = w.phone.requests()
    w.equal(len({row["id"] for row in rows}), len(rows), "each request stands once")
    w.equal(len({row["account"] for row in rows}), len(rows), "at its own account")
    mine = [row for row in rows if row["user"] == w.code.serial]
    w.answers("approved", "approve", mine[0]["id"])
    w.is_in(page, True)


def numbers(w):
    w.server.policy(
        "numbers", "authentication",
        push_require_presence=True, push_presence_options="NUMERIC", push_presence_num_options="3",
    )


@on(PRIVACYIDEA)
def the_number_of_the_page_is_picked(w):
    w.set_up()
    numbers(w)
    try:
        page = w.sign_in()
        request = w.phone.request()
        w.equal((request["prompt"]["kind"], request["assurance"]), ("number_choice", "picked"), "the prompt")
        w.equal(page["presence_answer"] in request["prompt"]["options"], True, "the page's number is offered")
        w.equal(w.phone.run("approve", request["id"], "none").error, "refused", "a number that is not offered")
        w.answers("approved", "approve", request["id"], page["presence_answer"])
        w.is_in(page, True)
    finally:
        w.server.no_policy("numbers")


def another(page, request):
    return next(option for option in request["prompt"]["options"] if option != page["presence_answer"])


@on(PRIVACYIDEA)
def the_first_wrong_number_is_the_end_also_after_a_restart_a20(w):
    w.set_up()
    numbers(w)
    try:
        page = w.sign_in()
        request = w.phone.request()
        w.answers("wrong_number", "approve", request["id"], another(page, request))
        # The server would take ten tries: the phone has ended it there.
        w.stands(page, "declined")
        w.answers("wrong_number", "approve", request["id"], page["presence_answer"])
        w.equal(w.phone.requests(), [], "what waits")
        w.is_in(page, False)
    finally:
        w.server.no_policy("numbers")


@on(PRIVACYIDEA)
def a_wrong_number_whose_reply_is_lost_is_the_end_too_a20_a56(w):
    w.set_up()
    numbers(w)
    try:
        for fates in (["reply"], [None, "reply"]):
            page = w.sign_in()
            request = w.phone.request()
            w.server.network.lose(*fates)
            w.answers("wrong_number", "approve", request["id"], another(page, request))
            w.stands(page, "declined")
            w.is_in(page, False)
        # Nothing is heard any more, and the phone is started again.
        page = w.sign_in()
        request = w.phone.request()
        w.server.network.lose("reply", "reply", "reply")
        w.answers("unreachable", "approve", request["id"], another(page, request))
        said = w.phone.run("approve", request["id"], page["presence_answer"])
        w.equal((said.status, said.outcome), (1, "denied"), "the next run refuses it")
        w.equal(said.json["interrupted"], True, "as the app's own doing")
        w.stands(page, "declined")
        w.is_in(page, False)
    finally:
        w.server.no_policy("numbers")


@on(PRIVACYIDEA)
def a_right_number_whose_reply_is_lost_lets_in_a56(w):
    w.set_up()
    numbers(w)
    try:
        page = w.sign_in()
        request = w.phone.request()
        w.server.network.lose("reply")
        w.answers("already_handled", "approve", request["id"], page["presence_answer"])
        w.is_in(page, True)
    finally:
        w.server.no_policy("numbers")


@on(PRIVACYIDEA)
def options_that_nobody_could_tell_apart_are_not_shown_a58(w):
    w.set_up()
    w.server.policy(
        "numbers", "authentication",
        push_require_presence=True, push_presence_options="CUSTOM",
        push_presence_custom_options="yes:decline:no", push_presence_num_options="3",
    )
    try:
        page = w.sign_in()
        w.equal(w.phone.requests(), [], "what waits")
        w.is_in(page, False)
    finally:
        w.server.no_policy("numbers")


@on(PRIVACYIDEA)
def a_code_of_the_phone_is_typed_on_the_page(w):
    w.set_up()
    w.server.policy("code", "authentication", push_code_to_phone=True)
    try:
        page = w.sign_in()
        request = w.phone.request()
        w.equal(request["prompt"]["kind"], "confirm", "the prompt")
        said = w.answers("approved", "approve", request["id"])
        code = said.json["code"]
        w.equal(w.phone.requests(), [], "what waits")
        wrong = f"{(int(code) + 1) % 100:02}"
        w.is_in(page, False, wrong)
        w.is_in(page, True, code)
    finally:
        w.server.no_policy("code")


@on(*BOTH)
def a_phone_that_is_not_let_ask_is_told_so(w):
    w.set_up()
    w.server.policy("ask", "authentication", **{f"{w.server.product.token}_allow_polling": "deny"})
    try:
        w.equal(w.state(), [("active", "refused")], "the account")
    finally:
        w.server.asking()
    w.equal(w.state(), [], "the account")


@on(*BOTH)
def an_address_of_another_server_gets_no_answer_a58(w):
    w.set_up()
    enrolled = w.server.network.base
    w.server.registration(w.server.base)
    try:
        w.sign_in()
        w.equal(w.phone.requests(), [], "what waits")
    finally:
        w.server.registration(enrolled)
    w.equal(len(w.phone.requests()), 1, "what waits at the address that was registered")
