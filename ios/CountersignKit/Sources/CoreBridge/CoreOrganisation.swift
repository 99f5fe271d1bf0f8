import Countersign
import CountersignKit

/// What the library says of the accounts' services besides requests.
extension CoreAuthenticatorService {
    public func preview(address: String, code: String) async throws(UserError) -> Preview {
        do {
            return try Preview(await theServices.previewTyped(address: address, code: code))
        } catch AddError.BadCode(let finding) {
            // At which of the two fields the fault lies.
            if finding.field != .url { throw .badTypedCode }
            throw finding.reason == .notHttps ? .notHTTPS : .badAddress
        } catch {
            throw UserError(error)
        }
    }

    public func activity(_ account: String) async throws(UserError) -> [CountersignKit.PastRequest] {
        try await asked { [theServices] in
            try await theServices.activity(id: account).map(CountersignKit.PastRequest.init)
        }
    }

    public func undo(_ account: String, _ request: String) async throws(UserError) {
        try await asked { [theServices] in try await theServices.undo(id: account, request: request) }
    }

    public func renewKey(_ account: String) async throws(UserError) -> CountersignKit.KeyRenewal {
        try await asked { [theServices] in
            switch try await theServices.renewKey(id: account) {
            case .renewed: .renewed
            case .queued: .queued
            }
        }
    }

    public func dismissRefusedSetups() { try? theServices.dismissRefusedSetups() }
}

extension CountersignKit.PastRequest {
    fileprivate init(_ past: Countersign.PastRequest) {
        let origin = CountersignKit.Origin(
            browser: past.origin.browser, system: past.origin.system, town: past.origin.town,
            country: past.origin.country)
        self.init(
            id: past.id, at: Int(clamping: past.at), outcome: CountersignKit.PastOutcome(past.outcome),
            service: past.service, origin: origin, canUndo: past.canUndo)
    }
}

extension CountersignKit.PastOutcome {
    fileprivate init(_ outcome: Countersign.PastOutcome) {
        switch outcome {
        case .approved: self = .approved
        case .denied: self = .denied
        case .wrongNumber: self = .wrongNumber
        case .expired: self = .expired
        case .superseded: self = .superseded
        case .cancelled: self = .cancelled
        case .accountBlocked: self = .accountBlocked
        case .other: self = .other
        }
    }
}
