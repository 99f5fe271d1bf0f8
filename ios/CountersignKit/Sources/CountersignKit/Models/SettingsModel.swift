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
    public private(set) var trouble: Trouble?

    @ObservationIgnored private let phone: any Phone
    @ObservationIgnored private let choices: any Choices
    @ObservationIgnored private let surroundings: any Surroundings

    public init(phone: any Phone, choices: any Choices, surroundings: any Surroundings) {
        self.phone = phone
        self.choices = choices
        self.surroundings = surroundings
        draw()
    }

    /// Draws what is chosen now.
    public func draw() {
        appLock = choices.appLock
        capturing = choices.capturing
        notifications = surroundings.notificationsAllowed
        trouble = nil
        do {
            hidesCodes = try phone.hidesCodes()
            hasVault = true
        } catch {
            hidesCodes = false
            hasVault = false
        }
    }

    public func appLock(_ on: Bool) {
        choices.appLock = on
        draw()
    }

    public func capturing(_ allow: Bool) {
        choices.capturing = allow
        draw()
    }

    public func hideCodes(_ hide: Bool) async {
        do {
            try await phone.hideCodes(hide)
            draw()
        } catch {
            draw()
            trouble = error
        }
    }
}
