import Foundation

/// What the screens ask of the library for moving in from other apps, moving out, backups, and the ways to open the vault. As
/// `AuthenticatorService`, of which it is a part. A file's bytes and a password are wiped in the library, never kept.
@MainActor
public protocol TransferService: AnyObject {
    /// Says whose export a file is, and what opening it costs; also while locked. `format` where the person named it.
    func inspect(_ file: Data, as format: FileFormat?) async throws(UserError) -> FileKind
    /// What the file would add, and what not and why. Nothing is changed.
    func plan(_ file: Data, as format: FileFormat?, password: String?) async throws(UserError) -> ImportPlan
    /// The same for codes of another app's export, as they were scanned one after another.
    func plan(scanned codes: [LibraryValue]) async throws(UserError) -> ImportPlan
    /// Adds what a plan showed: all of it or nothing. A plan can be used once.
    func commit(_ plan: ImportPlan, _ choices: ImportChoices) async throws(UserError) -> ImportReport
    /// Takes an import back.
    func undo(_ imported: String) async throws(UserError) -> Undone
    /// The imports that can still be taken back, newest first.
    func imports() throws(UserError) -> [PastImport]

    /// The fresh unlock is made for this. `password` for a file that has one; the person was warned of one that has none.
    func export(_ proof: Proof, _ target: ExportTarget, password: String?) async throws(UserError) -> Export
    /// An encrypted backup under the passphrase that was set. The fresh unlock is made for this.
    func backUp(_ proof: Proof) async throws(UserError) -> Export
    /// Compares what was read back from where an export was written.
    func check(_ made: Export, _ readBack: Data) async throws(UserError)
    /// A passphrase that nobody can guess, to be written down. It is kept nowhere.
    func suggestPassphrase() throws(UserError) -> String
    /// Sets the passphrase of backups. The fresh unlock is made for this.
    func setBackupPassphrase(_ proof: Proof, _ passphrase: String) async throws(UserError)
    /// How automatic backups stand; nil while they are off.
    func autoBackup() throws(UserError) -> AutoBackup?
    /// Turns automatic backups on, into a folder as the shell names it. The fresh unlock is made for this.
    func startAutoBackup(_ proof: Proof, _ folder: String) async throws(UserError)
    /// Turns them off; those that were made stay.
    func stopAutoBackup() async throws(UserError)
    /// Makes a backup where one is due; false where none is.
    @discardableResult
    func runAutoBackup(_ folder: any BackupFolder) async throws(UserError) -> Bool

    /// The ways to open the vault.
    func ways() throws(UserError) -> [WayToOpen]
    /// Whether the phone's own lock opens the vault.
    func platformKey() -> PlatformKey
    /// Lets the phone's own lock open the vault again. The fresh unlock is made for this.
    func addPlatformKey(_ proof: Proof) async throws(UserError)
    /// Changes the vault key: only what is kept opens the vault from now on. The passcode is kept, and the phone's own lock where
    /// `platform` says so; the recovery code where it is typed. Returns the ways that were dropped.
    func changeVaultKey(passcode: String, platform: Bool, recoveryCode: String?) async throws(UserError) -> [WayToOpen]
}

extension TransferService {
    public func inspect(_ file: Data) async throws(UserError) -> FileKind { try await inspect(file, as: nil) }

    public func plan(_ file: Data, password: String?) async throws(UserError) -> ImportPlan {
        try await plan(file, as: nil, password: password)
    }
}

/// A way to open the vault.
public enum WayToOpen: Equatable, Sendable, CaseIterable { case platform, passcode, recovery }

/// Whether the phone's own lock opens the vault.
public enum PlatformKey: Equatable, Sendable { case none, ready, lost }

/// What a database answered, as texts; nil where it holds none.
public struct DatabaseRows: Sendable {
    public let columns: [String]
    public let rows: [[String?]]

    public init(columns: [String], rows: [[String?]]) {
        self.columns = columns
        self.rows = rows
    }
}

/// Another app's export, or a backup of ours. The words of the core.
public enum FileFormat: Equatable, Sendable, CaseIterable {
    case countersign, aegis, twoFas, google, ente, proton, cxf, bitwarden, stratum, andOtp, andOtpOld
    case freeOtpPlus, freeOtp1, freeOtp2, keePass, onePassword, lastPass, raivo, authy, microsoft, winAuth, otpauth, csv
}

/// What a file is. `seconds` and `megabytes` are what opening it costs on a computer; nought where it costs nothing to speak of.
public struct FileKind: Equatable, Sendable {
    public let format: FileFormat
    public let encrypted: Bool
    public let seconds: Int
    public let megabytes: Int
    /// The file has no mark of its format: this is the likeliest one.
    public let guessed: Bool

    public init(
        _ format: FileFormat, encrypted: Bool, seconds: Int = 0, megabytes: Int = 0, guessed: Bool = false
    ) {
        self.format = format
        self.encrypted = encrypted
        self.seconds = seconds
        self.megabytes = megabytes
        self.guessed = guessed
    }
}

/// Why an entry of a file is not added. The words of the core.
public enum Refusal: Equatable, Sendable, CaseIterable {
    case unsupportedType, unsupportedAlgorithm, badSecret, outOfRange, missingField, notRepresentable, encryptedEntry
    case duplicate, notSelected, conflict, pushAccount, damaged
}

/// What the person should know of an entry that is added.
public enum ImportWarning: Equatable, Hashable, Sendable {
    case scanned(AccountWarning)
    case sourceTrash, noteCut, setUpAgain
}

/// What becomes of an entry of a file: it is added, or refused for a reason.
public struct Receipt: Equatable, Sendable, Identifiable, CustomStringConvertible {
    public let position: Int
    public let issuer: String
    public let label: String
    public var refusal: Refusal?
    public let warnings: [ImportWarning]
    /// What the person may choose, so that it is added all the same: where something like it is there already.
    public let offers: Set<Alike>

    public init(
        _ position: Int, _ issuer: String, _ label: String, refusal: Refusal? = nil, warnings: [ImportWarning] = [],
        offers: Set<Alike> = []
    ) {
        self.position = position
        self.issuer = issuer
        self.label = label
        self.refusal = refusal
        self.warnings = warnings
        self.offers = offers
    }

    public var id: Int { position }

    public var description: String { "Receipt(\(position))" }
}

/// Receipts, counted: `found` is the sum of `added` and `refused`. `others` hold no one-time code.
public struct ImportTotals: Equatable, Sendable {
    public let found: Int
    public let added: Int
    public let refused: Int
    public let others: Int

    public init(found: Int, added: Int, refused: Int, others: Int = 0) {
        self.found = found
        self.added = added
        self.refused = refused
        self.others = others
    }
}

/// What an import would do. It holds the accounts of the file.
public struct ImportPlan: Sendable, CustomStringConvertible {
    public let format: FileFormat
    public let receipts: [Receipt]
    public let totals: ImportTotals
    /// The file also holds icons, colours or counts of use, which are left behind.
    public let leftBehind: Bool
    /// Parts of the export that are missing, from 1, and how many it has.
    public let missing: [Int]
    public let parts: Int
    /// There is an account in it that can be used.
    public let usable: Bool
    /// The newest accounts may lie in a second file beside the database, which was not handed over.
    public let mayLack: Bool
    public let handle: LibraryValue

    public init(
        format: FileFormat, receipts: [Receipt], totals: ImportTotals, leftBehind: Bool = false, missing: [Int] = [],
        parts: Int = 1, usable: Bool = true, mayLack: Bool = false, handle: LibraryValue
    ) {
        self.format = format
        self.receipts = receipts
        self.totals = totals
        self.leftBehind = leftBehind
        self.missing = missing
        self.parts = parts
        self.usable = usable
        self.mayLack = mayLack
        self.handle = handle
    }

    public var description: String { "ImportPlan(\(totals))" }
}

/// What is done with an entry of which the name or the key is there already. The very same is never added. The words of
/// the core.
public enum Alike: Equatable, Hashable, Sendable, CaseIterable, Identifiable {
    case skip, keepBoth, replace

    public var id: Self { self }
}

/// What the person says to a plan.
public struct ImportChoices: Equatable, Sendable {
    public var alike = Alike.skip
    /// Entries that are left out, by their positions.
    public var skipped: Set<Int> = []
    /// "Add these": parts are missing, and what is there is enough.
    public var incomplete = false

    public init() {}

    /// Whether an entry is added.
    public func adds(_ receipt: Receipt) -> Bool {
        (receipt.refusal == nil || receipt.offers.contains(alike)) && !skipped.contains(receipt.position)
    }
}

/// What an import did; `commit` takes it back, and is nil where nothing was added.
public struct ImportReport: Equatable, Sendable {
    public let commit: String?
    public let receipts: [Receipt]
    public let totals: ImportTotals

    public init(commit: String?, receipts: [Receipt], totals: ImportTotals) {
        self.commit = commit
        self.receipts = receipts
        self.totals = totals
    }
}

/// An import that can still be taken back. `at` in seconds since 1970; no format where a later version made it.
public struct PastImport: Equatable, Sendable, Identifiable {
    public let id: String
    public let at: Int
    public let format: FileFormat?
    public let added: Int

    public init(id: String, at: Int, format: FileFormat?, added: Int) {
        self.id = id
        self.at = at
        self.format = format
        self.added = added
    }
}

/// What taking an import back did: how many went to the bin and came back from it, and the names of what was changed since.
public struct Undone: Equatable, Sendable {
    public let binned: Int
    public let restored: Int
    public let kept: [String]

    public init(binned: Int, restored: Int, kept: [String]) {
        self.binned = binned
        self.restored = restored
        self.kept = kept
    }
}

/// What is exported to other apps; all but Aegis' file can be read by anyone who has it.
public enum ExportTarget: Equatable, Sendable, CaseIterable, Identifiable {
    case aegis, google, otpauth, cxf

    public var id: Self { self }
}

/// Why an account is not in a file. The words of the core.
public enum LeftReason: Equatable, Sendable { case pushAccount, protected, notRepresentable }

/// An account that a file does not hold, or holds by name only.
public struct LeftOut: Equatable, Sendable {
    public let issuer: String
    public let label: String
    public let reason: LeftReason

    public init(_ issuer: String, _ label: String, _ reason: LeftReason) {
        self.issuer = issuer
        self.label = label
        self.reason = reason
    }
}

/// A file in memory, on its way out.
public struct Export: Sendable, CustomStringConvertible {
    public let accounts: Int
    public let leftOut: [LeftOut]
    /// Notes, tags, own names or PINs had no place in the format.
    public let leftBehind: Bool
    /// So many accounts of a later version stay here.
    public let unreadable: Int
    public let file: Data
    /// The codes of an export to Google Authenticator.
    public let pictures: [CodePicture]
    public let handle: LibraryValue

    public init(
        accounts: Int, leftOut: [LeftOut] = [], leftBehind: Bool = false, unreadable: Int = 0, file: Data,
        pictures: [CodePicture] = [], handle: LibraryValue
    ) {
        self.accounts = accounts
        self.leftOut = leftOut
        self.leftBehind = leftBehind
        self.unreadable = unreadable
        self.file = file
        self.pictures = pictures
        self.handle = handle
    }

    public var description: String { "Export(\(accounts))" }
}

/// Why an automatic backup failed. The words of the core.
public enum BackupFailure: Error, Equatable, Sendable, CaseIterable { case noFolder, full, readBack, failed }

/// How automatic backups stand: `last` in seconds since 1970; `failed` until one succeeds.
public struct AutoBackup: Equatable, Sendable {
    public var folder: String
    public var last: Int?
    public var failed: BackupFailure?

    public init(folder: String, last: Int? = nil, failed: BackupFailure? = nil) {
        self.folder = folder
        self.last = last
        self.failed = failed
    }
}

/// Why a passphrase or the password of a new file is refused. The words of the core.
public enum WeakPassphrase: Equatable, Sendable, CaseIterable { case tooShort, tooLong, controlCharacter, guessable, name }

/// Why a file was not read or written. Each has a sentence in `Words`.
public enum TransferFailure: Equatable, Sendable {
    case unknownFormat, unsupportedVersion
    /// What it is packed in.
    case zip, keePass, database, duo, microsoftCloud
    case passwordNeeded, wrongPassword
    /// Opening it would take so much memory and time.
    case tooCostly(megabytes: Int, seconds: Int)
    case accountRestricted, deviceBound, tooLarge, damaged, nothingUsable, partsMissing, noSuchImport
    case weak(WeakPassphrase)
    case noPassphrase, nothingToExport, notWritten
    /// The two that were typed differ.
    case differ
    /// The file could not be opened.
    case noFile
    case backup(BackupFailure)
}

/// A folder for automatic backups: the core's `BackupFolder`. Called from a background thread; it must not call the library.
public protocol BackupFolder: Sendable {
    func names() throws(BackupFailure) -> [String]
    /// A whole file, of which at most `limit` bytes are wanted.
    func read(_ name: String, limit: Int) throws(BackupFailure) -> Data
    /// Writes a new file; one of this name is never overwritten.
    func writeNew(_ name: String, _ bytes: Data) throws(BackupFailure)
    func delete(_ name: String) throws(BackupFailure)
}
