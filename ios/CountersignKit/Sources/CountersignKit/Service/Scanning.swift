/// What a code is, as far as it says itself. The words of the core.
public enum ScannedKind: Equatable, Hashable, Sendable {
    /// An account, accounts of an export, or a set-up.
    case setsUp
    case malformed
    /// It only downloads an app.
    case store
    case foreign
    case other
    case unknownCharacters
    /// A part of a text in several codes, counted from 1.
    case part(index: Int, count: Int)

    var isPart: Bool { if case .part = self { true } else { false } }
}

/// A QR code that was read. What it says may be a secret and stays in the library.
public struct Scanned: Equatable, Sendable {
    public let handle: LibraryValue
    public let kind: ScannedKind

    public init(_ handle: LibraryValue, kind: ScannedKind = .setsUp) {
        self.handle = handle
        self.kind = kind
    }
}

/// What to do with codes that were seen together, by their places. The words of the core.
public enum CodeChoice: Equatable, Sendable {
    case nothing
    case take(Int)
    case ask([Int])
}

/// What came of a part. The words of the core.
public enum PartsProgress: Equatable, Sendable {
    case noPart
    /// Others are needed.
    case waiting(PartsMissing)
    case whole(Scanned)
    case notOfOneText
    case tooLong
}

/// A part that was read, and which are missing; counted from 1.
public struct PartsMissing: Equatable, Sendable {
    public let index: Int
    public let count: Int
    public let missing: [Int]

    public init(index: Int, count: Int, missing: [Int]) {
        self.index = index
        self.count = count
        self.missing = missing
    }
}
