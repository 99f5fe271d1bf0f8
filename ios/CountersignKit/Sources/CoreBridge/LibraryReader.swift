import Countersign
import CountersignKit
import Foundation

/// The library's reader of camera frames and pictures.
public final class LibraryReader: FrameReader {
    private let scanner: Countersign.Scanner?

    public init() {
        scanner = try? Countersign.Scanner()
    }

    public func read(_ frame: Frame) -> [Handle] {
        let found = try? scanner?.scan(
            luma: frame.luma, width: UInt32(clamping: frame.width), height: UInt32(clamping: frame.height),
            rowStride: UInt32(clamping: frame.stride))
        return (found ?? []).map { Handle($0.code) }
    }

    /// Reads the codes in a PNG, JPEG, WebP or GIF.
    public static func read(picture: Data) -> [Handle] {
        let found = try? scanPicture(bytes: picture)
        return (found ?? []).map { Handle($0.code) }
    }
}
