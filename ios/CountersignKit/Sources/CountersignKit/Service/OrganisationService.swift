/// What the screens ask of an organisation's service besides its requests. As `AuthenticatorService`, of which it is a part.
@MainActor
public protocol OrganisationService: AnyObject {
    /// Says what a code would add that was typed, with the address that the page shows beside it.
    func preview(address: String, code: String) async throws(UserError) -> Preview
    /// What this phone answered lately for an account, newest first, as its service remembers it.
    func activity(_ account: String) async throws(UserError) -> [PastRequest]
    /// "This wasn't me": takes an approval back, and all that came of it.
    func undo(_ account: String, _ request: String) async throws(UserError)
    /// Gives an account a new device key, and tells its service.
    func renewKey(_ account: String) async throws(UserError) -> KeyRenewal
    /// The person has read which set-ups were refused.
    func dismissRefusedSetups()
}

/// What became of a new device key: the service has it, or it is told by a later refresh.
public enum KeyRenewal: Equatable, Sendable, CaseIterable {
    case renewed, queued
}

/// How a request ended that a service remembers. The words of the core.
public enum PastOutcome: Equatable, Sendable, CaseIterable {
    case approved, denied, wrongNumber, expired, superseded, cancelled, accountBlocked, other
}

/// From where somebody signed in; what is nil was not given.
public struct Origin: Equatable, Sendable {
    public let browser: String?
    public let system: String?
    public let town: String?
    public let country: String?

    public init(browser: String?, system: String?, town: String?, country: String?) {
        self.browser = browser
        self.system = system
        self.town = town
        self.country = country
    }
}

/// A request that this phone answered, or let pass: `at` is when it ended, in seconds since 1970.
public struct PastRequest: Equatable, Sendable, Identifiable, CustomStringConvertible {
    public let id: String
    public let at: Int
    public let outcome: PastOutcome
    public let service: String?
    public let origin: Origin
    /// "This wasn't me" can be said.
    public var canUndo: Bool

    public init(id: String, at: Int, outcome: PastOutcome, service: String?, origin: Origin, canUndo: Bool) {
        self.id = id
        self.at = at
        self.outcome = outcome
        self.service = service
        self.origin = origin
        self.canUndo = canUndo
    }

    /// Names nobody, so that it may stand in a log.
    public var description: String { "PastRequest(\(outcome))" }
}
