import Observation

/// A new device key for one account.
@MainActor @Observable
public final class RenewalModel: AccountAskingModel {
    /// What became of it, since the screen was opened.
    public private(set) var done: KeyRenewal?

    public func renew() async {
        guard !busy else { return }
        done = nil
        await ask({ [phone] account async throws(UserError) in try await phone.renewKey(account) }) { done = $0 }
    }

    override func forget() {
        super.forget()
        done = nil
    }
}
