import Foundation
import Observation

/// One of the two fields into which a page's address and code are typed.
public enum TypedField: Equatable, Sendable { case address, code }

/// From a code before the camera, or a text that was typed, to an account.
@MainActor @Observable
public final class AddingModel {
    /// The camera may be used; nil until the person was asked.
    public private(set) var camera: Bool?
    /// A work or school account is being added, not one for codes.
    public private(set) var work = true
    public private(set) var busy = false
    public private(set) var preview: Preview?
    /// Several codes set something up: the person says which.
    public private(set) var offered: [Preview] = []
    /// What stood beside the code that was taken.
    public private(set) var beside: [ScannedKind] = []
    /// A part of a code was read, and others are needed.
    public private(set) var part: PartsMissing?
    public private(set) var trouble: UserError?

    @ObservationIgnored private let phone: any AuthenticatorService
    @ObservationIgnored private let choices: any Choices
    /// What was asked before this changed is not answered any more.
    @ObservationIgnored private var run = 0
    /// Told of codes of another app's export: they go to the screen for moving in.
    @ObservationIgnored var onExport: ([LibraryValue]) -> Void = { _ in }
    /// Told when an account was added.
    @ObservationIgnored var onAdded: (Account) -> Void = { _ in }

    public init(phone: any AuthenticatorService, choices: any Choices) {
        self.phone = phone
        self.choices = choices
        if let name = choices.deviceName { phone.setDeviceName(name) }
    }

    /// Begins anew.
    public func start(work: Bool) {
        self.work = work
        clearSensitive()
    }

    public func camera(allowed: Bool) {
        camera = allowed
    }

    /// Whether frames are looked at: not while something is shown that has to be answered first.
    public var scanning: Bool { !busy && !answers && trouble == nil }

    /// Something is shown that has to be answered first.
    public var answers: Bool { preview != nil || !offered.isEmpty }

    /// What a frame held: codes that were seen together. The library says which is meant.
    public func found(_ codes: [Scanned]) async {
        guard scanning, !codes.isEmpty else { return }
        var whole = codes.filter { !$0.kind.isPart }
        var waits: PartsMissing?
        for part in codes where part.kind.isPart {
            switch phone.collect(part) {
            case .waiting(let missing): waits = missing
            case .whole(let code):
                waits = nil
                whole.append(code)
            case .notOfOneText: return trouble = .partsMixed
            case .tooLong: return trouble = .malformed
            case .noPart: break
            }
        }
        if let waits, !whole.contains(where: { $0.kind == .setsUp }) {
            if part != waits { part = waits }
            return
        }
        switch phone.choose(whole) {
        case .nothing: break
        case .take(let place):
            let code = whole.remove(at: place).handle
            await ask(beside: whole.map(\.kind), codes: [code]) { [phone] () async throws(UserError) in
                try await phone.preview(code)
            }
        case .ask(let places): await offer(places.map { whole[$0] })
        }
    }

    /// Which of the codes it is that were seen together.
    public func choose(_ preview: Preview) {
        guard offered.contains(preview) else { return }
        offered = []
        self.preview = preview
    }

    /// What a picture held that the person chose.
    public func picture(_ codes: [Scanned]) async {
        guard !busy && !answers else { return }
        trouble = codes.isEmpty ? .noCodeInPicture : nil
        await found(codes)
    }

    public func typed(link: String) async {
        let link = link.trimmingCharacters(in: .whitespacesAndNewlines)
        await ask { [phone] () async throws(UserError) in try await phone.preview(link: link) }
    }

    /// The address and the code that the page shows for typing.
    public func typed(address: String, code: String) async {
        await ask { [phone] () async throws(UserError) in try await phone.preview(address: address, code: code) }
    }

    /// At which field the trouble is said, where address and code were typed; nil where it is at neither.
    public var field: TypedField? {
        switch trouble {
        case .badAddress, .notHTTPS, .wrongIssuer, .unreachable(.noSuchHost): .address
        case .badTypedCode, .noSuchCode, .alreadyUsed, .codeExpired: .code
        default: nil
        }
    }

    public func typed(issuer: String, account: String, key: String) async {
        let issuer = issuer.trimmingCharacters(in: .whitespacesAndNewlines)
        let account = account.trimmingCharacters(in: .whitespacesAndNewlines)
        await ask { [phone] () async throws(UserError) in
            try await phone.preview(issuer: issuer, account: account, key: key)
        }
    }

    /// "Continue", or "Keep both" where the preview said what is there already. `device` is what the person calls this phone,
    /// where they changed its name.
    public func accept(device: String? = nil) async {
        guard let preview, !busy else { return }
        if let device {
            choices.deviceName = device
            phone.setDeviceName(device)
        }
        busy = true
        trouble = nil
        let mine = run
        do {
            let added = try await phone.add(preview, keepBoth: preview.conflict != nil)
            if run == mine { drop() }
            onAdded(added)
        } catch {
            guard run == mine else { return }
            drop()
            trouble = error
        }
    }

    /// "Cancel", "Scan again" after a code that was none, or the app was locked: nothing that was scanned stays, and what is
    /// still being asked for is not shown.
    public func drop() {
        run += 1
        busy = false
        preview = nil
        offered = []
        beside = []
        trouble = nil
    }

    /// The app is locked, or the scanner is opened anew: no part that was scanned stays either.
    public func clearSensitive() {
        drop()
        part = nil
        phone.forgetParts()
    }

    /// Says what each would add. One that adds nothing is not offered, unless none does.
    private func offer(_ codes: [Scanned]) async {
        busy = true
        part = nil
        let mine = run
        var seen: [Preview] = []
        var why = UserError.malformed
        for code in codes {
            do {
                seen.append(try await phone.preview(code.handle))
            } catch {
                why = error
            }
        }
        guard run == mine else { return }
        busy = false
        switch seen.count {
        case 0: failed(why, codes.map(\.handle))
        case 1: preview = seen.first
        default: offered = seen
        }
    }

    private func ask(
        beside: [ScannedKind] = [], codes: [LibraryValue] = [], _ ask: () async throws(UserError) -> Preview
    ) async {
        guard !busy else { return }
        busy = true
        preview = nil
        self.beside = beside
        part = nil
        trouble = nil
        let mine = run
        do {
            let seen = try await ask()
            guard run == mine else { return }
            preview = seen
        } catch {
            guard run == mine else { return }
            failed(error, codes)
        }
        busy = false
    }

    /// Codes of an export are no failure: they are accounts of another app.
    private func failed(_ error: UserError, _ codes: [LibraryValue]) {
        if error == .export, !codes.isEmpty {
            drop()
            onExport(codes)
        } else {
            trouble = error
        }
    }
}
