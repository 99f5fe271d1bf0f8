import AVFoundation
import SwiftUI
import UIKit

/// What the camera sees.
struct CameraPicture: UIViewRepresentable {
    let session: AVCaptureSession

    func makeUIView(context: Context) -> PictureView {
        let view = PictureView()
        view.picture.session = session
        view.picture.videoGravity = .resizeAspectFill
        return view
    }

    func updateUIView(_ view: PictureView, context: Context) {}

    final class PictureView: UIView {
        override class var layerClass: AnyClass { AVCaptureVideoPreviewLayer.self }

        var picture: AVCaptureVideoPreviewLayer {
            guard let layer = layer as? AVCaptureVideoPreviewLayer else { return AVCaptureVideoPreviewLayer() }
            return layer
        }
    }
}
