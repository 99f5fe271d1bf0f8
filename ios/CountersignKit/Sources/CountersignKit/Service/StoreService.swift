/// What the screens ask of the library for living with the codes: those that the list does not show, details, the bin, the
/// time, and the recovery code. As `AuthenticatorService`, of which it is a part.
@MainActor
public protocol StoreService: AnyObject {
    /// One code that the list does not show: with a PIN for it alone, and after a fresh unlock where the account asks for one.
    func code(_ account: String, pin: String?, _ proof: Proof?) async throws(UserError) -> MadeCode
    func details(_ account: String) throws(UserError) -> AccountDetails
    /// The person's own text for it, and its groups: each of what is given.
    func annotate(_ account: String, note: String?, tags: [String]?) async throws(UserError)
    /// It stands first in the list, or no more.
    func favourite(_ account: String, _ on: Bool) async throws(UserError)
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

/// What is weak about the codes of an account, by NIST SP 800-63B. The words of the core.
public enum QualityFlag: Equatable, Hashable, Sendable {
    case shortSecret(bits: Int)
    case fewDigits(Int)
    case longPeriod(seconds: Int)
}

/// What the details of an account show; none of `askBefore` and what follows it where the account confirms sign-ins.
public struct AccountDetails: Equatable, Sendable, CustomStringConvertible {
    public var askBefore: Bool
    /// Its secret is never shown and never exported, and that stays so.
    public var neverExport: Bool
    /// Whether its PIN is stored; nil where its codes need none.
    public var pinStored: Bool?
    /// There is a secret that may be shown.
    public var mayShow: Bool
    /// Its row.
    public var account: Account?
    public var note = ""
    public var tags: [String] = []
    public var favourite = false
    /// It can be moved in the list.
    public var canGoUp = false
    public var canGoDown = false
    public var quality: [QualityFlag] = []

    public init(askBefore: Bool = false, neverExport: Bool = false, pinStored: Bool? = nil, mayShow: Bool = true) {
        self.askBefore = askBefore
        self.neverExport = neverExport
        self.pinStored = pinStored
        self.mayShow = mayShow
    }

    public var description: String { "AccountDetails(\(askBefore), \(neverExport))" }
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
