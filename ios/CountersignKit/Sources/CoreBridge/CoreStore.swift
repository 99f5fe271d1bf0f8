import Countersign
import CountersignKit
import Foundation

/// The library's settings of accounts, bin and recovery code.
extension CoreAuthenticatorService {
    public func code(_ account: String, pin: String?, _ proof: Proof?) async throws(UserError) -> MadeCode {
        let row = try await later { [theSettings] in
            try theSettings.code(id: account, pin: pin.map { Data($0.utf8) }, how: proof.map { UnlockWith($0) })
        }
        guard let code = row.code else { throw .noCode }
        return MadeCode(
            code: String(decoding: code, as: UTF8.self), group: Int(row.group),
            shownUntil: row.shownUntil.map { Int(clamping: $0) } ?? 0)
    }

    public func details(_ account: String) throws(UserError) -> CountersignKit.AccountDetails {
        let details = try now { try theSettings.details(id: account) }
        var mayShow = true
        do {
            try theSettings.mayShow(id: account)
        } catch {
            mayShow = false
        }
        var shown = CountersignKit.AccountDetails(
            askBefore: details.askBefore, neverExport: details.neverExport, pinStored: details.pinStored,
            mayShow: mayShow)
        shown.account = CountersignKit.Account(details.account)
        (shown.note, shown.tags, shown.favourite) = (details.note, details.tags, details.favourite)
        (shown.canGoUp, shown.canGoDown) = (details.canGoUp, details.canGoDown)
        shown.quality = details.quality.map(CountersignKit.QualityFlag.init)
        return shown
    }

    public func annotate(_ account: String, note: String?, tags: [String]?) async throws(UserError) {
        try await later { [theSettings] in
            if let note { try theSettings.set(id: account, setting: .note(text: note)) }
            if let tags { try theSettings.set(id: account, setting: .tags(tags: tags)) }
        }
    }

    public func favourite(_ account: String, _ on: Bool) async throws(UserError) {
        try await later { [theSettings] in try theSettings.set(id: account, setting: .favourite(on: on)) }
    }

    public func askBefore(_ account: String) async throws(UserError) {
        try await later { [theSettings] in try theSettings.set(id: account, setting: .askBefore) }
    }

    public func stopAsking(_ account: String, _ proof: Proof) async throws(UserError) {
        try await later { [theSettings] in try theSettings.stopAsking(id: account, how: UnlockWith(proof)) }
    }

    public func neverExport(_ account: String) async throws(UserError) {
        try await later { [theSettings] in try theSettings.set(id: account, setting: .neverExport) }
    }

    public func storePin(_ account: String, _ pin: String?) async throws(UserError) {
        try await later { [theSettings] in
            try theSettings.set(id: account, setting: .pin(pin: pin.map { Data($0.utf8) }))
        }
    }

    public func switchKind(_ account: String, to kind: CountersignKit.CodeKind) async throws(UserError) {
        try await later { [theSettings] in try theSettings.switchKind(id: account, to: Countersign.CodeKind(kind)) }
    }

    public func showSecret(_ account: String, _ proof: Proof) async throws(UserError) -> String {
        let link = try await later { [theSettings] in try theSettings.showSecret(id: account, how: UnlockWith(proof)) }
        return String(decoding: link, as: UTF8.self)
    }

    public func showPicture(_ account: String, _ proof: Proof) async throws(UserError) -> CountersignKit.CodePicture {
        try await later { [theSettings] in
            let picture = try theSettings.showPicture(id: account, how: UnlockWith(proof))
            return CountersignKit.CodePicture(side: Int(picture.side), dark: picture.modules.map { $0 == 1 })
        }
    }

    public func bin() throws(UserError) -> [Binned] {
        try now {
            try theSettings.bin().map {
                Binned(account: CountersignKit.Account($0.account), until: Int(clamping: $0.until))
            }
        }
    }

    public func takeBack(_ account: String) async throws(UserError) {
        try await later { [theSettings] in try theSettings.takeBack(id: account) }
    }

    public func deleteNow(_ account: String) async throws(UserError) {
        try await later { [theSettings] in try theSettings.deleteNow(id: account) }
    }

    public func emptyBin() async throws(UserError) { try await later { [theSettings] in try theSettings.emptyBin() } }

    public func codeClock() throws(UserError) -> CountersignKit.CodeClock {
        let clock = try now { try theSettings.clock() }
        return CountersignKit.CodeClock(off: clock.off.map { Int(clamping: $0) }, used: clock.used)
    }

    public func useCorrectedTime(_ corrected: Bool) async throws(UserError) {
        try await later { [theSettings] in try theSettings.useCorrectedTime(corrected: corrected) }
    }

    public func safety() throws(UserError) -> CountersignKit.Safety {
        let safety = try now { try theSettings.safety() }
        return CountersignKit.Safety(recoveryCode: safety.recoveryCode, warn: safety.warn, backup: safety.backup)
    }

    public func declineRecoveryCode() async throws(UserError) {
        try await later { [theSettings] in try theSettings.declineRecoveryCode() }
    }

    public func newRecoveryCode(_ proof: Proof) async throws(UserError) -> RecoveryCode {
        try await later { [theVault] in
            let new = try theVault.newRecoveryCode(how: UnlockWith(proof))
            return RecoveryCode(
                text: String(decoding: try new.text(), as: UTF8.self), asked: try new.asked().map { Int($0) },
                handle: LibraryValue(new))
        }
    }

    public func useRecoveryCode(_ code: RecoveryCode, _ first: String, _ second: String) async throws(UserError) {
        guard let new = code.handle.object as? NewRecoveryCode else { throw .gone }
        try await later { [theVault] in
            try theVault.useRecoveryCode(new: new, first: Data(first.utf8), second: Data(second.utf8))
        }
    }

    public func recover(_ code: String, passcode: String) async throws(UserError) {
        try await later { [theVault] in
            let by = UnlockWith.recovery(code: Data(code.utf8))
            _ = try theVault.unlock(how: by)
            do {
                try theVault.changePasscode(how: by, new: passcode)
            } catch {
                try theVault.lock()
                throw error
            }
        }
    }
}

extension CountersignKit.QualityFlag {
    fileprivate init(_ flag: Countersign.QualityFlag) {
        switch flag {
        case .shortSecret(let bits): self = .shortSecret(bits: Int(bits))
        case .fewDigits(let digits): self = .fewDigits(Int(digits))
        case .longPeriod(let seconds): self = .longPeriod(seconds: Int(seconds))
        }
    }
}

extension Countersign.CodeKind {
    fileprivate init(_ kind: CountersignKit.CodeKind) {
        switch kind {
        case .totp: self = .totp
        case .hotp: self = .hotp
        case .steam: self = .steam
        case .yandex: self = .yandex
        case .motp: self = .motp
        }
    }
}
