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

/// A corner of a code in a picture, as shares of the picture's width and height.
public struct Corner: Equatable, Sendable {
    public let x: Double
    public let y: Double

    public init(x: Double, y: Double) {
        self.x = x
        self.y = y
    }
}

/// A QR code that was read, and its corners one after the other. What it says may be a secret and stays in the library.
public struct Scanned: Equatable, Sendable {
    public let handle: LibraryValue
    public let kind: ScannedKind
    public let corners: [Corner]

    public init(_ handle: LibraryValue, kind: ScannedKind = .setsUp, corners: [Corner] = []) {
        self.handle = handle
        self.kind = kind
        self.corners = corners
    }

    /// Whether a tap meant it: no further from its middle than its corners are.
    public func holds(_ at: Corner) -> Bool {
        guard corners.count > 2 else { return false }
        let (x, y) = (mean(\.x), mean(\.y))
        let reach = { (point: Corner) in (point.x - x) * (point.x - x) + (point.y - y) * (point.y - y) }
        return corners.contains { reach($0) >= reach(at) }
    }

    private func mean(_ of: (Corner) -> Double) -> Double {
        corners.reduce(0) { $0 + of($1) } / Double(corners.count)
    }
}

/// A code that the camera sees. `wanted`: it can be added, and the person may tap it.
public struct InSight: Equatable, Sendable {
    public let code: Scanned
    public let wanted: Bool

    public init(_ code: Scanned, wanted: Bool) {
        self.code = code
        self.wanted = wanted
    }
}

/// Why a code that the camera sees adds nothing.
public struct AddsNothing: Equatable, Sendable {
    public let kind: ScannedKind
    public let why: UserError

    public init(_ kind: ScannedKind, _ why: UserError) {
        self.kind = kind
        self.why = why
    }
}

/// What to do with codes that were seen together, by their places. The words of the core.
public enum CodeChoice: Equatable, Sendable {
    case nothing
    case take(Int)
    case ask([Int])
    /// Before a camera: all that it sees sets nothing up. Say why of this one; the camera goes on.
    case say(Int)
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
