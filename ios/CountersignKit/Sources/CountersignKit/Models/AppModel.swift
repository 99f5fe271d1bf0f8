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
    case settings
}

/// All models of the app, and which screen stands in front. It knows ways between screens and no rules of the domain.
@MainActor @Observable
public final class AppModel {
    public let locking: LockingModel
    public let accounts: AccountsModel
    public let adding: AddingModel
    public let answering: AnsweringModel
    public let settings: SettingsModel

    /// Which screen stands in front.
    public private(set) var destination = Destination.start
    /// The app is in front of the person, and not in the app switcher.
    public private(set) var inFront = false
    /// The screen is recorded or mirrored.
    public private(set) var captured = false

    /// Everything is covered: in the app switcher always, while the screen is captured unless the person allows it.
    public var covered: Bool { !inFront || (captured && !settings.capturing) }

    @ObservationIgnored private let phone: any AuthenticatorService
    @ObservationIgnored private let clock: any Clock
    @ObservationIgnored private let choices: any Choices
    @ObservationIgnored private let systemServices: any SystemServices
    @ObservationIgnored private var after = Destination.accounts
    @ObservationIgnored private var setAside: Set<String> = []
    @ObservationIgnored private var asked: Int?
    @ObservationIgnored private var behind = true
    @ObservationIgnored private var aside: Int?
    /// The app is away and still open, for a moment: it locks itself when the phone is locked, if it is awake to hear of that.
    public var lingers: Bool { aside != nil }
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
        if let since = aside, clock.now() - since > Self.asideFor, choices.appLock { lock() }
        aside = nil
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
        phone.watch(false)
        guard locking.vault == .open, choices.appLock, aside == nil else { return }
        if answering.request?.phase == .open {
            aside = clock.now()
        } else {
            lock()
        }
    }

    /// The phone itself was locked: nothing stays open behind it.
    public func phoneLocked() {
        aside = nil
        if locking.vault == .open && choices.appLock { lock() }
    }

    public func captured(_ captured: Bool) {
        self.captured = captured
    }

    /// Locks, and forgets what was shown. What was typed for a request stays typed; its unlock does not stay.
    public func lock() {
        adding.drop()
        accounts.forget()
        answering.clearSensitive()
        locking.lock()
    }

    /// One second passed: draws, and asks the services as often as the core says. Nobody is waited for.
    public func tick() {
        accounts.lookAtClipboard()
        if case .locked(_, let wait)? = locking.vault, wait > 0, inFront { locking.look() }
        guard locking.vault == .open, inFront else { return }
        let now = clock.now()
        let every = (try? phone.inbox().askAgainIn) ?? 0
        if asked.map({ now - $0 >= every }) ?? true {
            asking = Task { await ask(.byItself) }
        }
        accounts.tick()
        answering.tick()
        bringRequestForward()
    }

    /// Asks now: the person pulled the list down.
    public func refresh() async { await ask(.byThePerson) }

    /// Draws as each service has answered.
    private func ask(_ by: Asked) async {
        asked = clock.now()
        await accounts.refresh(by) {
            answering.tick()
            bringRequestForward()
        }
    }

    // MARK: Ways

    public func go(_ to: Destination) {
        if to == .settings { settings.draw() }
        if to == .changePasscode { locking.quiet() }
        destination = to
    }

    /// Opens a request and asks for its fresh unlock; the phone's prompt may take its time.
    @discardableResult
    public func openRequest(_ id: String) -> Task<Void, Never> {
        setAside.remove(id)
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
        case .scan, .typed:
            if adding.preview != nil { adding.drop() } else { show(.accounts) }
        case .notifications: notificationsAnswered()
        case .changePasscode: destination = .settings
        case .account, .newPasscode, .add, .settings: show(.accounts)
        }
        return true
    }

    /// The question for notifications was answered, by whatever answer.
    public func notificationsAnswered() {
        choices.askedForNotifications = true
        settings.draw()
        show(.accounts)
    }

    private func show(_ destination: Destination) {
        // What was under way when the app was locked leads nowhere: the lock stays in front.
        if self.destination == .unlock, locking.vault != .open { return }
        self.destination = destination
        if locking.vault == .open { accounts.tick() }
    }

    private func bringRequestForward() {
        guard destination == .accounts, let front = try? phone.inbox().front else { return }
        if front.phase == .open && !setAside.contains(front.id) { openRequest(front.id) }
    }

    private func behindPasscode(_ target: Destination) {
        after = target
        destination = locking.vault == Vault.none ? .newPasscode : target
    }

    private func follow(_ vault: Vault) {
        switch vault {
        case .none: destination = .accounts
        case .locked: destination = .unlock
        case .readOnly: destination = .olderCopy
        // The person left while it was being opened.
        case .open where behind && choices.appLock: lock()
        case .open:
            let next = destination == .newPasscode ? after : .accounts
            settings.draw()
            asked = nil
            show(next)
        }
    }

    private func added(_ account: Account) {
        let ask = account.isPush && !choices.askedForNotifications && !systemServices.notificationsAllowed
        asked = nil
        show(ask ? .notifications : .accounts)
    }

    private static let asideFor = 60
}
