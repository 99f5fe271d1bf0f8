import CountersignKit
import CountersignFakes
import Testing

@MainActor
struct AppTests {
    @Test func an_empty_app_offers_the_scanner_at_once_and_a_passcode_comes_before_the_first_account_a05() async {
        let rig = Rig(.none, rows: [])
        #expect(rig.app.destination == .accounts)
        #expect(rig.list.isEmpty)
        rig.app.add(work: true)
        #expect(rig.app.destination == .newPasscode)
        await rig.app.locking.create(passcode: "482615", again: "482615")
        #expect(rig.app.destination == .scan)
        #expect(rig.app.adding.work)
    }

    @Test func an_app_with_accounts_leads_to_the_scanner_from_the_ways_to_add_a05() {
        let rig = Rig()
        #expect(!rig.list.isEmpty)
        rig.app.otherWays()
        #expect(rig.app.destination == .add)
        rig.list.search("nothing is called so")
        #expect(rig.list.rows.isEmpty && !rig.list.isEmpty)
    }

    @Test func work_or_school_opens_the_scanner_a06() {
        let rig = Rig()
        rig.app.otherWays()
        #expect(rig.app.destination == .add)
        rig.app.add(work: true)
        #expect(rig.app.destination == .scan)
        #expect(rig.app.adding.work)
        #expect(rig.app.adding.scanning)
    }

    @Test func after_a_work_account_notifications_are_asked_for_once_and_allowed_a09() async {
        let rig = Rig()
        rig.systemServices.notificationsAllowed = false
        rig.app.add(work: true)
        rig.phone.nextPreview = Samples.organisation
        await rig.app.adding.found([FakeAuthenticatorService.scanned()])
        await rig.app.adding.accept()
        #expect(rig.app.destination == .notifications)
        rig.systemServices.notificationsAllowed = true
        rig.app.notificationsAnswered()
        #expect(rig.app.destination == .accounts)
        #expect(rig.choices.askedForNotifications)
        #expect(rig.app.settings.notifications)
        #expect(!rig.list.notes.contains(.notificationsRefused))
    }

    @Test func the_person_names_the_phone_and_the_name_stays() async {
        let rig = Rig()
        rig.phone.nextPreview = Samples.organisation
        await rig.app.adding.found([FakeAuthenticatorService.scanned()])
        await rig.app.adding.accept()
        #expect(rig.phone.deviceName == nil)
        #expect(rig.choices.deviceName == nil)
        await rig.app.adding.found([FakeAuthenticatorService.scanned()])
        rig.phone.meanwhile = { _ in #expect(rig.phone.deviceName == "Ida's travel phone") }
        await rig.app.adding.accept(device: "Ida's travel phone")
        #expect(rig.choices.deviceName == "Ida's travel phone")
        let phone = FakeAuthenticatorService()
        _ = AppModel(phone: phone, clock: rig.clock, choices: rig.choices, systemServices: rig.systemServices)
        #expect(phone.deviceName == "Ida's travel phone")
    }

    @Test func time_passes_in_the_library_when_the_snapshot_says_so_a24() async {
        let rig = Rig()
        rig.phone.box = Inbox(nextDeadline: rig.clock.now() + 1)
        rig.app.tick()
        await rig.app.passing?.value
        #expect(rig.calls("advance") == 0)
        rig.phone.box = Inbox(nextDeadline: rig.clock.now())
        rig.app.tick()
        await rig.app.passing?.value
        #expect(rig.calls("advance") == 1)
    }

    @Test func refusing_notifications_completes_the_set_up_and_says_what_to_do_a10() async {
        let rig = Rig()
        rig.systemServices.notificationsAllowed = false
        rig.phone.nextPreview = Samples.organisation
        await rig.app.adding.found([FakeAuthenticatorService.scanned()])
        await rig.app.adding.accept()
        rig.app.notificationsAnswered()
        #expect(rig.app.destination == .accounts)
        #expect(rig.list.rows.contains { $0.account.state == .tryoutPending })
        #expect(rig.list.notes.contains(.notificationsRefused))
        await rig.app.adding.found([FakeAuthenticatorService.scanned()])
        await rig.app.adding.accept()
        #expect(rig.app.destination == .accounts)
    }

    @Test func app_lock_asks_each_time_and_without_it_only_at_the_start_a34() async {
        let rig = Rig()
        rig.app.leaveFront()
        #expect(rig.app.destination == .unlock)
        #expect(rig.list.rows.isEmpty)
        rig.app.comeToFront()
        await rig.app.locking.unlock(.passcode("739104"))
        #expect(rig.app.locking.trouble == .wrongPasscode(tries: 9))
        #expect(rig.app.destination == .unlock)
        await rig.app.locking.unlock(.platform)
        #expect(rig.app.destination == .accounts)
        rig.phone.nextTrouble = .platformKey(lost: false)
        await rig.app.settings.appLock(false)
        #expect(rig.app.settings.appLock && rig.app.settings.trouble == .platformKey(lost: false))
        await rig.app.settings.appLock(false)
        rig.app.leaveFront()
        #expect(rig.app.destination == .accounts)
        #expect(rig.phone.state == .open)
    }

    @Test func an_unlock_that_ends_after_the_person_left_opens_nothing_a34() async {
        let rig = Rig(FakeAuthenticatorService.locked)
        rig.phone.meanwhile = { [app = rig.app] call in if call == "unlock" { app.leaveFront() } }
        await rig.app.locking.unlock(.passcode("482615"))
        #expect(rig.phone.state == FakeAuthenticatorService.locked)
        #expect(rig.app.destination == .unlock)
        rig.phone.meanwhile = { _ in }
        rig.app.comeToFront()
        #expect(rig.app.destination == .unlock)
        await rig.app.locking.unlock(.passcode("482615"))
        #expect(rig.app.destination == .accounts)
    }

    @Test func an_older_copy_that_is_open_is_locked_when_the_app_is_left_a34() async {
        for phoneLocked in [false, true] {
            let rig = Rig(.readOnly)
            if phoneLocked { rig.app.phoneLocked() } else { rig.app.leaveFront() }
            #expect(rig.phone.state == FakeAuthenticatorService.locked)
            #expect(rig.app.destination == .unlock)
        }
        let rig = Rig(FakeAuthenticatorService.locked)
        rig.phone.meanwhile = { [app = rig.app] call in if call == "unlockPrevious" { app.leaveFront() } }
        await rig.app.locking.unlockPrevious(.passcode("482615"))
        #expect(rig.phone.state == FakeAuthenticatorService.locked)
    }

    @Test func what_was_under_way_when_the_app_was_locked_leads_nowhere_a34() async {
        let rig = Rig()
        rig.systemServices.notificationsAllowed = false
        rig.app.add(work: true)
        rig.phone.nextPreview = Samples.organisation
        rig.phone.meanwhile = { [app = rig.app] call in if call == "preview" { app.lock() } }
        await rig.app.adding.found([FakeAuthenticatorService.scanned()])
        #expect(rig.app.adding.preview == nil)
        #expect(!rig.app.adding.busy)
        await rig.app.locking.unlock(.platform)
        rig.app.add(work: true)
        rig.phone.meanwhile = { [app = rig.app] call in if call == "add" { app.lock() } }
        await rig.app.adding.found([FakeAuthenticatorService.scanned()])
        await rig.app.adding.accept()
        #expect(rig.app.destination == .unlock)
        rig.app.notificationsAnswered()
        #expect(rig.app.destination == .unlock)
        #expect(rig.list.rows.isEmpty)
        await rig.app.locking.unlock(.platform)
        #expect(rig.app.destination == .accounts)
        #expect(rig.list.rows.count == 5)
    }

    @Test func a_preview_that_waits_is_gone_with_the_lock_a34() async {
        let rig = Rig()
        rig.app.add(work: true)
        rig.phone.nextPreview = Samples.organisation
        await rig.app.adding.found([FakeAuthenticatorService.scanned()])
        #expect(rig.app.adding.preview != nil)
        rig.app.leaveFront()
        #expect(rig.app.adding.preview == nil)
    }

    @Test func everything_is_covered_in_the_switcher_and_while_the_screen_is_captured_a47() {
        let rig = Rig()
        #expect(!rig.app.covered)
        rig.app.cover()
        #expect(rig.app.covered)
        rig.app.comeToFront()
        rig.app.captured(true)
        #expect(rig.app.covered)
        rig.app.settings.capturing(true)
        #expect(!rig.app.covered)
        rig.app.cover()
        #expect(rig.app.covered)
        rig.app.comeToFront()
        rig.app.settings.capturing(false)
        rig.app.captured(false)
        #expect(!rig.app.covered)
    }

    @Test func screens_are_covered_unless_the_person_says_otherwise_a47() {
        #expect(Rig().app.settings.capturing == false)
    }

    @Test func a_refused_camera_is_known_and_typing_adds_the_account_a60() async {
        let rig = Rig()
        rig.app.add(work: true)
        rig.app.adding.camera(allowed: false)
        #expect(rig.app.adding.camera == false)
        rig.app.type()
        #expect(rig.app.destination == .typed)
        rig.phone.nextPreview = Samples.organisation
        await rig.app.adding.typed(link: "  https://link.countersign.test/k\n")
        await rig.app.adding.accept()
        #expect(rig.list.rows.count == 5)
    }

    @Test func a_key_typed_by_hand_adds_codes_a60() async {
        let rig = Rig()
        await rig.app.adding.typed(issuer: " Shop ", account: "ida", key: "jbsw y3dp")
        #expect(rig.app.adding.preview?.kind == .codes(issuer: "Shop", label: "ida"))
        #expect(rig.list.rows.count == 4)
        await rig.app.adding.accept()
        #expect(rig.list.rows.count == 5)
    }

    @Test func a_picture_with_a_code_is_as_good_as_the_camera_and_one_without_says_so_a60() async {
        let rig = Rig()
        rig.app.add(work: true)
        rig.app.adding.camera(allowed: false)
        await rig.app.adding.picture([])
        #expect(rig.app.adding.trouble == .noCodeInPicture)
        rig.phone.nextPreview = Samples.organisation
        await rig.app.adding.picture([FakeAuthenticatorService.scanned()])
        #expect(rig.app.adding.preview == Samples.organisation)
        await rig.app.adding.picture([])
        #expect(rig.app.adding.preview == Samples.organisation)
        #expect(rig.calls("add") == 0)
    }

    @Test func a_cancelled_preview_adds_nothing() async {
        let rig = Rig()
        rig.app.add(work: true)
        rig.phone.nextPreview = Samples.organisation
        await rig.app.adding.found([FakeAuthenticatorService.scanned()])
        rig.app.back()
        #expect(rig.app.adding.preview == nil)
        #expect(rig.app.destination == .scan)
        await rig.app.adding.accept()
        #expect(rig.calls("add") == 0)
    }

    @Test func new_passcodes_that_differ_or_are_weak_change_nothing() async {
        let rig = Rig()
        await rig.app.locking.change(old: "482615", new: "739104", again: "739105")
        #expect(rig.app.locking.differ)
        await rig.app.locking.change(old: "482615", new: "739", again: "739")
        #expect(rig.app.locking.trouble == .weakPasscode)
        await rig.app.locking.change(old: "000000", new: "739104", again: "739104")
        #expect(rig.app.locking.trouble == .wrongPasscode(tries: 9))
        #expect(rig.phone.passcode == "482615")
        await rig.app.locking.change(old: "482615", new: "739104", again: "739104")
        #expect(rig.app.locking.changed)
        #expect(rig.phone.passcode == "739104")
    }

    @Test func the_wait_after_wrong_passcodes_counts_down_on_the_screen() async {
        let rig = Rig(.locked(tries: 5, wait: 2))
        rig.phone.state = .locked(tries: 5, wait: 1)
        rig.app.tick()
        #expect(rig.app.locking.vault == .locked(tries: 5, wait: 1))
        #expect(rig.app.destination == .unlock)
    }

    @Test func an_older_copy_is_told_before_it_is_taken() async {
        let rig = Rig(.readOnly)
        #expect(rig.app.destination == .olderCopy)
        await rig.app.locking.accept()
        #expect(rig.app.destination == .accounts)
    }

    @Test func the_services_are_asked_as_often_as_the_core_says() async {
        let rig = Rig()
        rig.phone.box = Inbox(askAgainIn: 3)
        for _ in 0..<7 {
            rig.app.tick()
            await rig.app.asking?.value
            rig.clock.advance(1)
        }
        #expect(rig.phone.asked == [.byItself, .byItself, .byItself])
        rig.app.leaveFront()
        rig.app.tick()
        await rig.app.asking?.value
        #expect(rig.calls("refresh") == 3)
    }

    @Test func a_clock_that_is_turned_back_holds_up_no_question() async {
        let rig = Rig()
        rig.phone.box = Inbox(askAgainIn: 3)
        rig.app.tick()
        await rig.app.asking?.value
        rig.clock.turn(-3600)
        rig.app.tick()
        #expect(rig.phone.asked == [.byItself])
        rig.clock.advance(3)
        rig.app.tick()
        await rig.app.asking?.value
        #expect(rig.phone.asked == [.byItself, .byItself])
    }

    @Test func the_list_is_drawn_and_others_are_asked_while_slow_services_are_still_asked() async {
        let rig = Rig()
        rig.phone.box = Inbox(askAgainIn: 3)
        rig.app.tick()
        await rig.app.asking?.value
        let slow = AsyncStream<Void>.makeStream()
        rig.phone.answers = [{ for await _ in slow.stream {} }]
        let asking = Task { await rig.app.refresh() }
        while !rig.list.refreshing { await Task.yield() }
        rig.phone.answers = []
        rig.clock.advance(60)
        rig.phone.box = Inbox(requests: [Samples.request], askAgainIn: 3)
        rig.app.tick()
        #expect(rig.list.waiting.count == 1)
        await rig.app.asking?.value
        #expect(rig.list.refreshing)
        #expect(rig.phone.asked == [.byItself, .byThePerson, .byItself])
        slow.continuation.finish()
        await asking.value
        #expect(!rig.list.refreshing)
    }

    @Test func a_lock_while_services_are_asked_is_no_trouble_of_the_list() async {
        let rig = Rig()
        rig.phone.answers = [{ [app = rig.app] in app.lock() }]
        await rig.app.refresh()
        await rig.app.locking.unlock(.passcode("482615"))
        rig.list.tick()
        #expect(!rig.list.notes.contains { if case .failed = $0 { true } else { false } })
    }

    @Test func the_way_back_leads_to_the_list_and_from_there_out() {
        let rig = Rig()
        for place in [Destination.add, .scan, .typed, .settings, .account("1")] {
            rig.app.go(place)
            #expect(rig.app.back())
            #expect(rig.app.destination == .accounts)
        }
        #expect(!rig.app.back())
    }
}
