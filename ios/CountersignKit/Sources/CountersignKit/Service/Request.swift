/// What a request asks for.
public enum Prompt: Equatable, Sendable {
    /// Type the number that the page shows.
    case number(digits: Int)
    /// Pick the number that the page shows.
    case choice([String])
    /// There is no number: a second question instead.
    case confirm
    /// Type this code on the page.
    case showCode(String)
}

/// Where a request stands. The words of the core.
public enum Phase: Equatable, Sendable { case waiting, open, sending, deliveryFailed, askReport, reporting, ended }

/// Who wants the services to be asked: the app as its time comes, a push, or the person.
public enum Asked: Equatable, Sendable { case byItself, byAPush, byThePerson }

/// Why a service was not reached. The words of the core.
public enum UnreachableCause: Equatable, Hashable, Sendable, CaseIterable {
    case offline, noSuchHost, refused, timedOut, certificate, notHTTPS, serverError, tooManyRequests
}

/// What became of an answer. The words of the core.
public enum Outcome: Equatable, Sendable {
    /// `interrupted`: the app was closed while it answered, and refused the request itself.
    case interrupted
    case approved, denied, wrongNumber, expired, superseded, alreadyHandled, accountUnlinked, appTooOld
    case unreachable(UnreachableCause)
    case accountBlocked
    /// `certain`: it is the clock; else IT must check the service's public address if the clock is right.
    case clockWrong(seconds: Int?, certain: Bool = true)
    case refused
}

/// What to warn of above the number field.
public enum Warning: Equatable, Hashable, Sendable {
    case otherCountry
    case requestsThisHour(Int)
    case wrongInRow(Int)
    case pickedIsWeaker
    case noNumber
    case almostOver
}

/// What the number field holds, compared with what is asked for. The words of the core.
public enum NumberField: Equatable, Sendable { case empty, tooShort, complete, tooLong, notDigits }

/// A sign-in request as the core draws it. A screen shows this and sends events; it decides nothing.
///
/// Countries are ISO 3166-1 codes; of where it comes from, what is nil was not given. `age` is in seconds.
public struct Request: Equatable, Sendable, Identifiable, CustomStringConvertible {
    public var id: String
    public var account: String
    public var tryout: Bool
    public var host: String
    public var organisation: String
    public var service: String?
    public var user: String
    public var age: Int
    public var browser: String?
    public var system: String?
    public var town: String?
    public var country: String?
    public var phoneCountry: String?
    public var prompt: Prompt
    public var phase: Phase
    public var inFront: Bool
    public var canApprove: Bool
    public var needsUnlock: Bool
    public var typed: Int
    public var secondsLeft: Int
    public var warnings: [Warning]
    public var moreWaiting: Int
    public var outcome: Outcome?
    public var reported: Bool
    public var contact: Contact?
    public var reportFailed: Bool
    public var reportDisablesAccount: Bool
    /// Its row stands among those that wait for the person.
    public var waits: Bool
    /// "No, it's not me" stands on the screen.
    public var canRefuse: Bool
    /// What the number field holds, where a number is asked for.
    public var number: NumberField?
    /// What to warn of beside that which is picked or confirmed; `warnings` stand above the facts, in their order.
    public var answerWarning: Warning?
    /// The person said no; with the outcome `expired` it was too late.
    public var refused: Bool
    /// The code beside the number on the page can be scanned.
    public var canScan: Bool
    /// The organisation's own words, where it sends some: a stranger may have written part of them.
    public var text: String?

    public init(
        id: String, account: String, tryout: Bool, host: String, organisation: String, service: String?, user: String,
        age: Int, browser: String?, system: String?, town: String?, country: String?, phoneCountry: String?,
        prompt: Prompt, phase: Phase, inFront: Bool, canApprove: Bool, needsUnlock: Bool, typed: Int, secondsLeft: Int,
        warnings: [Warning], moreWaiting: Int, outcome: Outcome?, reported: Bool, contact: Contact?, reportFailed: Bool,
        reportDisablesAccount: Bool, waits: Bool = true, canRefuse: Bool = true, number: NumberField? = nil,
        answerWarning: Warning? = nil, refused: Bool = false, canScan: Bool = false, text: String? = nil
    ) {
        self.id = id
        self.account = account
        self.tryout = tryout
        self.host = host
        self.organisation = organisation
        self.service = service
        self.user = user
        self.age = age
        self.browser = browser
        self.system = system
        self.town = town
        self.country = country
        self.phoneCountry = phoneCountry
        self.prompt = prompt
        self.phase = phase
        self.inFront = inFront
        self.canApprove = canApprove
        self.needsUnlock = needsUnlock
        self.typed = typed
        self.secondsLeft = secondsLeft
        self.warnings = warnings
        self.moreWaiting = moreWaiting
        self.outcome = outcome
        self.reported = reported
        self.contact = contact
        self.reportFailed = reportFailed
        self.reportDisablesAccount = reportDisablesAccount
        self.waits = waits
        self.canRefuse = canRefuse
        self.number = number
        self.answerWarning = answerWarning
        self.refused = refused
        self.canScan = canScan
        self.text = text
    }

    public var from: Origin { Origin(browser: browser, system: system, town: town, country: country) }

    /// YES can be pressed: the core takes what was typed, and the fresh unlock was made.
    public var yesIsEnabled: Bool { canApprove && !needsUnlock }

    public var isEnded: Bool { phase == .ended }

    /// Names nobody, so that it may stand in a log.
    public var description: String { "Request(\(phase))" }
}

/// An account whose set-up seemed done and was refused afterwards.
public struct RefusedSetup: Equatable, Sendable, CustomStringConvertible {
    public enum Reason: Equatable, Sendable { case codeUsed, codeLapsed, refused }

    public let service: String
    public let user: String
    public let reason: Reason

    public init(service: String, user: String, reason: Reason) {
        self.service = service
        self.user = user
        self.reason = reason
    }

    /// Names nobody, so that it may stand in a log.
    public var description: String { "RefusedSetup(\(reason))" }
}

/// A sentence above the list, in the core's order.
public enum Note: Equatable, Sendable {
    case offline
    /// One organisation was not reached, and why.
    case unreachable(organisation: String, UnreachableCause)
    case appTooOld
    /// A service did not accept the phone's clock.
    case clockRefused
    /// A service no longer accepts this app.
    case serviceRefused
    case notificationsRefused
    /// Slow when positive.
    case clockOff(seconds: Int)
    case notStored
    /// So many stored accounts cannot be read by this version.
    case unreadable(Int)
    /// What this phone keeps outside the vault is older than the vault.
    case deviceRestored
    /// The last automatic backup failed; stays until one succeeds.
    case backupFailed(BackupFailure)
    /// Stays until the person has read it.
    case refused(RefusedSetup)
    case failed(UserError)
    /// What was just done; the kit says it for `Inbox.saidFor` seconds.
    case removalPending(issuer: String)
    case removed(alsoOnThePage: Bool)
    /// It can be taken back for thirty days.
    case binned
    /// The clipboard is emptied after so many seconds.
    case copied(seconds: Int)
}

/// The requests and what is known about them.
public struct Inbox: Equatable, Sendable {
    public var requests: [Request]
    public var notes: [Note]
    /// Ask the person for notifications now.
    public var askForNotifications: Bool
    /// Seconds for which a note stands about what was just done or did not go.
    public var saidFor: Int
    /// Seconds after which to ask again while a screen is in front.
    public var askAgainIn: Int
    /// When it changes by itself next, in seconds since 1970; when that is not in the future, `AuthenticatorService.advance` is called.
    public var nextDeadline: Int?

    public init(
        requests: [Request] = [], notes: [Note] = [], askForNotifications: Bool = false, saidFor: Int = 30,
        askAgainIn: Int = 3, nextDeadline: Int? = nil
    ) {
        self.requests = requests
        self.notes = notes
        self.askForNotifications = askForNotifications
        self.saidFor = saidFor
        self.askAgainIn = askAgainIn
        self.nextDeadline = nextDeadline
    }

    public var front: Request? { requests.first { $0.inFront } }
}
