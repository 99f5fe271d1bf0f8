// A stand-in for Apple's Accessibility: see SwiftUI.swift beside it.
public enum AccessibilityNotification {
    public struct Announcement {
        public init(_ text: String) {}
        public func post() {}
    }
    public struct ScreenChanged {
        public init() {}
        public func post() {}
    }
}
