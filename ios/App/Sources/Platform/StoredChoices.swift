import CountersignKit
import Foundation

/// The choices in the app's own defaults. None of them is a secret.
@MainActor
final class StoredChoices: Choices {
    private let store = UserDefaults.standard

    var appLock: Bool {
        get { store.object(forKey: "appLock") as? Bool ?? true }
        set { store.set(newValue, forKey: "appLock") }
    }

    var capturing: Bool {
        get { store.bool(forKey: "capturing") }
        set { store.set(newValue, forKey: "capturing") }
    }

    var askedForNotifications: Bool {
        get { store.bool(forKey: "askedForNotifications") }
        set { store.set(newValue, forKey: "askedForNotifications") }
    }

    var deviceName: String? {
        get { store.string(forKey: "deviceName") }
        set { store.set(newValue, forKey: "deviceName") }
    }
}
