import Foundation

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// Files that are on the disk when a call returns. POSIX calls, as Foundation promises no order of writes.
enum DurableFile {
    static func read(_ path: URL, limit: Int) throws(StoreFailure) -> Data? {
        let file = open(path.path, O_RDONLY | O_CLOEXEC)
        if file < 0 {
            if errno == ENOENT { return nil }
            throw failure()
        }
        defer { close(file) }
        var facts = stat()
        guard fstat(file, &facts) == 0 else { throw failure() }
        guard facts.st_size <= limit else { throw .tooLarge }
        var bytes = Data(count: Int(facts.st_size))
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeMutableBytes { buffer in
                systemRead(file, buffer.baseAddress?.advanced(by: done), buffer.count - done)
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw .io }
            done += count
        }
        return bytes
    }

    /// Writes a file and waits until it is on the disk. Nobody but this app may read it.
    static func write(_ path: URL, _ bytes: Data) throws(StoreFailure) {
        let file = open(path.path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw failure() }
        defer { close(file) }
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                systemWrite(file, buffer.baseAddress?.advanced(by: done), buffer.count - done)
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw failure() }
            done += count
        }
        guard flush(file) else { throw failure() }
    }

    /// Makes `bytes` the content of a file: the old one or the new one is there at any time, whole.
    static func replace(_ path: URL, with bytes: Data) throws(StoreFailure) {
        let new = path.appendingPathExtension("new")
        try write(new, bytes)
        try rename(new, to: path)
    }

    static func rename(_ from: URL, to path: URL) throws(StoreFailure) {
        guard systemRename(from.path, path.path) == 0 else { throw failure() }
    }

    static func delete(_ path: URL) throws(StoreFailure) {
        guard unlink(path.path) == 0 || errno == ENOENT else { throw failure() }
        if access(path.deletingLastPathComponent().path, F_OK) == 0 {
            try sync(folder: path.deletingLastPathComponent())
        }
    }

    static func makeFolder(_ folder: URL) throws(StoreFailure) {
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        } catch {
            throw .io
        }
    }

    /// Waits until the names in a folder are on the disk.
    static func sync(folder: URL) throws(StoreFailure) {
        let file = open(folder.path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw failure() }
        defer { close(file) }
        guard flush(file) else { throw failure() }
    }

    private static func flush(_ file: Int32) -> Bool {
        #if canImport(Darwin)
            // On Apple's systems fsync leaves the bytes in the drive's own memory.
            if fcntl(file, F_FULLFSYNC) == 0 { return true }
        #endif
        return fsync(file) == 0
    }

    private static func failure() -> StoreFailure {
        errno == ENOSPC || errno == EDQUOT ? .full : .io
    }
}

// The system's functions under names that this enum does not have itself.
#if canImport(Darwin)
    private let systemRead = Darwin.read
    private let systemWrite = Darwin.write
    private func systemRename(_ from: String, _ to: String) -> Int32 { Darwin.rename(from, to) }
#else
    private let systemRead = Glibc.read
    private let systemWrite = Glibc.write
    private func systemRename(_ from: String, _ to: String) -> Int32 { Glibc.rename(from, to) }
#endif
