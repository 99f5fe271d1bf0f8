import CountersignFakes
import CountersignKit
import Foundation
import Testing

/// What comes while another screen stands, and what is remembered over a restart.
@MainActor
struct ComingTests {
    private var next: Request {
        var next = Samples.request
        next.id = "r2"
        return next
    }

    @Test func a_request_shows_while_the_result_of_the_one_before_stands() async {
        let rig = await Rig.asked()
        rig.answering.number("42")
        await rig.answering.yes()
        #expect(rig.answering.request?.outcome == .approved)
        rig.phone.requests.append(next)
        rig.app.tick()
        #expect(rig.app.destination == .request("r1"))
        #expect(rig.app.incoming?.id == "r2")
        await rig.app.openRequest("r2").value
        #expect(rig.answering.request?.id == "r2")
        #expect(rig.calls("dismiss") == 1)
        #expect(rig.phone.requests.map(\.id) == ["r2"])
        rig.app.tick()
        #expect(rig.app.incoming == nil)
    }

    @Test func done_shows_the_request_that_waits_at_once() async {
        let rig = await Rig.asked()
        rig.answering.number("42")
        await rig.answering.yes()
        rig.phone.requests.append(next)
        rig.app.back()
        #expect(rig.app.destination == .request("r2"))
    }

    @Test func a_request_shows_while_a_passcode_is_changed() async {
        let rig = Rig()
        rig.app.go(.changePasscode)
        rig.phone.requests = [Samples.request]
        await rig.app.refresh()
        #expect(rig.app.destination == .changePasscode)
        #expect(rig.app.incoming?.id == "r1")
        rig.app.lock()
        #expect(rig.app.incoming == nil)
    }

    @Test func every_screen_shows_what_came_meanwhile() throws {
        let root = CatalogueFile.ios.appendingPathComponent("App/Sources/Screens/RootScreen.swift")
        let text = try String(contentsOf: root, encoding: .utf8)
        let shown = /PlaceScreen\(running: running\)[\s\S]*?safeAreaInset\(edge: \.top[\s\S]*?app\.incoming/
        #expect(text.firstMatch(of: shown) != nil)
    }

    @Test func a_restart_forgets_neither_a_permission_nor_a_refusal_a10() {
        let rig = Rig()
        let cases: [(Bool?, Bool, Notifications)] = [
            (true, true, .allowed), (false, true, .refused), (true, false, .allowed), (false, false, .notAsked),
            // The system has not said it yet: nothing is told, so that no permission is forgotten.
            (nil, true, .notAsked),
        ]
        for (allowed, asked, told) in cases {
            rig.systemServices.notificationsAllowed = allowed
            rig.choices.askedForNotifications = asked
            let later = FakeAuthenticatorService()
            let app = AppModel(phone: later, clock: rig.clock, choices: rig.choices, systemServices: rig.systemServices)
            app.comeToFront()
            #expect(later.notifications == told)
        }
    }

    @Test func a_refusal_that_was_changed_in_the_systems_settings_is_known_at_the_next_second_a10() {
        let rig = Rig()
        rig.choices.askedForNotifications = true
        rig.systemServices.notificationsAllowed = false
        rig.app.tick()
        #expect(rig.list.notes.contains(.notificationsRefused))
        rig.systemServices.notificationsAllowed = true
        rig.app.tick()
        #expect(!rig.list.notes.contains(.notificationsRefused))
    }

    @Test func the_save_before_a_damaged_one_is_offered_until_it_is_open() async {
        let rig = Rig(FakeAuthenticatorService.locked)
        rig.phone.previous = true
        rig.phone.nextTrouble = .damaged
        await rig.app.locking.unlock(.platform)
        #expect(rig.app.locking.previous)
        await rig.app.locking.unlockPrevious(.passcode("739104"))
        #expect(rig.app.locking.trouble == .wrongPasscode(tries: 9))
        #expect(rig.app.locking.previous)
        await rig.app.locking.unlockPrevious(.passcode("482615"))
        #expect(rig.app.destination == .olderCopy)
        #expect(!rig.app.locking.previous)
    }

    @Test func what_the_vault_cannot_say_is_told_and_asked_again() {
        let rig = Rig(FakeAuthenticatorService.locked)
        rig.phone.vaultTrouble = .damaged
        rig.phone.previous = true
        let app = AppModel(phone: rig.phone, clock: rig.clock, choices: rig.choices, systemServices: rig.systemServices)
        app.comeToFront()
        #expect(app.destination == .start)
        #expect(app.locking.trouble == .damaged && app.locking.previous)
        rig.phone.vaultTrouble = nil
        app.locking.lookAgain()
        #expect(app.locking.trouble == nil)
        #expect(app.destination == .unlock)
    }

    @Test func the_number_field_takes_no_digit_more_than_the_number_has_a19() async {
        let rig = await Rig.asked()
        for text in ["4", "42", "421"] { rig.answering.number(text) }
        #expect(rig.answering.text == "42")
        rig.answering.number("420 917")
        #expect(rig.answering.text == "420 917")
        #expect(!rig.answering.yesIsEnabled)
        rig.answering.number("4x")
        #expect(rig.answering.text == "4x")
    }
}
