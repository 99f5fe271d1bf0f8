import AVFoundation
import CoreMedia
import CoreVideo
import CountersignKit
import Foundation

/// The camera, frame by frame: the brightness plane goes to the reader on the camera's own queue, as it lies in memory.
final class Camera: NSObject, AVCaptureVideoDataOutputSampleBufferDelegate, @unchecked Sendable {
    let session = AVCaptureSession()

    private let queue = DispatchQueue(label: "org.countersign.camera")
    private let reader: any FrameReader
    private let found: @MainActor @Sendable ([Scanned]) -> Void
    private let told: @MainActor @Sendable (CameraModel.News) -> Void
    /// Only used on the queue.
    private var ready = false
    private var seen = false
    /// Only used when it is made and when it ends.
    private var observers: [any NSObjectProtocol] = []

    /// `found` is told what each frame held; `told` what happens to the camera.
    init(
        reader: any FrameReader, found: @escaping @MainActor @Sendable ([Scanned]) -> Void,
        told: @escaping @MainActor @Sendable (CameraModel.News) -> Void
    ) {
        self.reader = reader
        self.found = found
        self.told = told
        super.init()
        observe(AVCaptureSession.wasInterruptedNotification, .interrupted)
        observe(AVCaptureSession.interruptionEndedNotification, .interruptionOver)
        observe(AVCaptureSession.runtimeErrorNotification, .broke)
    }

    deinit {
        for observer in observers { NotificationCenter.default.removeObserver(observer) }
    }

    /// The person was asked before.
    static var decided: Bool { AVCaptureDevice.authorizationStatus(for: .video) != .notDetermined }

    /// Asks the person, the first time.
    static func allowed() async -> Bool { await AVCaptureDevice.requestAccess(for: .video) }

    func start() {
        queue.async { [self] in
            if !ready { ready = setUp() }
            guard ready else { return tell(.missing) }
            seen = false
            session.startRunning()
            if session.isRunning { tell(.started) }
        }
    }

    func stop() {
        queue.async { [self] in session.stopRunning() }
    }

    private func observe(_ name: Notification.Name, _ news: CameraModel.News) {
        observers.append(
            NotificationCenter.default.addObserver(forName: name, object: session, queue: nil) { [weak self] _ in
                self?.tell(news)
            })
    }

    private func tell(_ news: CameraModel.News) {
        Task { @MainActor [told] in told(news) }
    }

    private func setUp() -> Bool {
        guard let device = AVCaptureDevice.default(.builtInWideAngleCamera, for: .video, position: .back),
            let input = try? AVCaptureDeviceInput(device: device), session.canAddInput(input)
        else { return false }
        let output = AVCaptureVideoDataOutput()
        output.videoSettings = [
            kCVPixelBufferPixelFormatTypeKey as String: kCVPixelFormatType_420YpCbCr8BiPlanarFullRange
        ]
        output.alwaysDiscardsLateVideoFrames = true
        output.setSampleBufferDelegate(self, queue: queue)
        guard session.canAddOutput(output) else { return false }
        session.beginConfiguration()
        session.addInput(input)
        if session.canSetSessionPreset(.hd1920x1080) { session.sessionPreset = .hd1920x1080 }
        session.addOutput(output)
        session.commitConfiguration()
        return true
    }

    func captureOutput(
        _ output: AVCaptureOutput, didOutput sampleBuffer: CMSampleBuffer, from connection: AVCaptureConnection
    ) {
        if !seen {
            seen = true
            tell(.seen)
        }
        guard let pixels = CMSampleBufferGetImageBuffer(sampleBuffer),
            CVPixelBufferLockBaseAddress(pixels, .readOnly) == kCVReturnSuccess
        else { return }
        defer { CVPixelBufferUnlockBaseAddress(pixels, .readOnly) }
        guard let base = CVPixelBufferGetBaseAddressOfPlane(pixels, 0) else { return }
        let stride = CVPixelBufferGetBytesPerRowOfPlane(pixels, 0)
        let height = CVPixelBufferGetHeightOfPlane(pixels, 0)
        // Not copied: the reader is done with it when it returns.
        let luma = Data(bytesNoCopy: base, count: stride * height, deallocator: .none)
        let frame = Frame(luma: luma, width: CVPixelBufferGetWidthOfPlane(pixels, 0), height: height, stride: stride)
        let codes = reader.read(frame)
        // Frames without a code count too: what stood in the picture is gone.
        Task { @MainActor [found] in found(codes) }
    }
}
