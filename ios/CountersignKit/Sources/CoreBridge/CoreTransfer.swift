import Countersign
import CountersignKit
import Foundation

extension Countersign.Transfer {
    /// A database is asked by the phone; what it answers stands for the file.
    fileprivate func readable(_ file: Data, _ databases: (Data, String) -> DatabaseRows?) throws -> Data {
        guard let query = try databaseQuery(file: file) else { return file }
        let answer = databases(file, query)
        return try databaseRows(columns: answer?.columns ?? [], rows: answer?.rows ?? [])
    }
}

/// The library's imports, exports and backups, and the ways to open the vault.
extension CoreAuthenticatorService {
    public func inspect(_ file: Data, as format: FileFormat?) async throws(UserError) -> CountersignKit.FileKind {
        try await later { [theTransfer, databases] in
            let read = try theTransfer.readable(file, databases)
            return CountersignKit.FileKind(try theTransfer.inspect(file: read, format: format?.native))
        }
    }

    public func plan(
        _ file: Data, as format: FileFormat?, password: String?
    ) async throws(UserError) -> CountersignKit.ImportPlan {
        let free = freeMemory()
        return try await later { [theTransfer, databases] in
            let typed = password.map { Data($0.utf8) }
            let read = try theTransfer.readable(file, databases)
            // So much of a file says what kind of database it is.
            let mayLack = try theTransfer.databaseMayLackRows(file: file.prefix(100))
            let plan = try theTransfer.plan(file: read, format: format?.native, password: typed, freeMemory: free)
            return try CountersignKit.ImportPlan(plan, mayLack: mayLack)
        }
    }

    public func plan(scanned codes: [LibraryValue]) async throws(UserError) -> CountersignKit.ImportPlan {
        let codes = codes.compactMap { $0.object as? ScannedCode }
        return try await later { [theTransfer] in
            try CountersignKit.ImportPlan(try theTransfer.planScanned(codes: codes))
        }
    }

    public func commit(
        _ plan: CountersignKit.ImportPlan, _ choices: CountersignKit.ImportChoices
    ) async throws(UserError) -> CountersignKit.ImportReport {
        guard let held = plan.handle.object as? Countersign.ImportPlan else { throw .gone }
        let others: EntryChoice =
            switch choices.alike {
            case .skip: .onlyNew
            case .keepBoth: .keepBoth
            case .replace: .replace
            }
        let skipped = Dictionary(uniqueKeysWithValues: choices.skipped.map { (UInt32($0), EntryChoice.skip) })
        let said = Countersign.ImportChoices(others: others, entries: skipped, incomplete: choices.incomplete)
        return try await later { [theTransfer] in
            let done = try theTransfer.commit(plan: held, choices: said)
            return CountersignKit.ImportReport(
                commit: done.commit, receipts: done.receipts.map(Receipt.init),
                totals: CountersignKit.ImportTotals(done.totals))
        }
    }

    public func undo(_ imported: String) async throws(UserError) -> CountersignKit.Undone {
        let undone = try await later { [theTransfer] in try theTransfer.undo(commit: imported) }
        let there = (try? accounts()) ?? []
        let kept = undone.kept.compactMap { id in there.first { $0.id == id }?.title }
        return CountersignKit.Undone(binned: undone.binned.count, restored: undone.restored.count, kept: kept)
    }

    public func imports() throws(UserError) -> [CountersignKit.PastImport] {
        try now {
            try theTransfer.imports().map {
                CountersignKit.PastImport(
                    id: $0.id, at: Int(clamping: $0.at), format: $0.format.map(FileFormat.init), added: Int($0.added))
            }
        }
    }

    public func export(
        _ proof: Proof, _ target: ExportTarget, password: String?
    ) async throws(UserError) -> CountersignKit.Export {
        try await later { [theTransfer] in
            try CountersignKit.Export(
                try theTransfer.export(
                    how: UnlockWith(proof), target: Target(target), password: password.map { Data($0.utf8) },
                    plainAgreed: true))
        }
    }

    public func backUp(_ proof: Proof) async throws(UserError) -> CountersignKit.Export {
        try await later { [theTransfer] in
            try CountersignKit.Export(try theTransfer.backUp(how: UnlockWith(proof), passphrase: nil))
        }
    }

    public func check(_ made: CountersignKit.Export, _ readBack: Data) async throws(UserError) {
        guard let export = made.handle.object as? Countersign.Export else { throw .gone }
        try await later { try export.check(readBack: readBack) }
    }

    public func suggestPassphrase() throws(UserError) -> String {
        String(decoding: try now { try theTransfer.suggestPassphrase() }, as: UTF8.self)
    }

    public func setBackupPassphrase(_ proof: Proof, _ passphrase: String) async throws(UserError) {
        try await later { [theTransfer] in
            try theTransfer.setBackupPassphrase(how: UnlockWith(proof), new: Data(passphrase.utf8))
        }
    }

    public func autoBackup() throws(UserError) -> CountersignKit.AutoBackup? {
        try now {
            try theTransfer.autoBackup().map {
                CountersignKit.AutoBackup(
                    folder: $0.folder, last: $0.last.map { Int(clamping: $0) }, failed: $0.failed.map(BackupFailure.init))
            }
        }
    }

    public func startAutoBackup(_ proof: Proof, _ folder: String) async throws(UserError) {
        try await later { [theTransfer] in try theTransfer.startAutoBackup(how: UnlockWith(proof), folder: folder) }
    }

    public func stopAutoBackup() async throws(UserError) {
        try await later { [theTransfer] in try theTransfer.stopAutoBackup() }
    }

    @discardableResult
    public func runAutoBackup(_ folder: any CountersignKit.BackupFolder) async throws(UserError) -> Bool {
        try await later { [theTransfer] in
            try theTransfer.runAutoBackup(folder: BackupFolderAdapter(folder)) != nil
        }
    }

    public func ways() throws(UserError) -> [CountersignKit.WayToOpen] {
        try now { try theVault.ways().map(CountersignKit.WayToOpen.init) }
    }

    public func platformKey() -> CountersignKit.PlatformKey {
        switch try? theVault.platformKey() {
        case .ready: .ready
        case .lost: .lost
        case .some(.none), nil: .none
        }
    }

    public func addPlatformKey(_ proof: Proof) async throws(UserError) {
        guard let name = nameOfPlatformKey else { return }
        try await later { [theVault] in
            try theVault.addPlatformKey(how: UnlockWith(proof), keyId: name, userPresence: true)
        }
    }

    public func changeVaultKey(
        passcode: String, platform: Bool, recoveryCode: String?
    ) async throws(UserError) -> [CountersignKit.WayToOpen] {
        var kept: [KeptWay] = [.passcode(passcode: Data(passcode.utf8))]
        if platform, let name = nameOfPlatformKey { kept.append(.platform(keyId: name, userPresence: true)) }
        if let recoveryCode { kept.append(.recovery(code: Data(recoveryCode.utf8))) }
        return try await later { [theVault, kept] in
            try theVault.changeVaultKey(how: UnlockWith(.passcode(passcode)), kept: kept)
                .map(CountersignKit.WayToOpen.init)
        }
    }
}

/// The kit's folder for backups as the library asks for it.
final class BackupFolderAdapter: Countersign.BackupFolder {
    private let folder: any CountersignKit.BackupFolder

    init(_ folder: any CountersignKit.BackupFolder) {
        self.folder = folder
    }

    func names() throws -> [String] { try guarded { () throws(BackupFailure) in try folder.names() } }

    func read(name: String, limit: UInt64) throws -> Data {
        try guarded { () throws(BackupFailure) in try folder.read(name, limit: Int(clamping: limit)) }
    }

    func writeNew(name: String, bytes: Data) throws {
        try guarded { () throws(BackupFailure) in try folder.writeNew(name, bytes) }
    }

    func delete(name: String) throws { try guarded { () throws(BackupFailure) in try folder.delete(name) } }

    private func guarded<Value>(_ act: () throws(BackupFailure) -> Value) throws(BackupFolderError) -> Value {
        do {
            return try act()
        } catch {
            switch error {
            case .noFolder: throw .Missing
            case .full: throw .Full
            case .readBack, .failed: throw .Failed
            }
        }
    }
}
