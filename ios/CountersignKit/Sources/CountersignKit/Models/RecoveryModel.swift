import Observation

/// The recovery code: shown once, in use when two groups of it were typed.
@MainActor @Observable
public final class RecoveryModel {
    /// There is one in use.
    public private(set) var exists = false
    /// A new one, while it is shown this once.
    public private(set) var code: RecoveryCode?
    /// It was written down: now two groups of it are typed.
    public private(set) var typing = false
    /// The passcode has to be typed before one is made.
    public private(set) var passcode = false
    public private(set) var busy = false
    /// The new one is in use.
    public private(set) var done = false
    public private(set) var trouble: UserError?

    @ObservationIgnored private let phone: any AuthenticatorService
    @ObservationIgnored private var turn = 0

    init(phone: any AuthenticatorService) {
        self.phone = phone
    }

    func begin() {
        forget()
        exists = (try? phone.safety().recoveryCode) ?? false
    }

    /// Makes one. The person is asked; by the passcode where the phone's own lock did not do.
    public func make(passcode typed: String? = nil) async {
        guard !busy else { return }
        let turn = turn
        let proof: Proof = typed.map { .passcode($0) } ?? .platform
        let made = await work { [phone] () async throws(UserError) in
            let code = try await phone.newRecoveryCode(proof)
            // Who was locked out meanwhile sees none.
            if turn == self.turn { self.code = code }
        }
        if !made, turn == self.turn { passcode = true }
    }

    public func written() {
        typing = true
        trouble = nil
    }

    /// Looks at it once more, before it is in use.
    public func lookAgain() {
        typing = false
        trouble = nil
    }

    public func use(_ first: String, _ second: String) async {
        guard let code else { return }
        await work { () async throws(UserError) in
            try await self.phone.useRecoveryCode(code, first, second)
            self.forget()
            self.exists = true
            self.done = true
        }
    }

    func forget() {
        turn += 1
        exists = false
        code = nil
        typing = false
        passcode = false
        done = false
        trouble = nil
    }

    /// Whether it went.
    @discardableResult
    private func work(_ act: () async throws(UserError) -> Void) async -> Bool {
        guard !busy else { return false }
        busy = true
        trouble = nil
        do {
            try await act()
        } catch {
            trouble = error
        }
        busy = false
        return trouble == nil
    }
}
