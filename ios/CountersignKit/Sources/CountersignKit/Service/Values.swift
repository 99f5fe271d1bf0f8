import Foundation

/// How far an account is usable. The words of the core.
public enum AccountState: Equatable, Sendable {
    case active, tryoutPending, paused, off, blocked, unlinked, removalPending, setUpAgain
}

/// Whom to call at the organisation. Each part may be missing.
public struct Contact: Equatable, Sendable {
    public let name: String?
    public let phone: String?
    public let email: String?

    public init(name: String?, phone: String?, email: String?) {
        self.name = name
        self.phone = phone
        self.email = email
    }
}

/// What belongs to a work or school account only.
public struct PushFacts: Equatable, Sendable {
    public let host: String
    public let deviceLabel: String
    public let contact: Contact?
    /// Its service sends what rings to this phone.
    public let pushRegistered: Bool
    /// Its service says what was approved lately.
    public let hasActivity: Bool
    /// The organisation's page, where the account is set up again.
    public let page: String?

    public init(
        host: String, deviceLabel: String, contact: Contact?, pushRegistered: Bool = false, hasActivity: Bool = false,
        page: String? = nil
    ) {
        self.host = host
        self.deviceLabel = deviceLabel
        self.contact = contact
        self.pushRegistered = pushRegistered
        self.hasActivity = hasActivity
        self.page = page
    }
}

/// One row of the account list. `kind` is totp, hotp, steam, yaotp, motp or push.
public struct Account: Equatable, Sendable, Identifiable, CustomStringConvertible {
    public let id: String
    public var issuer: String
    public let label: String
    /// Issuer and name in one line, as a screen reader says it.
    public let title: String
    public let kind: String
    public var state: AccountState
    public let push: PushFacts?
    /// It stands first in the list.
    public var favourite: Bool
    /// Its groups.
    public var tags: [String]

    public init(
        id: String, issuer: String, label: String, title: String? = nil, kind: String, state: AccountState = .active,
        push: PushFacts? = nil, favourite: Bool = false, tags: [String] = []
    ) {
        self.id = id
        self.issuer = issuer
        self.label = label
        self.title = title ?? "\(issuer), \(label)"
        self.kind = kind
        self.state = state
        self.push = push
        self.favourite = favourite
        self.tags = tags
    }

    public var isPush: Bool { kind == "push" }

    /// Its service is asked for it.
    public var isInUse: Bool { state != .removalPending && !mustBeSetUpAgain }

    public var mustBeSetUpAgain: Bool { state == .unlinked || state == .setUpAgain }

    /// Names nobody, so that it may stand in a log.
    public var description: String { "Account(\(kind), \(state))" }
}

/// A tag as a group of the list.
public struct Group: Equatable, Sendable, Identifiable {
    public let name: String
    public let accounts: Int

    public init(_ name: String, accounts: Int) {
        self.name = name
        self.accounts = accounts
    }

    public var id: String { name }
}

/// The list, or what a search leaves of it: favourites first, then the person's order.
public struct AccountList: Equatable, Sendable {
    public let rows: [Account]
    /// The groups that there are, in the order of the alphabet.
    public let groups: [Group]
    /// The group whose rows these are; nil for all, also where the one that was asked for is gone.
    public let group: String?
    /// Accounts there are, whatever is searched for, and whether one of them only makes codes.
    public let total: Int
    public let makesCodes: Bool

    public init(rows: [Account], groups: [Group], group: String?, total: Int, makesCodes: Bool) {
        self.rows = rows
        self.groups = groups
        self.group = group
        self.total = total
        self.makesCodes = makesCodes
    }
}

/// A one-time code and its life in seconds since 1970. `code` is nil where one has to be asked for: with a counter, each
/// asking uses one up.
public struct Code: Equatable, Sendable, CustomStringConvertible {
    public let account: String
    public let code: String?
    public let next: String?
    public let validFrom: Int
    public let validUntil: Int
    /// Not to be shown until it is tapped: the library says so.
    public let masked: Bool
    /// There is no code because the account's PIN is not stored.
    public let needsPin: Bool
    /// There is no code because each one asks for a fresh unlock.
    public let needsUnlock: Bool
    /// How many of its characters stand together for reading; nought where it is not cut.
    public let group: Int

    public init(
        account: String, code: String?, next: String?, validFrom: Int, validUntil: Int, masked: Bool = false,
        needsPin: Bool = false, needsUnlock: Bool = false, group: Int = 0
    ) {
        self.account = account
        self.code = code
        self.next = next
        self.validFrom = validFrom
        self.validUntil = validUntil
        self.masked = masked
        self.needsPin = needsPin
        self.needsUnlock = needsUnlock
        self.group = group
    }

    public var description: String { "Code([redacted])" }
}

/// A counter-based code, just made: to be taken off the screen at `shownUntil`, in seconds since 1970.
public struct MadeCode: Equatable, Sendable, CustomStringConvertible {
    public let code: String
    public let group: Int
    public let shownUntil: Int

    public init(code: String, group: Int, shownUntil: Int) {
        self.code = code
        self.group = group
        self.shownUntil = shownUntil
    }

    public var description: String { "MadeCode([redacted])" }
}

/// What the person says to notifications. The words of the core.
public enum Notifications: Equatable, Sendable { case notAsked, allowed, refused }

/// What the person should know before an account for codes is added. The words of the core.
public enum AccountWarning: Equatable, Hashable, Sendable, CaseIterable {
    case weakSecret, surplusBits, unusualDigits, longPeriod, counterMissing, issuerDiffers, nameMissing, hiddenCharacters
    case repeatedParameter, htmlEscaped, fragmentDropped, algorithmSpelling, assumedSteam, maybeSteam, unspecifiedEnum
    case migrationVersion, pinNeeded, lockRequested, guessedCharacters
}

/// What the library says about a code on the clipboard.
public struct ClipboardRule: Equatable, Sendable {
    /// The system is to keep it on this phone.
    public let sensitive: Bool
    /// When the clipboard is to be emptied, if it still holds the code, in seconds since 1970.
    public let clearAt: Int

    public init(sensitive: Bool, clearAt: Int) {
        self.sensitive = sensitive
        self.clearAt = clearAt
    }
}

/// A value of the library that the screens pass on and never look into: what a scanned code says, what a preview would add.
public struct LibraryValue: Equatable, Sendable {
    public let object: any AnyObject & Sendable

    public init(_ object: any AnyObject & Sendable) {
        self.object = object
    }

    public static func == (left: LibraryValue, right: LibraryValue) -> Bool { left.object === right.object }
}

/// What is there already and makes adding an account a question. The words of the core.
public enum Conflict: Equatable, Sendable { case same, sameSecret, sameName, registered }

/// What the person says to it: add only what is new, or beside what is there, or in its place, and that goes to the bin.
public enum AddChoice: Equatable, Sendable { case onlyNew, keepBoth, replace }

/// What a scanned or typed text would add. Nothing is added before the person says so.
public struct Preview: Equatable, Sendable, CustomStringConvertible {
    public enum Kind: Equatable, Sendable {
        /// One-time codes, and what the person should know of them.
        case codes(issuer: String, label: String, warnings: [AccountWarning] = [])
        /// A work or school account: the host is what will be contacted, `device` how it will list this phone.
        case organisation(host: String, name: String?, user: String, device: String)
    }

    public let kind: Kind
    /// What is there already: adding it is a question then.
    public let conflict: Conflict?
    /// That account may be replaced by this one.
    public let replaceable: Bool
    public let handle: LibraryValue

    public init(kind: Kind, conflict: Conflict?, replaceable: Bool = false, handle: LibraryValue) {
        self.kind = kind
        self.conflict = conflict
        self.replaceable = replaceable
        self.handle = handle
    }

    /// Names nobody, so that it may stand in a log.
    public var description: String { "Preview([redacted])" }

    /// Who it is for, in two lines.
    public var names: (String, String) {
        switch kind {
        case .codes(let issuer, let label, _): (issuer, label)
        case .organisation(let host, let name, let user, _): (name ?? host, user)
        }
    }
}

/// Where pushes reach this phone. Whoever knows it can make the phone ring: it is for the services alone.
public struct PushAddress: Equatable, Sendable, CustomStringConvertible {
    public enum Transport: Equatable, Sendable {
        case apns
        /// A service that only writes down whom it would ring, for tests.
        case log
    }

    public let transport: Transport
    public let text: String

    public init(_ transport: Transport, _ text: String) {
        self.transport = transport
        self.text = text
    }

    /// Apple's, by the token as the system hands it over.
    public static func apns(token: Data) -> PushAddress {
        PushAddress(.apns, token.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined())
    }

    public var description: String { "PushAddress(\(transport))" }
}

/// What removing an account brought.
public enum Removal: Equatable, Sendable { case done, binned, pending, alsoOnThePage }

/// Where the vault stands.
public enum Vault: Equatable, Sendable {
    case none
    /// `tries` are left for the passcode, which may be tried after `wait` seconds; nought tries: it is switched off.
    case locked(tries: Int, wait: Int)
    case open
    /// It is an older copy: nothing can be changed until the person takes it as the vault.
    case readOnly
}

/// How the person shows that they are there.
public enum Proof: Equatable, Sendable, CustomStringConvertible {
    case passcode(String)
    /// By the phone's own unlock; the platform asks.
    case platform

    public var description: String { self == .platform ? "platform" : "passcode([redacted])" }
}
