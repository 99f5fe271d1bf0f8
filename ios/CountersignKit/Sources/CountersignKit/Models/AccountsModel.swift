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

    public var masked: Bool { digits == nil && !onDemand }

    public var description: String { "CodeShown([redacted])" }
}

/// A sentence above the list.
public enum Note: Equatable, Sendable {
    case offline
    /// One organisation was not reached, and why.
    case unreachable(organisation: String, UnreachableCause)
    case appTooOld
    /// A service did not accept the phone's clock.
    case clockRefused
    /// A service no longer accepts this app.
    case serviceRefused
    case notificationsRefused
    /// Slow when positive.
    case clockOff(seconds: Int)
    case notStored
    case removalPending(issuer: String)
    case removed(alsoOnThePage: Bool)
    /// Stays until the person has read it.
    case refused(RefusedSetup)
    /// The clipboard is emptied after so many seconds.
    case copied(seconds: Int)
    case failed(UserError)
}

/// The account list with its codes, and the requests that wait.
@MainActor @Observable
public final class AccountsModel {
    public private(set) var rows: [Row] = []
    public private(set) var search = ""
    /// Accounts there are, whatever is searched for.
    public private(set) var total = 0
    public private(set) var notes: [Note] = []
    public private(set) var waiting: [Request] = []
    public private(set) var refreshing = false

    public var isEmpty: Bool { total == 0 }

    @ObservationIgnored private let phone: any AuthenticatorService
    @ObservationIgnored private let clock: any Clock
    @ObservationIgnored private let systemServices: any SystemServices
    @ObservationIgnored private var made: [String: (code: String, shown: Range<Int>)] = [:]
    @ObservationIgnored private var saidUntil: Int?
    @ObservationIgnored private var said: Note?

    public init(phone: any AuthenticatorService, clock: any Clock, systemServices: any SystemServices) {
        self.phone = phone
        self.clock = clock
        self.systemServices = systemServices
    }

    /// Draws the list anew from what the library knows now. Asks nobody.
    public func tick() {
        let now = clock.now()
        made = made.filter { $0.value.shown.contains(now) }
        if let until = saidUntil, until <= now { say(nil) }
        do {
            let all = try phone.accounts()
            let found = search.allSatisfy(\.isWhitespace) ? all : try phone.search(search)
            let codes = Dictionary(try phone.codes().map { ($0.account, $0) }) { first, _ in first }
            let inbox = try phone.inbox()
            // Assigned only when they differ, so that a screen reader is not disturbed by the same words.
            set(\.rows, found.map { account in row(account, codes[account.id], now) })
            set(\.total, all.count)
            set(\.waiting, inbox.requests.filter(\.isWaiting))
            set(\.notes, notes(inbox, all))
        } catch {
            set(\.notes, [.failed(error)])
        }
    }

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
            let code = try await phone.nextCode(account)
            let now = clock.now()
            made[account] = (code, now..<max(try phone.reveal(account), now))
            tick()
        } catch {
            fail(error)
        }
    }

    /// Copies the code that is valid now, under the library's rule.
    public func copy(_ account: String) {
        do {
            let valid = try phone.codes().first { $0.account == account }?.code
            guard let code = valid ?? made[account]?.code else { return }
            let rule = try phone.copied()
            systemServices.copy(code, rule)
            say(.copied(seconds: max(rule.clearAt - clock.now(), 0)), until: rule.clearAt)
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
            case .alsoOnThePage: say(.removed(alsoOnThePage: true))
            case .pending: say(.removalPending(issuer: issuer))
            }
            tick()
        } catch {
            fail(error)
        }
    }

    /// What was shown is forgotten: the app was locked.
    public func forget() {
        made = [:]
        say(nil)
        search = ""
        rows = []
        total = 0
        notes = []
        waiting = []
    }

    private func row(_ account: Account, _ code: Code?, _ now: Int) -> Row {
        Row(account: account, code: code.map { shown($0, now) })
    }

    private func shown(_ code: Code, _ now: Int) -> CodeShown {
        let period = max(code.validUntil - code.validFrom, 1)
        let left = min(max(code.validUntil - now, 0), period)
        if code.code == nil {
            return CodeShown(
                digits: made[code.account]?.code, next: nil, secondsLeft: 0, period: period, onDemand: true,
                needsPin: code.needsPin)
        }
        if code.masked {
            return CodeShown(digits: nil, next: nil, secondsLeft: left, period: period, onDemand: false)
        }
        return CodeShown(digits: code.code, next: code.next, secondsLeft: left, period: period, onDemand: false)
    }

    private func notes(_ inbox: Inbox, _ accounts: [Account]) -> [Note] {
        var notes: [Note] = []
        if let said { notes.append(said) }
        notes += inbox.refusedSetups.map { .refused($0) }
        for note in inbox.notes {
            guard let why = note.unreachable else { continue }
            let organisation = accounts.first { $0.id == note.account }?.issuer
            let said = organisation.map { Note.unreachable(organisation: $0, why) }
            let word = why == .offline ? .offline : said ?? .offline
            if !notes.contains(word) { notes.append(word) }
        }
        if inbox.notes.contains(where: \.appTooOld) { notes.append(.appTooOld) }
        if inbox.notes.contains(where: \.clockRefused) { notes.append(.clockRefused) }
        if inbox.notes.contains(where: \.refused) { notes.append(.serviceRefused) }
        if let seconds = inbox.clockOff { notes.append(.clockOff(seconds: seconds)) }
        if inbox.notStored { notes.append(.notStored) }
        if accounts.contains(where: \.isPush) && !systemServices.notificationsAllowed { notes.append(.notificationsRefused) }
        return notes
    }

    private func fail(_ trouble: UserError) {
        say(.failed(trouble))
        tick()
    }

    private func say(_ note: Note?, until: Int? = nil) {
        said = note
        saidUntil = note == nil ? nil : until ?? clock.now() + Self.saidFor
    }

    private func set<Value: Equatable>(_ field: ReferenceWritableKeyPath<AccountsModel, Value>, _ value: Value) {
        if self[keyPath: field] != value { self[keyPath: field] = value }
    }

    /// Seconds for which a note about what was just done stays.
    private static let saidFor = 30
}
