import Observation

/// What is asked of one account's service while its screen stands: one question at a time.
@MainActor @Observable
public class AccountAskingModel {
    public private(set) var account: String?
    public private(set) var busy = false
    public private(set) var trouble: UserError?

    @ObservationIgnored let phone: any AuthenticatorService
    /// What was asked for another account is not drawn any more.
    @ObservationIgnored private var run = 0

    init(phone: any AuthenticatorService) {
        self.phone = phone
    }

    func begin(_ account: String) {
        forget()
        self.account = account
    }

    func forget() {
        run += 1
        (account, busy, trouble) = (nil, false, nil)
    }

    /// Asks, and hands over what came, if it is still wanted.
    final func ask<Answer: Sendable>(
        _ question: (String) async throws(UserError) -> Answer, _ answered: (Answer) -> Void
    ) async {
        guard let account, !busy else { return }
        (busy, trouble) = (true, nil)
        let mine = run
        do {
            let answer = try await question(account)
            guard run == mine else { return }
            answered(answer)
        } catch {
            guard run == mine else { return }
            trouble = error
        }
        busy = false
    }
}
