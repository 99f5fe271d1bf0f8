import CountersignKit
import Foundation
import UIKit
import UserNotifications

/// Clipboard and notifications of this phone.
@MainActor
final class AppleServices: SystemServices {
    private(set) var notificationsAllowed: Bool?
    /// Told each time when the system was asked what the person allows.
    var onLook: (Bool) -> Void = { _ in }
    /// The clipboard's count of changes when a code was put there.
    private var copied: Int?
    private var awake = UIBackgroundTaskIdentifier.invalid

    /// Asks the system what the person allowed by now.
    func look() async {
        let allowed = await Self.allowed()
        notificationsAllowed = allowed
        onLook(allowed)
    }

    /// Puts the system's question. Once refused, it is not put again: the settings are the way then.
    func askForNotifications() async {
        await Self.ask()
        await look()
    }

    // The system's own values stay off the main thread; only the answer comes back.
    private nonisolated static func allowed() async -> Bool {
        await UNUserNotificationCenter.current().notificationSettings().authorizationStatus == .authorized
    }

    private nonisolated static func ask() async {
        _ = try? await UNUserNotificationCenter.current().requestAuthorization(options: [.alert, .sound])
    }

    func copy(_ code: String, _ rule: ClipboardRule) {
        // The system itself takes it away, also when the app is closed by then.
        UIPasteboard.general.setItems(
            [["public.utf8-plain-text": code]],
            options: [
                .localOnly: rule.sensitive,
                .expirationDate: Date(timeIntervalSince1970: TimeInterval(rule.clearAt)),
            ])
        copied = UIPasteboard.general.changeCount
    }

    func emptyClipboard() {
        // Whether it still holds the code is told by its count of changes: looking inside would alarm the person.
        if UIPasteboard.general.changeCount == copied { UIPasteboard.general.items = [] }
        copied = nil
    }

    func backupFolder(_ folder: String) -> (any BackupFolder)? { ChosenFolder(folder) }

    func nameOfFolder(_ folder: String) -> String { ChosenFolder(folder)?.title ?? "" }

    /// Keeps the app awake for the moments after it was left, in which the system says whether the phone was locked.
    func stayAwake() {
        guard awake == .invalid else { return }
        awake = UIApplication.shared.beginBackgroundTask { [weak self] in self?.rest() }
    }

    func rest() {
        guard awake != .invalid else { return }
        UIApplication.shared.endBackgroundTask(awake)
        awake = .invalid
    }

    static func openSettings() {
        guard let settings = URL(string: UIApplication.openSettingsURLString) else { return }
        UIApplication.shared.open(settings)
    }

    /// An organisation's page, in the browser.
    static func open(page: String) {
        guard let page = URL(string: page) else { return }
        UIApplication.shared.open(page)
    }

    static func call(_ number: String) {
        let digits = number.filter { $0.isNumber || $0 == "+" }
        guard let phone = URL(string: "tel:\(digits)") else { return }
        UIApplication.shared.open(phone)
    }
}
