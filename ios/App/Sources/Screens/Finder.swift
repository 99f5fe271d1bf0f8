import CountersignKit
import SwiftUI

/// The camera's picture, and what the system says of the camera. What a frame holds goes to `found`.
struct Finder: View {
    let reader: any FrameReader
    let aim: Phrase.Key
    let found: @MainActor @Sendable ([Scanned]) -> Void

    @State private var camera: Camera?
    @State private var sight = CameraModel()

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
                CameraPicture(session: camera.session, live: sight.sight == .live)
                    .frame(height: 360)
                    .clipShape(RoundedRectangle(cornerRadius: 16))
                    // A view of UIKit is no element by itself: a label alone would never be spoken.
                    .accessibilityElement(children: .ignore)
                    .accessibilityAddTraits(.isImage)
                    .accessibilityLabel(Text(verbatim: say(aim)))
                    .onAppear { camera.start() }
                    .onDisappear { camera.stop() }
            }
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
