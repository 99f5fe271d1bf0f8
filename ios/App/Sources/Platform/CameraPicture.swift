import AVFoundation
import SwiftUI
import UIKit

/// What the camera sees, upright however the phone is held.
struct CameraPicture: UIViewRepresentable {
    let session: AVCaptureSession
    /// The camera runs: its device is known then.
    let live: Bool

    func makeUIView(context: Context) -> PictureView {
        let view = PictureView()
        view.picture.session = session
        view.picture.videoGravity = .resizeAspectFill
        return view
    }

    func updateUIView(_ view: PictureView, context: Context) {
        guard live, let input = session.inputs.first as? AVCaptureDeviceInput else { return }
        view.follow(input.device)
    }

    final class PictureView: UIView {
        private var coordinator: AVCaptureDevice.RotationCoordinator?
        private var observation: NSKeyValueObservation?

        override class var layerClass: AnyClass { AVCaptureVideoPreviewLayer.self }

        var picture: AVCaptureVideoPreviewLayer {
            guard let layer = layer as? AVCaptureVideoPreviewLayer else { return AVCaptureVideoPreviewLayer() }
            return layer
        }

        /// Turns the picture with the phone.
        func follow(_ device: AVCaptureDevice) {
            guard coordinator == nil else { return }
            let coordinator = AVCaptureDevice.RotationCoordinator(device: device, previewLayer: picture)
            self.coordinator = coordinator
            observation = coordinator.observe(
                \.videoRotationAngleForHorizonLevelPreview, options: [.initial, .new]
            ) { [weak self] coordinator, _ in
                let angle = coordinator.videoRotationAngleForHorizonLevelPreview
                // The coordinator tells its observers on the main queue.
                MainActor.assumeIsolated { self?.turn(to: angle) }
            }
        }

        private func turn(to angle: CGFloat) {
            guard let connection = picture.connection, connection.isVideoRotationAngleSupported(angle) else { return }
            connection.videoRotationAngle = angle
        }
    }
}
