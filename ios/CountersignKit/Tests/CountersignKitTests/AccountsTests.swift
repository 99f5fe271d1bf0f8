import CountersignKit
import CountersignFakes
import Testing

@MainActor
struct AccountsTests {
    @Test func the_list_has_issuer_name_code_and_countdown_a43() {
        let rig = Rig()
        #expect(rig.list.rows.map(\.account.issuer) == ["Harbour Bank", "Example Shop", "Games", "Old Router"])
        #expect(rig.list.rows[1].account.label == "ida@shop.test")
        #expect(rig.code(1)?.digits == "492039")
        #expect(rig.code(1)?.secondsLeft == 18)
        #expect(rig.code(1)?.period == 30)
        #expect(rig.code(0) == nil)
        #expect(rig.code(3)?.onDemand == true)
    }

    @Test func copy_search_rename_and_reorder_a43() async {
        let rig = Rig()
        rig.list.copy("2")
        #expect(rig.systemServices.clipboard?.code == "492039")
        rig.list.search("SHOP")
        #expect(rig.list.rows.map(\.id) == ["2"])
        #expect(rig.list.total == 4)
        rig.list.search(" ")
        await rig.list.rename("2", to: "Groceries")
        await rig.list.move("2", by: -1)
        #expect(rig.list.rows.map(\.account.issuer) == ["Groceries", "Harbour Bank", "Games", "Old Router"])
        await rig.list.move("2", by: -1)
        #expect(rig.list.rows.map(\.id) == ["2", "1", "3", "4"])
        await rig.list.move("2", by: 9)
        #expect(rig.list.rows.map(\.id) == ["1", "3", "4", "2"])
    }

    @Test func a_code_is_copied_by_the_librarys_rule_a43() {
        let rig = Rig()
        rig.phone.until = Samples.now + 12
        rig.list.copy("2")
        #expect(rig.calls("copied") == 1)
        #expect(rig.systemServices.clipboard?.rule == ClipboardRule(sensitive: true, clearAt: Samples.now + 12))
        #expect(rig.list.notes == [.copied(seconds: 12)])
        rig.clock.advance(12)
        rig.list.tick()
        #expect(rig.list.notes.isEmpty)
    }

    @Test func the_clipboard_is_emptied_when_the_library_says_so_even_while_locked() async {
        let rig = Rig()
        rig.list.copy("2")
        rig.app.tick()
        #expect(rig.systemServices.clipboard != nil)
        rig.app.leaveFront()
        #expect(rig.phone.state == FakeAuthenticatorService.locked)
        rig.phone.clipboardDue = true
        rig.app.tick()
        #expect(rig.systemServices.clipboard == nil)
        #expect(!rig.phone.clipboardDue)
    }

    @Test func a_library_that_refuses_copies_nothing() {
        let rig = Rig()
        rig.phone.lock()
        rig.list.copy("2")
        #expect(rig.systemServices.clipboard == nil)
        #expect(rig.list.notes == [.failed(.locked)])
    }

    @Test func a_masked_code_can_be_copied_without_being_shown_a44() async {
        let rig = Rig()
        await rig.app.settings.hideCodes(true)
        rig.list.copy("2")
        #expect(rig.systemServices.clipboard?.code == "492039")
        #expect(rig.code(1)?.masked == true)
    }

    @Test func hidden_codes_are_masked_until_tapped_and_again_when_the_library_says_so_a44() async {
        let rig = Rig()
        await rig.app.settings.hideCodes(true)
        rig.list.tick()
        #expect(rig.code(1)?.masked == true)
        #expect(rig.code(1)?.digits == nil)
        #expect(rig.code(1)?.next == nil)
        rig.list.reveal("2")
        #expect(rig.calls("reveal") == 1)
        #expect(rig.code(1)?.digits == "492039")
        #expect(rig.code(2)?.masked == true)
        rig.phone.revealed = []
        rig.list.tick()
        #expect(rig.code(1)?.masked == true)
    }

    @Test func a_counter_based_code_is_made_when_asked_for_and_forgotten() async {
        let rig = Rig()
        #expect(rig.code(3)?.digits == nil)
        rig.phone.until = Samples.now + 12
        await rig.list.next("4")
        #expect(rig.code(3)?.digits == "755224")
        #expect(rig.calls("nextCode") == 1)
        rig.clock.advance(11)
        rig.list.tick()
        #expect(rig.code(3)?.digits == "755224")
        rig.clock.advance(1)
        rig.list.tick()
        #expect(rig.code(3)?.digits == nil)
        rig.phone.until = rig.clock.now() + 12
        await rig.list.next("4")
        rig.clock.advance(-3600)
        rig.list.tick()
        #expect(rig.code(3)?.digits == nil)
        #expect(rig.calls("nextCode") == 2)
    }

    @Test func a_removal_that_waits_for_the_network_says_so_a46() async {
        let rig = Rig()
        rig.phone.removal = .pending
        await rig.list.remove("1")
        #expect(rig.list.notes.contains(.removalPending(issuer: "Harbour Bank")))
        #expect(rig.list.rows[0].account.state == .removalPending)
        rig.phone.removal = .done
        await rig.list.remove("2")
        #expect(rig.list.notes.contains(.removed(alsoOnThePage: false)))
        #expect(!rig.list.rows.contains { $0.id == "2" })
    }

    @Test func a_removal_that_fails_keeps_the_account() async {
        let rig = Rig()
        rig.phone.nextTrouble = .diskFull
        await rig.list.remove("2")
        #expect(rig.list.notes == [.failed(.diskFull)])
        #expect(rig.list.rows.contains { $0.id == "2" })
    }

    @Test func each_organisation_that_was_not_reached_says_why() {
        let rig = Rig()
        rig.phone.box = Inbox(notes: [
            AccountNote(account: "1", state: .active, unreachable: .certificate),
            AccountNote(account: "9", state: .active, unreachable: .offline),
        ])
        rig.list.tick()
        #expect(rig.list.notes.contains(.unreachable(organisation: "Harbour Bank", .certificate)))
        #expect(rig.list.notes.contains(.offline))
    }

    @Test func offline_is_said_and_codes_stay_a55() async {
        let rig = Rig()
        rig.phone.box = Inbox(notes: [AccountNote(account: "1", state: .active, unreachable: .offline)])
        await rig.list.refresh()
        #expect(rig.list.notes.contains(.offline))
        #expect(rig.code(1)?.digits == "492039")
        rig.phone.box = Inbox()
        await rig.list.refresh()
        #expect(!rig.list.notes.contains(.offline))
    }

    @Test func refused_notifications_are_said_as_long_as_there_is_something_to_ring_for_a10() {
        let rig = Rig()
        rig.systemServices.notificationsAllowed = false
        rig.list.tick()
        #expect(rig.list.notes.contains(.notificationsRefused))
        rig.phone.rows = [Samples.shop]
        rig.list.tick()
        #expect(!rig.list.notes.contains(.notificationsRefused))
    }

    @Test func a_set_up_that_was_refused_later_is_told_until_it_was_read_a14() {
        let rig = Rig()
        let refused = RefusedSetup(service: "Harbour Bank", user: "ida@harbour.test", reason: .codeUsed)
        rig.phone.box = Inbox(refusedSetups: [refused])
        rig.list.tick()
        rig.clock.advance(3600)
        rig.list.tick()
        #expect(rig.list.notes == [.refused(refused)])
        rig.list.dismissRefusedSetups()
        #expect(rig.list.notes.isEmpty)
    }

    @Test func a_wrong_clock_and_a_full_disk_are_said() {
        let rig = Rig()
        rig.phone.box = Inbox(clockOff: 90, notStored: true)
        rig.list.tick()
        #expect(rig.list.notes == [.clockOff(seconds: 90), .notStored])
    }

    @Test func nothing_secret_is_printed() {
        let rig = Rig()
        let printed = """
            \(rig.list.rows) \(Samples.codes) \(Samples.request) \(Proof.passcode("482615")) \(Samples.organisation)
            \(PushAddress(.apns, "f00d")) \(RefusedSetup(service: "x", user: "ida@", reason: .refused))
            """
        for secret in ["492039", "118204", "7KQ4M", "482615", "ida@", "f00d", "harbour"] {
            #expect(!printed.contains(secret))
        }
    }
}
