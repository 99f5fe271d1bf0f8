import Foundation

/// What the screens ask of the library. One implementation stands in `CoreBridge` and calls the native library; the other is
/// the in-memory twin of the tests.
///
/// Asynchronous functions may wait for the network, a key derivation or the phone's own prompt, and never block the main
/// thread; the others return at once.
@MainActor
public protocol AuthenticatorService: StoreService, OrganisationService, TransferService {
    func vault() throws(UserError) -> Vault
    /// Makes the vault and leaves it open.
    func create(passcode: String) async throws(UserError)
    func unlock(_ proof: Proof) async throws(UserError)
    /// Takes an older copy of the vault as the vault from now on.
    func accept() async throws(UserError)
    /// Whether the save before the last one is kept: it is offered when the last one is damaged.
    func hasPrevious() -> Bool
    /// Opens the save before the last one; it can be read, and changed after `accept`.
    func unlockPrevious(_ proof: Proof) async throws(UserError)
    /// Keys, secrets and requests leave the memory.
    func lock()
    /// The person is sent out of the app for a moment: the next leaving, if it comes at once, leaves it open.
    func sendOut()
    /// The app left the front, and its lock is on; `onScreen` is the request that stands there. Nil where that locked it, else
    /// when it has to be locked, in seconds since 1970.
    func leave(onScreen: String?) -> Int?
    /// The app came to the front again; false where it is locked, also by this.
    func comeBack() -> Bool
    /// What the person says to notifications, as the system knows it. To be told at each start and each time it changes.
    func notifications(_ now: Notifications)
    func changePasscode(old: String, new: String) async throws(UserError)

    func accounts() throws(UserError) -> [Account]
    /// The list as it is drawn: of a group or of all, what has each word of `words`.
    func search(_ words: String, group: String?) throws(UserError) -> AccountList
    /// The codes of these accounts alone, those on the screen, or of all: each one costs time.
    func codes(of accounts: [String]?) throws(UserError) -> [Code]
    /// Makes the next code of a counter-based account; its counter is used up.
    func nextCode(_ account: String) async throws(UserError) -> MadeCode
    func rename(_ account: String, to name: String) async throws(UserError)
    /// Puts the accounts into this order.
    func reorder(_ accounts: [String]) async throws(UserError)
    func remove(_ account: String) async throws(UserError) -> Removal
    /// Whether codes are masked until tapped. Kept in the vault.
    func hidesCodes() throws(UserError) -> Bool
    func hideCodes() async throws(UserError)
    /// Shows all codes again. The fresh unlock is made for this; the unlock of the app does not count.
    func showCodes(_ proof: Proof) async throws(UserError)
    /// Says that the app's lock may be turned off, after a fresh unlock made for this.
    func turnOffAppLock(_ proof: Proof) async throws(UserError)
    /// A masked code was tapped. Says until when codes of this account are shown, in seconds since 1970.
    func reveal(_ account: String) throws(UserError) -> Int
    /// A code is about to be put on the clipboard. Says how.
    func copied() throws(UserError) -> ClipboardRule
    /// Whether the clipboard is to be emptied now. Says so once, whether the vault is open or not.
    func clipboardIsDue() -> Bool

    /// Chooses among codes that were seen together in a picture.
    func choose(_ codes: [Scanned]) -> CodeChoice
    /// Chooses among the codes of one camera frame after the other; frames without a code count.
    func chooseLive(_ codes: [Scanned]) -> CodeChoice
    /// Takes a part of a text in several codes; the same one again changes nothing.
    func collect(_ part: Scanned) -> PartsProgress
    /// Begins a visit to the scanner: parts and frames of an earlier one are forgotten.
    func forgetParts()
    /// Says what a code would add that a `FrameReader` found.
    func preview(_ scanned: LibraryValue) async throws(UserError) -> Preview
    /// Says what a link would add that was typed or pasted.
    func preview(link: String) async throws(UserError) -> Preview
    /// Says what a key typed by hand would add.
    func preview(issuer: String, account: String, key: String) async throws(UserError) -> Preview
    /// The person calls this phone so: organisations that are added from now on list it under this name. Nothing is no name.
    func setDeviceName(_ name: String)
    /// Adds what a preview showed. A preview can be used once.
    func add(_ preview: Preview, _ choice: AddChoice) async throws(UserError) -> Account

    /// Asks the services, each for itself, and hands the snapshot to `each` as one of them has answered; what is returned
    /// stands when all have. It may be called while an earlier one is under way.
    func refresh(_ by: Asked, each: (Inbox) -> Void) async throws(UserError) -> Inbox
    /// The snapshot of now, without asking anybody. It only reads.
    func inbox() throws(UserError) -> Inbox
    /// Time has passed: what it changes is changed and stored. To be called when `Inbox.nextDeadline` is not in the future.
    func advance() async throws(UserError)
    /// A list or a request is in front of the person, or no longer.
    func watch(_ on: Bool)
    func request(_ id: String) throws(UserError) -> Request
    func open(_ id: String) async throws(UserError) -> Request
    /// The fresh unlock for this one request.
    func prove(_ id: String, _ proof: Proof) async throws(UserError) -> Request
    func number(_ id: String, _ text: String) throws(UserError) -> Request
    /// The code beside the number was scanned for this request: its number counts as typed.
    func match(_ id: String, _ code: Scanned) throws(UserError) -> Request
    func pick(_ id: String, place: Int) throws(UserError) -> Request
    func confirm(_ id: String) throws(UserError) -> Request
    func approve(_ id: String) async throws(UserError) -> Request
    func deny(_ id: String) async throws(UserError) -> Request
    func retry(_ id: String) async throws(UserError) -> Request
    /// Reports what was just denied. `sure`: the person was asked twice, where the snapshot asks for that.
    func report(_ id: String, sure: Bool) async throws(UserError) -> Request
    func noReport(_ id: String) async throws(UserError) -> Request
    /// Takes a request that is over off the screen.
    func dismiss(_ id: String)

    /// Where services send what rings on this phone, nil: nowhere. They are told with a later refresh. An address that the
    /// library does not take counts as none.
    func ring(at address: PushAddress?)
}

extension AuthenticatorService {
    public func codes() throws(UserError) -> [Code] { try codes(of: nil) }

    public func refresh(_ by: Asked = .byItself) async throws(UserError) -> Inbox { try await refresh(by) { _ in } }
}

/// Reads the codes in pictures. Gives them no meaning. May be called on any thread.
public protocol FrameReader: Sendable {
    /// One frame of many that the camera brings.
    func read(_ frame: Frame) -> [Scanned]
    /// A picture that nothing follows: it is looked at more closely, for up to some tenths of a second.
    func read(still frame: Frame) -> [Scanned]
}

extension FrameReader {
    /// Decodes a picture's file and reads it, off the main thread. A file that is no picture holds no code.
    public func read(picture: Data, decode: @Sendable (Data) -> Frame?) async -> [Scanned] {
        decode(picture).map { read(still: $0) } ?? []
    }
}

/// A plane of brightness: `stride` bytes a row, of which `width` are pixels.
public struct Frame: Sendable {
    public let luma: Data
    public let width: Int
    public let height: Int
    public let stride: Int

    public init(luma: Data, width: Int, height: Int, stride: Int) {
        self.luma = luma
        self.width = width
        self.height = height
        self.stride = stride
    }
}
