import CountersignKit

/// The part of the library's twin that speaks for the services besides their requests: what they know, set by the test.
@MainActor
public final class FakeOrganisation {
    /// What was answered lately, by account.
    public var past: [String: [PastRequest]] = [:]
    /// What a code says to a request for which it is scanned; nil where it is the one beside the number.
    public var matches: [(LibraryValue, UserError?)] = []
    /// What becomes of the next new key.
    public var renewal = KeyRenewal.renewed
    /// What was typed last.
    public fileprivate(set) var typed: (address: String, code: String)?

    public init() {}
}

extension FakeAuthenticatorService {
    public func match(_ id: String, _ code: Scanned) throws(UserError) -> Request {
        guard let known = organisation.matches.first(where: { $0.0 == code.handle }) else { throw .notTheCode }
        if let trouble = known.1 { throw trouble }
        return try number(id, rightNumber)
    }

    public func preview(address: String, code: String) async throws(UserError) -> Preview {
        try said("preview")
        organisation.typed = (address, code)
        guard let nextPreview else { throw .noSuchCode }
        return nextPreview
    }

    public func activity(_ account: String) async throws(UserError) -> [PastRequest] {
        try opened()
        try said("activity")
        return organisation.past[account] ?? []
    }

    public func undo(_ account: String, _ request: String) async throws(UserError) {
        try opened()
        try said("undo")
        let place = organisation.past[account]?.firstIndex { $0.id == request && $0.outcome == .approved }
        guard let place else { throw .gone }
        organisation.past[account]?[place].canUndo = false
    }

    public func renewKey(_ account: String) async throws(UserError) -> KeyRenewal {
        try opened()
        try said("renewKey")
        return organisation.renewal
    }
}
