import Observation

/// What the camera's picture shows the person, by what the system says of the camera: a black picture is never left without a
/// word.
@MainActor @Observable
public final class CameraModel {
    public enum Sight: Equatable, Sendable {
        /// It is being started.
        case waiting
        case live
        /// Another app has it, or the system took it for a while; it comes back by itself.
        case interrupted
        /// It stopped and could not be started again.
        case stopped
        /// There is none that could be opened.
        case missing
    }

    /// What happens to a camera.
    public enum News: Equatable, Sendable {
        case started
        /// The first picture since it was started.
        case seen
        case interrupted
        case interruptionOver
        /// The system reports an error of a camera that ran.
        case broke
        case missing
    }

    public private(set) var sight = Sight.waiting

    /// Starts the camera, again if it runs already.
    @ObservationIgnored public var start: () -> Void = {}
    @ObservationIgnored private var broken = 0

    public init() {}

    public func heard(_ news: News) {
        switch news {
        case .started: if sight != .interrupted { sight = .live }
        case .seen:
            broken = 0
            sight = .live
        case .interrupted: sight = .interrupted
        case .interruptionOver: again()
        case .broke:
            broken += 1
            if broken <= Self.restarts { again() } else { sight = .stopped }
        case .missing: sight = .missing
        }
    }

    /// "Try again".
    public func tryAgain() {
        broken = 0
        again()
    }

    private func again() {
        sight = .waiting
        start()
    }

    /// How often a camera is started again that brings no picture in between.
    private static let restarts = 2
}
