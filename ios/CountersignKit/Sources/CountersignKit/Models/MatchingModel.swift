import Observation

/// The code beside the number, scanned for the request on the screen instead of typing. What is wrong is said while the camera
/// goes on.
@MainActor @Observable
public final class MatchingModel {
    public private(set) var request: String?
    public private(set) var trouble: UserError?

    @ObservationIgnored private let phone: any AuthenticatorService
    @ObservationIgnored var onMatch: (Request) -> Void = { _ in }

    init(phone: any AuthenticatorService) {
        self.phone = phone
    }

    func begin(_ request: String) {
        self.request = request
        trouble = nil
    }

    /// Codes that were seen together: the one beside the number counts, and the library knows it.
    public func found(_ codes: [Scanned]) {
        guard let request, !codes.isEmpty else { return }
        var why: UserError?
        for code in codes {
            do {
                let matched = try phone.match(request, code)
                forget()
                return onMatch(matched)
            } catch {
                // That a code belongs to another sign-in says more than that the one beside it is no code of a number.
                if why == nil || why == .notTheCode { why = error }
            }
        }
        if trouble != why { trouble = why }
    }

    func forget() {
        request = nil
        trouble = nil
    }
}
