import SwiftUI
import UIKit

/// Covers the app where others could see it, by a window of its own: what the system presents above the app's screens (the
/// photo picker, a confirmation) is covered too.
@MainActor
final class CoverWindow {
    private var window: UIWindow?

    /// To be called within the change that covers: the system takes its picture for the app switcher right after.
    func show(_ covered: Bool, captured: Bool) {
        guard covered else {
            window?.isHidden = true
            window = nil
            return
        }
        let window = self.window ?? make()
        self.window = window
        window?.rootViewController = UIHostingController(rootView: CoverScreen(captured: captured))
        window?.rootViewController?.view.accessibilityViewIsModal = true
        window?.isHidden = false
    }

    private func make() -> UIWindow? {
        guard let scene = UIApplication.shared.connectedScenes.lazy.compactMap({ $0 as? UIWindowScene }).first else {
            return nil
        }
        let window = Above(windowScene: scene)
        window.windowLevel = .alert + 1
        return window
    }

    /// What is typed stays with the app's own window.
    private final class Above: UIWindow {
        override var canBecomeKey: Bool { false }
    }
}
