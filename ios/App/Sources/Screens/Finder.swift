import CountersignKit
import SwiftUI

/// The camera's picture, and what the system says of the camera. What a frame holds goes to `found`.
struct Finder: View {
    let reader: any FrameReader
    let aim: Phrase.Key
    /// What the camera sees, for drawing around it.
    var inSight: [InSight] = []
    /// The person tapped a place of the picture.
    var tap: @MainActor (Corner) -> Void = { _ in }
    let found: @MainActor @Sendable ([Scanned]) -> Void

    @State private var camera: Camera?
    @State private var sight = CameraModel()
    @State private var lens = Lens()

    var body: some View {
        Heading(text: say(aim)).onAppear { if camera == nil { camera = make() } }
        switch sight.sight {
        case .missing: broken(.cameraFailed)
        case .stopped: broken(.cameraStopped)
        case .waiting, .live, .interrupted:
            if sight.sight == .interrupted {
                Notice(text: say(.cameraPaused), tone: .warn).onAppear { announce(Phrase(.cameraPaused)) }
            }
            if let camera {
                CameraPicture(session: camera.session, live: sight.sight == .live, lens: lens)
                    .overlay { frames }
                    .frame(height: 360)
                    .clipShape(RoundedRectangle(cornerRadius: 16))
                    .onTapGesture { at in if let place = lens.inFrame(at) { tap(place) } }
                    // A view of UIKit is no element by itself: a label alone would never be spoken.
                    .accessibilityElement(children: .ignore)
                    .accessibilityAddTraits(.isImage)
                    .accessibilityLabel(Text(verbatim: say(aim)))
                    .onAppear { camera.start() }
                    .onDisappear { camera.stop() }
            }
        }
    }

    /// A frame around each code: whole around one that can be tapped, broken around others. The dark line below the light one is
    /// seen on any picture.
    private var frames: some View {
        ForEach(inSight.indices, id: \.self) { place in
            let code = inSight[place]
            let dash: [CGFloat] = code.wanted ? [] : [8, 8]
            outline(code).stroke(Color.black, style: StrokeStyle(lineWidth: 7, lineJoin: .round, dash: dash))
            outline(code).stroke(
                code.wanted ? Theme.seen : Color.white, style: StrokeStyle(lineWidth: 4, lineJoin: .round, dash: dash))
        }
    }

    private func outline(_ code: InSight) -> Path {
        let corners = code.code.corners.compactMap { lens.onScreen($0) }
        return Path { path in
            guard let first = corners.first, corners.count == code.code.corners.count else { return }
            path.move(to: first)
            for corner in corners.dropFirst() { path.addLine(to: corner) }
            path.closeSubpath()
        }
    }

    @ViewBuilder private func broken(_ why: Phrase.Key) -> some View {
        Notice(text: say(why), tone: .danger).onAppear { announce(Phrase(why)) }
        Primary(text: say(.tryAgain)) { sight.tryAgain() }
    }

    private func make() -> Camera {
        let camera = Camera(reader: reader, found: found, told: { [sight] news in sight.heard(news) })
        sight.start = { [weak camera] in camera?.start() }
        return camera
    }
}
