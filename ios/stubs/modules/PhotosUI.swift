// A stand-in for Apple's PhotosUI: see SwiftUI.swift beside it.
import Foundation
import SwiftUI

public struct PHPickerFilter: Sendable { public static let images = Self() }
public struct PhotosPickerItem: Equatable, Sendable {
    public func loadTransferable(type: Data.Type) async throws -> Data? { nil }
}
@MainActor public struct PhotosPicker: View {
    public init<Label: View>(
        selection: Binding<PhotosPickerItem?>, matching filter: PHPickerFilter?, @ViewBuilder label: () -> Label
    ) {}
    public var body: Never { return fatalError("never drawn") }
}
