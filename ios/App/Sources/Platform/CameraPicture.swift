import AVFoundation
import CountersignKit
import SwiftUI
import UIKit

/// Where a place of a frame is seen on the camera's picture, and back. A frame is as the camera gives it, in its own position.
@MainActor
final class Lens {
    fileprivate weak var layer: AVCaptureVideoPreviewLayer?

    func onScreen(_ corner: Corner) -> CGPoint? {
        layer?.layerPointConverted(fromCaptureDevicePoint: CGPoint(x: corner.x, y: corner.y))
    }

    func inFrame(_ point: CGPoint) -> Corner? {
        layer.map { $0.captureDevicePointConverted(fromLayerPoint: point) }.map { Corner(x: Double($0.x), y: Double($0.y)) }
    }
}

/// What the camera sees, upright however the phone is held.
struct CameraPicture: UIViewRepresentable {
    let session: AVCaptureSession
    /// The camera runs: its device is known then.
    let live: Bool
    let lens: Lens

    func makeUIView(context: Context) -> PictureView {
        let view = PictureView()
        view.picture.session = session
        view.picture.videoGravity = .resizeAspectFill
        lens.layer = view.picture
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
