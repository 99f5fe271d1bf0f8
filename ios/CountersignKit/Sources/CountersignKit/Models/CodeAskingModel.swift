import Observation

/// One code of an account that asks before each, or that needs a PIN which is not stored.
@MainActor @Observable
public final class CodeAskingModel {
    /// The account that was tapped, while something is asked for.
    public private(set) var account: String?
    /// What has to be typed.
    public private(set) var pin = false
    public private(set) var passcode = false
    public private(set) var busy = false
    public private(set) var trouble: UserError?

    @ObservationIgnored private let phone: any AuthenticatorService
    @ObservationIgnored private var asksBefore = false
    /// Takes the code.
    @ObservationIgnored var show: (String, MadeCode) -> Void = { _, _ in }

    init(phone: any AuthenticatorService) {
        self.phone = phone
    }

    /// The row was tapped: the phone's own prompt comes at once, a PIN is asked for.
    public func ask(_ account: String) async {
        guard !busy else { return }
        forget()
        self.account = account
        do {
            let details = try phone.details(account)
            asksBefore = details.askBefore
            pin = details.pinStored == false
        } catch {
            trouble = error
            return
        }
        if !pin { await make(account, nil, nil) }
    }

    /// What was typed. It is kept nowhere.
    public func give(pin: String?, passcode: String?) async {
        guard let account, !busy else { return }
        await make(account, pin, passcode)
    }

    public func forget() {
        account = nil
        pin = false
        passcode = false
        trouble = nil
    }

    private func make(_ account: String, _ pin: String?, _ passcode: String?) async {
        busy = true
        trouble = nil
        let proof: Proof? = asksBefore ? passcode.map { .passcode($0) } ?? .platform : nil
        do {
            let code = try await phone.code(account, pin: pin, proof)
            // Who was locked out meanwhile, or left, sees none.
            if self.account == account {
                show(account, code)
                forget()
            }
        } catch {
            // Who was locked out meanwhile is asked for nothing more.
            if self.account == account {
                trouble = error
                // Whom the phone does not know may type the passcode.
                if proof == .platform { self.passcode = true }
            }
        }
        busy = false
    }
}
