import Observation

/// The settings. Hiding codes is kept in the vault; the others belong to this phone.
@MainActor @Observable
public final class SettingsModel {
    public private(set) var appLock = true
    public private(set) var hidesCodes = false
    /// Codes and numbers may be seen while the screen is recorded or mirrored.
    public private(set) var capturing = false
    public private(set) var notifications = false
    /// There is an open vault, so that its passcode can be changed and its codes hidden.
    public private(set) var hasVault = false
    public private(set) var trouble: UserError?

    @ObservationIgnored private let phone: any AuthenticatorService
    @ObservationIgnored private let choices: any Choices
    @ObservationIgnored private let systemServices: any SystemServices

    public init(phone: any AuthenticatorService, choices: any Choices, systemServices: any SystemServices) {
        self.phone = phone
        self.choices = choices
        self.systemServices = systemServices
        draw()
    }

    /// Draws what is chosen now.
    public func draw() {
        appLock = choices.appLock
        capturing = choices.capturing
        notifications = systemServices.notificationsAllowed ?? false
        trouble = nil
        do {
            hidesCodes = try phone.hidesCodes()
            hasVault = true
        } catch {
            hidesCodes = false
            hasVault = false
        }
    }

    /// Turning the lock off asks the person, unless there is no vault yet that it would guard.
    public func appLock(_ on: Bool, _ proof: Proof = .platform) async {
        await changing { [phone, choices] () async throws(UserError) in
            if !on, try phone.vault() != .none { try await phone.turnOffAppLock(proof) }
            choices.appLock = on
        }
    }

    public func capturing(_ allow: Bool) {
        choices.capturing = allow
        draw()
    }

    /// Showing codes again asks the person.
    public func hideCodes(_ hide: Bool, _ proof: Proof = .platform) async {
        await changing { [phone] () async throws(UserError) in
            if hide { try await phone.hideCodes() } else { try await phone.showCodes(proof) }
        }
    }

    private func changing(_ act: () async throws(UserError) -> Void) async {
        do {
            try await act()
            draw()
        } catch {
            draw()
            trouble = error
        }
    }
}
