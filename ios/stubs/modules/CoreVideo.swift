// A stand-in for Apple's CoreVideo: see SwiftUI.swift beside it.
public final class CVPixelBuffer {}
public struct CVPixelBufferLockFlags: Sendable { public static let readOnly = Self() }
public let kCVReturnSuccess: Int32 = 0
public let kCVPixelBufferPixelFormatTypeKey = ""
public let kCVPixelFormatType_420YpCbCr8BiPlanarFullRange: UInt32 = 0
public func CVPixelBufferLockBaseAddress(_ pixels: CVPixelBuffer, _ flags: CVPixelBufferLockFlags) -> Int32 { 0 }
@discardableResult
public func CVPixelBufferUnlockBaseAddress(_ pixels: CVPixelBuffer, _ flags: CVPixelBufferLockFlags) -> Int32 { 0 }
public func CVPixelBufferGetBaseAddressOfPlane(_ pixels: CVPixelBuffer, _ plane: Int) -> UnsafeMutableRawPointer? { nil }
public func CVPixelBufferGetBytesPerRowOfPlane(_ pixels: CVPixelBuffer, _ plane: Int) -> Int { 0 }
public func CVPixelBufferGetHeightOfPlane(_ pixels: CVPixelBuffer, _ plane: Int) -> Int { 0 }
public func CVPixelBufferGetWidthOfPlane(_ pixels: CVPixelBuffer, _ plane: Int) -> Int { 0 }
