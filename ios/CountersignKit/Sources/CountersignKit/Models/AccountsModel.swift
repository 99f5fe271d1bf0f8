import Observation

/// One row: the account, and its code if it has one.
public struct Row: Equatable, Sendable, Identifiable {
    public let account: Account
    public let code: CodeShown?

    public var id: String { account.id }
}

/// A code as the row shows it. `digits` is nil while the code is masked, or while one has to be asked for (`onDemand`).
public struct CodeShown: Equatable, Sendable, CustomStringConvertible {
    public let digits: String?
    public let next: String?
    public let secondsLeft: Int
    public let period: Int
    public let onDemand: Bool
    /// There is no code without the account's PIN.
    public var needsPin = false
    /// Each code asks for a fresh unlock.
    public var needsUnlock = false
    /// How many characters stand together for reading; nought where it is not cut.
    public var group = 0

    public var masked: Bool { digits == nil && !onDemand }
    /// It is asked for by `CodeAskingModel`, not made by a tap.
    public var asks: Bool { needsPin || needsUnlock }

    public var description: String { "CodeShown([redacted])" }
}

/// The account list with its codes, and the requests that wait.
@MainActor @Observable
public final class AccountsModel {
    public private(set) var rows: [Row] = []
    public private(set) var search = ""
    /// The groups that there are, and the one that is shown; nil for all.
    public private(set) var groups: [Group] = []
    public private(set) var group: String?
    /// Accounts there are, whatever is searched for.
    public private(set) var total = 0
    public private(set) var notes: [Note] = []
    public private(set) var waiting: [Request] = []
    public private(set) var refreshing = false
    /// Which time codes are made by, and whether to offer another.
    public private(set) var codeClock = CodeClock()
    /// Say that a lost phone loses the codes.
    public private(set) var warnOfLoss = false
    /// The row on top of the list, for who comes back to it. The screen itself is made anew each time.
    public var place: String?

    public var isEmpty: Bool { total == 0 }

    @ObservationIgnored private let phone: any AuthenticatorService
    @ObservationIgnored private let clock: any Clock
    @ObservationIgnored private let systemServices: any SystemServices
    @ObservationIgnored private var made: [String: (code: MadeCode, since: Int)] = [:]
    @ObservationIgnored private var saidUntil: Int?
    @ObservationIgnored private var said: Note?
    @ObservationIgnored private var saidFor = 0
    @ObservationIgnored private var listed: [Account] = []
    @ObservationIgnored private var seen: Set<String> = []
    @ObservationIgnored var onDraw: () -> Void = {}

    public init(phone: any AuthenticatorService, clock: any Clock, systemServices: any SystemServices) {
        self.phone = phone
        self.clock = clock
        self.systemServices = systemServices
    }

    /// Draws the list anew from what the library knows now. Asks nobody.
    public func tick() {
        let now = clock.now()
        made = made.filter { $0.value.since <= now && now < $0.value.code.shownUntil }
        if let until = saidUntil, until <= clock.elapsed() { say(nil) }
        do {
            let list = try phone.search(search, group: group)
            listed = list.rows
            let inbox = try phone.inbox()
            let (clock, safety) = (try phone.codeClock(), try phone.safety())
            // Assigned only when they differ, so that a screen reader is not disturbed by the same words.
            set(\.groups, list.groups)
            set(\.group, list.group)
            set(\.total, list.total)
            try drawCodes()
            set(\.waiting, inbox.requests.filter(\.waits))
            set(\.codeClock, clock)
            set(\.warnOfLoss, safety.warn && list.makesCodes)
            saidFor = inbox.saidFor
            let failed = try phone.autoBackup()?.failed.map { Note.backupFailed($0) }
            set(\.notes, [said, failed].compactMap { $0 } + inbox.notes)
        } catch {
            set(\.notes, [.failed(error)])
        }
        onDraw()
    }

    /// This row stands on the screen now, or no more: codes are made for those that do and those beside them, and for no
    /// others.
    public func see(_ account: String, _ on: Bool) {
        let changed = on ? seen.insert(account).inserted : seen.remove(account) != nil
        if changed { try? drawCodes() }
    }

    private func drawCodes() throws(UserError) {
        let now = clock.now()
        let places = listed.indices.filter { seen.contains(listed[$0].id) }
        // Before the screen has said what it shows, it is at the top.
        let first = (places.first ?? Self.beside) - Self.beside
        let last = places.last.map { $0 + Self.beside } ?? Self.before
        let near = listed.indices.filter { (first...last).contains($0) }.map { listed[$0].id }
        let made = near.isEmpty ? [] : try phone.codes(of: near)
        let codes = Dictionary(made.map { ($0.account, $0) }) { first, _ in first }
        set(\.rows, listed.map { account in row(account, codes[account.id], now) })
    }

    /// Rows beside those on the screen whose codes are ready when they come, and the last row that has one before the
    /// screen has said which it shows.
    private static let beside = 5
    private static let before = 11

    /// Asks all services and draws as each has answered; `drawn` is told each time.
    public func refresh(_ by: Asked = .byThePerson, drawn: () -> Void = {}) async {
        if by == .byThePerson { refreshing = true }
        do {
            _ = try await phone.refresh(by) { _ in
                tick()
                drawn()
            }
        } catch {
            // What was begun before a lock ends with it.
            if error != .locked { say(.failed(error)) }
        }
        if by == .byThePerson { refreshing = false }
        tick()
        drawn()
    }

    public func search(_ text: String) {
        search = text
        tick()
    }

    /// Shows one group; nil for all.
    public func show(group: String?) {
        self.group = group
        tick()
    }

    /// Shows a masked code for as long as the library says.
    public func reveal(_ account: String) {
        do {
            _ = try phone.reveal(account)
            tick()
        } catch {
            fail(error)
        }
    }

    /// Makes the next code of a counter-based account and shows it as long as a masked one that was tapped.
    public func next(_ account: String) async {
        do {
            made[account] = (try await phone.nextCode(account), clock.now())
            tick()
        } catch {
            fail(error)
        }
    }

    /// Shows a code that was asked for, for as long as the library says.
    func show(_ account: String, _ code: MadeCode) {
        made[account] = (code, clock.now())
        tick()
    }

    public func useCorrectedTime(_ corrected: Bool) async {
        do {
            try await phone.useCorrectedTime(corrected)
            tick()
        } catch {
            fail(error)
        }
    }

    /// The person has read that a lost phone loses the codes.
    public func dismissLoss() async {
        do {
            try await phone.declineRecoveryCode()
            tick()
        } catch {
            fail(error)
        }
    }

    /// Copies the code that is valid now, under the library's rule.
    public func copy(_ account: String) {
        do {
            let valid = try phone.codes(of: [account]).first?.code
            guard let code = valid ?? made[account]?.code.code else { return }
            let rule = try phone.copied()
            systemServices.copy(code, rule)
            let seconds = max(rule.clearAt - clock.now(), 0)
            say(.copied(seconds: seconds), for: seconds)
            tick()
        } catch {
            fail(error)
        }
    }

    /// Empties the clipboard when the library says that it is time, whether the vault is open or not.
    public func lookAtClipboard() {
        if phone.clipboardIsDue() { systemServices.emptyClipboard() }
    }

    public func rename(_ account: String, to name: String) async {
        do {
            try await phone.rename(account, to: name)
            tick()
        } catch {
            fail(error)
        }
    }

    /// Moves an account by so many places, up when negative; at an end it stays.
    public func move(_ account: String, by places: Int) async {
        do {
            var order = try phone.accounts().map(\.id)
            guard let from = order.firstIndex(of: account) else { return }
            order.remove(at: from)
            order.insert(account, at: min(max(from + places, 0), order.count))
            try await phone.reorder(order)
            tick()
        } catch {
            fail(error)
        }
    }

    /// The person has read which set-ups were refused.
    public func dismissRefusedSetups() {
        phone.dismissRefusedSetups()
        tick()
    }

    public func remove(_ account: String) async {
        do {
            let issuer = try phone.accounts().first { $0.id == account }?.issuer ?? ""
            switch try await phone.remove(account) {
            case .done: say(.removed(alsoOnThePage: false))
            case .binned: say(.binned)
            case .alsoOnThePage: say(.removed(alsoOnThePage: true))
            case .pending: say(.removalPending(issuer: issuer))
            }
            tick()
        } catch {
            fail(error)
        }
    }

    /// What was shown is forgotten: the app was locked. Who comes back finds the group that was shown.
    public func forget() {
        made = [:]
        say(nil)
        search = ""
        groups = []
        listed = []
        seen = []
        rows = []
        total = 0
        notes = []
        waiting = []
        codeClock = CodeClock()
        warnOfLoss = false
    }

    private func row(_ account: Account, _ code: Code?, _ now: Int) -> Row {
        Row(account: account, code: code.map { shown($0, now) })
    }

    private func shown(_ code: Code, _ now: Int) -> CodeShown {
        let period = max(code.validUntil - code.validFrom, 1)
        let left = min(max(code.validUntil - now, 0), period)
        if code.code == nil {
            let made = made[code.account]?.code
            return CodeShown(
                digits: made?.code, next: nil, secondsLeft: 0, period: period, onDemand: true, needsPin: code.needsPin,
                needsUnlock: code.needsUnlock, group: made?.group ?? 0)
        }
        if code.masked {
            return CodeShown(digits: nil, next: nil, secondsLeft: left, period: period, onDemand: false)
        }
        return CodeShown(
            digits: code.code, next: code.next, secondsLeft: left, period: period, onDemand: false, group: code.group)
    }

    private func fail(_ trouble: UserError) {
        say(.failed(trouble))
        tick()
    }

    private func say(_ note: Note?, for seconds: Int? = nil) {
        said = note
        saidUntil = note == nil ? nil : clock.elapsed() + (seconds ?? saidFor)
    }

    private func set<Value: Equatable>(_ field: ReferenceWritableKeyPath<AccountsModel, Value>, _ value: Value) {
        if self[keyPath: field] != value { self[keyPath: field] = value }
    }
}
