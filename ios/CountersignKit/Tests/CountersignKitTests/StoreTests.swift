import CountersignKit
import CountersignFakes
import Foundation
import Testing

/// The contract of the vault's files, run by the twin in memory and by the files on the disk.
struct StoreTests {
    private static func folder() -> URL {
        FileManager.default.temporaryDirectory.appendingPathComponent("countersign-\(UUID().uuidString)")
    }

    private static func stores() -> [any CountersignKit.VaultStore] { [MemoryFiles(), FileVault(folder: folder())] }

    @Test func a_store_keeps_the_last_two() throws {
        for store in Self.stores() {
            #expect(try store.read(.current, limit: 10) == nil)
            #expect(try store.read(.previous, limit: 10) == nil)
            try store.replace(Data("one".utf8))
            #expect(try store.read(.current, limit: 10) == Data("one".utf8))
            #expect(try store.read(.previous, limit: 10) == nil)
            try store.replace(Data("two".utf8))
            try store.replace(Data())
            #expect(try store.read(.current, limit: 10) == Data())
            #expect(try store.read(.previous, limit: 10) == Data("two".utf8))
            try store.forgetPrevious()
            try store.forgetPrevious()
            #expect(try store.read(.previous, limit: 10) == nil)
            #expect(try store.read(.current, limit: 10) == Data())
        }
    }

    @Test func more_than_the_limit_is_not_read() throws {
        for store in Self.stores() {
            try store.replace(Data(count: 11))
            #expect(throws: StoreFailure.tooLarge) { try store.read(.current, limit: 10) }
        }
    }

    @Test func nothing_is_left_beside_the_files_and_nobody_else_reads_them() throws {
        let folder = Self.folder()
        let store = FileVault(folder: folder)
        for text in ["one", "two", "three"] { try store.replace(Data(text.utf8)) }
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        #expect(names == ["vault", "vault.previous"])
        let rights = try FileManager.default.attributesOfItem(atPath: folder.appendingPathComponent("vault").path)
        #expect(rights[.posixPermissions] as? Int == 0o600)
    }

    @Test func a_folder_that_cannot_be_made_is_a_failure_of_the_store() {
        let store = FileVault(folder: URL(fileURLWithPath: "/proc/nothing/here"))
        #expect(throws: StoreFailure.io) { try store.replace(Data([1])) }
        #expect(throws: Never.self) { try store.read(.current, limit: 1) }
    }

    @Test func small_values_are_kept_and_no_key_leads_out_of_the_folder() throws {
        let folder = Self.folder()
        let inner = folder.appendingPathComponent("inner")
        for values in [MemoryDeviceStateStore(), FileDeviceStateStore(folder: inner)]
            as [any CountersignKit.DeviceStateStore]
        {
            for key in ["generation", "../out", "/etc/passwd", ""] where !(key.isEmpty && values is FileDeviceStateStore) {
                #expect(try values.read(key) == nil)
                try values.write(key, Data(key.utf8))
                #expect(try values.read(key) == Data(key.utf8))
            }
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["inner"])
    }
}
