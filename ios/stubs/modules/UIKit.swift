// A stand-in for Apple's UIKit: see SwiftUI.swift beside it.
@_exported import Foundation
import SwiftUI

public class UIResponder: NSObject {}
@MainActor open class UIView {
    public init() {}
    public var accessibilityViewIsModal = false
    open class var layerClass: AnyClass { NSObject.self }
    public var layer: NSObject { NSObject() }
}
public enum UIUserInterfaceStyle: Sendable { case light, dark }
public struct UITraitCollection: Sendable { public var userInterfaceStyle: UIUserInterfaceStyle }
open class UIColor: NSObject, @unchecked Sendable {
    public required init(red: CGFloat, green: CGFloat, blue: CGFloat, alpha: CGFloat) {}
    public init(_ of: @escaping @Sendable (UITraitCollection) -> UIColor) {}
}
extension Color {
    public nonisolated init(uiColor: UIColor) { self.init() }
}
@MainActor public final class UIDevice {
    public static let current = UIDevice()
    public let name = ""
    public let model = ""
}
@MainActor public final class UIPasteboard {
    public enum OptionsKey: Hashable, Sendable { case localOnly, expirationDate }
    public static let general = UIPasteboard()
    public var items: [[String: Any]] = []
    public let changeCount = 0
    public func setItems(_ items: [[String: Any]], options: [OptionsKey: Any]) {}
}
public enum UIBackgroundFetchResult: Sendable { case newData, noData, failed }
@MainActor public final class UIApplication {
    public static let shared = UIApplication()
    public nonisolated static let openSettingsURLString = ""
    public func open(_ url: URL) {}
    public func registerForRemoteNotifications() {}
    public func unregisterForRemoteNotifications() {}
    public func beginBackgroundTask(
        expirationHandler: (@MainActor @Sendable () -> Void)? = nil
    ) -> UIBackgroundTaskIdentifier { .invalid }
    public func endBackgroundTask(_ task: UIBackgroundTaskIdentifier) {}
    public enum ExtensionPointIdentifier: Sendable { case keyboard }
    public let connectedScenes: Set<UIScene> = []
}
public class UIScene: NSObject {}
public final class UIWindowScene: UIScene {}
@MainActor open class UIViewController {
    public var view = UIView()
}
@MainActor public final class UIHostingController<Content: View>: UIViewController {
    public init(rootView: Content) {}
}
@MainActor open class UIWindow: UIView {
    public struct Level: Sendable {
        public static let alert = Self()
        public static func + (level: Self, above: CGFloat) -> Self { level }
    }
    public init(windowScene: UIWindowScene) {}
    public var windowLevel = Level.alert
    public var rootViewController: UIViewController?
    public var isHidden = true
    open var canBecomeKey: Bool { true }
}
public struct UIBackgroundTaskIdentifier: Equatable, Sendable { public static let invalid = Self() }
/// A view of its own names what is typed: SwiftUI takes UIKit's type.
public struct UITextContentType: Sendable { public static let oneTimeCode = Self() }
extension View {
    public func textContentType(_ type: UITextContentType?) -> Changed<Self> { Changed() }
}
@MainActor public protocol UIApplicationDelegate: AnyObject {}
@MainActor @propertyWrapper public struct UIApplicationDelegateAdaptor<Delegate: UIApplicationDelegate> {
    public init(_ type: Delegate.Type) {}
    public var wrappedValue: Delegate { fatalError("never runs") }
}
public struct UIViewRepresentableContext {}
@MainActor @preconcurrency public protocol UIViewRepresentable: View {
    associatedtype Pictured: UIView
    typealias Context = UIViewRepresentableContext
    func makeUIView(context: Context) -> Pictured
    func updateUIView(_ view: Pictured, context: Context)
}
extension UIViewRepresentable {
    public var body: Drawn { Drawn() }
}
