// A stand-in for Apple's UserNotifications: see SwiftUI.swift beside it.
import Foundation

public struct UNAuthorizationOptions: OptionSet, Sendable {
    public let rawValue: Int
    public init(rawValue: Int) { self.rawValue = rawValue }
    public static let alert = Self(rawValue: 1), sound = Self(rawValue: 2)
}
public enum UNAuthorizationStatus: Sendable { case authorized, denied }
public struct UNNotificationSettings: Sendable { public let authorizationStatus: UNAuthorizationStatus }
public struct UNNotificationSound: Sendable { public static let `default` = Self() }
public final class UNMutableNotificationContent {
    public var title = ""
    public var body = ""
    public var sound: UNNotificationSound?
    public init() {}
}
public final class UNNotificationRequest {
    public init(identifier: String, content: UNMutableNotificationContent, trigger: Int?) {}
}
public final class UNUserNotificationCenter: Sendable {
    private static let only = UNUserNotificationCenter()
    public static func current() -> UNUserNotificationCenter { only }
    public func notificationSettings() async -> UNNotificationSettings {
        UNNotificationSettings(authorizationStatus: .denied)
    }
    public func requestAuthorization(options: UNAuthorizationOptions) async throws -> Bool { false }
    public func add(_ request: UNNotificationRequest, withCompletionHandler: (@Sendable ((any Error)?) -> Void)?) {}
    public func removeDeliveredNotifications(withIdentifiers: [String]) {}
}
