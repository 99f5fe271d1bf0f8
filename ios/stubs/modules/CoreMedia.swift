// A stand-in for Apple's CoreMedia: see SwiftUI.swift beside it.
import CoreVideo

public final class CMSampleBuffer {}
public func CMSampleBufferGetImageBuffer(_ sample: CMSampleBuffer) -> CVPixelBuffer? { nil }
