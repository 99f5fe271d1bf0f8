import Foundation

/// The vault's two files in a folder of the app's own.
///
/// A replacement is written beside the current file, synced, and renamed over it; a copy of the old one became the previous
/// file before. Whenever the process dies, the current file is the old one or the new one, whole.
public final class FileVault: VaultStore {
    private let folder: URL
    private let lock = NSLock()

    public init(folder: URL) {
        self.folder = folder
    }

    public func read(_ file: VaultFile, limit: Int) throws(StoreFailure) -> Data? {
        try DurableFile.read(path(file), limit: limit)
    }

    public func replace(_ bytes: Data) throws(StoreFailure) {
        lock.lock()
        defer { lock.unlock() }
        try DurableFile.makeFolder(folder)
        let current = path(.current)
        try DurableFile.write(folder.appendingPathComponent("vault.new"), bytes)
        if let old = try DurableFile.read(current, limit: .max) {
            try DurableFile.replace(path(.previous), with: old)
        }
        try DurableFile.rename(folder.appendingPathComponent("vault.new"), to: current)
        try DurableFile.sync(folder: folder)
    }

    public func forgetPrevious() throws(StoreFailure) {
        try DurableFile.delete(path(.previous))
    }

    private func path(_ file: VaultFile) -> URL {
        folder.appendingPathComponent(file == .current ? "vault" : "vault.previous")
    }
}

/// Small values, one file each, in a folder that no backup takes along. On a phone `KeychainDeviceState` is used instead.
public final class FileDeviceStateStore: DeviceStateStore {
    private let folder: URL
    private let lock = NSLock()

    public init(folder: URL) {
        self.folder = folder
    }

    public func read(_ key: String) throws(StoreFailure) -> Data? {
        try DurableFile.read(path(key), limit: 1 << 16)
    }

    public func write(_ key: String, _ value: Data) throws(StoreFailure) {
        lock.lock()
        defer { lock.unlock() }
        try DurableFile.makeFolder(folder)
        try DurableFile.replace(path(key), with: value)
        try DurableFile.sync(folder: folder)
    }

    /// Keys are the library's own, yet none of them can name a file elsewhere.
    private func path(_ key: String) -> URL {
        folder.appendingPathComponent(key.utf8.map { byte in hexadecimal(byte) }.joined())
    }

    private func hexadecimal(_ byte: UInt8) -> String {
        let text = String(byte, radix: 16)
        return text.count == 1 ? "0" + text : text
    }
}
