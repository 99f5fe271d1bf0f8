import CountersignKit
import CountersignFakes
import Testing

@MainActor
struct AnsweringTests {
    @Test func a_request_comes_forward_by_itself_and_nothing_stands_before_refusing_it_a36() async {
        let rig = await Rig.asked()
        #expect(rig.app.destination == .request("r1"))
        rig.answering.number("42")
        #expect(rig.calls("platform") == 0)
        await rig.answering.no()
        #expect(rig.answering.request?.outcome == .denied)
        #expect(rig.calls("platform") == 0)
    }

    @Test func yes_asks_for_the_phones_prompt_and_then_sends_what_was_on_the_screen_a34() async {
        let rig = await Rig.asked()
        rig.answering.number("42")
        rig.phone.nextTrouble = .platformKey(lost: false)
        await rig.answering.yes()
        #expect(rig.answering.proofTrouble == .platformKey(lost: false))
        #expect(rig.calls("approve") == 0)
        await rig.answering.yes()
        #expect(rig.calls("platform") == 1)
        #expect(rig.answering.request?.outcome == .approved)
    }

    @Test func a_number_that_changed_while_the_prompt_stood_is_not_sent_a34() async {
        let rig = await Rig.asked()
        rig.answering.number("42")
        rig.phone.meanwhile = { [answering = rig.answering] call in if call == "prove" { answering.number("24") } }
        await rig.answering.yes()
        #expect(rig.calls("approve") == 0)
        #expect(rig.answering.yesIsEnabled)
    }

    @Test func a_locked_app_shows_no_request_a35() async {
        let rig = await Rig.asked()
        rig.app.lock()
        await rig.app.refresh()
        await rig.app.tick()
        #expect(rig.app.destination == .unlock)
        #expect(rig.answering.request == nil)
        #expect(rig.list.waiting.isEmpty)
    }

    @Test func without_the_unlock_nothing_is_approved_a34() async {
        let rig = Rig()
        rig.phone.requests = [Samples.request]
        await rig.answering.show("r1", byPasscode: true)
        #expect(rig.answering.byPasscode)
        rig.answering.number("42")
        #expect(rig.answering.request?.canApprove == true)
        #expect(!rig.answering.yesIsEnabled)
        await rig.answering.yes()
        await rig.answering.prove(.passcode("739104"))
        #expect(rig.answering.proofTrouble == .wrongPasscode(tries: 9))
        await rig.answering.yes()
        #expect(rig.calls("approve") == 0)
        #expect(rig.answering.text == "42")
        await rig.answering.prove(.passcode("482615"))
        await rig.answering.yes()
        #expect(rig.answering.request?.outcome == .approved)
    }

    @Test func yes_is_disabled_until_the_number_is_long_enough_a63() async {
        let rig = await Rig.asked()
        for (text, enabled) in [("", false), ("4", false), ("42", true), ("421", true), ("", false)] {
            rig.answering.number(text)
            #expect(rig.answering.yesIsEnabled == enabled, "\(text)")
            if !enabled { await rig.answering.yes() }
        }
        #expect(rig.calls("approve") == 0)
    }

    @Test func a_pasted_novel_does_not_fill_the_memory() async {
        let rig = await Rig.asked()
        rig.answering.number(String(repeating: "4", count: 100_000))
        #expect(rig.answering.text.count == 32)
        #expect(rig.answering.request?.canApprove == false)
    }

    @Test func a_wrong_number_ends_the_request() async {
        let rig = await Rig.asked()
        rig.answering.number("24")
        await rig.answering.yes()
        #expect(rig.answering.request?.outcome == .wrongNumber)
        await rig.answering.yes()
        #expect(rig.calls("approve") == 1)
        rig.app.back()
        #expect(rig.calls("dismiss") == 1)
        #expect(rig.app.destination == .accounts)
    }

    @Test func refuse_then_report_names_whom_to_call() async {
        let rig = await Rig.asked()
        await rig.answering.no()
        #expect(rig.answering.request?.phase == .askReport)
        await rig.answering.report()
        #expect(rig.answering.request?.contact == Samples.contact)
        #expect(rig.answering.endWords == Phrase(.reportedCall, .text(Samples.contact.line ?? "")))
    }

    @Test func a_report_that_disables_the_account_is_asked_for_twice() async {
        let rig = await Rig.asked { $0.reportDisablesAccount = true }
        await rig.answering.no()
        await rig.answering.report()
        #expect(rig.answering.sureAsked)
        #expect(rig.calls("report") == 0)
        await rig.answering.report()
        #expect(rig.calls("report") == 1)
    }

    @Test func an_answer_that_was_not_delivered_can_be_sent_again_a55() async {
        let rig = await Rig.asked()
        rig.phone.answerTrouble = .unreachable(.timedOut)
        rig.answering.number("42")
        await rig.answering.yes()
        #expect(rig.answering.request?.phase == .deliveryFailed)
        await rig.answering.retry()
        #expect(rig.answering.request?.outcome == .approved)
    }

    @Test func a_refusal_that_came_too_late_is_told_as_such_a64() async {
        let rig = await Rig.asked()
        await rig.answering.no()
        var late = Samples.request
        late.phase = .ended
        late.outcome = .expired
        late.refused = true
        rig.phone.requests = [late]
        rig.answering.tick()
        #expect(rig.answering.refusedTooLate)
        #expect(rig.answering.endWords == Phrase(.endRefusedLate))
    }

    @Test func who_looks_at_the_number_in_the_browser_finds_what_was_typed_a26() async {
        let rig = await Rig.asked()
        rig.phone.staysOpenUntil = rig.clock.now() + 60
        rig.answering.number("4")
        rig.app.leaveFront()
        #expect(rig.calls("leave r1") == 1)
        #expect(rig.app.covered)
        #expect(rig.calls("lock") == 0)
        #expect(rig.app.lingers)
        rig.clock.advance(20)
        rig.app.comeToFront()
        #expect(!rig.app.lingers)
        #expect(rig.answering.text == "4")
        #expect(rig.app.destination == .request("r1"))
    }

    @Test func after_a_longer_absence_the_app_is_locked_and_what_was_typed_is_still_there_a26() async {
        let rig = await Rig.asked()
        rig.phone.staysOpenUntil = rig.clock.now() + 60
        rig.answering.number("4")
        rig.app.leaveFront()
        rig.phone.staysOpen = false
        rig.app.comeToFront()
        #expect(rig.app.destination == .unlock)
        #expect(rig.answering.request == nil)
        await rig.app.locking.unlock(.passcode("482615"))
        rig.app.tick()
        await rig.app.asking?.value
        await rig.app.opening?.value
        #expect(rig.app.destination == .request("r1"))
        #expect(rig.answering.text == "4")
    }

    @Test func when_the_phone_itself_is_locked_the_app_is_too_even_with_a_request_open_a34() async {
        let rig = await Rig.asked()
        rig.phone.staysOpenUntil = rig.clock.now() + 60
        rig.app.leaveFront()
        rig.app.phoneLocked()
        #expect(rig.app.locking.vault == FakeAuthenticatorService.locked)
        #expect(rig.answering.request == nil)
        rig.app.comeToFront()
        #expect(rig.app.destination == .unlock)
    }

    @Test func what_was_typed_for_one_request_is_not_put_into_another() async {
        let rig = await Rig.asked()
        rig.answering.number("4")
        rig.app.lock()
        await rig.app.locking.unlock(.platform)
        var other = Samples.request
        other.id = "r2"
        rig.phone.requests = [other]
        await rig.app.openRequest("r2").value
        #expect(rig.answering.text.isEmpty)
    }

    @Test func a_request_that_comes_while_another_screen_stands_is_named_there_and_opens_over_the_list() async {
        let rig = await Rig.asked()
        var (over, next) = (Samples.request, Samples.request)
        (over.phase, over.outcome, over.inFront, next.id) = (.ended, .approved, false, "r2")
        rig.phone.requests = [over, next]
        rig.app.tick()
        #expect(rig.app.destination == .request("r1") && rig.app.incoming?.id == "r2")
        rig.app.back()
        #expect(rig.app.destination == .request("r2") && rig.app.incoming == nil)
        await rig.app.opening?.value
        // So on any other screen; a tap leads to it.
        rig.app.back()
        next.id = "r3"
        rig.phone.requests = [next]
        rig.app.go(.changePasscode)
        rig.app.tick()
        #expect(rig.app.destination == .changePasscode && rig.app.incoming?.id == "r3")
        await rig.app.openRequest("r3").value
        rig.app.tick()
        #expect(rig.app.incoming == nil)
        // And after an unlock.
        rig.app.lock()
        await rig.app.locking.unlock(.platform)
        rig.app.tick()
        #expect(rig.app.destination == .request("r3"))
    }

    @Test func a_damaged_vault_is_offered_from_the_save_before_v41() async {
        let rig = Rig(FakeAuthenticatorService.locked)
        rig.phone.nextTrouble = .damaged
        await rig.app.locking.unlock(.platform)
        #expect(!rig.app.locking.previous)
        rig.phone.previous = true
        rig.phone.nextTrouble = .damaged
        await rig.app.locking.unlock(.platform)
        #expect(rig.app.locking.previous)
        await rig.app.locking.unlockPrevious(.platform)
        #expect(rig.app.locking.vault == .readOnly)
    }

    @Test func a_request_that_was_put_aside_does_not_come_forward_again() async {
        let rig = await Rig.asked()
        rig.app.back()
        await rig.app.refresh()
        #expect(rig.app.destination == .accounts)
        #expect(rig.list.waiting.count == 1)
        await rig.app.openRequest("r1").value
        #expect(rig.answering.request?.id == "r1")
    }

    @Test func refusing_the_phones_prompt_leaves_the_request_unanswered_a34() async {
        let rig = Rig()
        rig.phone.requests = [Samples.request]
        await rig.answering.show("r1", byPasscode: true)
        rig.phone.nextTrouble = .platformKey(lost: false)
        await rig.answering.prove(.platform)
        #expect(rig.answering.proofTrouble == .platformKey(lost: false))
        #expect(rig.answering.request?.needsUnlock == true)
        #expect(rig.answering.request?.canApprove == false)
    }
}
