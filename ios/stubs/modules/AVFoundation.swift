// A stand-in for Apple's AVFoundation: see SwiftUI.swift beside it.
import CoreMedia
import Foundation

public enum AVMediaType: Sendable { case video }
public enum AVAuthorizationStatus: Sendable { case notDetermined, authorized }
public final class AVCaptureDevice {
    public final class RotationCoordinator {
        public init(device: AVCaptureDevice, previewLayer: AVCaptureVideoPreviewLayer?) {}
        public let videoRotationAngleForHorizonLevelPreview: CGFloat = 0
        public func observe<Value>(
            _ path: KeyPath<RotationCoordinator, Value>, options: NSKeyValueObservingOptions,
            changeHandler: @escaping @Sendable (RotationCoordinator, NSKeyValueObservedChange<Value>) -> Void
        ) -> NSKeyValueObservation { NSKeyValueObservation() }
    }
    public enum DeviceType: Sendable { case builtInWideAngleCamera }
    public enum Position: Sendable { case back }
    public static func requestAccess(for type: AVMediaType) async -> Bool { false }
    public static func authorizationStatus(for type: AVMediaType) -> AVAuthorizationStatus { .notDetermined }
    public static func `default`(_ kind: DeviceType, for type: AVMediaType?, position: Position) -> AVCaptureDevice? { nil }
}
public class AVCaptureInput {}
public final class AVCaptureDeviceInput: AVCaptureInput {
    public init(device: AVCaptureDevice) throws { self.device = device }
    public let device: AVCaptureDevice
}
public class AVCaptureOutput {}
public final class AVCaptureConnection {
    public var videoRotationAngle: CGFloat = 0
    public func isVideoRotationAngleSupported(_ angle: CGFloat) -> Bool { true }
}
public protocol AVCaptureVideoDataOutputSampleBufferDelegate: AnyObject {
    func captureOutput(
        _ output: AVCaptureOutput, didOutput sampleBuffer: CMSampleBuffer, from connection: AVCaptureConnection)
}
public final class AVCaptureVideoDataOutput: AVCaptureOutput {
    public override init() {}
    public var videoSettings: [String: Any] = [:]
    public var alwaysDiscardsLateVideoFrames = true
    public func setSampleBufferDelegate(
        _ delegate: (any AVCaptureVideoDataOutputSampleBufferDelegate)?, queue: DispatchQueue?
    ) {}
}
public final class AVCaptureSession {
    public enum Preset: Sendable { case hd1920x1080 }
    public static let wasInterruptedNotification = Notification.Name("")
    public static let interruptionEndedNotification = Notification.Name("")
    public static let runtimeErrorNotification = Notification.Name("")
    public init() {}
    public let inputs: [AVCaptureInput] = []
    public let isRunning = false
    public var sessionPreset = Preset.hd1920x1080
    public func canSetSessionPreset(_ preset: Preset) -> Bool { true }
    public func canAddInput(_ input: AVCaptureInput) -> Bool { true }
    public func canAddOutput(_ output: AVCaptureOutput) -> Bool { true }
    public func addInput(_ input: AVCaptureInput) {}
    public func addOutput(_ output: AVCaptureOutput) {}
    public func beginConfiguration() {}
    public func commitConfiguration() {}
    public func startRunning() {}
    public func stopRunning() {}
}
public enum AVLayerVideoGravity: Sendable { case resizeAspectFill }
public final class AVCaptureVideoPreviewLayer: NSObject {
    public override init() {}
    public var session: AVCaptureSession?
    public let connection: AVCaptureConnection? = nil
    public var videoGravity = AVLayerVideoGravity.resizeAspectFill
    public func layerPointConverted(fromCaptureDevicePoint point: CGPoint) -> CGPoint { point }
    public func captureDevicePointConverted(fromLayerPoint point: CGPoint) -> CGPoint { point }
}
// Foundation has these on Apple's systems only.
public final class NSKeyValueObservation {}
public struct NSKeyValueObservedChange<Value> {}
public struct NSKeyValueObservingOptions: OptionSet, Sendable {
    public let rawValue: Int
    public init(rawValue: Int) { self.rawValue = rawValue }
    public static let new = Self(rawValue: 1), initial = Self(rawValue: 4)
}
