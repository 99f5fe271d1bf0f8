import Observation

/// The sign-in request on the screen. It keeps what was typed and passes on what was pressed; where the request stands is the
/// core's to say, and every snapshot replaces the one before.
@MainActor @Observable
public final class AnsweringModel {
    public private(set) var request: Request?
    /// What stands in the number field.
    public private(set) var text = ""
    /// Which of the offered numbers was picked.
    public private(set) var picked: Int?
    /// The phone's own prompt is up, or the passcode is being checked.
    public private(set) var proving = false
    /// The passcode is asked for instead of the phone's own lock.
    public private(set) var byPasscode = false
    public private(set) var proofTrouble: UserError?
    public private(set) var busy = false
    public private(set) var trouble: UserError?
    /// "Report" was pressed where a report has to be asked for twice.
    public private(set) var sureAsked = false

    /// YES may be pressed: nothing is missing, or no more than the phone's own prompt, which YES puts up.
    public var yesIsEnabled: Bool {
        guard let request, request.canApprove else { return false }
        return !request.needsUnlock || !byPasscode && !proving
    }

    /// The number is there without having been typed: the code beside it was scanned.
    public var matched: Bool {
        guard let request, request.phase == .open, case .number = request.prompt else { return false }
        return text.isEmpty && request.typed > 0
    }

    /// It had been refused here and the refusal came too late.
    public var refusedTooLate: Bool {
        request.map { $0.refused && $0.outcome == .expired } ?? false
    }

    @ObservationIgnored private let phone: any AuthenticatorService
    @ObservationIgnored private var kept: (id: String, text: String)?

    public init(phone: any AuthenticatorService) {
        self.phone = phone
    }

    /// Puts a request on the screen. Nothing is asked for before YES: no prompt stands before "No, it's not me".
    public func show(_ id: String, byPasscode: Bool = false) async {
        if request?.id == id { return tick() }
        dismissEnded()
        clear()
        self.byPasscode = byPasscode
        if let kept, kept.id == id { text = kept.text }
        kept = nil
        guard let first = draw({ () throws(UserError) in try phone.request(id) }), first.phase == .open else { return }
        if !text.isEmpty { draw { () throws(UserError) in try phone.number(id, text) } }
        do {
            let opened = try await phone.open(id)
            if request?.id == id { request = opened }
        } catch {
            // Getting the connection ready is a convenience: when it fails, the answer says so.
        }
    }

    /// Draws the snapshot of now.
    public func tick() {
        guard let id = request?.id else { return }
        draw { () throws(UserError) in try phone.request(id) }
    }

    /// The number field was typed or pasted in. A digit more than the number has is not taken; what is pasted stays whole, and
    /// the core says that it is too long.
    public func number(_ text: String) {
        guard let id = request?.id, case .number(let digits)? = request?.prompt else { return }
        let more = text.count == self.text.count + 1 && text.last?.isNumber == true
        if more, text.filter(\.isNumber).count > digits { return }
        // Longer than any number; a paste of something else cannot fill the memory.
        self.text = String(text.prefix(32))
        draw { () throws(UserError) in try phone.number(id, self.text) }
    }

    /// The code beside the number was scanned; what was typed before is replaced by its number.
    func take(matched: Request) {
        guard request?.id == matched.id else { return }
        text = ""
        trouble = nil
        request = matched
    }

    public func pick(_ place: Int) {
        guard let id = request?.id else { return }
        picked = place
        draw { () throws(UserError) in try phone.pick(id, place: place) }
    }

    public func confirm() {
        guard let id = request?.id else { return }
        draw { () throws(UserError) in try phone.confirm(id) }
    }

    /// The fresh unlock. What was typed stays.
    public func prove(_ proof: Proof) async {
        guard let id = request?.id, !proving else { return }
        proving = true
        proofTrouble = nil
        do {
            let proved = try await phone.prove(id, proof)
            if request?.id == id { request = proved }
        } catch {
            proofTrouble = error
        }
        proving = false
    }

    /// The passcode instead of the phone's own lock, or the other way round.
    public func byPasscode(_ yes: Bool) {
        byPasscode = yes
        proofTrouble = nil
    }

    /// YES. Where the fresh unlock is still to be made the phone asks for it; then what was on the screen is sent, and nothing
    /// else.
    public func yes() async {
        guard yesIsEnabled, let pressed = request?.id else { return }
        let (typed, place) = (text, picked)
        if request?.needsUnlock == true { await prove(.platform) }
        guard request?.id == pressed, text == typed, picked == place, request?.yesIsEnabled == true else { return }
        await answer { [phone] id async throws(UserError) in try await phone.approve(id) }
    }

    public func no() async {
        await answer { [phone] id async throws(UserError) in try await phone.deny(id) }
    }

    public func retry() async {
        await answer { [phone] id async throws(UserError) in try await phone.retry(id) }
    }

    /// "Report". Where the core asks for it, the first press only asks whether the person is sure.
    public func report() async {
        if request?.reportDisablesAccount == true && !sureAsked {
            sureAsked = true
            return
        }
        await answer { [phone] id async throws(UserError) in try await phone.report(id, sure: true) }
    }

    public func notNow() async {
        await answer { [phone] id async throws(UserError) in try await phone.noReport(id) }
    }

    /// The app is locked: of the request nothing stays but what was typed for it.
    public func clearSensitive() {
        kept = request.map { ($0.id, text) }
        clear()
    }

    /// Leaves the screen; a request that is over is taken off it for good.
    public func close() {
        dismissEnded()
        clear()
    }

    private func dismissEnded() {
        if let request, request.isEnded { phone.dismiss(request.id) }
    }

    private func clear() {
        request = nil
        text = ""
        picked = nil
        byPasscode = false
        proofTrouble = nil
        trouble = nil
        sureAsked = false
    }

    private func answer(_ send: (String) async throws(UserError) -> Request) async {
        guard let id = request?.id, !busy else { return }
        busy = true
        trouble = nil
        do {
            let answered = try await send(id)
            if request?.id == id { request = answered }
        } catch {
            if request?.id == id { trouble = error }
        }
        busy = false
    }

    @discardableResult
    private func draw(_ look: () throws(UserError) -> Request) -> Request? {
        do {
            let seen = try look()
            if request != seen { request = seen }
            trouble = nil
            return seen
        } catch {
            trouble = error
            return nil
        }
    }
}
