// A stand-in for Apple's UniformTypeIdentifiers: see SwiftUI.swift beside it.
public struct UTType: Sendable {
    public static let item = Self()
    public static let data = Self()
    public static let folder = Self()
}
