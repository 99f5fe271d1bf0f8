import CountersignKit
import Foundation

/// A value that several threads may use.
final class Guarded<Value>: @unchecked Sendable {
    private var value: Value
    private let lock = NSLock()

    init(_ value: Value) {
        self.value = value
    }

    func use<Result>(_ act: (inout Value) -> Result) -> Result {
        lock.lock()
        defer { lock.unlock() }
        return act(&value)
    }
}

/// A clock that the test sets.
public final class MemoryClock: Clock {
    private let time: Guarded<Int>
    private let turned = Guarded(0)

    public init(_ seconds: Int = Samples.now) {
        time = Guarded(seconds)
    }

    public func now() -> Int { time.use { $0 } + turned.use { $0 } }

    public func elapsed() -> Int { time.use { $0 } }

    public func advance(_ seconds: Int) { time.use { $0 += seconds } }

    /// The phone's clock is set to another time.
    public func turn(_ seconds: Int) { turned.use { $0 += seconds } }
}

/// The vault's files in memory.
public final class MemoryFiles: VaultStore {
    private let files = Guarded<[VaultFile: Data]>([:])
    private let next = Guarded<StoreFailure?>(nil)

    public init() {}

    /// Thrown by every call while it is set.
    public var failure: StoreFailure? {
        get { next.use { $0 } }
        set { next.use { $0 = newValue } }
    }

    public func read(_ file: VaultFile, limit: Int) throws(StoreFailure) -> Data? {
        try fail()
        guard let bytes = files.use({ $0[file] }) else { return nil }
        guard bytes.count <= limit else { throw .tooLarge }
        return bytes
    }

    public func replace(_ bytes: Data) throws(StoreFailure) {
        try fail()
        files.use { files in
            files[.previous] = files[.current]
            files[.current] = bytes
        }
    }

    public func forgetPrevious() throws(StoreFailure) {
        try fail()
        files.use { $0[.previous] = nil }
    }

    private func fail() throws(StoreFailure) {
        if let failure { throw failure }
    }
}

/// The small values in memory.
public final class MemoryDeviceStateStore: DeviceStateStore {
    private let values = Guarded<[String: Data]>([:])
    private let next = Guarded<StoreFailure?>(nil)

    public init() {}

    /// Thrown by every call while it is set.
    public var failure: StoreFailure? {
        get { next.use { $0 } }
        set { next.use { $0 = newValue } }
    }

    public func read(_ key: String) throws(StoreFailure) -> Data? {
        if let failure { throw failure }
        return values.use { $0[key] }
    }

    public func write(_ key: String, _ value: Data) throws(StoreFailure) {
        if let failure { throw failure }
        values.use { $0[key] = value }
    }
}

/// Keys in memory. It has no cryptography: what it wraps stays with it, under a name that it draws. It signs nothing, so that
/// the library keeps its own signing key.
public final class MemoryKeys: SecureKey {
    private let held = Guarded<[String: [Data: Data]]>([:])
    private let next = Guarded<KeyFailure?>(nil)

    public init() {}

    /// What the person, or the phone, says to the key that asks for the person.
    public var refuses: KeyFailure? {
        get { next.use { $0 } }
        set { next.use { $0 = newValue } }
    }

    public func create(_ id: String) throws(KeyFailure) -> Data { throw .unsupported }

    public func createRSA(_ id: String) throws(KeyFailure) -> Data { throw .unsupported }

    public func sign(_ id: String, _ message: Data) throws(KeyFailure) -> Data { throw .unsupported }

    public func wrap(_ id: String, _ plain: Data) throws(KeyFailure) -> Data {
        try ask(id)
        let name = Data((0..<32).map { _ in UInt8.random(in: 0...255) })
        held.use { $0[id, default: [:]][name] = plain }
        return name
    }

    public func unwrap(_ id: String, _ wrapped: Data) throws(KeyFailure) -> Data {
        try ask(id)
        guard let plain = held.use({ $0[id]?[wrapped] }) else { throw .lost }
        return plain
    }

    public func delete(_ id: String) throws(KeyFailure) { held.use { $0[id] = nil } }

    public func lost(_ id: String) throws(KeyFailure) -> Bool { false }

    private func ask(_ id: String) throws(KeyFailure) {
        if id == personKey, let refuses { throw refuses }
    }
}

/// The app's surroundings in memory.
@MainActor
public final class MemorySystemServices: SystemServices {
    public var notificationsAllowed: Bool? = true
    public private(set) var clipboard: (code: String, rule: ClipboardRule)?

    public init() {}

    public func copy(_ code: String, _ rule: ClipboardRule) { clipboard = (code, rule) }

    public func emptyClipboard() { clipboard = nil }

    /// The folders that are there, by the names that the library keeps.
    public var folders: [String: MemoryBackupFolder] = [:]

    public func backupFolder(_ folder: String) -> (any BackupFolder)? { folders[folder] }

    public func nameOfFolder(_ folder: String) -> String { folder.split(separator: "/").last.map(String.init) ?? folder }
}

/// A folder for backups; it fails where the test says so.
public final class MemoryBackupFolder: BackupFolder {
    private let held = Guarded<[String: Data]>([:])

    public init() {}

    public var files: [String: Data] { held.use { $0 } }

    public func names() throws(BackupFailure) -> [String] { held.use { Array($0.keys) } }

    public func read(_ name: String, limit: Int) throws(BackupFailure) -> Data {
        guard let bytes = held.use({ $0[name] }) else { throw .noFolder }
        return bytes
    }

    public func writeNew(_ name: String, _ bytes: Data) throws(BackupFailure) { held.use { $0[name] = bytes } }

    public func delete(_ name: String) throws(BackupFailure) { held.use { $0[name] = nil } }
}

/// The choices in memory.
@MainActor
public final class MemoryChoices: Choices {
    public var appLock = true
    public var capturing = false
    public var askedForNotifications = false
    public var deviceName: String?

    public init() {}
}

/// A bell that remembers.
@MainActor
public final class MemoryNotifier: Notifier {
    public private(set) var rung: [PushNotice] = []
    public private(set) var shown: PushNotice?

    public init() {}

    public func ring(_ ring: PushNotice) {
        rung.append(ring)
        shown = ring
    }

    public func quiet() { shown = nil }
}

/// A receiver that hands out an address of the test's.
@MainActor
public final class MemoryReceiver: PushReceiver {
    public private(set) var registered = false

    public init() {}

    public func register() { registered = true }

    public func unregister() { registered = false }
}
