import CountersignFakes
import CountersignKit
import Testing

/// Living with the codes: what asks before it is shown, details, the bin, the time, the recovery code.
@MainActor
struct StoreModelTests {
    private func code(_ rig: Rig, _ account: String) -> CodeShown? { rig.list.rows.first { $0.id == account }?.code }

    @Test func a_code_that_asks_before_is_shown_by_a_fresh_unlock_only_and_goes_again_a78() async {
        let rig = Rig()
        let asking = rig.app.codeAsking
        rig.phone.guardCode("2", askBefore: true)
        rig.list.tick()
        #expect(code(rig, "2")?.asks == true && code(rig, "2")?.digits == nil)
        rig.phone.refusesPlatform = .cancelled
        await asking.ask("2")
        #expect(code(rig, "2")?.digits == nil)
        #expect(asking.passcode && asking.trouble == .cancelled)
        await asking.give(pin: nil, passcode: "000000")
        #expect(asking.trouble == .wrongPasscode(tries: 9))
        await asking.give(pin: nil, passcode: "482615")
        #expect(code(rig, "2")?.digits == "104729")
        #expect(asking.account == nil)
        rig.list.copy("2")
        #expect(rig.systemServices.clipboard?.code == "104729")
        rig.clock.advance(30)
        rig.list.tick()
        #expect(code(rig, "2")?.digits == nil)
        rig.phone.refusesPlatform = nil
        rig.phone.until = Samples.now + 60
        await asking.ask("2")
        #expect(code(rig, "2")?.digits == "104729")
    }

    @Test func who_left_while_the_phone_asked_sees_no_code_v70() async {
        let rig = Rig()
        let asking = rig.app.codeAsking
        rig.phone.guardCode("2", askBefore: true)
        rig.list.tick()
        rig.phone.meanwhile = { call in if call == "code" { asking.forget() } }
        await asking.ask("2")
        #expect(code(rig, "2")?.digits == nil)
    }

    @Test func a_pin_is_asked_for_each_code_and_kept_nowhere_a77() async {
        let rig = Rig()
        let asking = rig.app.codeAsking
        rig.phone.guardCode("2", askBefore: false, pinStored: false)
        rig.list.tick()
        #expect(code(rig, "2")?.needsPin == true)
        await asking.ask("2")
        #expect(asking.pin && !asking.passcode && rig.calls("code") == 0)
        await asking.give(pin: "9", passcode: nil)
        #expect(asking.trouble == .badPin(min: 4, max: 16))
        await asking.give(pin: "1234", passcode: nil)
        #expect(code(rig, "2")?.digits == "104729")
        #expect(rig.calls("storePin") == 0)
        rig.app.lock()
        await rig.app.locking.unlock(.platform)
        #expect(code(rig, "2")?.digits == nil)
    }

    @Test func a_removed_account_goes_to_the_bin_and_is_taken_back_or_deleted_a76() async {
        let rig = Rig()
        rig.phone.removal = .binned
        await rig.list.remove("2")
        #expect(rig.list.notes.contains(.binned))
        rig.phone.store.binned = [
            Binned(account: Samples.shop, until: Samples.now + 86_401),
            Binned(account: Samples.games, until: Samples.now + 30 * 86_400),
        ]
        rig.app.go(.bin)
        #expect(rig.app.bin.rows.map(\.daysLeft) == [2, 30])
        await rig.app.bin.takeBack("2")
        #expect(rig.phone.rows.contains(Samples.shop))
        rig.phone.nextTrouble = .diskFull
        await rig.app.bin.deleteNow("3")
        #expect(rig.app.bin.trouble == .diskFull)
        await rig.app.bin.deleteNow("3")
        #expect(rig.app.bin.rows.isEmpty && rig.app.bin.trouble == nil)
    }

    @Test func the_key_is_shown_by_a_fresh_unlock_and_goes_when_the_person_leaves_a80() async {
        let rig = Rig()
        let details = rig.app.details
        rig.app.settings.capturing(true)
        rig.app.captured(true)
        rig.app.go(.account("2"))
        rig.phone.refusesPlatform = .cancelled
        await details.wish(.secret)
        #expect(details.waits == .secret && !details.isSecret && !rig.app.covered)
        await details.wish(.secret, passcode: "482615")
        #expect(details.secret != nil && rig.app.covered, "it is in no picture, whatever was allowed")
        rig.app.back()
        #expect(!details.isSecret)
        rig.app.go(.account("2"))
        await details.wish(.picture, passcode: "482615")
        #expect(details.picture?.side == 2)
        rig.app.leaveFront()
        #expect(!details.isSecret)
    }

    @Test func an_account_that_is_marked_shows_nothing_for_ever_a80() async {
        let rig = Rig()
        rig.app.go(.account("2"))
        await rig.app.details.neverExport()
        let marked = rig.app.details.details
        #expect(marked?.neverExport == true && marked?.mayShow == false)
        await rig.app.details.wish(.secret)
        #expect(rig.app.details.trouble == .protected && rig.app.details.waits == nil && !rig.app.details.isSecret)
    }

    @Test func asking_before_codes_is_switched_on_at_once_and_off_by_a_fresh_unlock_a78() async {
        let rig = Rig()
        let details = rig.app.details
        rig.app.go(.account("2"))
        await details.askBefore()
        #expect(details.details?.askBefore == true)
        rig.phone.refusesPlatform = .cancelled
        await details.wish(.stopAsking)
        #expect(details.details?.askBefore == true)
        rig.phone.refusesPlatform = nil
        await details.wish(.stopAsking)
        #expect(details.details?.askBefore == false)
    }

    @Test func a_wrong_guess_is_switched_to_another_kind_a81() async {
        let rig = Rig()
        let details = rig.app.details
        rig.app.go(.account("3"))
        await details.switchKind(to: .yandex)
        #expect(rig.list.rows.first { $0.id == "3" }?.account.kind == "yaotp")
        #expect(details.details?.pinStored == false)
        await details.storePin("1234")
        #expect(details.details?.pinStored == true)
        rig.phone.nextTrouble = .otherKind
        await details.switchKind(to: .totp)
        #expect(details.trouble == .otherKind)
    }

    @Test func the_corrected_time_is_offered_taken_and_given_back_a79() async {
        let rig = Rig()
        rig.phone.store.clock = CodeClock(off: 90)
        rig.list.tick()
        #expect(rig.list.codeClock == CodeClock(off: 90))
        await rig.list.useCorrectedTime(true)
        #expect(rig.list.codeClock.used)
        await rig.list.useCorrectedTime(false)
        #expect(!rig.list.codeClock.used)
    }

    @Test func a_recovery_code_is_in_use_once_two_groups_of_it_were_typed_a74() async {
        let rig = Rig()
        let recovery = rig.app.recovery
        rig.phone.store.safety = Safety(warn: true)
        rig.list.tick()
        #expect(rig.list.warnOfLoss)
        rig.app.go(.recovery)
        await recovery.make()
        #expect(recovery.code?.text == FakeStore.text)
        recovery.written()
        await recovery.use("EFGH", "AAAA")
        #expect(recovery.trouble == .wrongRecoveryCode)
        await recovery.use("EFGH", "STUV")
        #expect(recovery.done && recovery.code == nil)
        rig.list.tick()
        #expect(!rig.list.warnOfLoss)
        rig.app.lock()
        rig.app.go(.recover)
        await rig.app.locking.recover("wrong", new: "739104", again: "739104")
        #expect(rig.app.locking.trouble == .wrongRecoveryCode && rig.app.destination == .recover)
        await rig.app.locking.recover(FakeStore.text, new: "739104", again: "739105")
        #expect(rig.app.locking.differ && rig.phone.passcode == "482615")
        await rig.app.locking.recover(FakeStore.text, new: "739104", again: "739104")
        #expect(rig.app.destination == .accounts && rig.phone.passcode == "739104")
    }

    @Test func who_declines_a_recovery_code_is_warned_no_more_a74() async {
        let rig = Rig()
        rig.phone.store.safety = Safety(warn: true)
        rig.list.tick()
        await rig.list.dismissLoss()
        #expect(!rig.list.warnOfLoss)
    }
}
