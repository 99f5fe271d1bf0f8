import Countersign
import CountersignKit
import CountersignFakes
import Foundation
import Testing

@testable import CoreBridge

/// What the library gets when this side's stores, keys and clock fail: an error that a person can do something about.
@MainActor
struct CoreServiceTests {
    private let files = MemoryFiles()
    private let values = MemoryDeviceStateStore()
    private let keys = MemoryKeys()
    private let clock = StoryClock()

    private func phone() throws -> CoreAuthenticatorService {
        try CoreAuthenticatorService.loopback(files: files, values: values, keys: keys, clock: clock)
    }

    private func made() async throws -> CoreAuthenticatorService {
        let phone = try phone()
        try await phone.create(passcode: "482615")
        return phone
    }

    @Test func the_platforms_key_opens_what_it_closed_and_so_does_the_passcode() async throws {
        let phone = try await made()
        #expect(try phone.vault() == .open)
        phone.lock()
        try await phone.unlock(.platform)
        phone.lock()
        #expect(throws: UserError.locked) { try phone.accounts() }
        try await phone.unlock(.passcode("482615"))
        #expect(try phone.accounts().isEmpty)
    }

    @Test(arguments: [
        (KeyFailure.cancelled, UserError.cancelled), (.lockedOut, .lockedOut), (.failed, .platformKey(lost: false)),
        (.unsupported, .platformKey(lost: false)), (.lost, .platformKey(lost: true)),
    ])
    func a_key_that_refuses_opens_nothing_and_says_why_a34(_ failure: KeyFailure, _ trouble: UserError) async throws {
        let phone = try await made()
        phone.lock()
        keys.refuses = failure
        await #expect(throws: trouble) { try await phone.unlock(.platform) }
        #expect(try phone.vault() != .open)
        try await phone.unlock(.passcode("482615"))
        #expect(try phone.vault() == .open)
    }

    @Test func a_phone_without_a_lock_of_its_own_makes_no_vault() async throws {
        keys.refuses = .unsupported
        let phone = try phone()
        await #expect(throws: UserError.platformKey(lost: true)) { try await phone.create(passcode: "482615") }
        #expect(try phone.vault() == Vault.none)
    }

    @Test(arguments: [StoreFailure.full, .io, .tooLarge])
    func a_store_that_fails_is_told_and_changes_nothing(_ failure: StoreFailure) async throws {
        let phone = try await made()
        let preview = try await phone.preview(issuer: "Shop", account: "ida", key: "JBSWY3DPEHPK3PXP")
        files.failure = failure
        await #expect(throws: UserError.self) { try await phone.add(preview, .onlyNew) }
        files.failure = nil
        #expect(try phone.accounts().isEmpty)
        try await phone.hideCodes()
        files.failure = failure
        await #expect(throws: failure == .full ? UserError.diskFull : .refused) { try await phone.showCodes(.platform) }
        files.failure = nil
        #expect(try phone.hidesCodes())
    }

    @Test func a_store_that_fails_at_the_start_is_told() throws {
        files.failure = .io
        let phone = try phone()
        #expect(throws: UserError.self) { try phone.vault() }
    }

    @Test func small_values_that_fail_are_told() async throws {
        values.failure = .io
        let phone = try phone()
        await #expect(throws: UserError.self) { try await phone.create(passcode: "482615") }
    }

    /// A clock that can always not be read.
    private final class Broken: Countersign.Clock {
        func now() throws -> UInt64 { throw ClockError.Failed }
    }

    @Test func a_clock_that_throws_is_replaced_by_the_systems() async throws {
        let device = DeviceInfo(name: "x", platform: .test, appVersion: "0.1.0", country: nil)
        let core = try Authenticator.inMemory(clock: Broken(), device: device)
        _ = try core.vault().create(platformKey: nil, userPresence: false, passcode: "482615")
        let preview = try core.accounts().previewKey(issuer: "Shop", account: "ida", key: "JBSWY3DPEHPK3PXP")
        _ = try await core.accounts().add(preview: preview, choice: .onlyNew)
        let code = try #require(try core.accounts().codes(of: nil, at: nil).first)
        #expect(abs(Int(code.validFrom) - SystemClock().now()) < 60)
    }

    /// An error that the library knows nothing of.
    private struct Surprise: Error {}
    private final class Unruly: Countersign.VaultStore {
        func read(file: VaultFileKind, limit: UInt64) throws -> Data? { throw Surprise() }
        func replace(bytes: Data) throws { throw Surprise() }
        func forgetPrevious() throws { throw Surprise() }
    }

    @Test func an_error_of_any_other_kind_is_no_crash() throws {
        let device = DeviceInfo(name: "x", platform: .test, appVersion: "0.1.0", country: nil)
        let core = try Authenticator.forLoopback(
            store: Unruly(), deviceState: DeviceStateAdapter(values), keys: SecureKeyAdapter(keys), clock: nil,
            device: device)
        #expect(throws: UnlockError.self) { try core.vault().status() }
    }

    @Test func a_weak_passcode_and_a_wrong_old_one_change_nothing() async throws {
        let phone = try phone()
        await #expect(throws: UserError.weakPasscode) { try await phone.create(passcode: "123456") }
        try await phone.create(passcode: "482615")
        await #expect(throws: UserError.weakPasscode) { try await phone.changePasscode(old: "482615", new: "000000") }
        await #expect(throws: UserError.wrongPasscode(tries: 9)) {
            try await phone.changePasscode(old: "739104", new: "739104")
        }
        try await phone.changePasscode(old: "482615", new: "739104")
        phone.lock()
        try await phone.unlock(.passcode("739104"))
    }

    @Test func rename_reorder_search_and_hide_reach_the_vault_a43_a44() async throws {
        let phone = try await made()
        for shop in ["Alpha", "Beta", "Gamma"] {
            let preview = try await phone.preview(issuer: shop, account: "ida", key: "JBSWY3DPEHPK3PXP")
            #expect(preview.kind == .codes(issuer: shop, label: "ida", warnings: [.weakSecret]))
            _ = try await phone.add(preview, preview.conflict == nil ? .onlyNew : .keepBoth)
        }
        let ids = try phone.accounts().map(\.id)
        try await phone.reorder(ids.reversed())
        try await phone.rename(ids[1], to: "Groceries")
        try await phone.hideCodes()
        phone.lock()
        try await phone.unlock(.passcode("482615"))
        #expect(try phone.accounts().map(\.issuer) == ["Gamma", "Groceries", "Alpha"])
        #expect(try phone.search("groc", group: nil).rows.map(\.id) == [ids[1]])
        #expect(try phone.hidesCodes())
        #expect(try phone.codes().allSatisfy { $0.code?.count == 6 && $0.validUntil - $0.validFrom == 30 })
        #expect(try await phone.remove(ids[0]) == .binned)
        #expect(try phone.accounts().count == 2)
        await #expect(throws: UserError.gone) { try await phone.rename(ids[0], to: "x") }
    }

    @Test func what_is_there_already_is_named_and_kept_twice_only_when_the_person_says_so() async throws {
        let phone = try await made()
        let key = "JBSWY3DPEHPK3PXP"
        func preview(_ issuer: String, _ key: String) async throws -> Preview {
            try await phone.preview(issuer: issuer, account: "ida", key: key)
        }
        _ = try await phone.add(try await preview("Shop", key), .onlyNew)
        #expect(try await preview("Other", key).conflict == .sameSecret)
        #expect(try await preview("Shop", String(key.reversed())).conflict == .sameName)
        #expect(try await preview("Other", String(key.reversed())).conflict == nil)
        let same = try await preview("Shop", key)
        #expect(same.conflict == .same)
        let refused = try await preview("Shop", key)
        await #expect(throws: UserError.duplicate) { try await phone.add(refused, .onlyNew) }
        _ = try await phone.add(same, .keepBoth)
        #expect(try phone.accounts().map(\.issuer) == ["Shop", "Shop"])
        #expect(Set(try phone.codes().map(\.code)).count == 1)
    }

    @Test func masking_and_the_clipboard_are_the_librarys_rules_a43_a44() async throws {
        let phone = try await made()
        for shop in ["Alpha", "Beta"] {
            let preview = try await phone.preview(issuer: shop, account: "ida", key: "JBSWY3DPEHPK3PXP")
            _ = try await phone.add(preview, preview.conflict == nil ? .onlyNew : .keepBoth)
        }
        let ids = try phone.accounts().map(\.id)
        #expect(try phone.codes().map(\.masked) == [false, false])
        try await phone.hideCodes()
        #expect(try phone.codes().map(\.masked) == [true, true])
        keys.refuses = .cancelled
        await #expect(throws: UserError.self) { try await phone.showCodes(.platform) }
        await #expect(throws: UserError.self) { try await phone.turnOffAppLock(.platform) }
        await #expect(throws: UserError.self) { try await phone.showCodes(.passcode("739104")) }
        #expect(try phone.hidesCodes())
        keys.refuses = nil
        try await phone.turnOffAppLock(.platform)
        let until = try phone.reveal(ids[0])
        #expect(until > clock.now())
        #expect(try phone.codes().map(\.masked) == [false, true])
        let rule = try phone.copied()
        #expect(rule.sensitive && rule.clearAt > clock.now())
        #expect(!phone.clipboardIsDue())
        clock.advance(max(until, rule.clearAt) - clock.now())
        #expect(try phone.codes().map(\.masked) == [true, true])
        phone.lock()
        #expect(throws: UserError.locked) { try phone.copied() }
        #expect(throws: UserError.locked) { try phone.reveal(ids[0]) }
        #expect(phone.clipboardIsDue())
        #expect(!phone.clipboardIsDue())
    }

    @Test func the_same_name_at_another_issuer_is_another_account_a45() async throws {
        let phone = try await made()
        for (issuer, key) in [("One", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"), ("Two", "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")] {
            let preview = try await phone.preview(issuer: issuer, account: "ida@shop.test", key: key)
            #expect(preview.conflict == nil)
            _ = try await phone.add(preview, .onlyNew)
        }
        #expect(Set(try phone.codes().compactMap(\.code)).count == 2)
    }

    @Test func a_frame_that_lies_about_its_size_reads_nothing() {
        let reader = LibraryReader()
        #expect(reader.read(Frame(luma: Data(count: 10), width: 1000, height: 1000, stride: 1000)).isEmpty)
        #expect(reader.read(Frame(luma: Data(), width: 0, height: 0, stride: 0)).isEmpty)
        #expect(reader.read(Frame(luma: Data(count: 100), width: -1, height: 10, stride: 10)).isEmpty)
        #expect(reader.read(still: Frame(luma: Data(count: 100), width: 11, height: 10, stride: 10)).isEmpty)
        #expect(reader.read(still: Frame(luma: Data(count: 100), width: 10, height: 10, stride: 10)).isEmpty)
    }
}
