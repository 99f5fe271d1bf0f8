import Foundation

/// The time, in seconds since 1970.
public protocol Clock: Sendable {
    func now() -> Int
    /// Seconds since some moment, which only go forward: for how long something has lasted, whatever the phone's clock is set to.
    func elapsed() -> Int
}

extension Clock {
    public func elapsed() -> Int { now() }
}

/// The phone's own clock.
public struct SystemClock: Clock {
    public init() {}

    public func now() -> Int { Int(Date().timeIntervalSince1970) }

    public func elapsed() -> Int { Int(Self.start.duration(to: .now).components.seconds) }

    private static let start = ContinuousClock.now
}

/// Which of the vault's files is meant.
public enum VaultFile: Sendable { case current, previous }

/// Why a file could not be read or written.
public enum StoreFailure: Error, Equatable, Sendable { case full, tooLarge, io }

/// Where the bytes of the vault live. The contract stands on the core's `VaultStore`.
public protocol VaultStore: Sendable {
    /// A whole file, or nil when there is none; `tooLarge` beyond `limit` bytes.
    func read(_ file: VaultFile, limit: Int) throws(StoreFailure) -> Data?
    /// Makes `bytes` the current file and the current one the previous, atomically and durably.
    func replace(_ bytes: Data) throws(StoreFailure)
    /// Deletes the previous file, if there is one.
    func forgetPrevious() throws(StoreFailure)
}

/// Small values outside the vault's file and its backup: the core's `DeviceStateStore`.
public protocol DeviceStateStore: Sendable {
    func read(_ key: String) throws(StoreFailure) -> Data?
    func write(_ key: String, _ value: Data) throws(StoreFailure)
}

/// Why a key of the platform did not answer.
public enum KeyFailure: Error, Equatable, Sendable { case unsupported, lost, cancelled, lockedOut, failed }

/// Keys that stay in the platform's key store: the core's `SecureKey`. Calls may block for as long as a person takes, and come
/// from a background thread. An implementation must not call back into the library.
public protocol SecureKey: Sendable {
    /// Makes a P-256 signing key and returns its public point, 65 bytes uncompressed.
    func create(_ id: String) throws(KeyFailure) -> Data
    /// Makes an RSA signing key of 2048 bits, for services that take no other, and returns its `SubjectPublicKeyInfo`.
    func createRSA(_ id: String) throws(KeyFailure) -> Data
    /// ECDSA P-256 with SHA-256, DER or raw; by an RSA key PKCS#1 v1.5 with SHA-256.
    func sign(_ id: String, _ message: Data) throws(KeyFailure) -> Data
    func wrap(_ id: String, _ plain: Data) throws(KeyFailure) -> Data
    func unwrap(_ id: String, _ wrapped: Data) throws(KeyFailure) -> Data
    func delete(_ id: String) throws(KeyFailure)
    /// Whether the key existed and is gone for good.
    func lost(_ id: String) throws(KeyFailure) -> Bool
}

/// The name of the key that asks for the person.
public let personKey = "person"

/// What of the app's surroundings the models need.
@MainActor
public protocol SystemServices: AnyObject {
    /// Whether requests may ring; nil until the system has said it.
    var notificationsAllowed: Bool? { get }
    /// Puts a code where other apps can paste it, for as long and as widely as the rule says.
    func copy(_ code: String, _ rule: ClipboardRule)
    /// Takes the code that was copied last away, unless something else was copied since.
    func emptyClipboard()
    /// A folder that the person chose for backups, by the name that the library keeps; nil where it is gone.
    func backupFolder(_ folder: String) -> (any BackupFolder)?
    /// What the person calls that folder.
    func nameOfFolder(_ folder: String) -> String
}

/// What carries pushes to this phone: the platform's service, or a twin in memory.
@MainActor
public protocol PushReceiver: AnyObject {
    /// Asks for an address. It comes to `PushHandler.reached`, perhaps later, perhaps never.
    func register()
    /// Nothing is to be carried any more.
    func unregister()
}

/// What the person chose in the settings that is no secret and belongs to this phone.
@MainActor
public protocol Choices: AnyObject {
    var appLock: Bool { get set }
    /// Codes and numbers may be seen while the screen is recorded or mirrored.
    var capturing: Bool { get set }
    /// Whether the question for notifications was put.
    var askedForNotifications: Bool { get set }
    /// What the person calls this phone, nil: nothing of their own.
    var deviceName: String? { get set }
}
