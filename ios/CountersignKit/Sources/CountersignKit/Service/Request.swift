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

/// A sign-in request as the core draws it. A screen shows this and sends events; it decides nothing.
///
/// Countries are ISO 3166-1 codes; `created` is in seconds since 1970 by this phone's clock.
public struct Request: Equatable, Sendable, Identifiable, CustomStringConvertible {
    public var id: String
    public var account: String
    public var tryout: Bool
    public var host: String
    public var organisation: String
    public var service: String?
    public var user: String
    public var created: Int
    public var browser: String?
    public var system: String?
    public var location: String?
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

    public init(
        id: String, account: String, tryout: Bool, host: String, organisation: String, service: String?, user: String,
        created: Int, browser: String?, system: String?, location: String?, country: String?, phoneCountry: String?,
        prompt: Prompt, phase: Phase, inFront: Bool, canApprove: Bool, needsUnlock: Bool, typed: Int, secondsLeft: Int,
        warnings: [Warning], moreWaiting: Int, outcome: Outcome?, reported: Bool, contact: Contact?, reportFailed: Bool,
        reportDisablesAccount: Bool
    ) {
        self.id = id
        self.account = account
        self.tryout = tryout
        self.host = host
        self.organisation = organisation
        self.service = service
        self.user = user
        self.created = created
        self.browser = browser
        self.system = system
        self.location = location
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
    }

    /// YES can be pressed: the core takes what was typed, and the fresh unlock was made.
    public var yesIsEnabled: Bool { canApprove && !needsUnlock }

    /// "No, it's not me" stands on the screen: as long as nothing was answered, and before any unlock.
    public var canBeRefused: Bool { phase == .open || phase == .waiting }

    public var isEnded: Bool { phase == .ended }

    /// Its row stands among the waiting ones.
    public var isWaiting: Bool { phase == .waiting || phase == .open || phase == .deliveryFailed }

    /// Names nobody, so that it may stand in a log.
    public var description: String { "Request(\(phase))" }
}

/// An account that needs a word.
public struct AccountNote: Equatable, Sendable {
    public let account: String
    public let state: AccountState
    /// Why it could not be refreshed, nil when it could.
    public let unreachable: UnreachableCause?
    public let appTooOld: Bool
    /// The service did not accept the phone's clock, or IT told it another address than the one that is called.
    public let clockRefused: Bool
    /// The service no longer accepts this app.
    public let refused: Bool

    public init(
        account: String, state: AccountState, unreachable: UnreachableCause?, appTooOld: Bool = false,
        clockRefused: Bool = false, refused: Bool = false
    ) {
        self.account = account
        self.state = state
        self.unreachable = unreachable
        self.appTooOld = appTooOld
        self.clockRefused = clockRefused
        self.refused = refused
    }
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

/// The requests and what is known about them.
public struct Inbox: Equatable, Sendable {
    public let requests: [Request]
    public let notes: [AccountNote]
    /// To be told until `AuthenticatorService.dismissRefusedSetups`.
    public let refusedSetups: [RefusedSetup]
    /// The phone's clock is slow (positive) or fast (negative) by so many seconds.
    public let clockOff: Int?
    /// What was seen could not be stored.
    public let notStored: Bool
    /// Seconds after which to ask again while a screen is in front.
    public let askAgainIn: Int

    public init(
        requests: [Request] = [], notes: [AccountNote] = [], refusedSetups: [RefusedSetup] = [], clockOff: Int? = nil,
        notStored: Bool = false, askAgainIn: Int = 3
    ) {
        self.requests = requests
        self.notes = notes
        self.refusedSetups = refusedSetups
        self.clockOff = clockOff
        self.notStored = notStored
        self.askAgainIn = askAgainIn
    }

    public var front: Request? { requests.first { $0.inFront } }
}
