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

    @Test func groups_are_shown_one_by_one_and_favourites_on_top_a43() async {
        let rig = Rig()
        rig.app.go(.account("3"))
        await rig.app.details.annotate(note: "recovery: 1234", groups: " play, ,work ")
        await rig.app.details.favourite(true)
        let details = rig.app.details.details
        #expect(details?.tags == ["play", "work"] && details?.note == "recovery: 1234")
        #expect("\(details!)".contains("1234") == false)
        #expect(rig.list.rows.first?.id == "3")
        #expect(rig.list.groups == [Group("play", accounts: 1), Group("work", accounts: 1)])
        rig.list.show(group: "play")
        #expect(rig.list.rows.map(\.id) == ["3"] && rig.list.total == 4)
        // Who takes the shown group away sees all; the details stay.
        await rig.app.details.annotate(note: "recovery: 1234", groups: "work")
        #expect(rig.app.details.annotated)
        #expect(rig.list.group == nil && rig.list.rows.count == 4)
        #expect(rig.app.details.details?.account?.id == "3")
        rig.list.search("WORK")
        #expect(rig.list.rows.map(\.id) == ["3"])
        rig.list.show(group: "work")
        rig.app.lock()
        #expect(rig.app.details.details == nil && rig.list.groups.isEmpty)
        #expect(rig.list.rows.isEmpty && rig.list.search.isEmpty)
        // Who comes back finds the group that was shown.
        rig.phone.passcode = "482615"
        await rig.app.locking.unlock(.passcode("482615"))
        rig.list.tick()
        #expect(rig.list.group == "work" && rig.list.rows.map(\.id) == ["3"])
    }

    @Test func of_a_thousand_accounts_only_the_codes_on_the_screen_are_made_a43() {
        let ids = (0..<1000).map { "a\($0)" }
        let rig = Rig(rows: ids.map { Account(id: $0, issuer: "Shop", label: "ida", kind: "totp") })
        rig.phone.shown = ids.map {
            Code(account: $0, code: "492039", next: nil, validFrom: Samples.now - 12, validUntil: Samples.now + 18)
        }
        rig.list.tick()
        #expect(rig.phone.codesOf == Array(ids.prefix(12)))
        rig.list.see("a500", true)
        rig.list.see("a503", true)
        #expect(rig.phone.codesOf == Array(ids[495...508]))
        #expect(rig.list.rows.filter { $0.code != nil }.count == 14)
        #expect(rig.code(503)?.digits == "492039")
        rig.list.see("a503", false)
        rig.app.tick()
        #expect(rig.phone.codesOf == Array(ids[495...505]))
        rig.list.copy("a7")
        #expect(rig.systemServices.clipboard?.code == "492039")
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
        let notes: [Note] = [.offline, .unreachable(organisation: "Harbour Bank", .certificate)]
        rig.phone.box = Inbox(notes: notes)
        rig.list.tick()
        #expect(rig.list.notes == notes)
    }

    @Test func offline_is_said_and_codes_stay_a55() async {
        let rig = Rig()
        rig.phone.box = Inbox(notes: [.offline])
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
        rig.choices.askedForNotifications = true
        rig.app.tick()
        #expect(rig.list.notes.contains(.notificationsRefused))
        // A refusal can be changed later, and a restart does not forget a permission.
        rig.systemServices.notificationsAllowed = true
        rig.app.tick()
        #expect(!rig.list.notes.contains(.notificationsRefused) && rig.phone.notifications == .allowed)
        rig.systemServices.notificationsAllowed = false
        rig.app.tick()
        rig.phone.rows = [Samples.shop]
        rig.list.tick()
        #expect(!rig.list.notes.contains(.notificationsRefused))
    }

    @Test func a_set_up_that_was_refused_later_is_told_until_it_was_read_a14() {
        let rig = Rig()
        let refused = RefusedSetup(service: "Harbour Bank", user: "ida@harbour.test", reason: .codeUsed)
        rig.phone.box = Inbox(notes: [.refused(refused)])
        rig.list.tick()
        rig.clock.advance(3600)
        rig.list.tick()
        #expect(rig.list.notes == [.refused(refused)])
        rig.list.dismissRefusedSetups()
        #expect(rig.list.notes.isEmpty)
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
