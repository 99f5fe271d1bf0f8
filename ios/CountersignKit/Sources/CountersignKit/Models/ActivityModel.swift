import Observation

/// What this phone answered lately for one account, and "This wasn't me".
@MainActor @Observable
public final class ActivityModel {
    public private(set) var account: String?
    /// Nil until the service has answered.
    public private(set) var rows: [PastRequest]?
    public private(set) var busy = false
    /// An approval was taken back.
    public private(set) var undone = false
    public private(set) var trouble: UserError?

    @ObservationIgnored private let phone: any AuthenticatorService
    /// What was asked for another account is not drawn any more.
    @ObservationIgnored private var run = 0

    init(phone: any AuthenticatorService) {
        self.phone = phone
    }

    func begin(_ account: String) {
        forget()
        self.account = account
    }

    /// Asks the service.
    public func look() async {
        await ask { _ async throws(UserError) in }
    }

    /// "This wasn't me". The list is asked for again, so that it shows what is left.
    public func undo(_ request: String) async {
        // What is said of an earlier one is not said of this one.
        if !busy { undone = false }
        let mine = run
        await ask { [phone] account async throws(UserError) in
            try await phone.undo(account, request)
            if run == mine { undone = true }
        }
    }

    func forget() {
        run += 1
        account = nil
        rows = nil
        busy = false
        undone = false
        trouble = nil
    }

    private func ask(_ first: (String) async throws(UserError) -> Void) async {
        guard let account, !busy else { return }
        busy = true
        trouble = nil
        let mine = run
        do {
            try await first(account)
            let seen = try await phone.activity(account)
            guard run == mine else { return }
            rows = seen
        } catch {
            guard run == mine else { return }
            trouble = error
        }
        busy = false
    }
}
