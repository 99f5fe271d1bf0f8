import CountersignKit

/// The library's twin in memory, for tests and previews of screens: its accounts and requests are set by the test, and it
/// answers as the library would. It keeps no rules: what a test does not set does not happen.
@MainActor
public final class FakeAuthenticatorService: AuthenticatorService {
    public var passcode: String?
    public var state: Vault
    public var rows: [Account]
    public var shown: [Code]
    public var requests: [Request]
    public let store = FakeStore()
    public let transfer = FakeTransfer()
    public let organisation = FakeOrganisation()
    /// What the phone's own prompt brings; nil when the person passes it.
    public var refusesPlatform: UserError?

    /// What the next refresh, preview, removal or answer brings.
    public var box: Inbox?
    public var nextPreview: Preview?
    /// What codes would add, where it is not `nextPreview`.
    public var previews: [(LibraryValue, Preview)] = []
    public var nextTrouble: UserError?
    public var answerTrouble: Outcome?
    public var removal = Removal.done
    public var rightNumber = "42"
    public var hides = false
    /// Why the vault does not say where it stands.
    public var vaultTrouble: UserError?
    /// Whether the save before the last one is kept.
    public var previous = false
    /// Until when who leaves the app finds it open again, and whether it is open for who comes back.
    public var staysOpenUntil: Int?
    public var staysOpen = true
    /// What the library was told of notifications.
    public private(set) var notifications = Notifications.notAsked
    /// What the person calls this phone.
    public private(set) var deviceName: String?
    /// Where services ring this phone.
    public private(set) var pushRegistered: PushAddress?
    /// The accounts whose masked code was tapped.
    public var revealed: Set<String> = []
    /// Until when a tapped or copied code may be seen.
    public var until = Samples.now + 30
    /// The library says once that the clipboard is to be emptied.
    public var clipboardDue = false

    /// What happens while a call is under way, by its name.
    public var meanwhile: (String) -> Void = { _ in }

    /// Services that answer a refresh, in order, each when it returns.
    public var answers: [@MainActor () async -> Void] = []
    /// By whom the services were asked, in order.
    public private(set) var asked: [Asked] = []

    /// Whose codes were asked for last.
    public private(set) var codesOf: [String]?

    /// What was said to the account that was added last.
    public private(set) var choice: AddChoice?

    /// What was called, in order, without any content.
    public private(set) var calls: [String] = []

    private var numbers: [String: String] = [:]
    private var parts: Set<Int> = []

    public init(
        passcode: String? = "482615", state: Vault = .open, rows: [Account] = [], codes: [Code] = [],
        requests: [Request] = []
    ) {
        self.passcode = passcode
        self.state = state
        self.rows = rows
        self.shown = codes
        self.requests = requests
    }

    public nonisolated static func handle() -> LibraryValue { LibraryValue(Nothing()) }

    /// A code that was read.
    public nonisolated static func scanned(_ kind: ScannedKind = .setsUp) -> Scanned { Scanned(handle(), kind: kind) }

    /// How the vault of this twin is locked.
    public nonisolated static let locked = Vault.locked(tries: 10, wait: 0)

    public func vault() throws(UserError) -> Vault {
        if let vaultTrouble { throw vaultTrouble }
        return state
    }

    public func create(passcode: String) async throws(UserError) {
        try said("create")
        if passcode.count < 6 { throw .weakPasscode }
        self.passcode = passcode
        state = .open
    }

    public func unlock(_ proof: Proof) async throws(UserError) {
        try said("unlock")
        try check(proof)
        state = .open
    }

    public func accept() async throws(UserError) {
        try said("accept")
        state = .open
    }

    public func hasPrevious() -> Bool { previous }

    public func unlockPrevious(_ proof: Proof) async throws(UserError) {
        try said("unlockPrevious")
        try check(proof)
        state = .readOnly
    }

    public func sendOut() { calls.append("sendOut") }

    public func leave(onScreen: String?) -> Int? {
        calls.append("leave \(onScreen ?? "the list")")
        return staysOpenUntil
    }

    public func comeBack() -> Bool { staysOpen }

    public func notifications(_ now: Notifications) { notifications = now }

    public func lock() {
        calls.append("lock")
        if state != Vault.none { state = Self.locked }
    }

    public func changePasscode(old: String, new: String) async throws(UserError) {
        try said("changePasscode")
        try check(.passcode(old))
        if new.count < 6 { throw .weakPasscode }
        passcode = new
    }

    public func accounts() throws(UserError) -> [Account] {
        try opened()
        return rows
    }

    public func search(_ words: String, group: String?) throws(UserError) -> AccountList {
        try opened()
        let names = Set(rows.flatMap(\.tags)).sorted()
        let groups = names.map { name in Group(name, accounts: rows.filter { $0.tags.contains(name) }.count) }
        let shown = group.flatMap { names.contains($0) ? $0 : nil }
        let text = words.lowercased().filter { !$0.isWhitespace }
        let found = rows.filter { row in
            let all = ([row.issuer, row.label] + row.tags).joined(separator: " ").lowercased()
            return (text.isEmpty || all.contains(text)) && shown.map { row.tags.contains($0) } ?? true
        }
        return AccountList(
            rows: found.filter(\.favourite) + found.filter { !$0.favourite }, groups: groups, group: shown,
            total: rows.count, makesCodes: rows.contains { !$0.isPush })
    }

    public func codes(of accounts: [String]?) throws(UserError) -> [Code] {
        try opened()
        codesOf = accounts
        return shown.filter { accounts?.contains($0.account) ?? true }.map { code in
            Code(
                account: code.account, code: code.code, next: code.next, validFrom: code.validFrom,
                validUntil: code.validUntil, masked: hides && !revealed.contains(code.account), needsPin: code.needsPin,
                needsUnlock: code.needsUnlock, group: code.group)
        }
    }

    public func nextCode(_ account: String) async throws(UserError) -> MadeCode {
        try said("nextCode")
        return MadeCode(code: "755224", group: 3, shownUntil: until)
    }

    public func rename(_ account: String, to name: String) async throws(UserError) {
        try said("rename")
        for place in rows.indices where rows[place].id == account { rows[place].issuer = name }
    }

    public func reorder(_ accounts: [String]) async throws(UserError) {
        try said("reorder")
        rows = accounts.compactMap { id in rows.first { $0.id == id } }
    }

    public func remove(_ account: String) async throws(UserError) -> Removal {
        try said("remove")
        if removal == .pending {
            for place in rows.indices where rows[place].id == account { rows[place].state = .removalPending }
        } else {
            rows.removeAll { $0.id == account }
        }
        return removal
    }

    public func hidesCodes() throws(UserError) -> Bool {
        try opened()
        return hides
    }

    public func hideCodes() async throws(UserError) {
        try said("hideCodes")
        hides = true
    }

    public func showCodes(_ proof: Proof) async throws(UserError) {
        try said("showCodes")
        try check(proof)
        hides = false
    }

    public func turnOffAppLock(_ proof: Proof) async throws(UserError) {
        try said("turnOffAppLock")
        try check(proof)
    }

    public func reveal(_ account: String) throws(UserError) -> Int {
        try opened()
        calls.append("reveal")
        revealed.insert(account)
        return until
    }

    public func copied() throws(UserError) -> ClipboardRule {
        try opened()
        calls.append("copied")
        return ClipboardRule(sensitive: true, clearAt: until)
    }

    public func clipboardIsDue() -> Bool {
        defer { clipboardDue = false }
        return clipboardDue
    }

    public func choose(_ codes: [Scanned]) -> CodeChoice {
        let wanted = codes.indices.filter { codes[$0].kind == .setsUp }
        return wanted.count > 1 ? .ask(wanted) : .take(wanted.first ?? 0)
    }

    public func chooseLive(_ codes: [Scanned]) -> CodeChoice {
        if codes.isEmpty { return .nothing }
        return codes.contains { $0.kind == .setsUp } ? choose(codes) : .say(0)
    }

    public func collect(_ part: Scanned) -> PartsProgress {
        guard case .part(let index, let count) = part.kind else { return .noPart }
        parts.insert(index)
        let missing = (1...count).filter { !parts.contains($0) }
        if missing.isEmpty { return .whole(Scanned(Self.handle())) }
        return .waiting(PartsMissing(index: index, count: count, missing: missing))
    }

    public func forgetParts() { parts = [] }

    public func preview(_ scanned: LibraryValue) async throws(UserError) -> Preview {
        if !previews.isEmpty {
            try said("preview")
            guard let known = previews.first(where: { $0.0 == scanned })?.1 else { throw .notAnAccount }
            return known
        }
        return try previewed()
    }

    public func preview(link: String) async throws(UserError) -> Preview { try previewed() }

    public func preview(issuer: String, account: String, key: String) async throws(UserError) -> Preview {
        try said("preview")
        return Preview(kind: .codes(issuer: issuer, label: account), conflict: nil, handle: Self.handle())
    }

    public func setDeviceName(_ name: String) { deviceName = name }

    public func add(_ preview: Preview, _ choice: AddChoice) async throws(UserError) -> Account {
        try said("add")
        self.choice = choice
        let id = "a\(rows.count)"
        let added: Account =
            switch preview.kind {
            case .codes(let issuer, let label, _): Account(id: id, issuer: issuer, label: label, kind: "totp")
            case .organisation(let host, let name, let user, _):
                Account(id: id, issuer: name ?? host, label: user, kind: "push", state: .tryoutPending)
            }
        rows.append(added)
        return added
    }

    public func refresh(_ by: Asked, each: (Inbox) -> Void) async throws(UserError) -> Inbox {
        try said("refresh")
        asked.append(by)
        for answer in answers {
            await answer()
            each(try inbox())
        }
        return try inbox()
    }

    public func inbox() throws(UserError) -> Inbox {
        try opened()
        var shown = box ?? Inbox(requests: requests)
        let push = rows.contains(where: \.isPush)
        if push && notifications == .refused { shown.notes.append(.notificationsRefused) }
        shown.askForNotifications = push && notifications == .notAsked
        return shown
    }

    public func advance() async throws(UserError) { try said("advance") }

    public func watch(_ on: Bool) { calls.append(on ? "watch" : "unwatch") }

    public func request(_ id: String) throws(UserError) -> Request {
        try opened()
        guard let found = requests.first(where: { $0.id == id }) else { throw .gone }
        return found
    }

    public func open(_ id: String) async throws(UserError) -> Request {
        try said("open")
        return try request(id)
    }

    public func prove(_ id: String, _ proof: Proof) async throws(UserError) -> Request {
        try said("prove")
        try check(proof)
        return try update(id) { $0.needsUnlock = false }
    }

    public func number(_ id: String, _ text: String) throws(UserError) -> Request {
        numbers[id] = text
        return try update(id) { $0.typed = text.count }
    }

    public func pick(_ id: String, place: Int) throws(UserError) -> Request {
        if case .choice(let options) = try request(id).prompt { numbers[id] = options[place] }
        return try update(id) { $0.typed = 2 }
    }

    public func confirm(_ id: String) throws(UserError) -> Request { try update(id) { $0.typed = 1 } }

    public func approve(_ id: String) async throws(UserError) -> Request {
        try said("approve")
        let right = numbers[id] == rightNumber
        if let trouble = answerTrouble {
            answerTrouble = nil
            return try update(id) {
                $0.phase = .deliveryFailed
                $0.outcome = trouble
            }
        }
        return try update(id) {
            $0.phase = .ended
            $0.outcome = right ? .approved : .wrongNumber
            $0.inFront = false
            $0.waits = false
            $0.canRefuse = false
        }
    }

    public func deny(_ id: String) async throws(UserError) -> Request {
        try said("deny")
        return try update(id) {
            $0.phase = .askReport
            $0.outcome = .denied
            $0.waits = false
            $0.canRefuse = false
            $0.refused = true
        }
    }

    public func retry(_ id: String) async throws(UserError) -> Request { try await approve(id) }

    public func report(_ id: String, sure: Bool) async throws(UserError) -> Request {
        try said("report")
        let contact = rows.compactMap(\.push?.contact).first
        return try update(id) {
            $0.phase = .ended
            $0.reported = true
            $0.contact = contact
        }
    }

    public func noReport(_ id: String) async throws(UserError) -> Request {
        try said("noReport")
        return try update(id) { $0.phase = .ended }
    }

    public func dismiss(_ id: String) {
        calls.append("dismiss")
        requests.removeAll { $0.id == id }
    }

    public func dismissRefusedSetups() {
        calls.append("dismissRefusedSetups")
        box?.notes.removeAll { if case .refused = $0 { true } else { false } }
    }

    public func ring(at address: PushAddress?) {
        calls.append(address == nil ? "ring nowhere" : "ring")
        pushRegistered = address
    }

    private func previewed() throws(UserError) -> Preview {
        try said("preview")
        guard let nextPreview else { throw .notAnAccount }
        return nextPreview
    }

    private func update(_ id: String, _ change: (inout Request) -> Void) throws(UserError) -> Request {
        var changed = try request(id)
        change(&changed)
        let answered =
            switch changed.prompt {
            case .number(let digits): changed.typed == digits
            case .choice, .confirm: changed.typed > 0
            case .showCode: false
            }
        changed.canApprove = changed.phase == .open && changed.inFront && answered
        for place in requests.indices where requests[place].id == id { requests[place] = changed }
        return changed
    }

    func check(_ proof: Proof) throws(UserError) {
        switch proof {
        case .passcode(let text): if text != passcode { throw .wrongPasscode(tries: 9) }
        case .platform:
            calls.append("platform")
            if let refusesPlatform { throw refusesPlatform }
        }
    }

    func said(_ call: String) throws(UserError) {
        calls.append(call)
        meanwhile(call)
        guard let trouble = nextTrouble else { return }
        nextTrouble = nil
        throw trouble
    }

    func opened() throws(UserError) {
        guard state == .open else { throw .locked }
    }
}

private final class Nothing: Sendable {}
