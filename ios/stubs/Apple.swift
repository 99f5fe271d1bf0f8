// What the kit has on Apple's systems only, by its declarations in CountersignKit/Sources/CountersignKit/Apple.
import CountersignKit
import Foundation

final class KeychainDeviceState: DeviceStateStore {
    init(service: String = "") {}
    func read(_ key: String) throws(StoreFailure) -> Data? { nil }
    func write(_ key: String, _ value: Data) throws(StoreFailure) {}
}

final class EnclaveKeys: SecureKey {
    init(prompt: @escaping @Sendable () -> String) {}
    func create(_ id: String) throws(KeyFailure) -> Data { throw .unsupported }
    func createRSA(_ id: String) throws(KeyFailure) -> Data { throw .unsupported }
    func sign(_ id: String, _ message: Data) throws(KeyFailure) -> Data { throw .unsupported }
    func wrap(_ id: String, _ plain: Data) throws(KeyFailure) -> Data { throw .unsupported }
    func unwrap(_ id: String, _ wrapped: Data) throws(KeyFailure) -> Data { throw .unsupported }
    func delete(_ id: String) throws(KeyFailure) {}
    func lost(_ id: String) throws(KeyFailure) -> Bool { false }
}

enum StillPicture {
    static func frame(_ file: Data) -> Frame? { nil }
}

/// Asks another app's database.
enum AppDatabase {
    @Sendable
    static func rows(_ file: Data, _ query: String) -> DatabaseRows? { nil }
}
