#if canImport(ImageIO)
    import CoreGraphics
    import Foundation
    import ImageIO

    /// Pictures of the photo library as planes of brightness. The system's decoder reads them; how large one becomes is bounded,
    /// whatever its file says.
    public enum StillPicture {
        /// A picture in any format that the system knows, upright; nil when it is none, or its file is too large.
        public static func frame(_ file: Data) -> Frame? {
            guard file.count <= largestFile,
                let source = CGImageSourceCreateWithData(
                    file as CFData, [kCGImageSourceShouldCache: false] as CFDictionary),
                let image = CGImageSourceCreateThumbnailAtIndex(source, 0, bounded as CFDictionary)
            else { return nil }
            return plane(image)
        }

        /// On white, so that what is transparent is paper.
        private static func plane(_ image: CGImage) -> Frame? {
            let area = CGRect(x: 0, y: 0, width: image.width, height: image.height)
            guard
                let canvas = CGContext(
                    data: nil, width: image.width, height: image.height, bitsPerComponent: 8, bytesPerRow: 0,
                    space: CGColorSpaceCreateDeviceGray(), bitmapInfo: CGImageAlphaInfo.none.rawValue)
            else { return nil }
            canvas.setFillColor(gray: 1, alpha: 1)
            canvas.fill(area)
            canvas.draw(image, in: area)
            guard let bytes = canvas.data else { return nil }
            return Frame(
                luma: Data(bytes: bytes, count: canvas.bytesPerRow * canvas.height), width: canvas.width,
                height: canvas.height, stride: canvas.bytesPerRow)
        }

        private static var bounded: [CFString: Any] {
            [
                kCGImageSourceCreateThumbnailFromImageAlways: true,
                kCGImageSourceCreateThumbnailWithTransform: true,
                kCGImageSourceThumbnailMaxPixelSize: longestSide,
                kCGImageSourceShouldCacheImmediately: true,
            ]
        }

        private static let longestSide = 3000
        private static let largestFile = 64 << 20
    }
#endif
