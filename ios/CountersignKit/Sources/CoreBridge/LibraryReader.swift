import Countersign
import CountersignKit
import Foundation

/// The library's reader of camera frames and pictures.
public final class LibraryReader: FrameReader {
    private let scanner: FrameScanner?

    public init() {
        scanner = try? FrameScanner()
    }

    public func read(_ frame: Frame) -> [Scanned] {
        let found = try? scanner?.scan(
            luma: frame.luma, width: UInt32(clamping: frame.width), height: UInt32(clamping: frame.height),
            rowStride: UInt32(clamping: frame.stride))
        return (found ?? []).map { Scanned($0, in: frame) }
    }

    public func read(still frame: Frame) -> [Scanned] {
        let found = try? scanStill(
            luma: frame.luma, width: UInt32(clamping: frame.width), height: UInt32(clamping: frame.height),
            rowStride: UInt32(clamping: frame.stride))
        return (found ?? []).map { Scanned($0, in: frame) }
    }
}
