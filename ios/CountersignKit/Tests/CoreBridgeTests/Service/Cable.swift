import Foundation

#if canImport(Darwin)
    import Darwin
    private let stream = SOCK_STREAM
#else
    import Glibc
    private let stream = Int32(SOCK_STREAM.rawValue)
#endif

/// The way between the phone and the service: a port on loopback that passes everything on, and can be pulled out.
final class Cable: @unchecked Sendable {
    struct Failed: Error {}

    /// Where the phone connects.
    let port: UInt16

    private let listener: Int32
    private let service: UInt16
    private let lock = NSLock()
    private var plugged = true
    private var open: Set<Int32> = []
    private var sent: [UInt8] = []

    init(to service: UInt16) throws {
        self.service = service
        (listener, port) = try Self.listen()
        Thread.detachNewThread { [self] in accepting() }
    }

    /// A port that nobody listens on now.
    static func freePort() throws -> UInt16 {
        let (socket, port) = try listen()
        close(socket)
        return port
    }

    /// Pulled out, every connection breaks and no new one is made.
    func plug(_ plugged: Bool) {
        lock.lock()
        self.plugged = plugged
        let broken = plugged ? [] : open
        lock.unlock()
        for socket in broken { shutdown(socket, Int32(SHUT_RDWR)) }
    }

    /// Whether the phone ever sent this text.
    func carried(_ text: String) -> Bool {
        lock.lock()
        defer { lock.unlock() }
        return String(decoding: sent, as: UTF8.self).contains(text)
    }

    func remove() {
        plug(false)
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }

    private func accepting() {
        while true {
            let phone = accept(listener, nil, nil)
            if phone < 0 { return }
            lock.lock()
            let plugged = plugged
            lock.unlock()
            guard plugged, let other = try? Self.connect(service) else {
                close(phone)
                continue
            }
            let pair = Pair(phone, other)
            lock.lock()
            open.formUnion([phone, other])
            lock.unlock()
            Thread.detachNewThread { [self] in pass(from: phone, to: other, pair, keeping: true) }
            Thread.detachNewThread { [self] in pass(from: other, to: phone, pair) }
        }
    }

    private func pass(from: Int32, to: Int32, _ pair: Pair, keeping: Bool = false) {
        var buffer = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = recv(from, &buffer, buffer.count, 0)
            if keeping && count > 0 {
                lock.lock()
                sent += buffer[..<count]
                lock.unlock()
                Self.rename(&buffer, count)
            }
            guard count > 0, send(to, buffer, count, Int32(MSG_NOSIGNAL)) == count else { break }
        }
        shutdown(from, Int32(SHUT_RDWR))
        shutdown(to, Int32(SHUT_RDWR))
        lock.lock()
        let both = pair.finish()
        if both { open.subtract([pair.one, pair.other]) }
        lock.unlock()
        if both {
            close(pair.one)
            close(pair.other)
        }
    }

    /// As behind a proxy, the service answers by whichever name it is called: only the line `Host` says `127.0.0.1`.
    private static func rename(_ buffer: inout [UInt8], _ count: Int) {
        let (called, name) = (Array("127.0.0.1:".utf8), Array("localhost:".utf8))
        guard count >= called.count else { return }
        for at in 0...(count - called.count) where buffer[at..<(at + called.count)].elementsEqual(called) {
            buffer.replaceSubrange(at..<(at + name.count), with: name)
        }
    }

    private static func listen() throws -> (Int32, UInt16) {
        let socket = socket(AF_INET, stream, 0)
        guard socket >= 0 else { throw Failed() }
        var address = loopback(0)
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withSocketAddress(&address) { bind(socket, $0, size) }
        guard bound == 0, systemListen(socket, 64) == 0 else { throw Failed() }
        guard withSocketAddress(&address, { getsockname(socket, $0, &size) }) == 0 else { throw Failed() }
        return (socket, UInt16(bigEndian: address.sin_port))
    }

    private static func connect(_ port: UInt16) throws -> Int32 {
        let socket = socket(AF_INET, stream, 0)
        var address = loopback(port)
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        guard socket >= 0, withSocketAddress(&address, { systemConnect(socket, $0, size) }) == 0 else {
            close(socket)
            throw Failed()
        }
        return socket
    }

    private static func loopback(_ port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }

    private static func withSocketAddress<Result>(
        _ address: inout sockaddr_in, _ act: (UnsafeMutablePointer<sockaddr>) -> Result
    ) -> Result {
        withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1, act)
        }
    }

    /// The two ends of a connection, closed when both directions are done.
    private final class Pair: @unchecked Sendable {
        let one: Int32
        let other: Int32
        private var done = 0

        init(_ one: Int32, _ other: Int32) {
            self.one = one
            self.other = other
        }

        /// Called under the lock of the cable.
        func finish() -> Bool {
            done += 1
            return done == 2
        }
    }
}

// The system's functions under names that the cable does not have itself.
private func systemListen(_ socket: Int32, _ count: Int32) -> Int32 { listen(socket, count) }
private func systemConnect(_ socket: Int32, _ to: UnsafePointer<sockaddr>, _ size: socklen_t) -> Int32 {
    connect(socket, to, size)
}
