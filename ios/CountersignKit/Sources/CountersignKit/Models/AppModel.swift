import Observation

/// Which screen stands in front.
public enum Destination: Equatable, Hashable, Sendable {
    /// Before the library was asked.
    case start
    case unlock
    case olderCopy
    case accounts
    case account(String)
    /// A passcode is chosen before the first account is added.
    case newPasscode
    case changePasscode
    case add
    case scan
    case typed
    case notifications
    case request(String)
    /// The scanner for the code beside a request's number.
    case match(String)
    /// What this phone answered lately for an account.
    case activity(String)
    case settings
    case bin
    /// A new recovery code.
    case recovery
    /// Unlocking by the recovery code.
    case recover
    case moveIn
    case moveOut
    case backups
    /// The ways to open the app, and a new vault key.
    case ways
}

/// All models of the app, and which screen stands in front. It knows ways between screens and no rules of the domain.
@MainActor @Observable
public final class AppModel {
    public let locking: LockingModel
    public let accounts: AccountsModel
    public let adding: AddingModel
    public let answering: AnsweringModel
    public let settings: SettingsModel
    public let codeAsking: CodeAskingModel
    public let bin: BinModel
    public let details: DetailsModel
    public let recovery: RecoveryModel
    public let moveIn: MoveInModel
    public let moveOut: MoveOutModel
    public let backups: BackupsModel
    public let ways: WaysModel
    public let matching: MatchingModel
    public let activity: ActivityModel
    public let renewal: RenewalModel

    /// Which screen stands in front.
    public private(set) var destination = Destination.start
    /// The app is in front of the person, and not in the app switcher.
    public private(set) var inFront = false
    /// The screen is recorded or mirrored.
    public private(set) var captured = false

    /// A request that came to the front while another screen stands: it is named there, and a tap leads to it.
    public private(set) var incoming: Request?

    /// Everything is covered: in the app switcher always, while the screen is captured unless the person allows it.
    public var covered: Bool { !inFront || (captured && (!settings.capturing || secret)) }

    /// An account's key, a recovery code or a code of an export stands on the screen: it is in no picture, whatever was allowed.
    private var secret: Bool { details.isSecret || recovery.code != nil || moveOut.isSecret }

    @ObservationIgnored private let phone: any AuthenticatorService
    @ObservationIgnored private let clock: any Clock
    @ObservationIgnored private let choices: any Choices
    @ObservationIgnored private let systemServices: any SystemServices
    @ObservationIgnored private var after = Destination.accounts
    @ObservationIgnored private var setAside: Set<String> = []
    /// When the services were asked, and a backup was tried, as `Clock.elapsed`; nil: at once.
    @ObservationIgnored private var asked: Int?
    @ObservationIgnored private var backedUp: Int?
    @ObservationIgnored private var behind = true
    /// The app is away and still open, for a moment: it locks itself when the phone is locked, if it is awake to hear of that.
    @ObservationIgnored public private(set) var lingers = false
    /// What lapsed is being stored.
    @ObservationIgnored public private(set) var passing: Task<Void, Never>?
    /// A backup is being made, where one is due.
    @ObservationIgnored public private(set) var backingUp: Task<Void, Never>?
    /// Codes of an export are being read.
    @ObservationIgnored public private(set) var exported: Task<Void, Never>?
    /// The services that are asked beside the screen.
    @ObservationIgnored public private(set) var asking: Task<Void, Never>?
    /// The last request that was brought on the screen, until its unlock was asked for.
    @ObservationIgnored public private(set) var opening: Task<Void, Never>?

    public init(phone: any AuthenticatorService, clock: any Clock, choices: any Choices, systemServices: any SystemServices)
    {
        self.phone = phone
        self.clock = clock
        self.choices = choices
        self.systemServices = systemServices
        locking = LockingModel(phone: phone)
        accounts = AccountsModel(phone: phone, clock: clock, systemServices: systemServices)
        adding = AddingModel(phone: phone, choices: choices)
        answering = AnsweringModel(phone: phone)
        settings = SettingsModel(phone: phone, choices: choices, systemServices: systemServices)
        codeAsking = CodeAskingModel(phone: phone)
        bin = BinModel(phone: phone, clock: clock)
        details = DetailsModel(phone: phone)
        recovery = RecoveryModel(phone: phone)
        moveIn = MoveInModel(phone: phone)
        moveOut = MoveOutModel(phone: phone)
        backups = BackupsModel(phone: phone, systemServices: systemServices)
        ways = WaysModel(phone: phone)
        matching = MatchingModel(phone: phone)
        activity = ActivityModel(phone: phone)
        renewal = RenewalModel(phone: phone)
        moveIn.onChange = { [weak accounts] in accounts?.tick() }
        adding.onExport = { [weak self] codes in self?.exported(codes) }
        codeAsking.show = { [weak accounts] account, code in accounts?.show(account, code) }
        accounts.onDraw = { [weak details] in details?.look() }
        details.onChange = { [weak accounts] in accounts?.tick() }
        matching.onMatch = { [weak self] request in self?.matched(request) }
        locking.onChange = { [weak self] vault in self?.follow(vault) }
        adding.onAdded = { [weak self] account in self?.added(account) }
    }

    // MARK: The app comes and goes

    /// The app is used: for the first time, again, or after a prompt that stood above it. `tick` is to be called each second
    /// from now on.
    public func comeToFront() {
        inFront = true
        accounts.lookAtClipboard()
        guard behind else { return }
        behind = false
        if lingers, !phone.comeBack() { lock() }
        lingers = false
        tellNotifications()
        asked = nil
        phone.watch(true)
        settings.draw()
        locking.look()
    }

    /// The app may still be seen but is not used: the app switcher, a system prompt above it.
    public func cover() {
        inFront = false
    }

    /// The app left the front. With the app lock on it is locked, but not for who looks at the number in the browser and comes
    /// back within a minute, a request's life; what was typed is kept either way.
    public func leaveFront() {
        inFront = false
        behind = true
        details.hide()
        if moveOut.isSecret { moveOut.begin() }
        phone.watch(false)
        guard isOpen, choices.appLock else { return }
        lingers = phone.leave(onScreen: answering.request?.id) != nil
        if !lingers { lock() }
    }

    /// The phone itself was locked: nothing stays open behind it.
    public func phoneLocked() {
        lingers = false
        if isOpen && choices.appLock { lock() }
    }

    /// The vault is open, be it an older copy that can only be read.
    private var isOpen: Bool { locking.vault == .open || locking.vault == .readOnly }

    public func captured(_ captured: Bool) {
        self.captured = captured
    }

    /// Locks, and forgets what was shown. What was typed for a request stays typed; its unlock does not stay.
    public func lock() {
        adding.clearSensitive()
        accounts.forget()
        codeAsking.forget()
        bin.forget()
        details.forget()
        recovery.forget()
        moveIn.forget()
        moveOut.forget()
        backups.forget()
        ways.forget()
        matching.forget()
        activity.forget()
        renewal.forget()
        answering.clearSensitive()
        incoming = nil
        locking.lock()
    }

    /// One second passed: draws, and asks the services as often as the core says. Nobody is waited for.
    public func tick() {
        accounts.lookAtClipboard()
        if case .locked(_, let wait)? = locking.vault, wait > 0, inFront { locking.look() }
        guard locking.vault == .open, inFront else { return }
        tellNotifications()
        let (now, elapsed) = (clock.now(), clock.elapsed())
        let inbox = try? phone.inbox()
        if let due = inbox?.nextDeadline, due <= now { passTime() }
        let every = inbox?.askAgainIn ?? 0
        if asked.map({ elapsed - $0 >= every }) ?? true {
            asking = Task { await ask(.byItself) }
        }
        if backedUp.map({ elapsed - $0 >= 60 }) ?? true {
            // Where one is due: the library says so, at most once a day.
            backedUp = elapsed
            backingUp = Task { await backups.run() }
        }
        accounts.tick()
        answering.tick()
        if case .match(let id) = destination, answering.request?.canScan != true { backToRequest(id) }
        bringRequestForward()
    }

    /// What lapsed is stored, beside the screen; the snapshot shows it already.
    private func passTime() {
        guard passing == nil else { return }
        passing = Task {
            try? await phone.advance()
            passing = nil
        }
    }

    /// Asks now: the person pulled the list down.
    public func refresh() async { await ask(.byThePerson) }

    /// Draws as each service has answered.
    private func ask(_ by: Asked) async {
        asked = clock.elapsed()
        await accounts.refresh(by) {
            answering.tick()
            bringRequestForward()
        }
    }

    // MARK: Ways

    public func go(_ to: Destination) {
        if to == .settings { settings.draw() }
        if to == .changePasscode || to == .recover { locking.quiet() }
        if case .account(let id) = to {
            details.begin(id)
            renewal.begin(id)
        }
        if case .match(let id) = to { matching.begin(id) }
        if case .activity(let id) = to { activity.begin(id) }
        if to == .bin { bin.draw() }
        if to == .recovery { recovery.begin() }
        if to == .moveIn { moveIn.draw() }
        if to == .moveOut { moveOut.begin() }
        if to == .backups { backups.begin() }
        if to == .ways { ways.begin() }
        destination = to
    }

    /// Opens a request and asks for its fresh unlock; the phone's prompt may take its time.
    @discardableResult
    public func openRequest(_ id: String) -> Task<Void, Never> {
        setAside.remove(id)
        incoming = nil
        destination = .request(id)
        let opening = Task { [answering] in await answering.show(id) }
        self.opening = opening
        return opening
    }

    /// Begins to add an account; before the first one a passcode is chosen.
    public func add(work: Bool) {
        adding.start(work: work)
        behindPasscode(.scan)
    }

    public func otherWays() {
        behindPasscode(.add)
    }

    /// Moves in from another app; before the first account a passcode is chosen.
    public func moveInFromElsewhere() {
        moveIn.draw()
        behindPasscode(.moveIn)
    }

    /// Scans a code of another app's export; what was scanned before stays.
    public func scanExport() {
        adding.start(work: false)
        destination = .scan
    }

    private func exported(_ codes: [LibraryValue]) {
        destination = .moveIn
        exported = Task { await moveIn.scanned(codes) }
    }

    /// Types the address and the code that the page shows, without the scanner.
    public func typeInstead() {
        adding.start(work: true)
        behindPasscode(.typed)
    }

    /// Scans the code beside the number of the request on the screen.
    public func scanNumber() {
        if let request = answering.request, request.canScan { go(.match(request.id)) }
    }

    /// "This wasn't me" right after the approval: it is taken back, and the account's activity says so.
    public func takeBack() async {
        guard let request = answering.request else { return }
        answering.close()
        go(.activity(request.account))
        await activity.undo(request.id)
    }

    /// The person is sent out of the app for a moment, to the browser or to choose a file, and comes back to where they were.
    public func leaveTemporarily() { phone.sendOut() }

    /// Types what the page shows instead of scanning it.
    public func type() {
        adding.drop()
        destination = .typed
    }

    /// The way back from where the person is; false when it leads out of the app.
    @discardableResult
    public func back() -> Bool {
        switch destination {
        case .start, .unlock, .olderCopy, .accounts: return false
        case .request(let id):
            setAside.insert(id)
            answering.close()
            show(.accounts)
            bringRequestForward()
        case .match(let id): backToRequest(id)
        case .activity(let id):
            activity.forget()
            go(.account(id))
        case .scan, .typed:
            if adding.answers { adding.drop() } else { show(moveIn.plan == nil ? .accounts : .moveIn) }
        case .notifications: notificationsAnswered()
        case .changePasscode, .bin: destination = .settings
        case .moveIn:
            moveIn.forget()
            show(.accounts)
        case .moveOut:
            if moveOut.target != nil { moveOut.choose(nil) } else { destination = .settings }
        case .backups:
            backups.forget()
            destination = .settings
        case .ways:
            ways.forget()
            destination = .settings
        case .recovery:
            recovery.forget()
            destination = .settings
        case .recover:
            locking.quiet()
            destination = .unlock
        case .account:
            details.forget()
            show(.accounts)
        case .newPasscode, .add, .settings: show(.accounts)
        }
        return true
    }

    /// The question for notifications was answered, by whatever answer.
    public func notificationsAnswered() {
        choices.askedForNotifications = true
        tellNotifications()
        settings.draw()
        show(.accounts)
    }

    private func tellNotifications() {
        // Before the system has said it, nothing is: a start forgets no permission.
        guard let allowed = systemServices.notificationsAllowed else { return }
        let asked: Notifications = choices.askedForNotifications ? .refused : .notAsked
        phone.notifications(allowed ? .allowed : asked)
    }

    private func show(_ destination: Destination) {
        // What was under way when the app was locked leads nowhere: the lock stays in front.
        if self.destination == .unlock, locking.vault != .open { return }
        self.destination = destination
        if locking.vault == .open { accounts.tick() }
    }

    /// Over the list a request opens by itself; over any other screen it is `incoming`, so that none slips under a finger.
    private func bringRequestForward() {
        var front = (try? phone.inbox())?.front
        if let here = front, here.phase != .open || setAside.contains(here.id) { front = nil }
        if destination == .accounts, let front { openRequest(front.id) }
        if let here = front, destination == .request(here.id) || destination == .match(here.id) { front = nil }
        if incoming != front { incoming = front }
    }

    private func matched(_ request: Request) {
        guard destination == .match(request.id) else { return }
        answering.take(matched: request)
        backToRequest(request.id)
    }

    private func backToRequest(_ id: String) {
        matching.forget()
        destination = .request(id)
    }

    private func behindPasscode(_ target: Destination) {
        after = target
        destination = locking.vault == Vault.none ? .newPasscode : target
    }

    private func follow(_ vault: Vault) {
        switch vault {
        case .none: destination = .accounts
        case .locked: destination = .unlock
        // The person left while it was being opened.
        case .open where behind && choices.appLock, .readOnly where behind && choices.appLock: lock()
        case .readOnly: destination = .olderCopy
        case .open:
            let next = destination == .newPasscode ? after : .accounts
            settings.draw()
            asked = nil
            show(next)
        }
    }

    private func added(_ account: Account) {
        tellNotifications()
        let ask = account.isPush && (try? phone.inbox())?.askForNotifications == true
        asked = nil
        show(ask ? .notifications : .accounts)
    }
}
