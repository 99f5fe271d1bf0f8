import CountersignFakes
import CountersignKit
import Foundation
import Testing

@testable import CoreBridge

/// Moving in and out, and backups, over the real library.
@MainActor
struct CoreTransferTests {
    private let keys = MemoryKeys()
    private let clock = StoryClock()
    private static let passcode = "482615"
    private static let passphrase = "seven quiet boats at noon"
    private static let list = Data(
        """
        otpauth://totp/Quay:ida?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Quay
        otpauth://totp/Mail:ida?secret=KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU&issuer=Mail
        otpauth://totp/Bad:ida?secret=1&issuer=Bad
        """.utf8)

    private func empty() async throws -> CoreAuthenticatorService {
        let phone = try CoreAuthenticatorService.loopback(
            files: MemoryFiles(), values: MemoryDeviceStateStore(), keys: keys, clock: clock)
        try await phone.create(passcode: Self.passcode)
        return phone
    }

    private func made() async throws -> CoreAuthenticatorService {
        let phone = try await empty()
        _ = try await phone.commit(try await phone.plan(Self.list, password: nil), ImportChoices())
        return phone
    }

    private func restored(_ file: Data) async throws -> CoreAuthenticatorService {
        let phone = try await empty()
        #expect(try await phone.inspect(file).format == .countersign)
        _ = try await phone.commit(try await phone.plan(file, password: Self.passphrase), ImportChoices())
        return phone
    }

    @Test func a_list_is_planned_added_and_taken_back_a71_a72() async throws {
        let phone = try await made()
        #expect(try phone.accounts().map(\.issuer) == ["Quay", "Mail"])
        let again = try await phone.plan(Self.list, password: nil)
        #expect(again.receipts.map(\.refusal) == [.duplicate, .duplicate, .badSecret])
        let past = try #require(try phone.imports().first)
        #expect(past.format == .otpauth && past.added == 2)
        let undone = try await phone.undo(past.id)
        #expect(undone.binned == 2 && undone.kept.isEmpty)
        await #expect(throws: UserError.transfer(.noSuchImport)) { try await phone.undo(past.id) }
    }

    @Test func a_database_is_asked_and_its_rows_are_planned_a71() async throws {
        let phone = try await empty()
        let file = Data("SQLite format 3\0and so on".utf8)
        await #expect(throws: UserError.transfer(.database)) { try await phone.inspect(file) }
        phone.databases = { asked, query in
            guard asked == file, query.contains("accounts") else { return nil }
            let row: [String?] = ["0", "Quay", "ida", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"]
            return DatabaseRows(columns: ["account_type", "name", "username", "oath_secret_key"], rows: [row])
        }
        #expect(try await phone.inspect(file).format == .microsoft)
        _ = try await phone.commit(try await phone.plan(file, password: nil), ImportChoices())
        #expect(try phone.accounts().map(\.issuer) == ["Quay"])
    }

    @Test func what_is_there_already_can_be_replaced_a71() async throws {
        let phone = try await made()
        let file = Data("otpauth://totp/Quay:ida?secret=MFRGGZDFMZTWQ2LKNNWG23TPOBYXE43U&issuer=Quay\n".utf8)
        let plan = try await phone.plan(file, password: nil)
        #expect(plan.receipts.map(\.offers) == [[.keepBoth, .replace]])
        let before = try #require(try phone.accounts().first { $0.issuer == "Quay" }).id
        var choices = ImportChoices()
        choices.alike = .replace
        let report = try await phone.commit(plan, choices)
        #expect(report.totals.added == 1)
        #expect(try phone.bin().map(\.account.id) == [before])
        #expect(try await phone.undo(try #require(report.commit)).restored == 1)
    }

    @Test func an_export_takes_an_unlock_and_is_read_back_a73() async throws {
        let phone = try await made()
        keys.refuses = .cancelled
        await #expect(throws: UserError.cancelled) { try await phone.export(.platform, .otpauth, password: nil) }
        keys.refuses = nil
        let google = try await phone.export(.platform, .google, password: nil)
        #expect(google.pictures.count == 1)
        let aegis = try await phone.export(.passcode(Self.passcode), .aegis, password: Self.passphrase)
        try await phone.check(aegis, aegis.file)
        await #expect(throws: UserError.transfer(.notWritten)) { try await phone.check(aegis, Data([1])) }
        await #expect(throws: UserError.transfer(.wrongPassword)) {
            try await phone.plan(aegis.file, password: "another")
        }
    }

    @Test func a_backup_lands_in_the_folder_a75() async throws {
        let phone = try await made()
        try await phone.setBackupPassphrase(.passcode(Self.passcode), Self.passphrase)
        try await phone.startAutoBackup(.passcode(Self.passcode), "boats")
        let folder = MemoryBackupFolder()
        #expect(try await phone.runAutoBackup(folder))
        #expect(try await !phone.runAutoBackup(folder))
        let other = try await restored(try #require(folder.files.values.first))
        #expect(try other.codes().map(\.code) == phone.codes().map(\.code))
    }

    /// `COUNTERSIGN_WRITE_BACKUPS=1` makes Swift's file anew; Kotlin's test opens it, and makes the other.
    @Test func a_backup_of_either_kit_opens_here_with_equal_codes_a49() async throws {
        let phone = try await made()
        var folder = URL(fileURLWithPath: #filePath)
        for _ in 0..<5 { folder.deleteLastPathComponent() }
        folder.appendPathComponent("tests/scenarios/backups")
        if ProcessInfo.processInfo.environment["COUNTERSIGN_WRITE_BACKUPS"] != nil {
            try await phone.setBackupPassphrase(.passcode(Self.passcode), Self.passphrase)
            let made = try await phone.backUp(.passcode(Self.passcode))
            try made.file.write(to: folder.appendingPathComponent("swift.csbackup"))
        }
        for kit in ["kotlin", "swift"] {
            let file = try Data(contentsOf: folder.appendingPathComponent("\(kit).csbackup"))
            let other = try await restored(file)
            #expect(try other.accounts().map(\.issuer) == ["Quay", "Mail"], "\(kit)")
            #expect(try other.codes().map(\.code) == phone.codes().map(\.code), "\(kit)")
        }
    }

    @Test func a_new_vault_key_keeps_what_is_presented_v_16() async throws {
        let phone = try await made()
        let code = try await phone.newRecoveryCode(.passcode(Self.passcode))
        try await phone.useRecoveryCode(code, code.groups[code.asked[0] - 1], code.groups[code.asked[1] - 1])
        #expect(try Set(phone.ways()) == Set(WayToOpen.allCases))
        #expect(phone.platformKey() == .ready)
        let dropped = try await phone.changeVaultKey(passcode: Self.passcode, platform: true, recoveryCode: nil)
        #expect(dropped == [.recovery])
        phone.lock()
        try await phone.unlock(.platform)
        #expect(try phone.accounts().count == 2)
    }
}
