import CountersignKit
import Foundation

/// The part of the library's twin for moving in and out, and backups: what it holds, set by the test.
@MainActor
public final class FakeTransfer {
    /// What each file is, what it holds, and the password that opens it.
    public var kind = FileKind(.aegis, encrypted: false)
    /// Whether a file is recognised without its app's name.
    public var recognised = true
    public var holds = [
        Receipt(0, "Quay", "ida"), Receipt(1, "Mail", "ida"), Receipt(2, "Bad", "ida", refusal: .badSecret),
    ]
    public var password = "opens the file"
    /// What an export leaves out, and how many codes one for Google Authenticator has.
    public var leftOut = [LeftOut("Harbour Bank", "ida@harbour.test", .pushAccount)]
    public var pictures = 2
    /// The parts of an export, and which of them a code holds.
    public var parts = 3
    public var partOf: [(LibraryValue, Int)] = []
    public var past: [PastImport] = []
    public var kept: [String] = []
    public var auto: AutoBackup?
    public var ways: [WayToOpen] = [.platform, .passcode]
    public var platformKey = PlatformKey.ready

    /// What an export holds here.
    public nonisolated static let file = Data("an export".utf8)
    /// What is suggested as a passphrase.
    public nonisolated static let suggested = "lusab-babad-gutih-tugad-lusab"

    public init() {}
}

extension FakeAuthenticatorService {
    public func inspect(_ file: Data, as format: FileFormat?) async throws(UserError) -> FileKind {
        try said("inspect")
        let kind = transfer.kind
        guard let format else {
            if !transfer.recognised { throw .transfer(.unknownFormat) }
            return kind
        }
        return FileKind(format, encrypted: kind.encrypted, seconds: kind.seconds, megabytes: kind.megabytes)
    }

    public func plan(_ file: Data, as format: FileFormat?, password: String?) async throws(UserError) -> ImportPlan {
        try opened()
        try said("plan")
        if transfer.kind.encrypted, password != transfer.password { throw .transfer(.wrongPassword) }
        return plan(format ?? transfer.kind.format, missing: [], parts: 1)
    }

    public func plan(scanned codes: [LibraryValue]) async throws(UserError) -> ImportPlan {
        try opened()
        try said("planScanned")
        let there = transfer.partOf.filter { codes.contains($0.0) }.map(\.1)
        return plan(.google, missing: (1...transfer.parts).filter { !there.contains($0) }, parts: transfer.parts)
    }

    public func commit(_ plan: ImportPlan, _ choices: ImportChoices) async throws(UserError) -> ImportReport {
        try opened()
        try said("commit")
        let receipts = plan.receipts.map { receipt in
            var receipt = receipt
            if choices.skipped.contains(receipt.position) { receipt.refusal = .notSelected }
            return receipt
        }
        let added = plan.receipts.filter { choices.adds($0) }
        if choices.alike == .replace {
            let replaced = added.filter { $0.refusal != nil }.map(\.issuer)
            rows.removeAll { replaced.contains($0.issuer) }
        }
        rows += added.map {
            Account(id: "import\($0.position)", issuer: $0.issuer, label: $0.label, kind: "totp")
        }
        transfer.past.insert(PastImport(id: "c1", at: Samples.now, format: plan.format, added: added.count), at: 0)
        return ImportReport(
            commit: "c1", receipts: receipts,
            totals: ImportTotals(found: receipts.count, added: added.count, refused: receipts.count - added.count))
    }

    public func undo(_ imported: String) async throws(UserError) -> Undone {
        try opened()
        try said("undo")
        guard let one = transfer.past.first(where: { $0.id == imported }) else { throw .transfer(.noSuchImport) }
        transfer.past.removeAll { $0.id == imported }
        rows.removeAll { $0.id.hasPrefix("import") }
        return Undone(binned: one.added - transfer.kept.count, restored: 0, kept: transfer.kept)
    }

    public func imports() throws(UserError) -> [PastImport] {
        try opened()
        return transfer.past
    }

    public func export(_ proof: Proof, _ target: ExportTarget, password: String?) async throws(UserError) -> Export {
        try opened()
        try said("export")
        try check(proof)
        if target == .aegis, (password ?? "").count < 12 { throw .transfer(.weak(.tooShort)) }
        let picture = CodePicture(side: 2, dark: [true, false, false, true])
        return made(target == .google ? Array(repeating: picture, count: transfer.pictures) : [])
    }

    public func backUp(_ proof: Proof) async throws(UserError) -> Export {
        try opened()
        try said("backUp")
        try check(proof)
        if !store.safety.backup { throw .transfer(.noPassphrase) }
        return made([])
    }

    public func check(_ made: Export, _ readBack: Data) async throws(UserError) {
        try said("check")
        if made.file != readBack { throw .transfer(.notWritten) }
    }

    public func suggestPassphrase() throws(UserError) -> String {
        try opened()
        return FakeTransfer.suggested
    }

    public func setBackupPassphrase(_ proof: Proof, _ passphrase: String) async throws(UserError) {
        try opened()
        try said("setBackupPassphrase")
        try check(proof)
        if passphrase.count < 12 { throw .transfer(.weak(.tooShort)) }
        store.safety.backup = true
        store.safety.warn = false
    }

    public func autoBackup() throws(UserError) -> AutoBackup? {
        try opened()
        return transfer.auto
    }

    public func startAutoBackup(_ proof: Proof, _ folder: String) async throws(UserError) {
        try opened()
        try said("startAutoBackup")
        try check(proof)
        if !store.safety.backup { throw .transfer(.noPassphrase) }
        transfer.auto = AutoBackup(folder: folder)
    }

    public func stopAutoBackup() async throws(UserError) {
        try opened()
        try said("stopAutoBackup")
        transfer.auto = nil
    }

    @discardableResult
    public func runAutoBackup(_ folder: any BackupFolder) async throws(UserError) -> Bool {
        try opened()
        try said("runAutoBackup")
        do {
            try folder.writeNew("countersign-\(folder.count).csbackup", FakeTransfer.file)
        } catch {
            transfer.auto?.failed = error
            throw .transfer(.backup(error))
        }
        transfer.auto?.last = Samples.now
        transfer.auto?.failed = nil
        return true
    }

    public func ways() throws(UserError) -> [WayToOpen] {
        try opened()
        return transfer.ways
    }

    public func platformKey() -> PlatformKey { transfer.platformKey }

    public func addPlatformKey(_ proof: Proof) async throws(UserError) {
        try opened()
        try said("addPlatformKey")
        try check(proof)
        transfer.platformKey = .ready
        if !transfer.ways.contains(.platform) { transfer.ways.insert(.platform, at: 0) }
    }

    public func changeVaultKey(
        passcode: String, platform: Bool, recoveryCode: String?
    ) async throws(UserError) -> [WayToOpen] {
        try opened()
        try said("changeVaultKey")
        try check(.passcode(passcode))
        if let recoveryCode, recoveryCode != store.recoveryCode { throw .wrongRecoveryCode }
        let dropped = transfer.ways.filter {
            $0 == .recovery && recoveryCode == nil || $0 == .platform && !platform
        }
        transfer.ways.removeAll { dropped.contains($0) }
        store.safety.backup = false
        store.safety.recoveryCode = recoveryCode != nil
        transfer.auto = nil
        return dropped
    }

    private func plan(_ format: FileFormat, missing: [Int], parts: Int) -> ImportPlan {
        let refused = transfer.holds.filter { $0.refusal != nil }.count
        let found = transfer.holds.count
        return ImportPlan(
            format: format, receipts: transfer.holds,
            totals: ImportTotals(found: found, added: found - refused, refused: refused), missing: missing, parts: parts,
            usable: found > refused, handle: Self.handle())
    }

    private func made(_ pictures: [CodePicture]) -> Export {
        Export(
            accounts: rows.filter { !$0.isPush }.count, leftOut: transfer.leftOut, file: FakeTransfer.file,
            pictures: pictures, handle: Self.handle())
    }
}

extension BackupFolder {
    fileprivate var count: Int { ((try? names()) ?? []).count }
}
