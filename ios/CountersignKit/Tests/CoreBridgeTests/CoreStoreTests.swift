import CountersignFakes
import CountersignKit
import Foundation
import Testing

@testable import CoreBridge

/// Living with the codes over the real library: what it says is what the screens get.
@MainActor
struct CoreStoreTests {
    private let keys = MemoryKeys()
    private let clock = StoryClock()
    private static let key = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"

    private func made() async throws -> (CoreAuthenticatorService, String) {
        let phone = try CoreAuthenticatorService.loopback(
            files: MemoryFiles(), values: MemoryDeviceStateStore(), keys: keys, clock: clock)
        try await phone.create(passcode: "482615")
        let preview = try await phone.preview(issuer: "Shop", account: "ida", key: Self.key)
        return (phone, try await phone.add(preview, .onlyNew).id)
    }

    @Test func a_code_that_asks_before_comes_by_a_fresh_unlock_a78() async throws {
        let (phone, id) = try await made()
        try await phone.askBefore(id)
        let row = try phone.codes()[0]
        #expect(row.needsUnlock && row.code == nil)
        keys.refuses = .cancelled
        await #expect(throws: UserError.cancelled) { try await phone.code(id, pin: nil, .platform) }
        keys.refuses = nil
        let code = try await phone.code(id, pin: nil, .platform)
        #expect(code.code.count == 6 && code.shownUntil > 0)
        await #expect(throws: UserError.wrongPasscode(tries: 9)) { try await phone.stopAsking(id, .passcode("000000")) }
        try await phone.stopAsking(id, .passcode("482615"))
        #expect(try !phone.codes()[0].needsUnlock)
    }

    @Test func note_groups_and_favourites_are_kept_and_found_a43() async throws {
        let (phone, id) = try await made()
        let preview = try await phone.preview(issuer: "Quay", account: "ida", key: String(Self.key.reversed()))
        let other = try await phone.add(preview, .onlyNew).id
        try await phone.annotate(other, note: "first\nsecond", tags: ["Home", "boats"])
        try await phone.favourite(other, true)
        let details = try phone.details(other)
        #expect(details.note == "first\nsecond" && details.tags == ["Home", "boats"] && details.favourite)
        #expect(details.account?.favourite == true && !details.canGoUp && !details.canGoDown)
        try await phone.annotate(other, note: nil, tags: ["home"])
        #expect(try phone.details(other).note == "first\nsecond")
        let list = try phone.search("", group: nil)
        #expect(list.rows.map(\.id) == [other, id] && list.groups == [Group("home", accounts: 1)])
        #expect(try phone.search("hom", group: "Home").rows.map(\.id) == [other])
        #expect(try phone.codes(of: [id]).map(\.account) == [id])
        await #expect(throws: UserError.self) { try await phone.annotate(id, note: "bell\u{7}", tags: nil) }
    }

    @Test func what_is_weak_about_a_code_is_said_v53() async throws {
        let (phone, id) = try await made()
        #expect(try phone.details(id).quality.isEmpty)
        let link = "otpauth://totp/Old?secret=GEZDGNBV&digits=5&period=300"
        let weak = try await phone.add(try await phone.preview(link: link), .onlyNew).id
        let flags: [QualityFlag] = [.shortSecret(bits: 40), .fewDigits(5), .longPeriod(seconds: 300)]
        #expect(try phone.details(weak).quality == flags)
    }

    @Test func a_switched_kind_asks_for_its_pin_a77_a81() async throws {
        let (phone, id) = try await made()
        try await phone.switchKind(id, to: .motp)
        #expect(try phone.accounts()[0].kind == CodeKind.motp.rawValue)
        #expect(try phone.codes()[0].needsPin)
        await #expect(throws: UserError.pinNeeded) { try await phone.code(id, pin: nil, nil) }
        _ = try await phone.code(id, pin: "1234", nil)
        #expect(try phone.details(id).pinStored == false)
        try await phone.storePin(id, "1234")
        #expect(try phone.details(id).pinStored == true)
    }

    @Test func the_bin_gives_back_what_was_removed_or_deletes_it_a76() async throws {
        let (phone, id) = try await made()
        #expect(try await phone.remove(id) == .binned)
        #expect(try phone.bin().map(\.account.id) == [id])
        try await phone.takeBack(id)
        #expect(try phone.accounts().map(\.id) == [id])
        _ = try await phone.remove(id)
        try await phone.deleteNow(id)
        #expect(try phone.bin().isEmpty)
        await #expect(throws: UserError.gone) { try await phone.takeBack(id) }
    }

    @Test func a_key_is_shown_by_a_fresh_unlock_and_never_once_it_is_marked_a80() async throws {
        let (phone, id) = try await made()
        #expect(try await phone.showSecret(id, .platform).contains(Self.key))
        let picture = try await phone.showPicture(id, .platform)
        #expect(picture.dark.count == picture.side * picture.side)
        try await phone.neverExport(id)
        let marked = try phone.details(id)
        #expect(marked.neverExport && !marked.mayShow)
        await #expect(throws: UserError.protected) { try await phone.showSecret(id, .platform) }
    }

    @Test func a_recovery_code_opens_the_vault_and_sets_another_passcode_a74() async throws {
        let (phone, _) = try await made()
        #expect(try phone.safety().warn)
        let new = try await phone.newRecoveryCode(.platform)
        let groups = new.asked.map { new.groups[$0 - 1].lowercased() }
        await #expect(throws: UserError.wrongRecoveryCode) { try await phone.useRecoveryCode(new, groups[0], "AAAA") }
        try await phone.useRecoveryCode(new, groups[0], groups[1])
        #expect(try phone.safety() == Safety(recoveryCode: true))
        phone.lock()
        await #expect(throws: UserError.wrongRecoveryCode) { try await phone.recover("ABCD", passcode: "739104") }
        await #expect(throws: UserError.weakPasscode) { try await phone.recover(new.text, passcode: "111111") }
        #expect(try phone.vault() != .open)
        try await phone.recover(new.text.lowercased(), passcode: "739104")
        phone.lock()
        try await phone.unlock(.passcode("739104"))
        #expect(try phone.vault() == .open)
    }

    @Test func without_a_service_no_other_time_is_offered_a79() async throws {
        let (phone, _) = try await made()
        try await phone.useCorrectedTime(true)
        #expect(try phone.codeClock() == CodeClock())
    }
}
