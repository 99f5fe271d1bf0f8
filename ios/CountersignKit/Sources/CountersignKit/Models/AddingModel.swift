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
    /// What the camera sees; it goes on. Where a code of these can be added, there are several.
    public private(set) var inSight: [InSight] = []
    /// Why nothing of that can be added.
    public private(set) var addsNothing: AddsNothing?
    /// A part of a code was read, and others are needed.
    public private(set) var part: PartsMissing?
    public private(set) var trouble: UserError?

    @ObservationIgnored private let phone: any AuthenticatorService
    @ObservationIgnored private let choices: any Choices
    /// Frames without a code since the last one that held some.
    @ObservationIgnored private var missed = 0
    /// Of what kind the code is of which it is being said that it adds nothing.
    @ObservationIgnored private var said: ScannedKind?
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

    /// What the camera's next frame held, be it nothing. The library says which is meant.
    public func seen(_ codes: [Scanned]) async {
        guard scanning else { return }
        if codes.contains(where: \.kind.isPart) {
            draw(codes)
            return await found(codes)
        }
        switch phone.chooseLive(codes) {
        case .nothing: lose()
        case .take(let place): await take(codes, place)
        case .ask(let places): draw(codes, wanted: places)
        case .say(let place):
            draw(codes)
            await say(codes[place])
        }
    }

    /// The person tapped a place of the camera's picture.
    public func tap(_ at: Corner) async {
        guard let place = inSight.firstIndex(where: { $0.wanted && $0.code.holds(at) }) else { return }
        await take(inSight.map(\.code), place)
    }

    /// The codes that the camera sees, in a list, for who cannot tap them.
    public func list() async {
        let codes = inSight.filter(\.wanted).map(\.code)
        if !codes.isEmpty, scanning { await offer(codes) }
    }

    private func take(_ codes: [Scanned], _ place: Int) async {
        var others = codes
        let code = others.remove(at: place).handle
        await ask(beside: others.map(\.kind), codes: [code]) { [phone] () async throws(UserError) in
            try await phone.preview(code)
        }
    }

    private func draw(_ codes: [Scanned], wanted: [Int] = []) {
        missed = 0
        inSight = codes.enumerated().map { InSight($1, wanted: wanted.contains($0)) }
        if !wanted.isEmpty { forgetSaid() }
    }

    /// A frame without a code: the reader misses one now and then.
    private func lose() {
        missed += 1
        if missed == Self.kept { forgetSight() }
    }

    /// Says why a code adds nothing, once while it is in sight. Nobody is asked for that: it sets nothing up.
    private func say(_ code: Scanned) async {
        guard said != code.kind else { return }
        said = code.kind
        let mine = run
        do {
            let seen = try await phone.preview(code.handle)
            if run == mine { preview = seen }
        } catch {
            if run == mine, said == code.kind { addsNothing = AddsNothing(code.kind, error) }
        }
    }

    private func forgetSight() {
        if !inSight.isEmpty { inSight = [] }
        forgetSaid()
    }

    private func forgetSaid() {
        said = nil
        if addsNothing != nil { addsNothing = nil }
    }

    /// So many frames without a code do not take away what was seen.
    private static let kept = 6

    /// Codes that were seen together in a picture. The library says which is meant.
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
        case .take(let place), .say(let place): await take(whole, place)
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

    /// "Continue", or "Keep both" or "Replace" where the preview said what is there already. `device` is what the person
    /// calls this phone, where they changed its name.
    public func accept(device: String? = nil, replace: Bool = false) async {
        guard let preview, !busy else { return }
        if let device {
            choices.deviceName = device
            phone.setDeviceName(device)
        }
        busy = true
        trouble = nil
        let mine = run
        let beside: AddChoice = preview.conflict == nil ? .onlyNew : .keepBoth
        do {
            let added = try await phone.add(preview, replace && preview.replaceable ? .replace : beside)
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
        forgetSight()
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
        forgetSight()
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
        forgetSight()
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
