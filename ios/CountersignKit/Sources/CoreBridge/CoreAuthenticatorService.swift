import Countersign
import CountersignKit
import Foundation

/// The library as the screens ask for it. Calls that may block run on a thread of their own.
@MainActor
public final class CoreAuthenticatorService: AuthenticatorService {
    private let core: Authenticator
    let theVault: Countersign.Vault
    private let theAccounts: Countersign.Accounts
    private let theRequests: Countersign.Requests
    let theSettings: Countersign.Settings
    let theTransfer: Countersign.Transfer
    let nameOfPlatformKey: String?
    /// What the system reports as free, in bytes: a file whose password takes more than half of it is not opened.
    public var freeMemory: () -> UInt64? = { nil }
    /// Asks another app's database, a file that the person chose; nil where it does not answer. Called from a background thread.
    public var databases: @Sendable (_ file: Data, _ query: String) -> DatabaseRows? = { _, _ in nil }
    let theServices: Countersign.Services
    /// Parts of a text in several codes that were scanned in this visit.
    private var parts: PartsCollector?
    /// What a camera saw in this visit.
    private var chooser: LiveChooser?

    /// `platformKey` names the key that opens the vault beside the passcode; without it, the passcode is alone: only for a
    /// device that can make no key that asks for its person.
    init(core: Authenticator, platformKey: String? = personKey) throws {
        self.core = core
        self.theVault = try core.vault()
        self.theAccounts = try core.accounts()
        self.theRequests = try core.requests()
        self.theSettings = try core.settings()
        self.theTransfer = try core.transfer()
        self.theServices = try core.services()
        self.parts = try? PartsCollector()
        self.chooser = try? LiveChooser()
        self.nameOfPlatformKey = platformKey
    }

    /// Over this phone's files and keys. `version` is the app's, `name` how organisations will list this phone until the
    /// person calls it otherwise.
    public convenience init(
        files: any CountersignKit.VaultStore, values: any CountersignKit.DeviceStateStore,
        keys: any CountersignKit.SecureKey, name: String, version: String,
        country: String?
    ) throws(UserError) {
        let device = DeviceInfo(name: name, platform: .ios, appVersion: version, country: country)
        do {
            let core = try Authenticator(
                store: VaultStoreAdapter(files), deviceState: DeviceStateAdapter(values), keys: SecureKeyAdapter(keys),
                clock: nil,
                device: device, roots: nil)
            try self.init(core: core)
        } catch {
            throw UserError(error)
        }
    }

    /// The phone is in another country now, or it is not known.
    public func move(to country: String?) {
        try? core.setCountry(country: country)
    }

    // MARK: The vault

    public func vault() throws(UserError) -> CountersignKit.Vault {
        try now { try CountersignKit.Vault(theVault.status()) }
    }

    public func create(passcode: String) async throws(UserError) {
        do {
            try await later { [theVault, nameOfPlatformKey] in
                _ = try theVault.create(platformKey: nameOfPlatformKey, userPresence: true, passcode: passcode)
            }
        } catch {
            // Nobody is asked when the key is made: where it cannot be, the phone has no lock of its own.
            if case .platformKey = error { throw .platformKey(lost: true) }
            throw error
        }
    }

    public func unlock(_ proof: Proof) async throws(UserError) {
        _ = try await later { [theVault] in try theVault.unlock(how: UnlockWith(proof)) }
    }

    public func accept() async throws(UserError) { try await later { [theVault] in try theVault.accept() } }

    public func hasPrevious() -> Bool {
        if case .locked = try? theVault.previousStatus() { true } else { false }
    }

    public func unlockPrevious(_ proof: Proof) async throws(UserError) {
        _ = try await later { [theVault] in try theVault.unlockPrevious(how: UnlockWith(proof)) }
    }

    public func lock() { try? theVault.lock() }

    public func sendOut() { try? theVault.sendOut() }

    public func leave(onScreen: String?) -> Int? {
        if case .openUntil(let at) = try? theVault.leave(onScreen: onScreen) { Int(clamping: at) } else { nil }
    }

    public func comeBack() -> Bool { (try? theVault.comeBack()) ?? false }

    public func notifications(_ now: CountersignKit.Notifications) {
        try? core.setNotifications(now: Countersign.Notifications(now))
    }

    public func changePasscode(old: String, new: String) async throws(UserError) {
        try await later { [theVault] in try theVault.changePasscode(how: UnlockWith(.passcode(old)), new: new) }
    }

    // MARK: Accounts

    public func accounts() throws(UserError) -> [CountersignKit.Account] {
        try now { try theAccounts.list().map(CountersignKit.Account.init) }
    }

    public func search(_ words: String, group: String?) throws(UserError) -> CountersignKit.AccountList {
        try now { CountersignKit.AccountList(try theAccounts.search(words: words, group: group)) }
    }

    public func codes(of accounts: [String]?) throws(UserError) -> [CountersignKit.Code] {
        try now { try theAccounts.codes(of: accounts, at: nil).map(CountersignKit.Code.init) }
    }

    public func nextCode(_ account: String) async throws(UserError) -> MadeCode {
        try await later { [theAccounts] in MadeCode(try theAccounts.nextCode(id: account)) }
    }

    public func rename(_ account: String, to name: String) async throws(UserError) {
        try await later { [theAccounts] in try theAccounts.rename(id: account, name: name) }
    }

    public func reorder(_ accounts: [String]) async throws(UserError) {
        try await later { [theAccounts] in try theAccounts.reorder(ids: accounts) }
    }

    public func remove(_ account: String) async throws(UserError) -> CountersignKit.Removal {
        try await asked { [theAccounts] in CountersignKit.Removal(try await theAccounts.remove(id: account)) }
    }

    public func hidesCodes() throws(UserError) -> Bool { try now { try theAccounts.hidesCodes() } }

    public func hideCodes() async throws(UserError) { try await later { [theAccounts] in try theAccounts.hideCodes() } }

    public func showCodes(_ proof: Proof) async throws(UserError) {
        try await later { [theAccounts] in try theAccounts.showCodes(how: UnlockWith(proof)) }
    }

    public func turnOffAppLock(_ proof: Proof) async throws(UserError) {
        try await later { [theVault] in try theVault.turnOffAppLock(how: UnlockWith(proof)) }
    }

    public func reveal(_ account: String) throws(UserError) -> Int {
        try now { Int(clamping: try theAccounts.reveal(id: account)) }
    }

    public func copied() throws(UserError) -> CountersignKit.ClipboardRule {
        let rule = try now { try theAccounts.copied() }
        return CountersignKit.ClipboardRule(sensitive: rule.sensitive, clearAt: Int(clamping: rule.clearAt))
    }

    /// When the library cannot tell, what may lie there is taken away.
    public func clipboardIsDue() -> Bool { (try? theAccounts.clearClipboardWhenDue()) ?? true }

    // MARK: Adding

    public func choose(_ codes: [Scanned]) -> CountersignKit.CodeChoice {
        CountersignKit.CodeChoice(chooseCode(codes: codes.compactMap { $0.handle.object as? ScannedCode }))
    }

    public func chooseLive(_ codes: [Scanned]) -> CountersignKit.CodeChoice {
        guard let chooser else { return .nothing }
        return CountersignKit.CodeChoice(chooser.frame(codes: codes.compactMap { $0.handle.object as? ScannedCode }))
    }

    public func collect(_ part: Scanned) -> CountersignKit.PartsProgress {
        guard let code = part.handle.object as? ScannedCode, let parts else { return .noPart }
        return CountersignKit.PartsProgress(parts.add(code: code))
    }

    public func forgetParts() {
        parts = try? PartsCollector()
        chooser = try? LiveChooser()
    }

    public func preview(_ scanned: LibraryValue) async throws(UserError) -> Preview {
        guard let code = scanned.object as? ScannedCode else { throw .gone }
        return try await asked { [theAccounts] in try Preview(await theAccounts.preview(code: code)) }
    }

    public func preview(link: String) async throws(UserError) -> Preview {
        try await asked { [theAccounts] in try Preview(await theAccounts.previewText(text: link)) }
    }

    public func preview(issuer: String, account: String, key: String) async throws(UserError) -> Preview {
        try now { try Preview(theAccounts.previewKey(issuer: issuer, account: account, key: key)) }
    }

    public func setDeviceName(_ name: String) { try? core.setDeviceName(name: name) }

    public func add(
        _ preview: Preview, _ choice: CountersignKit.AddChoice
    ) async throws(UserError) -> CountersignKit.Account {
        guard let held = preview.handle.object as? AddPreview else { throw .gone }
        return try await asked { [theAccounts] in
            CountersignKit.Account(try await theAccounts.add(preview: held, choice: Countersign.AddChoice(choice)))
        }
    }

    // MARK: Requests

    public func refresh(_ by: CountersignKit.Asked, each: (Inbox) -> Void) async throws(UserError) -> Inbox {
        let refresh = try await asked { [theRequests] in try await theRequests.refresh(by: Countersign.Asked(by)) }
        while let snapshot = try await asked({ try await refresh.next() }) { each(Inbox(snapshot)) }
        return try inbox()
    }

    public func inbox() throws(UserError) -> Inbox { Inbox(try now { try theRequests.inbox() }) }

    public func advance() async throws(UserError) {
        _ = try await later { [theRequests] in try theRequests.advance() }
    }

    public func watch(_ on: Bool) { try? theRequests.watch(watching: on) }

    public func request(_ id: String) throws(UserError) -> Request { Request(try now { try theRequests.get(id: id) }) }

    public func open(_ id: String) async throws(UserError) -> Request {
        Request(try await asked { [theRequests] in try await theRequests.open(id: id) })
    }

    public func prove(_ id: String, _ proof: Proof) async throws(UserError) -> Request {
        _ = try await later { [theRequests] in try theRequests.authorise(id: id, how: UnlockWith(proof)) }
        return try request(id)
    }

    public func number(_ id: String, _ text: String) throws(UserError) -> Request {
        Request(try now { try theRequests.typeNumber(id: id, text: text) })
    }

    public func match(_ id: String, _ code: Scanned) throws(UserError) -> Request {
        guard let scanned = code.handle.object as? ScannedCode else { throw .gone }
        return Request(try now { try theRequests.matchScanned(id: id, code: scanned) })
    }

    public func pick(_ id: String, place: Int) throws(UserError) -> Request {
        Request(try now { try theRequests.pickNumber(id: id, place: UInt32(clamping: place)) })
    }

    public func confirm(_ id: String) throws(UserError) -> Request { Request(try now { try theRequests.confirm(id: id) }) }

    public func approve(_ id: String) async throws(UserError) -> Request {
        Request(try await asked { [theRequests] in try await theRequests.approve(id: id) })
    }

    public func deny(_ id: String) async throws(UserError) -> Request {
        Request(try await asked { [theRequests] in try await theRequests.deny(id: id, reason: .unknownTrigger) })
    }

    public func retry(_ id: String) async throws(UserError) -> Request {
        Request(try await asked { [theRequests] in try await theRequests.retry(id: id) })
    }

    public func report(_ id: String, sure: Bool) async throws(UserError) -> Request {
        Request(try await asked { [theRequests] in try await theRequests.report(id: id, sure: sure) })
    }

    public func noReport(_ id: String) async throws(UserError) -> Request {
        Request(try await asked { [theRequests] in try await theRequests.doNotReport(id: id) })
    }

    public func dismiss(_ id: String) { try? theRequests.dismiss(id: id) }

    public func ring(at address: PushAddress?) {
        do {
            if let address {
                try core.setPushAddress(transport: PushTransport(address.transport), address: address.text)
            } else {
                try core.noPushAddress()
            }
        } catch {
            try? core.noPushAddress()
        }
    }
}

/// A call that returns at once.
func now<Value>(_ act: () throws -> Value) throws(UserError) -> Value {
    do {
        return try act()
    } catch {
        throw UserError(error)
    }
}

/// A call that may block, on a thread that may.
func later<Value: Sendable>(_ act: @escaping @Sendable () throws -> Value) async throws(UserError) -> Value {
    let result = await withCheckedContinuation { (done: CheckedContinuation<Result<Value, any Error>, Never>) in
        DispatchQueue.global(qos: .userInitiated).async { done.resume(returning: Result(catching: act)) }
    }
    switch result {
    case .success(let value): return value
    case .failure(let error): throw UserError(error)
    }
}

/// A call that waits for the network.
func asked<Value: Sendable>(_ act: @Sendable () async throws -> Value) async throws(UserError) -> Value {
    do {
        return try await act()
    } catch {
        throw UserError(error)
    }
}

extension UnlockWith {
    init(_ proof: Proof) {
        switch proof {
        case .passcode(let text): self = .passcode(passcode: Data(text.utf8))
        case .platform: self = .platform
        }
    }
}
