// A stand-in for Apple's SwiftUI, with just the names that the app uses: written by us, so that a compiler on Linux can check
// how the app's screens use OUR symbols. It draws nothing and proves nothing about Apple's module. See ios/README.md.
@_exported import Foundation
@_exported import Observation
import UniformTypeIdentifiers

@MainActor @preconcurrency public protocol View {
    associatedtype Body: View
    @ViewBuilder var body: Body { get }
}

extension Never: View {
    public var body: Never { return fatalError("never drawn") }
}

/// What every modifier gives.
public struct Changed<Content: View>: View {
    public var body: Never { return fatalError("never drawn") }
    public init() {}
}

/// Nothing.
public struct Drawn: View {
    public var body: Never { return fatalError("never drawn") }
    public init() {}
}

@resultBuilder @MainActor
public struct ViewBuilder {
    public static func buildBlock() -> Drawn { Drawn() }
    public static func buildPartialBlock<Part: View>(first: Part) -> Part { first }
    public static func buildPartialBlock<Before: View, Part: View>(
        accumulated: Before, next: Part
    ) -> Several<Before, Part> { Several() }
    public static func buildOptional<Part: View>(_ part: Part?) -> Part? { part }
    public static func buildEither<First: View, Second: View>(first: First) -> Several<First, Second> { Several() }
    public static func buildEither<First: View, Second: View>(second: Second) -> Several<First, Second> { Several() }
}

extension Optional: View where Wrapped: View {
    public var body: Never { return fatalError("never drawn") }
}

/// What several views are together, and what one of two is.
public struct Several<First: View, Second: View>: View {
    public var body: Never { return fatalError("never drawn") }
    public init() {}
}

// MARK: The app and its window

@MainActor @preconcurrency public protocol Scene {}
@resultBuilder @MainActor
public struct SceneBuilder {
    public static func buildBlock<Part: Scene>(_ part: Part) -> Part { part }
}
@MainActor @preconcurrency public protocol App {
    associatedtype Windows: Scene
    @SceneBuilder var body: Windows { get }
    init()
}
extension App {
    public static func main() { _ = Self().body }
}
public struct WindowGroup<Content: View>: Scene {
    public init(@ViewBuilder content: () -> Content) {}
}
public enum ScenePhase: Sendable, Equatable { case background, inactive, active }

// MARK: State

@MainActor @propertyWrapper public struct State<Value> {
    public init(wrappedValue: Value) { self.wrappedValue = wrappedValue }
    public var wrappedValue: Value {
        nonmutating set {}
        get { fatalError("never drawn") }
    }
    public var projectedValue: Binding<Value> { Binding(get: { fatalError("never drawn") }, set: { _ in }) }
}
extension State where Value: ExpressibleByNilLiteral {
    public init() { self.init(wrappedValue: nil) }
}
@MainActor @propertyWrapper public struct FocusState {
    public init() {}
    public var wrappedValue: Bool {
        nonmutating set {}
        get { false }
    }
    public var projectedValue: Binding<Bool> { Binding(get: { false }, set: { _ in }) }
}
@MainActor @propertyWrapper public struct ScaledMetric {
    public init(wrappedValue: CGFloat, relativeTo: Font.TextStyle) { self.wrappedValue = wrappedValue }
    public var wrappedValue: CGFloat
}
@MainActor @propertyWrapper public struct Binding<Value> {
    public init(get: @escaping () -> Value, set: @escaping (Value) -> Void) {}
    public var wrappedValue: Value {
        nonmutating set {}
        get { fatalError("never drawn") }
    }
    public var projectedValue: Binding<Value> { self }
}
public struct EnvironmentValues {
    public var scenePhase: ScenePhase { .active }
    public var isSceneCaptured: Bool { false }
    public var accessibilityVoiceOverEnabled: Bool { false }
    public var dynamicTypeSize: DynamicTypeSize { DynamicTypeSize() }
}
@MainActor @propertyWrapper public struct Environment<Value> {
    private let path: KeyPath<EnvironmentValues, Value>
    public init(_ path: KeyPath<EnvironmentValues, Value>) { self.path = path }
    public var wrappedValue: Value { EnvironmentValues()[keyPath: path] }
}

// MARK: Values

public struct Color: View, Sendable, ShapeStyle {
    public nonisolated static let clear = Color(), black = Color(), white = Color()
    public nonisolated init() {}
    public func opacity(_ opacity: Double) -> Color { self }
    public var body: Never { return fatalError("never drawn") }
}
public protocol ShapeStyle: Sendable {}
public struct Font: Sendable {
    public enum TextStyle: Sendable { case largeTitle, caption }
    public enum Weight: Sendable { case semibold }
    public static let largeTitle = Font(), title = Font(), title2 = Font(), title3 = Font(), headline = Font()
    public static let body = Font(), subheadline = Font(), caption = Font()
    public static func system(size: CGFloat, weight: Weight) -> Font { Font() }
}
public enum Alignment: Sendable { case leading, center }
public enum HorizontalAlignment: Sendable { case leading, center }
public enum VerticalAlignment: Sendable { case center, firstTextBaseline }
public enum TextAlignment: Sendable { case center }
public enum VerticalEdge: Sendable { case top, bottom }
public enum Visibility: Sendable { case visible }
public struct AccessibilityTraits: Sendable {
    public static let isHeader = Self(), isButton = Self(), isImage = Self(), isSelected = Self()
}
public enum AccessibilityChildBehavior: Sendable { case combine, ignore }
public struct DynamicTypeSize: Sendable { public var isAccessibilitySize: Bool { false } }
public struct ScrollDismissesKeyboardMode: Sendable { public static let interactively = Self() }
public struct ButtonRole: Sendable { public static let destructive = Self(), cancel = Self() }
public enum KeyboardType: Sendable { case URL, numberPad }
public struct TextInputAutocapitalization: Sendable { public static let never = Self() }

// MARK: Views

@MainActor public struct Text: View {
    public init(verbatim: String) {}
    public var body: Never { return fatalError("never drawn") }
}
@MainActor public struct Image: View {
    public init(systemName: String) {}
    public init(_ name: String) {}
    public func resizable() -> Image { self }
    public var body: Never { return fatalError("never drawn") }
}
@MainActor public struct Button: View {
    public init<Label: View>(action: @escaping () -> Void, @ViewBuilder label: () -> Label) {}
    public init(_ title: String, role: ButtonRole?, action: @escaping () -> Void) {}
    public var body: Never { return fatalError("never drawn") }
}
@MainActor public struct Toggle: View {
    public init<Label: View>(isOn: Binding<Bool>, @ViewBuilder label: () -> Label) {}
    public var body: Never { return fatalError("never drawn") }
}
@MainActor public struct TextField: View {
    public init(_ title: String, text: Binding<String>) {}
    public init(_ title: String, text: Binding<String>, axis: Axis) {}
    public var body: Never { return fatalError("never drawn") }
}
@MainActor public struct SecureField: View {
    public init(_ title: String, text: Binding<String>) {}
    public var body: Never { return fatalError("never drawn") }
}
@MainActor public struct VStack: View {
    public init<Content: View>(
        alignment: HorizontalAlignment = .center, spacing: CGFloat? = nil, @ViewBuilder content: () -> Content
    ) {}
    public var body: Never { return fatalError("never drawn") }
}
@MainActor public struct LazyVStack: View {
    public init<Content: View>(
        alignment: HorizontalAlignment = .center, spacing: CGFloat? = nil, @ViewBuilder content: () -> Content
    ) {}
    public var body: Never { return fatalError("never drawn") }
}
@MainActor public struct HStack: View {
    public init<Content: View>(
        alignment: VerticalAlignment = .center, spacing: CGFloat? = nil, @ViewBuilder content: () -> Content
    ) {}
    public var body: Never { return fatalError("never drawn") }
}
@MainActor public struct ZStack: View {
    public init<Content: View>(@ViewBuilder content: () -> Content) {}
    public var body: Never { return fatalError("never drawn") }
}
@MainActor public struct HStackLayout {
    public init(alignment: VerticalAlignment = .center, spacing: CGFloat? = nil) {}
}
@MainActor public struct VStackLayout {
    public init(alignment: HorizontalAlignment = .center, spacing: CGFloat? = nil) {}
}
@MainActor public struct AnyLayout {
    public init(_ layout: HStackLayout) {}
    public init(_ layout: VStackLayout) {}
    public func callAsFunction<Content: View>(@ViewBuilder _ content: () -> Content) -> Drawn { Drawn() }
}
public enum Axis {
    case vertical
    public struct Set: Sendable {
        public static let horizontal = Set()
    }
}
@MainActor public struct ScrollView: View {
    public init<Content: View>(_ axes: Axis.Set, @ViewBuilder content: () -> Content) {}
    public init<Content: View>(@ViewBuilder content: () -> Content) {}
    public var body: Never { return fatalError("never drawn") }
}
@MainActor public struct ForEach: View {
    public init<Data: RandomAccessCollection, ID: Hashable, Content: View>(
        _ data: Data, id: KeyPath<Data.Element, ID>, @ViewBuilder content: @escaping (Data.Element) -> Content
    ) {}
    public init<Data: RandomAccessCollection, Content: View>(
        _ data: Data, @ViewBuilder content: @escaping (Data.Element) -> Content
    ) where Data.Element: Identifiable {}
    public var body: Never { return fatalError("never drawn") }
}
@MainActor public struct EmptyView: View {
    public init() {}
    public var body: Never { return fatalError("never drawn") }
}
@MainActor public struct Divider: View {
    public init() {}
    public var body: Never { return fatalError("never drawn") }
}
@MainActor public struct Spacer: View {
    public init() {}
    public var body: Never { return fatalError("never drawn") }
}
@MainActor public struct ProgressView: View {
    public init() {}
    public var body: Never { return fatalError("never drawn") }
}
@MainActor public protocol Shape: View {}
extension Shape {
    public var body: Drawn { Drawn() }
    public func stroke<Style: ShapeStyle>(_ style: Style, lineWidth: CGFloat = 1) -> Drawn { Drawn() }
    public func stroke<Style: ShapeStyle>(_ style: Style, style line: StrokeStyle) -> Drawn { Drawn() }
}
public enum CGLineJoin: Sendable { case round }
public struct StrokeStyle: Sendable {
    public init(lineWidth: CGFloat = 1, lineJoin: CGLineJoin = .round, dash: [CGFloat] = []) {}
}
public struct Path: Shape {
    public init(_ draw: (inout Path) -> Void) {}
    public mutating func move(to point: CGPoint) {}
    public mutating func addLine(to point: CGPoint) {}
    public mutating func closeSubpath() {}
}
public struct Circle: Shape {
    public init() {}
    public func trim(from: CGFloat, to: CGFloat) -> Circle { self }
}
public struct RoundedRectangle: Shape {
    public init(cornerRadius: CGFloat) {}
    public func strokeBorder<Style: ShapeStyle>(_ style: Style, lineWidth: CGFloat = 1) -> Drawn { Drawn() }
}

// MARK: Modifiers

extension View {
    public func font(_ font: Font?) -> Changed<Self> { Changed() }
    public func fontWeight(_ weight: Font.Weight?) -> Changed<Self> { Changed() }
    public func monospacedDigit() -> Changed<Self> { Changed() }
    public func monospaced(_ isActive: Bool = true) -> Changed<Self> { Changed() }
    public func kerning(_ kerning: CGFloat) -> Changed<Self> { Changed() }
    public func minimumScaleFactor(_ factor: CGFloat) -> Changed<Self> { Changed() }
    public func multilineTextAlignment(_ alignment: TextAlignment) -> Changed<Self> { Changed() }
    public func fixedSize(horizontal: Bool, vertical: Bool) -> Changed<Self> { Changed() }
    public func foregroundStyle<Style: ShapeStyle>(_ style: Style) -> Changed<Self> { Changed() }
    public func tint(_ tint: Color?) -> Changed<Self> { Changed() }
    public func opacity(_ opacity: Double) -> Changed<Self> { Changed() }
    public func background<Style: ShapeStyle>(_ style: Style) -> Changed<Self> { Changed() }
    public func background<Style: ShapeStyle, Form: Shape>(_ style: Style, in shape: Form) -> Changed<Self> { Changed() }
    public func overlay<Above: View>(_ above: Above) -> Changed<Self> { Changed() }
    public func overlay<Above: View>(@ViewBuilder content: () -> Above) -> Changed<Self> { Changed() }
    public func onTapGesture(count: Int = 1, perform: @escaping (CGPoint) -> Void) -> Changed<Self> { Changed() }
    public func clipShape<Form: Shape>(_ shape: Form) -> Changed<Self> { Changed() }
    public func padding(_ length: CGFloat) -> Changed<Self> { Changed() }
    public func frame(width: CGFloat? = nil, height: CGFloat? = nil, alignment: Alignment = .center) -> Changed<Self> {
        Changed()
    }
    public func frame(
        minWidth: CGFloat? = nil, maxWidth: CGFloat? = nil, minHeight: CGFloat? = nil, maxHeight: CGFloat? = nil,
        alignment: Alignment = .center
    ) -> Changed<Self> { Changed() }
    public func safeAreaInset<Inset: View>(
        edge: VerticalEdge, alignment: HorizontalAlignment = .center, spacing: CGFloat? = nil,
        @ViewBuilder content: () -> Inset
    ) -> Changed<Self> { Changed() }
    public func disabled(_ disabled: Bool) -> Changed<Self> { Changed() }
    public func privacySensitive() -> Changed<Self> { Changed() }
    public func keyboardType(_ type: KeyboardType) -> Changed<Self> { Changed() }
    public func scrollDismissesKeyboard(_ mode: ScrollDismissesKeyboardMode) -> Changed<Self> { Changed() }
    public func scrollTargetLayout(isEnabled: Bool = true) -> Changed<Self> { Changed() }
    public func scrollPosition<ID: Hashable>(id: Binding<ID?>) -> Changed<Self> { Changed() }
    public func autocorrectionDisabled() -> Changed<Self> { Changed() }
    public func textInputAutocapitalization(_ way: TextInputAutocapitalization?) -> Changed<Self> { Changed() }
    public func onSubmit(_ act: @escaping () -> Void) -> Changed<Self> { Changed() }
    public func focused(_ focused: Binding<Bool>) -> Changed<Self> { Changed() }
    public func onAppear(perform act: (() -> Void)? = nil) -> Changed<Self> { Changed() }
    public func onDisappear(perform act: (() -> Void)? = nil) -> Changed<Self> { Changed() }
    public func onChange<Value: Equatable>(
        of value: Value, initial: Bool = false, _ act: @escaping (Value, Value) -> Void
    ) -> Changed<Self> { Changed() }
    public func onChange<Value: Equatable>(
        of value: Value, initial: Bool = false, _ act: @escaping () -> Void
    ) -> Changed<Self> { Changed() }
    public func task(_ act: @escaping @MainActor @Sendable () async -> Void) -> Changed<Self> { Changed() }
    public func refreshable(action: @escaping @MainActor @Sendable () async -> Void) -> Changed<Self> { Changed() }
    public func confirmationDialog<Actions: View, Message: View>(
        _ title: String, isPresented: Binding<Bool>, titleVisibility: Visibility, @ViewBuilder actions: () -> Actions,
        @ViewBuilder message: () -> Message
    ) -> Changed<Self> { Changed() }
    public func fileImporter(
        isPresented: Binding<Bool>, allowedContentTypes: [UTType], onCompletion: @escaping (Result<URL, any Error>) -> Void
    ) -> Changed<Self> { Changed() }
    public func fileExporter<Document: FileDocument>(
        isPresented: Binding<Bool>, document: Document?, contentType: UTType, defaultFilename: String? = nil,
        onCompletion: @escaping (Result<URL, any Error>) -> Void
    ) -> Changed<Self> { Changed() }
    public func accessibilityLabel(_ label: Text) -> Changed<Self> { Changed() }
    public func accessibilityValue(_ value: Text) -> Changed<Self> { Changed() }
    public func accessibilityHidden(_ hidden: Bool) -> Changed<Self> { Changed() }
    public func accessibilityElement(children: AccessibilityChildBehavior) -> Changed<Self> { Changed() }
    public func accessibilityAddTraits(_ traits: AccessibilityTraits) -> Changed<Self> { Changed() }
    public func accessibilityCustomContent(_ label: Text, _ value: Text) -> Changed<Self> { Changed() }
}

// MARK: Files

public final class FileWrapper {
    public init(regularFileWithContents contents: Data) {}
    public var regularFileContents: Data? { nil }
}
public struct FileDocumentReadConfiguration { public let file: FileWrapper }
public struct FileDocumentWriteConfiguration {}
public protocol FileDocument {
    typealias ReadConfiguration = FileDocumentReadConfiguration
    typealias WriteConfiguration = FileDocumentWriteConfiguration
    static var readableContentTypes: [UTType] { get }
    init(configuration: ReadConfiguration) throws
    func fileWrapper(configuration: WriteConfiguration) throws -> FileWrapper
}
extension URL {
    public struct BookmarkCreationOptions: Sendable { public static let minimalBookmark = Self() }
    public func startAccessingSecurityScopedResource() -> Bool { true }
    public func stopAccessingSecurityScopedResource() {}
    public func bookmarkData(options: BookmarkCreationOptions) throws -> Data { Data() }
    public init(resolvingBookmarkData data: Data, bookmarkDataIsStale: inout Bool) throws {
        self.init(fileURLWithPath: "")
    }
}
