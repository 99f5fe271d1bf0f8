package org.countersign.kit

/**
 * What the screens ask of the library. One implementation stands in `core` and calls the native library; the other is the
 * in-memory twin of the tests.
 *
 * Suspending functions may wait for the network, a key derivation or the phone's own prompt, and may be called from the main
 * thread; the others return at once. Each fails with a [UserErrorException].
 */
interface AuthenticatorService : StoreService, OrganisationService, TransferService {
    suspend fun vault(): Vault

    suspend fun platformKey(): PlatformKey

    /** Makes the vault and leaves it open. Where the phone can, its own lock opens it too. */
    suspend fun create(passcode: String)

    suspend fun unlock(proof: Proof)

    /** Takes an older copy of the vault as the vault from now on. */
    suspend fun accept()

    /** Whether the save before the last one is kept: it is offered when the last one is damaged. */
    suspend fun hasPrevious(): Boolean

    /** Opens the save before the last one; it can be read, and changed after [accept]. */
    suspend fun unlockPrevious(proof: Proof)

    /** Keys, secrets and requests leave the memory. */
    fun lock()

    /** The person is sent out of the app for a moment: the next leaving, if it comes at once, leaves it open. */
    fun sendOut()

    /**
     * The app left the front, and its lock is on; `onScreen` is the request that stands there. Null where that locked it, else when
     * it has to be locked, in seconds since 1970.
     */
    fun leave(onScreen: String?): Long?

    /** The app came to the front again; false where it is locked, also by this. */
    fun comeBack(): Boolean

    /** What the person says to notifications, as the system knows it. To be told at each start and each time it changes. */
    fun notifications(now: Notifications)

    suspend fun changePasscode(old: String, new: String)

    fun accounts(): List<Account>

    /** The list as it is drawn: of a group or of all, what has each word of `words`. */
    fun search(words: String, group: String? = null): AccountList

    /** The codes of these accounts alone, those on the screen, or of all: each one costs time. */
    fun codes(of: Collection<String>? = null): List<Code>

    /** Makes the next code of a counter-based account; its counter is used up. */
    suspend fun nextCode(account: String): MadeCode

    suspend fun rename(account: String, name: String)

    /** Puts the accounts into this order. */
    suspend fun reorder(accounts: List<String>)

    suspend fun remove(account: String): Removal

    /** Whether codes are masked until tapped. Kept in the vault. */
    fun hidesCodes(): Boolean

    suspend fun hideCodes()

    /** Shows all codes again. The fresh unlock is made for this; the unlock of the app does not count. */
    suspend fun showCodes(proof: Proof)

    /** Says that the app's lock may be turned off, after a fresh unlock made for this. */
    suspend fun turnOffAppLock(proof: Proof)

    /** A masked code was tapped: it is shown until the returned time, in seconds since 1970. */
    fun reveal(account: String): Long

    /** A code goes to the clipboard now: says how. */
    fun copied(): ClipboardRule

    /** Whether to empty the clipboard now; says so once, also while the vault is locked. */
    fun clipboardIsDue(): Boolean

    /** The QR codes in a frame. Gives them no meaning. Called from the camera's thread. */
    fun read(frame: Frame): List<Scanned>

    /** The QR codes in a picture that the person chose: looked at more closely than a frame, of which the next one follows. */
    suspend fun readStill(picture: Frame): List<Scanned>

    /** Chooses among codes that were seen together in a picture. */
    fun choose(codes: List<Scanned>): CodeChoice

    /** Chooses among the codes of one camera frame after the other; frames without a code count. Called from the camera's thread. */
    fun chooseLive(codes: List<Scanned>): CodeChoice

    /** Takes a part of a text in several codes; the same one again changes nothing. */
    fun collect(part: Scanned): PartsProgress

    /** Begins a visit to the scanner: parts and frames of an earlier one are forgotten. */
    fun forgetParts()

    suspend fun preview(code: Scanned): Preview

    /** Says what a typed link would add. */
    suspend fun previewText(text: String): Preview

    /** Says what a key typed by hand would add. */
    suspend fun previewKey(issuer: String, account: String, key: String): Preview

    /** The person calls this phone so: organisations that are added from now on list it under this name. Nothing is no name. */
    fun setDeviceName(name: String)

    /** Adds what a preview showed. A preview can be used once. */
    suspend fun add(preview: Preview, choice: AddChoice = AddChoice.OnlyNew): Account

    /**
     * Asks the services, each for itself, and hands the snapshot to `each` as one of them has answered; what is returned stands
     * when all have. It may be called while an earlier one is under way.
     */
    suspend fun refresh(by: Asked = Asked.ByItself, each: (Inbox) -> Unit = {}): Inbox

    /** The snapshot of now, without asking anybody. It only reads. */
    fun inbox(): Inbox

    /** Time has passed: what it changes is changed and stored. To be called when [Inbox.nextDeadline] is not in the future. */
    suspend fun advance()

    /** Where services send what rings on this phone; null when nothing does. A later refresh tells them, in each run anew. */
    fun pushAddress(address: PushAddress?)

    /** A list or a request is in front of the person, or no longer. */
    fun watch(on: Boolean)

    fun request(id: String): Request

    /** The person looks at it. An unlock of the app of less than a minute ago counts for the first that is opened after it. */
    suspend fun open(id: String): Request

    /** The fresh unlock for this one request. */
    suspend fun prove(id: String, proof: Proof): Request

    fun number(id: String, text: String): Request

    /** The code beside the number was scanned for this request: its number counts as typed. */
    fun match(id: String, code: Scanned): Request

    fun pick(id: String, place: Int): Request

    fun confirm(id: String): Request

    suspend fun approve(id: String): Request

    suspend fun deny(id: String): Request

    suspend fun retry(id: String): Request

    /** Reports what was just denied. `sure`: the person was asked twice, where the snapshot asks for that. */
    suspend fun report(id: String, sure: Boolean): Request

    suspend fun noReport(id: String): Request

    /** Takes a request that is over off the screen. */
    fun dismiss(id: String)
}
