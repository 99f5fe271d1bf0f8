import CountersignKit
import SwiftUI
import UIKit

/// The app: one window over one library.
@main
struct CountersignApp: App {
    @UIApplicationDelegateAdaptor(Wakeful.self) private var wakeful
    @State private var home = Home.shared

    var body: some Scene {
        WindowGroup {
            switch home.start {
            case .running(let running): RootScreen(running: running)
            case .failed(let trouble): FailedScreen(trouble: trouble)
            }
        }
    }
}

/// The system wakes the app here, in front or behind. Whatever it was woken with is not looked at.
final class Wakeful: NSObject, UIApplicationDelegate {
    /// Where this phone can be rung. Without it requests appear when the app is open.
    func application(
        _ application: UIApplication, didRegisterForRemoteNotificationsWithDeviceToken deviceToken: Data
    ) {
        if case .running(let running) = Home.shared.start { running.pushHandler.reached(at: .apns(token: deviceToken)) }
    }

    /// The phone was locked.
    func applicationProtectedDataWillBecomeUnavailable(_ application: UIApplication) {
        if case .running(let running) = Home.shared.start { running.app.phoneLocked() }
    }

    /// No keyboard of another maker sees what is typed here.
    func application(
        _ application: UIApplication,
        shouldAllowExtensionPointIdentifier extensionPointIdentifier: UIApplication.ExtensionPointIdentifier
    ) -> Bool { extensionPointIdentifier != .keyboard }

    func application(
        _ application: UIApplication, didReceiveRemoteNotification userInfo: [AnyHashable: Any]
    ) async -> UIBackgroundFetchResult {
        guard case .running(let running) = Home.shared.start else { return .failed }
        await running.pushHandler.wake()
        return .newData
    }
}
