/// What the screens ask of the library for living with the codes: those that the list does not show, details, the bin, the
/// time, and the recovery code. As `AuthenticatorService`, of which it is a part.
@MainActor
public protocol StoreService: AnyObject {
    /// One code that the list does not show: with a PIN for it alone, and after a fresh unlock where the account asks for one.
    func code(_ account: String, pin: String?, _ proof: Proof?) async throws(UserError) -> MadeCode
    func details(_ account: String) throws(UserError) -> AccountDetails
    func askBefore(_ account: String) async throws(UserError)
    /// Its codes ask for no unlock any more. The fresh unlock is made for this.
    func stopAsking(_ account: String, _ proof: Proof) async throws(UserError)
    /// Its secret is never shown and never exported; nothing takes that back.
    func neverExport(_ account: String) async throws(UserError)
    /// Stores the account's PIN, or forgets it.
    func storePin(_ account: String, _ pin: String?) async throws(UserError)
    func switchKind(_ account: String, to kind: CodeKind) async throws(UserError)
    /// Its set-up link, which is its secret. The fresh unlock is made for this.
    func showSecret(_ account: String, _ proof: Proof) async throws(UserError) -> String
    /// The same as a code to be scanned with another phone.
    func showPicture(_ account: String, _ proof: Proof) async throws(UserError) -> CodePicture

    /// What was removed in the last thirty days, last removed first.
    func bin() throws(UserError) -> [Binned]
    func takeBack(_ account: String) async throws(UserError)
    /// Deletes an account of the bin for good.
    func deleteNow(_ account: String) async throws(UserError)
    func emptyBin() async throws(UserError)

    func codeClock() throws(UserError) -> CodeClock
    func useCorrectedTime(_ corrected: Bool) async throws(UserError)

    func safety() throws(UserError) -> Safety
    /// The person declines a recovery code.
    func declineRecoveryCode() async throws(UserError)
    /// Makes a recovery code, which is not in use yet. The fresh unlock is made for this.
    func newRecoveryCode(_ proof: Proof) async throws(UserError) -> RecoveryCode
    /// Puts a shown code to use, once the two groups were typed that `RecoveryCode.asked` names.
    func useRecoveryCode(_ code: RecoveryCode, _ first: String, _ second: String) async throws(UserError)
    /// Opens the vault by its recovery code and sets another passcode; where that does not go, it stays locked.
    func recover(_ code: String, passcode: String) async throws(UserError)
}

/// A kind of code that a guess is switched to. The words of the core.
public enum CodeKind: String, Equatable, Sendable, CaseIterable, Identifiable {
    case totp, hotp, steam, motp
    case yandex = "yaotp"

    public var id: String { rawValue }
}

/// What the details of a code account show beside its row.
public struct AccountDetails: Equatable, Sendable {
    public var askBefore: Bool
    /// Its secret is never shown and never exported, and that stays so.
    public var neverExport: Bool
    /// Whether its PIN is stored; nil where its codes need none.
    public var pinStored: Bool?
    /// There is a secret that may be shown.
    public var mayShow: Bool

    public init(askBefore: Bool = false, neverExport: Bool = false, pinStored: Bool? = nil, mayShow: Bool = true) {
        self.askBefore = askBefore
        self.neverExport = neverExport
        self.pinStored = pinStored
        self.mayShow = mayShow
    }
}

/// An account that was removed: `until` is when it cannot be taken back any more, in seconds since 1970.
public struct Binned: Equatable, Sendable {
    public let account: Account
    public let until: Int

    public init(account: Account, until: Int) {
        self.account = account
        self.until = until
    }
}

/// The modules of a code, `side` in a row, true for dark: drawn dark on light with four light modules around it.
public struct CodePicture: Equatable, Sendable, CustomStringConvertible {
    public let side: Int
    public let dark: [Bool]

    public init(side: Int, dark: [Bool]) {
        self.side = side
        self.dark = dark
    }

    public var description: String { "CodePicture(\(side))" }
}

/// Which time codes are made by: `off` is the services' time minus the phone's, where it is to be offered, in seconds.
public struct CodeClock: Equatable, Sendable {
    public var off: Int?
    public var used: Bool

    public init(off: Int? = nil, used: Bool = false) {
        self.off = off
        self.used = used
    }
}

/// What protects the codes against the loss of this phone: a recovery code, a passphrase of backups. `warn`: say that nothing
/// does.
public struct Safety: Equatable, Sendable {
    public var recoveryCode: Bool
    public var warn: Bool
    public var backup: Bool

    public init(recoveryCode: Bool = false, warn: Bool = false, backup: Bool = false) {
        self.recoveryCode = recoveryCode
        self.warn = warn
        self.backup = backup
    }
}

/// A recovery code that is shown this once. The groups in `asked` are counted from 1.
public struct RecoveryCode: Equatable, Sendable, CustomStringConvertible {
    public let text: String
    public let asked: [Int]
    public let handle: LibraryValue

    public init(text: String, asked: [Int], handle: LibraryValue) {
        self.text = text
        self.asked = asked
        self.handle = handle
    }

    /// As they are written down.
    public var groups: [String] { text.split(separator: "-").map(String.init) }

    public var description: String { "RecoveryCode([redacted])" }
}
