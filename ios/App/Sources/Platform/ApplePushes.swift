import CountersignKit
import UIKit

/// Apple's push service. The address comes to the app's delegate.
@MainActor
final class ApplePushes: PushReceiver {
    func register() { UIApplication.shared.registerForRemoteNotifications() }

    func unregister() { UIApplication.shared.unregisterForRemoteNotifications() }
}
