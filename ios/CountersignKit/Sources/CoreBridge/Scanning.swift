import Countersign
import CountersignKit

extension Scanned {
    init(_ found: FoundCode) {
        self.init(LibraryValue(found.code), kind: CountersignKit.ScannedKind(found.kind))
    }

    /// Its corners as shares of the frame that it was found in.
    init(_ found: FoundCode, in frame: Frame) {
        let corners = found.corners.map {
            Corner(x: Double($0.x) / Double(frame.width), y: Double($0.y) / Double(frame.height))
        }
        self.init(LibraryValue(found.code), kind: CountersignKit.ScannedKind(found.kind), corners: corners)
    }
}

extension CountersignKit.ScannedKind {
    init(_ kind: Countersign.ScannedKind) {
        switch kind {
        case .setsUp: self = .setsUp
        case .malformed: self = .malformed
        case .store: self = .store
        case .foreign: self = .foreign
        case .other: self = .other
        case .unknownCharacters: self = .unknownCharacters
        case .part(let index, let count): self = .part(index: Int(index), count: Int(count))
        }
    }
}

extension CountersignKit.CodeChoice {
    init(_ choice: Countersign.CodeChoice) {
        switch choice {
        case .nothing: self = .nothing
        case .take(let place): self = .take(Int(place))
        case .ask(let places): self = .ask(places.map { Int($0) })
        case .say(let place): self = .say(Int(place))
        }
    }
}

extension CountersignKit.PartsProgress {
    init(_ progress: Countersign.PartsProgress) {
        switch progress {
        case .noPart: self = .noPart
        case .waiting(let index, let count, let missing):
            self = .waiting(PartsMissing(index: Int(index), count: Int(count), missing: missing.map { Int($0) }))
        case .whole(let code): self = .whole(Scanned(code))
        case .notOfOneText: self = .notOfOneText
        case .tooLong: self = .tooLong
        }
    }
}
