// A stand-in for Apple's AVFoundation: see SwiftUI.swift beside it.
import CoreMedia
import Foundation

public enum AVMediaType: Sendable { case video }
public enum AVAuthorizationStatus: Sendable { case notDetermined, authorized }
public final class AVCaptureDevice {
    public enum DeviceType: Sendable { case builtInWideAngleCamera }
    public enum Position: Sendable { case back }
    public static func requestAccess(for type: AVMediaType) async -> Bool { false }
    public static func authorizationStatus(for type: AVMediaType) -> AVAuthorizationStatus { .notDetermined }
    public static func `default`(_ kind: DeviceType, for type: AVMediaType?, position: Position) -> AVCaptureDevice? { nil }
}
public class AVCaptureInput {}
public final class AVCaptureDeviceInput: AVCaptureInput {
    public init(device: AVCaptureDevice) throws {}
}
public class AVCaptureOutput {}
public final class AVCaptureConnection {}
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
    public init() {}
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
    public var videoGravity = AVLayerVideoGravity.resizeAspectFill
}
