import CountersignFakes
import CountersignKit
import Foundation
import Testing

/// Moving in from other apps, moving out, backups, and a new vault key.
@MainActor
struct TransferModelTests {
    private let bytes = Data("a file".utf8)

    @Test func a_file_says_its_cost_before_its_password_is_asked_and_what_it_adds_a71() async {
        let rig = Rig()
        let moveIn = rig.app.moveIn
        rig.app.moveInFromElsewhere()
        rig.phone.transfer.kind = FileKind(.ente, encrypted: true, seconds: 7, megabytes: 1024)
        await moveIn.chosen(bytes)
        #expect(moveIn.kind?.seconds == 7 && rig.calls("plan") == 0)
        await moveIn.open(password: "not this")
        #expect(moveIn.trouble == .transfer(.wrongPassword))
        await moveIn.open(password: "opens the file")
        #expect(moveIn.plan?.totals == ImportTotals(found: 3, added: 2, refused: 1))
        #expect(moveIn.plan?.receipts[2].refusal == .badSecret)
        #expect("\(moveIn.plan!)".contains("Quay") == false)
        #expect(rig.calls("commit") == 0)
        moveIn.skip(1, true)
        await moveIn.commit()
        let totals = moveIn.report?.totals
        #expect(totals?.found == (totals?.added ?? 0) + (totals?.refused ?? 0))
        #expect(rig.list.rows.map(\.account.issuer).filter { $0 == "Quay" || $0 == "Mail" } == ["Quay"])
        rig.app.lock()
        #expect(moveIn.report == nil)
    }

    @Test func a_file_that_is_not_recognised_is_read_as_the_app_that_the_person_names_a71() async {
        let rig = Rig()
        let moveIn = rig.app.moveIn
        rig.phone.transfer.recognised = false
        await moveIn.chosen(bytes)
        #expect(moveIn.trouble == .transfer(.unknownFormat))
        #expect(moveIn.nameable)
        await moveIn.from(.lastPass)
        #expect(moveIn.plan?.format == .lastPass)
        #expect(!moveIn.nameable && moveIn.trouble == nil)
        // A guess that the person knows to be wrong.
        rig.phone.transfer.recognised = true
        rig.phone.transfer.kind = FileKind(.raivo, encrypted: true, guessed: true)
        await moveIn.chosen(bytes)
        moveIn.notThat()
        #expect(moveIn.kind == nil && moveIn.nameable)
        await moveIn.from(.winAuth)
        #expect(moveIn.kind?.format == .winAuth)
        await moveIn.open(password: "opens the file")
        #expect(moveIn.plan?.format == .winAuth)
    }

    @Test func what_is_there_already_is_left_out_kept_beside_or_replaced_a71() async {
        let rig = Rig()
        let moveIn = rig.app.moveIn
        rig.phone.transfer.holds = [
            Receipt(0, "Quay", "ida"),
            Receipt(1, "Example Shop", "ida@shop.test", refusal: .conflict, offers: [.keepBoth, .replace]),
            Receipt(2, "Other", "ida", refusal: .conflict, offers: [.keepBoth]),
        ]
        await moveIn.chosen(bytes)
        let receipts = moveIn.plan?.receipts ?? []
        #expect(moveIn.offers == [.keepBoth, .replace])
        #expect(receipts.filter { moveIn.adds($0) }.map(\.position) == [0])
        moveIn.alike(.keepBoth)
        #expect(receipts.filter { moveIn.adds($0) }.map(\.position) == [0, 1, 2])
        moveIn.alike(.replace)
        moveIn.skip(0, true)
        #expect(receipts.filter { moveIn.adds($0) }.map(\.position) == [1])
        await moveIn.commit()
        #expect(rig.phone.rows.filter { $0.issuer == "Example Shop" }.map(\.id) == ["import1"])
    }

    @Test func a_file_that_is_none_says_so_and_one_without_accounts_is_no_success_a71() async {
        let rig = Rig()
        let moveIn = rig.app.moveIn
        rig.app.moveInFromElsewhere()
        await moveIn.chosen(nil)
        #expect(moveIn.trouble == .transfer(.noFile))
        rig.phone.nextTrouble = .transfer(.zip)
        await moveIn.chosen(bytes)
        #expect(moveIn.trouble == .transfer(.zip))
        rig.phone.transfer.holds = [Receipt(0, "Bad", "ida", refusal: .badSecret)]
        await moveIn.chosen(bytes)
        #expect(moveIn.trouble == .transfer(.nothingUsable) && moveIn.plan?.totals.refused == 1)
        rig.app.back()
        #expect(moveIn.plan == nil)
    }

    @Test func what_comes_of_a_file_that_was_cancelled_is_dropped_a71() async {
        let rig = Rig()
        let moveIn = rig.app.moveIn
        rig.phone.meanwhile = { if $0 == "plan" { moveIn.startOver() } }
        await moveIn.chosen(bytes)
        #expect(moveIn.plan == nil && !moveIn.busy)
    }

    @Test func codes_of_an_export_are_collected_and_what_is_missing_is_said_a70() async {
        let rig = Rig()
        let moveIn = rig.app.moveIn
        let (second, third) = (FakeAuthenticatorService.scanned(), FakeAuthenticatorService.scanned())
        rig.phone.transfer.partOf = [(second.handle, 2), (third.handle, 3)]
        rig.app.add(work: false)
        rig.phone.nextTrouble = .export
        await rig.app.adding.found([second])
        await rig.app.exported?.value
        #expect(rig.app.destination == .moveIn)
        #expect(moveIn.plan?.missing == [1, 3])
        await moveIn.commit()
        #expect(moveIn.trouble == .transfer(.partsMissing) && rig.calls("commit") == 0)
        rig.app.scanExport()
        #expect(rig.app.destination == .scan)
        rig.phone.nextTrouble = .export
        await rig.app.adding.found([third])
        await rig.app.exported?.value
        #expect(moveIn.plan?.missing == [1])
        rig.app.scanExport()
        rig.app.back()
        #expect(rig.app.destination == .moveIn)
        await moveIn.commit(incomplete: true)
        #expect(moveIn.report?.totals.added == 2)
    }

    @Test func an_import_is_taken_back_once_and_what_was_changed_stays_a72() async {
        let rig = Rig()
        let moveIn = rig.app.moveIn
        rig.app.moveInFromElsewhere()
        await moveIn.chosen(bytes)
        await moveIn.commit()
        #expect(moveIn.past.map(\.id) == ["c1"])
        rig.phone.transfer.kept = ["Quay"]
        await moveIn.undo("c1")
        #expect(moveIn.undone == Undone(binned: 1, restored: 0, kept: ["Quay"]))
        #expect(moveIn.past.isEmpty)
        await moveIn.undo("c1")
        #expect(moveIn.trouble == .transfer(.noSuchImport))
    }

    @Test func a_file_goes_out_by_a_fresh_unlock_and_is_done_once_it_was_read_back_a73() async {
        let rig = Rig()
        let moveOut = rig.app.moveOut
        rig.app.go(.moveOut)
        moveOut.choose(.aegis)
        await moveOut.make(password: "seven quiet boats", again: "seven quiet boat")
        #expect(moveOut.trouble == .transfer(.differ))
        await moveOut.make(password: "short", again: "short")
        #expect(moveOut.trouble == .transfer(.weak(.tooShort)) && !moveOut.passcode)
        rig.phone.transfer.platformKey = .none
        await moveOut.make(password: "seven quiet boats", again: "seven quiet boats")
        #expect(moveOut.passcode)
        await moveOut.make(passcode: "482615")
        #expect(moveOut.made?.leftOut.map(\.reason) == [.pushAccount])
        await moveOut.written(nil)
        #expect(moveOut.trouble == .transfer(.notWritten) && !moveOut.done)
        await moveOut.written(FakeTransfer.file)
        #expect(moveOut.done)
    }

    @Test func codes_for_the_other_app_are_shown_one_by_one_and_are_in_no_picture_a73() async {
        let rig = Rig()
        let moveOut = rig.app.moveOut
        rig.app.go(.moveOut)
        moveOut.choose(.google)
        await moveOut.make()
        rig.app.settings.capturing(true)
        rig.app.captured(true)
        #expect(moveOut.isSecret && rig.app.covered)
        moveOut.next()
        #expect(moveOut.place == 1)
        moveOut.next()
        #expect(moveOut.done && !moveOut.isSecret && !rig.app.covered)
        moveOut.choose(.google)
        await moveOut.make()
        rig.app.leaveFront()
        #expect(!moveOut.isSecret)
    }

    @Test func a_backup_takes_a_passphrase_and_an_unlock_and_is_read_back_a49() async {
        let rig = Rig()
        let backups = rig.app.backups
        rig.app.go(.backups)
        #expect(!backups.hasPassphrase)
        await backups.setPassphrase("too short", again: "too short")
        #expect(backups.trouble == .transfer(.weak(.tooShort)) && backups.waits == nil)
        rig.phone.refusesPlatform = .cancelled
        backups.suggest()
        #expect(backups.suggested == FakeTransfer.suggested)
        await backups.setPassphrase("seven quiet boats", again: "seven quiet boats")
        #expect(backups.waits == .passphrase)
        await backups.wish(.passphrase, passcode: "482615")
        #expect(backups.wasSet && backups.hasPassphrase && backups.suggested == nil)
        await backups.wish(.backup, passcode: "482615")
        await backups.written(FakeTransfer.file)
        #expect(backups.written == 3)
    }

    @Test func automatic_backups_go_to_the_chosen_folder_and_a_failure_is_told_on_the_list_a75() async {
        let rig = Rig()
        let backups = rig.app.backups
        rig.app.go(.backups)
        await backups.folder("tree/boats")
        #expect(backups.trouble == .transfer(.noPassphrase))
        rig.phone.store.safety = Safety(backup: true)
        rig.phone.refusesPlatform = .cancelled
        await backups.folder("tree/boats")
        #expect(backups.waits == .folder && backups.trouble == .cancelled && backups.auto == nil)
        await backups.wish(.folder, passcode: "482615")
        #expect(backups.folderName == "boats" && backups.waits == nil)
        rig.list.tick()
        #expect(rig.list.notes.contains(.backupFailed(.noFolder)))
        let folder = MemoryBackupFolder()
        rig.systemServices.folders["tree/boats"] = folder
        rig.clock.advance(60)
        rig.app.tick()
        await rig.app.backingUp?.value
        #expect(folder.files.count == 1)
        #expect(backups.auto?.last == Samples.now)
        rig.list.tick()
        #expect(!rig.list.notes.contains(.backupFailed(.noFolder)))
        await backups.turnOff()
        #expect(backups.auto == nil)
    }

    @Test func a_new_vault_key_names_what_it_drops_before_and_after_v_16() async {
        let rig = Rig()
        rig.phone.transfer.ways = WayToOpen.allCases
        rig.phone.store.safety = Safety(recoveryCode: true, backup: true)
        rig.app.go(.ways)
        let ways = rig.app.ways
        #expect(ways.drops(keepsRecovery: false) == [.recovery])
        #expect(ways.hasPassphrase && ways.drops(keepsRecovery: true).isEmpty)
        await ways.changeKey(passcode: "000000", recoveryCode: "")
        #expect(ways.trouble == .wrongPasscode(tries: 9))
        await ways.changeKey(passcode: "482615", recoveryCode: "")
        #expect(ways.dropped == [.recovery] && ways.ways == [.platform, .passcode] && !ways.hasPassphrase)
    }

    @Test func the_phones_own_lock_opens_the_app_again_after_it_was_lost() async {
        let rig = Rig()
        rig.phone.transfer.platformKey = .lost
        rig.app.go(.ways)
        await rig.app.ways.addPlatformKey(passcode: "482615")
        #expect(rig.app.ways.platform == .ready)
    }
}
