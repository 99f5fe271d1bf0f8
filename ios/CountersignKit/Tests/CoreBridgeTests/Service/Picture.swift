import Foundation

import CountersignKit

/// The grey pictures that the sign-in service draws, as a camera would see them: a luma plane whose rows are longer than the
/// picture. Only what those pictures use of PNG (ISO/IEC 15948) is read: one byte a pixel, not interlaced.
enum Picture {
    struct Unreadable: Error {}

    static func frame(png: [UInt8], padding: Int = 24) throws -> Frame {
        guard png.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) else { throw Unreadable() }
        var at = 8
        var width = 0
        var height = 0
        var packed: [UInt8] = []
        while at + 12 <= png.count {
            let length = number(png, at)
            let kind = String(decoding: png[at + 4..<at + 8], as: UTF8.self)
            let body = Array(png[at + 8..<at + 8 + length])
            switch kind {
            case "IHDR":
                (width, height) = (number(body, 0), number(body, 4))
                guard body[8...] == [8, 0, 0, 0, 0] else { throw Unreadable() }
            case "IDAT": packed += body
            default: break
            }
            at += 12 + length
        }
        // Two bytes of zlib's own head, four of its checksum.
        var inflate = Inflate(Array(packed.dropFirst(2).dropLast(4)))
        let rows = try inflate.run()
        guard rows.count == (width + 1) * height else { throw Unreadable() }
        let stride = width + padding
        var luma = [UInt8](repeating: 0x55, count: stride * height)
        for row in 0..<height {
            let filter = rows[row * (width + 1)]
            for column in 0..<width {
                let left = column > 0 ? Int(luma[row * stride + column - 1]) : 0
                let above = row > 0 ? Int(luma[(row - 1) * stride + column]) : 0
                let corner = row > 0 && column > 0 ? Int(luma[(row - 1) * stride + column - 1]) : 0
                let guess: Int
                switch filter {
                case 0: guess = 0
                case 1: guess = left
                case 2: guess = above
                case 3: guess = (left + above) / 2
                case 4: guess = paeth(left, above, corner)
                default: throw Unreadable()
                }
                luma[row * stride + column] = rows[row * (width + 1) + 1 + column] &+ UInt8(guess)
            }
        }
        return Frame(luma: Data(luma), width: width, height: height, stride: stride)
    }

    private static func paeth(_ left: Int, _ above: Int, _ corner: Int) -> Int {
        let guess = left + above - corner
        let (a, b, c) = (abs(guess - left), abs(guess - above), abs(guess - corner))
        return a <= b && a <= c ? left : b <= c ? above : corner
    }

    private static func number(_ bytes: [UInt8], _ at: Int) -> Int {
        bytes[at..<at + 4].reduce(0) { $0 << 8 | Int($1) }
    }
}

/// DEFLATE (RFC 1951), for pictures that a test made itself: it trusts its input.
private struct Inflate {
    private let bytes: [UInt8]
    private var at = 0
    private var held = 0
    private var bits = 0
    private var out: [UInt8] = []

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    mutating func run() throws -> [UInt8] {
        var last = false
        while !last {
            last = try take(1) == 1
            switch try take(2) {
            case 0: try stored()
            case 1:
                let lengths = (0..<288).map { $0 < 144 ? 8 : $0 < 256 ? 9 : $0 < 280 ? 7 : 8 }
                try block(Codes(lengths), Codes(Array(repeating: 5, count: 30)))
            case 2: try dynamic()
            default: throw Picture.Unreadable()
            }
        }
        return out
    }

    private mutating func take(_ count: Int) throws -> Int {
        while bits < count {
            guard at < bytes.count else { throw Picture.Unreadable() }
            held |= Int(bytes[at]) << bits
            at += 1
            bits += 8
        }
        defer {
            held >>= count
            bits -= count
        }
        return held & (1 << count - 1)
    }

    private mutating func symbol(_ codes: Codes) throws -> Int {
        var code = 0
        for length in 1...15 {
            code = code << 1 | (try take(1))
            if let found = codes.symbols[length << 16 | code] { return found }
        }
        throw Picture.Unreadable()
    }

    private mutating func stored() throws {
        held = 0
        bits = 0
        guard at + 4 <= bytes.count else { throw Picture.Unreadable() }
        let length = Int(bytes[at]) | Int(bytes[at + 1]) << 8
        at += 4
        guard at + length <= bytes.count else { throw Picture.Unreadable() }
        out += bytes[at..<at + length]
        at += length
    }

    private mutating func dynamic() throws {
        let literals = try take(5) + 257
        let distances = try take(5) + 1
        let count = try take(4) + 4
        var sizes = [Int](repeating: 0, count: 19)
        for place in Self.order.prefix(count) { sizes[place] = try take(3) }
        let codes = Codes(sizes)
        var lengths: [Int] = []
        while lengths.count < literals + distances {
            switch try symbol(codes) {
            case 16: lengths += Array(repeating: lengths.last ?? 0, count: try take(2) + 3)
            case 17: lengths += Array(repeating: 0, count: try take(3) + 3)
            case 18: lengths += Array(repeating: 0, count: try take(7) + 11)
            case let length: lengths.append(length)
            }
        }
        try block(Codes(Array(lengths[..<literals])), Codes(Array(lengths[literals...])))
    }

    private mutating func block(_ literals: Codes, _ distances: Codes) throws {
        while true {
            let found = try symbol(literals)
            if found == 256 { return }
            if found < 256 {
                out.append(UInt8(found))
                continue
            }
            let length = Self.lengths[found - 257] + (try take(Self.lengthBits[found - 257]))
            let place = try symbol(distances)
            let distance = Self.distances[place] + (try take(Self.distanceBits[place]))
            guard distance <= out.count else { throw Picture.Unreadable() }
            for _ in 0..<length { out.append(out[out.count - distance]) }
        }
    }

    /// Canonical Huffman codes: the symbol by length and code.
    struct Codes {
        private(set) var symbols: [Int: Int] = [:]

        init(_ lengths: [Int]) {
            var code = 0
            for length in 1...15 {
                for (symbol, own) in lengths.enumerated() where own == length {
                    symbols[length << 16 | code] = symbol
                    code += 1
                }
                code <<= 1
            }
        }
    }

    private static let order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]
    private static let lengths = [
        3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
    ]
    private static let lengthBits = [
        0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
    ]
    private static let distances = [
        1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145,
        8193, 12289, 16385, 24577,
    ]
    private static let distanceBits = [
        0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13,
    ]
}
