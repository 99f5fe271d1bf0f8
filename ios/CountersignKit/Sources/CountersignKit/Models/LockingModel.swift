import Observation

/// The vault's lock: made once, opened at each start, its passcode changed.
@MainActor @Observable
public final class LockingModel {
    /// Nil until the library was asked.
    public private(set) var vault: Vault?
    public private(set) var busy = false
    public private(set) var trouble: UserError?
    /// The two new passcodes differ.
    public private(set) var differ = false
    /// The passcode was changed.
    public private(set) var changed = false
    /// The vault is damaged, and the save before it can be opened in its place.
    public private(set) var previous = false

    @ObservationIgnored private let phone: any AuthenticatorService
    /// Told when the vault stands otherwise than before.
    @ObservationIgnored var onChange: (Vault) -> Void = { _ in }

    public init(phone: any AuthenticatorService) {
        self.phone = phone
    }

    /// Asks the library where the vault stands.
    public func look() {
        do {
            let found = try phone.vault()
            guard found != vault else { return }
            vault = found
            onChange(found)
        } catch {
            trouble = error
            previous = error == .damaged && phone.hasPrevious()
        }
    }

    /// Looks once more, after the vault could not say where it stands.
    public func lookAgain() {
        quiet()
        look()
    }

    public func unlock(_ proof: Proof) async {
        await work { [phone] () async throws(UserError) in try await phone.unlock(proof) }
    }

    /// Opens the save before the last one, where `previous` offers it.
    public func unlockPrevious(_ proof: Proof) async {
        await work { [phone] () async throws(UserError) in try await phone.unlockPrevious(proof) }
    }

    /// Makes the vault.
    public func create(passcode: String, again: String) async {
        guard same(passcode, again) else { return }
        await work { [phone] () async throws(UserError) in try await phone.create(passcode: passcode) }
    }

    public func change(old: String, new: String, again: String) async {
        changed = false
        guard same(new, again) else { return }
        let done = await work { [phone] () async throws(UserError) in try await phone.changePasscode(old: old, new: new) }
        changed = done
    }

    /// Opens it by the recovery code, with another passcode from now on.
    public func recover(_ code: String, new: String, again: String) async {
        guard same(new, again) else { return }
        await work { [phone] () async throws(UserError) in try await phone.recover(code, passcode: new) }
    }

    /// Takes an older copy of the vault.
    public func accept() async {
        await work { [phone] () async throws(UserError) in try await phone.accept() }
    }

    public func lock() {
        phone.lock()
        quiet()
        look()
    }

    /// Takes what was said off the screen.
    public func quiet() {
        trouble = nil
        differ = false
        changed = false
    }

    private func same(_ new: String, _ again: String) -> Bool {
        trouble = nil
        differ = new != again
        return !differ
    }

    @discardableResult
    private func work(_ act: () async throws(UserError) -> Void) async -> Bool {
        guard !busy else { return false }
        busy = true
        trouble = nil
        var failure: UserError?
        do {
            try await act()
        } catch {
            failure = error
        }
        busy = false
        look()
        trouble = failure
        // A wrong passcode does not take the offer away.
        if failure == .damaged { previous = phone.hasPrevious() } else if failure == nil { previous = false }
        return failure == nil
    }
}
