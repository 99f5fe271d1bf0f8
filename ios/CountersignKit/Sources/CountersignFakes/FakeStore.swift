import CountersignKit

/// The part of the library's twin for living with the codes: what it holds, set by the test.
@MainActor
public final class FakeStore {
    public var details: [String: AccountDetails] = [:]
    public var binned: [Binned] = []
    public var clock = CodeClock()
    public var safety = Safety()
    /// The PIN that makes codes, and the recovery code that opens the vault.
    public var pin = "1234"
    public var recoveryCode: String?

    /// The recovery code that is made.
    public nonisolated static let text = "ABCD-EFGH-JKLM-NPQR-STUV-WXYZ-2345"

    public init() {}
}

extension FakeAuthenticatorService {
    public func code(_ account: String, pin: String?, _ proof: Proof?) async throws(UserError) -> MadeCode {
        try said("code")
        let of = try details(account)
        if of.askBefore {
            guard let proof else { throw .noCode }
            try check(proof)
        }
        if of.pinStored == false, pin != store.pin { throw pin == nil ? .pinNeeded : .badPin(min: 4, max: 16) }
        return MadeCode(code: "104729", group: 3, shownUntil: until)
    }

    public func details(_ account: String) throws(UserError) -> AccountDetails {
        try opened()
        guard let row = rows.first(where: { $0.id == account }) else { throw .gone }
        let beside = rows.filter { $0.favourite == row.favourite }
        var details = store.details[account] ?? AccountDetails()
        (details.account, details.tags, details.favourite) = (row, row.tags, row.favourite)
        (details.canGoUp, details.canGoDown) = (beside.first != row, beside.last != row)
        return details
    }

    public func annotate(_ account: String, note: String?, tags: [String]?) async throws(UserError) {
        try said("annotate")
        if let note { try set(account) { $0.note = note } }
        for place in rows.indices where rows[place].id == account { rows[place].tags = tags ?? rows[place].tags }
    }

    public func favourite(_ account: String, _ on: Bool) async throws(UserError) {
        try said("favourite")
        for place in rows.indices where rows[place].id == account { rows[place].favourite = on }
    }

    public func askBefore(_ account: String) async throws(UserError) {
        try said("askBefore")
        try set(account) { $0.askBefore = true }
    }

    public func stopAsking(_ account: String, _ proof: Proof) async throws(UserError) {
        try said("stopAsking")
        try check(proof)
        try set(account) { $0.askBefore = false }
    }

    public func neverExport(_ account: String) async throws(UserError) {
        try said("neverExport")
        try set(account) {
            $0.neverExport = true
            $0.mayShow = false
        }
    }

    public func storePin(_ account: String, _ pin: String?) async throws(UserError) {
        try said("storePin")
        try set(account) { $0.pinStored = pin != nil }
    }

    public func switchKind(_ account: String, to kind: CodeKind) async throws(UserError) {
        try said("switchKind")
        for place in rows.indices where rows[place].id == account {
            let old = rows[place]
            rows[place] = Account(id: old.id, issuer: old.issuer, label: old.label, kind: kind.rawValue)
        }
        try set(account) { $0.pinStored = kind == .yandex || kind == .motp ? $0.pinStored ?? false : nil }
    }

    public func showSecret(_ account: String, _ proof: Proof) async throws(UserError) -> String {
        try proved(account, "showSecret", proof)
        return "otpauth://totp/Example%20Shop?secret=JBSWY3DPEHPK3PXP"
    }

    public func showPicture(_ account: String, _ proof: Proof) async throws(UserError) -> CodePicture {
        try proved(account, "showPicture", proof)
        return CodePicture(side: 2, dark: [true, false, false, true])
    }

    public func bin() throws(UserError) -> [Binned] {
        try opened()
        return store.binned
    }

    public func takeBack(_ account: String) async throws(UserError) {
        try said("takeBack")
        rows += store.binned.filter { $0.account.id == account }.map(\.account)
        store.binned.removeAll { $0.account.id == account }
    }

    public func deleteNow(_ account: String) async throws(UserError) {
        try said("deleteNow")
        store.binned.removeAll { $0.account.id == account }
    }

    public func emptyBin() async throws(UserError) {
        try said("emptyBin")
        store.binned = []
    }

    public func codeClock() throws(UserError) -> CodeClock {
        try opened()
        return store.clock
    }

    public func useCorrectedTime(_ corrected: Bool) async throws(UserError) {
        try said("useCorrectedTime")
        store.clock.used = corrected
    }

    public func safety() throws(UserError) -> Safety {
        try opened()
        return store.safety
    }

    public func declineRecoveryCode() async throws(UserError) {
        try said("declineRecoveryCode")
        store.safety.warn = false
    }

    public func newRecoveryCode(_ proof: Proof) async throws(UserError) -> RecoveryCode {
        try said("newRecoveryCode")
        try check(proof)
        return RecoveryCode(text: FakeStore.text, asked: [2, 5], handle: Self.handle())
    }

    public func useRecoveryCode(_ code: RecoveryCode, _ first: String, _ second: String) async throws(UserError) {
        try said("useRecoveryCode")
        let groups = code.text.split(separator: "-").map(String.init)
        guard [first, second] == code.asked.map({ groups[$0 - 1] }) else { throw .wrongRecoveryCode }
        store.recoveryCode = code.text
        store.safety.recoveryCode = true
        store.safety.warn = false
    }

    public func recover(_ code: String, passcode: String) async throws(UserError) {
        try said("recover")
        guard code == store.recoveryCode else { throw .wrongRecoveryCode }
        try await create(passcode: passcode)
    }

    /// An account whose code asks for a fresh unlock, or needs a PIN.
    public func guardCode(_ account: String, askBefore: Bool, pinStored: Bool? = nil) {
        store.details[account] = AccountDetails(askBefore: askBefore, pinStored: pinStored)
        shown.removeAll { $0.account == account }
        shown.append(
            Code(
                account: account, code: nil, next: nil, validFrom: 0, validUntil: 0,
                needsPin: !askBefore && pinStored == false, needsUnlock: askBefore))
    }

    private func proved(_ account: String, _ call: String, _ proof: Proof) throws(UserError) {
        try said(call)
        if try !details(account).mayShow { throw .protected }
        try check(proof)
    }

    private func set(_ account: String, _ change: (inout AccountDetails) -> Void) throws(UserError) {
        var details = try details(account)
        change(&details)
        store.details[account] = details
    }
}
