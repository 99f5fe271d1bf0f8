"""What is played with Keycloak, and with the reference service's plain realm in its place: a number of two digits is typed.

A function's name is what it shows; `..._aNN` is a statement of tests/ACCEPTANCE.md.
"""

import os

from phone import Phone
from process import Failed

SCENARIOS = []
# Longer than a request lives: 240 s there.
LATE = 300


def scenario(played):
    SCENARIOS.append(played)
    return played


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

    def set_up(self):
        page = self.server.sign_in(self.user)
        self.equal(page.state, "scan", "the page before there is a phone")
        self.code = page.code
        said = self.phone.run("add", "--yes", self.code)
        self.equal(said.status, 0, "the phone is set up")
        self.equal(said.json["account"]["state"], "active", "the account's state")
        self.equal(self.server.look(page).signed_in, True, "the browser goes on by itself")
        self.server.network.sent()

    def asked(self):
        """A sign-in that waits for the number, and its request on the phone."""
        page = self.server.sign_in(self.user)
        self.equal(page.state, "number", "the page")
        request = self.phone.request()
        kind, digits = request["prompt"]["kind"], request["prompt"]["digits"]
        self.equal((kind, digits, len(page.number)), ("number_entry", 2, 2), "the prompt")
        return page, request["id"]

    def answers(self, outcome, *command, clock=0):
        said = self.phone.run(*command, clock=clock)
        self.equal(said.outcome or said.error, outcome, command[0] + " says")
        return said

    def is_in(self, page, yes):
        self.equal(self.server.look(page).signed_in, yes, "the browser is let in")


def another(number):
    return f"{(int(number) + 1) % 100:02}"


@scenario
def a_phone_is_set_up_and_the_code_works_once(w):
    w.set_up()
    said = w.phone.run("add", "--yes", w.code)
    w.equal(said.status, 1, "the same code again")
    w.equal(len(w.phone.run("accounts").json), 1, "accounts")


@scenario
def the_number_lets_the_browser_in(w):
    w.set_up()
    page, request = w.asked()
    w.answers("approved", "approve", request, page.number)
    w.is_in(page, True)
    w.equal(w.phone.requests(), [], "what waits")


@scenario
def no_refuses_the_browser_a36(w):
    w.set_up()
    page, request = w.asked()
    w.answers("denied", "deny", request)
    w.is_in(page, False)


@scenario
def the_first_wrong_number_is_the_end_also_after_a_restart_a20(w):
    w.set_up()
    page, request = w.asked()
    w.answers("wrong_number", "approve", request, another(page.number))
    # The server would take any number of tries: the phone has ended it there.
    w.answers("wrong_number", "approve", request, page.number)
    w.equal(w.phone.requests(), [], "what waits")
    w.is_in(page, False)


@scenario
def a_wrong_number_whose_reply_is_lost_is_the_end_too_a20_a56(w):
    w.set_up()
    # With the second of these the refusal of the number is heard, and what became of the closing denial is not.
    for fates in (["reply"], [None, "reply"]):
        page, request = w.asked()
        w.server.network.lose(*fates)
        w.answers("wrong_number", "approve", request, another(page.number))
        w.answers("wrong_number", "approve", request, page.number)
        w.is_in(page, False)


@scenario
def a_right_number_whose_reply_is_lost_lets_in_a56(w):
    w.set_up()
    page, request = w.asked()
    w.server.network.lose("reply")
    w.answers("already_handled", "approve", request, page.number)
    w.is_in(page, True)


@scenario
def an_answer_that_did_not_arrive_is_sent_again_a56(w):
    w.set_up()
    page, request = w.asked()
    w.server.network.lose("request", "request")
    w.answers("approved", "approve", request, page.number)
    w.is_in(page, True)


@scenario
def nothing_is_approved_after_a_requests_life(w):
    w.set_up()
    page, request = w.asked()
    w.server.restart(clock=LATE)
    try:
        w.server.network.sent()
        w.answers("expired", "approve", request, page.number, clock=LATE)
        w.answers("expired", "deny", request, clock=LATE)
        w.equal(w.server.network.sent(), 0, "answers sent")
    finally:
        w.server.restart()


@scenario
def a_second_browser_gets_no_request_while_one_is_open(w):
    w.set_up()
    page, request = w.asked()
    other = w.server.sign_in(w.user)
    w.equal((other.state == "number", other.signed_in), (False, False), "the second browser's page")
    w.answers("approved", "approve", request, page.number)
    w.is_in(page, True)


@scenario
def a_request_is_gone_after_the_server_started_again(w):
    w.set_up()
    page, request = w.asked()
    w.server.restart()
    w.answers("already_handled", "approve", request, page.number)
    # The phone is still known there.
    page, request = w.asked()
    w.answers("approved", "approve", request, page.number)
    w.is_in(page, True)


@scenario
def the_server_is_away_and_codes_go_on_a55(w):
    w.set_up()
    w.server.stop()
    try:
        w.phone.run("requests")
        notes = [note for note in w.phone.heard[-1].notes() if note.get("error") == "unreachable"]
        w.equal(len(notes), 1, "the list says that it could not refresh")
        w.equal(w.phone.run("codes").status, 0, "codes")
    finally:
        w.server.start()
    page, request = w.asked()
    w.answers("approved", "approve", request, page.number)
    w.is_in(page, True)


@scenario
def a_report_disables_the_account_a38(w):
    w.set_up()
    _, request = w.asked()
    said = w.answers("denied", "deny", request, "--report")
    w.equal(said.json["reported"], False, "who was not asked once more reports nothing")
    _, request = w.asked()
    said = w.answers("denied", "deny", request, "--report", "--yes")
    w.equal(said.json["reported"], True, "it is reported")
    later = w.server.sign_in(w.user)
    w.equal((later.state == "number", later.signed_in), (False, False), "the page of a disabled user")
