import Countersign
import CountersignKit
import Foundation

/// The kit's stores, keys and clock as the library asks for them. Whatever they throw reaches it as one of its own errors.
final class VaultStoreAdapter: Countersign.VaultStore {
    private let files: any CountersignKit.VaultStore

    init(_ files: any CountersignKit.VaultStore) {
        self.files = files
    }

    func read(file: VaultFileKind, limit: UInt64) throws -> Data? {
        try guarded { () throws(StoreFailure) in
            try files.read(file == .current ? .current : .previous, limit: Int(clamping: limit))
        }
    }

    func replace(bytes: Data) throws {
        try guarded { () throws(StoreFailure) in try files.replace(bytes) }
    }

    func forgetPrevious() throws {
        try guarded { () throws(StoreFailure) in try files.forgetPrevious() }
    }
}

final class DeviceStateAdapter: Countersign.DeviceStateStore {
    private let values: any CountersignKit.DeviceStateStore

    init(_ values: any CountersignKit.DeviceStateStore) {
        self.values = values
    }

    func read(key: String) throws -> Data? {
        try guarded { () throws(StoreFailure) in try values.read(key) }
    }

    func write(key: String, value: Data) throws {
        try guarded { () throws(StoreFailure) in try values.write(key, value) }
    }
}

final class SecureKeyAdapter: Countersign.SecureKey {
    private let keys: any CountersignKit.SecureKey

    init(_ keys: any CountersignKit.SecureKey) {
        self.keys = keys
    }

    func create(id: String) throws -> Data { try guarded { () throws(KeyFailure) in try keys.create(id) } }

    func createRsa(id: String) throws -> Data { try guarded { () throws(KeyFailure) in try keys.createRSA(id) } }

    func sign(id: String, message: Data) throws -> Data {
        try guarded { () throws(KeyFailure) in try keys.sign(id, message) }
    }

    func wrap(id: String, plain: Data) throws -> Data {
        try guarded { () throws(KeyFailure) in try keys.wrap(id, plain) }
    }

    func unwrap(id: String, wrapped: Data) throws -> Data {
        try guarded { () throws(KeyFailure) in try keys.unwrap(id, wrapped) }
    }

    func delete(id: String) throws { try guarded { () throws(KeyFailure) in try keys.delete(id) } }

    func lost(id: String) throws -> Bool { try guarded { () throws(KeyFailure) in try keys.lost(id) } }

    private func guarded<Value>(_ act: () throws(KeyFailure) -> Value) throws(KeyError) -> Value {
        do {
            return try act()
        } catch {
            switch error {
            case .unsupported: throw .Unsupported
            case .lost: throw .Lost
            case .cancelled: throw .Cancelled
            case .lockedOut: throw .LockedOut
            case .failed: throw .Failed
            }
        }
    }
}

final class ClockAdapter: Countersign.Clock {
    private let clock: any CountersignKit.Clock

    init(_ clock: any CountersignKit.Clock) {
        self.clock = clock
    }

    func now() throws -> UInt64 { UInt64(clamping: clock.now()) }
}

private func guarded<Value>(_ act: () throws(StoreFailure) -> Value) throws(StorageError) -> Value {
    do {
        return try act()
    } catch {
        switch error {
        case .full: throw .Full
        case .tooLarge: throw .TooLarge
        case .io: throw .Io
        }
    }
}
