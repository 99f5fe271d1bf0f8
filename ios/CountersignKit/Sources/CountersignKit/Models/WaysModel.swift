import Observation

/// The ways to open the app: the phone's own lock is added again, and a new vault key shuts out a way that was compromised.
@MainActor @Observable
public final class WaysModel {
    public private(set) var ways: [WayToOpen] = []
    /// The phone's own lock opens the vault, does not, or does not any more.
    public private(set) var platform = PlatformKey.none
    /// Backups have a passphrase, which goes with the old key.
    public private(set) var hasPassphrase = false
    public private(set) var busy = false
    /// What the new key dropped.
    public private(set) var dropped: [WayToOpen]?
    public private(set) var trouble: UserError?

    @ObservationIgnored private let phone: any AuthenticatorService

    init(phone: any AuthenticatorService) {
        self.phone = phone
    }

    func begin() {
        forget()
        draw()
    }

    /// What a new key drops, where the recovery code is typed or not.
    public func drops(keepsRecovery: Bool) -> [WayToOpen] {
        ways.filter {
            switch $0 {
            case .passcode: false
            case .recovery: !keepsRecovery
            case .platform: platform != .ready
            }
        }
    }

    /// Lets the phone's own lock open the app again, after one that was lost.
    public func addPlatformKey(passcode: String) async {
        await work { [phone] () async throws(UserError) in try await phone.addPlatformKey(.passcode(passcode)) }
    }

    /// Changes the vault key. `recoveryCode` is typed where it is to open the vault from now on too.
    public func changeKey(passcode: String, recoveryCode: String) async {
        let platform = platform == .ready
        await work { [phone] () async throws(UserError) in
            self.dropped = try await phone.changeVaultKey(
                passcode: passcode, platform: platform, recoveryCode: recoveryCode.isEmpty ? nil : recoveryCode)
        }
    }

    func forget() {
        ways = []
        hasPassphrase = false
        dropped = nil
        trouble = nil
    }

    private func draw() {
        ways = (try? phone.ways()) ?? []
        platform = phone.platformKey()
        hasPassphrase = (try? phone.safety().backup) ?? false
    }

    private func work(_ act: () async throws(UserError) -> Void) async {
        guard !busy else { return }
        busy = true
        trouble = nil
        do {
            try await act()
            draw()
        } catch {
            trouble = error
        }
        busy = false
    }
}
