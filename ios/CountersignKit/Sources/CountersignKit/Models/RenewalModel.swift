import Observation

/// A new device key for one account.
@MainActor @Observable
public final class RenewalModel {
    public private(set) var account: String?
    public private(set) var busy = false
    /// What became of it, since the screen was opened.
    public private(set) var done: KeyRenewal?
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

    public func renew() async {
        guard let account, !busy else { return }
        (busy, done, trouble) = (true, nil, nil)
        let mine = run
        do {
            let became = try await phone.renewKey(account)
            guard run == mine else { return }
            done = became
        } catch {
            guard run == mine else { return }
            trouble = error
        }
        busy = false
    }

    func forget() {
        run += 1
        (account, busy, done, trouble) = (nil, false, nil, nil)
    }
}
