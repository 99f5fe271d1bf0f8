package org.countersign.kit.memory

import kotlinx.coroutines.Job
import org.countersign.kit.Account
import org.countersign.kit.AccountList
import org.countersign.kit.AccountState
import org.countersign.kit.AddChoice
import org.countersign.kit.Asked
import org.countersign.kit.ClipboardRule
import org.countersign.kit.Clock
import org.countersign.kit.Code
import org.countersign.kit.CodeChoice
import org.countersign.kit.Frame
import org.countersign.kit.Group
import org.countersign.kit.Inbox
import org.countersign.kit.MadeCode
import org.countersign.kit.Note
import org.countersign.kit.Notifications
import org.countersign.kit.Outcome
import org.countersign.kit.Phase
import org.countersign.kit.AuthenticatorService
import org.countersign.kit.UserErrorException
import org.countersign.kit.OrganisationService
import org.countersign.kit.PartsProgress
import org.countersign.kit.PlatformKey
import org.countersign.kit.Preview
import org.countersign.kit.Prompt
import org.countersign.kit.Proof
import org.countersign.kit.PushAddress
import org.countersign.kit.Removal
import org.countersign.kit.Reported
import org.countersign.kit.Request
import org.countersign.kit.Scanned
import org.countersign.kit.ScannedKind
import org.countersign.kit.StoreService
import org.countersign.kit.TransferService
import org.countersign.kit.UserError
import org.countersign.kit.Vault

/**
 * The library's twin in memory, for tests and previews of screens: its accounts and requests are set by the test, and it
 * answers as the library would. It keeps no rules: what a test does not set does not happen.
 */
class FakeAuthenticatorService(
    var passcode: String? = null,
    var state: Vault = Vault.None,
    var rows: List<Account> = emptyList(),
    var codes: Map<String, Code> = emptyMap(),
    var requests: List<Request> = emptyList(),
    private val clock: Clock = MemoryClock(),
    val store: FakeStore = FakeStore(),
    val organisation: FakeOrganisation = FakeOrganisation(),
    val transfer: FakeTransfer = FakeTransfer(),
) : AuthenticatorService, StoreService by store, OrganisationService by organisation, TransferService by transfer {
    init {
        store.phone = this
        organisation.phone = this
        transfer.phone = this
    }

    /** What the next refresh, preview, answer or frame brings. */
    var nextInbox: () -> Inbox = { Inbox(requests) }

    /** Services that answer a refresh, in order, each when its job is done. */
    var answers: List<Job> = emptyList()
    var nextPreview: Preview? = null

    /** What codes would add, where it is not [nextPreview], by what they hold. */
    var previews: Map<Any, Preview> = emptyMap()
    var nextTrouble: UserError? = null
    var answerTrouble: Outcome? = null

    /** What the person does to the phone's own prompt, each time; null when they pass it. */
    var refusesPlatform: UserError? = null

    /** What an unlock that is right brings; it may take its time. */
    var unlocking: suspend () -> Vault = { Vault.Open }

    /** Whether the phone's own lock opens the vault, and why the vault does not say where it stands. */
    var platformKey: PlatformKey = PlatformKey.Ready
    var vaultTrouble: UserError? = null

    /** What happens while the phone's own prompt stands. */
    var whileProving: () -> Unit = {}

    /** What happens while a call of this name is under way. */
    var meanwhile: (String) -> Unit = {}
    var inFrame: List<Scanned> = emptyList()
    var unlockCounts: Boolean = false
    var removal: Removal = Removal.Done
    var rightNumber: String = "42"

    /** What a code says to a request for which it is scanned, by what it holds; null where it is the one beside the number. */
    var matches: Map<Any, UserError?> = emptyMap()
    var hides: Boolean = false

    /** What the library says of codes that are tapped or copied: not its own numbers, so that a screen cannot know them. */
    var shownFor: Long = 25
    var sensitive: Boolean = true

    /** Whether the save before the last one is kept. */
    var previous: Boolean = false

    /** For how many seconds who leaves the app finds it open again, and whether it is open for who comes back. */
    var staysOpenFor: Long? = null
    var staysOpen: Boolean = true

    /** What the library was told of notifications. */
    var notifications: Notifications = Notifications.NotAsked
        private set

    /** What the person calls this phone. */
    var deviceName: String? = null
        private set

    /** Which push addresses the library takes. */
    var takesAddress: (PushAddress) -> Boolean = { true }

    /** The push addresses that were handed over and taken, in order. */
    val told = mutableListOf<PushAddress?>()

    /** Whose codes were asked for last. */
    var codesOf: List<String>? = null
        private set

    /** What was said to the account that was added last. */
    var added: AddChoice? = null
        private set

    /** What was called, in order, without any content. */
    val calls = mutableListOf<String>()

    /** By whom the services were asked, in order. */
    val asked = mutableListOf<Asked>()

    private val parts = mutableSetOf<Int>()
    private val revealed = mutableMapOf<String, Long>()
    private var copied: ClipboardRule? = null
    private val numbers = mutableMapOf<String, String>()

    override suspend fun vault(): Vault = vaultTrouble?.let { throw UserErrorException(it) } ?: state

    override suspend fun platformKey(): PlatformKey = platformKey

    override suspend fun create(passcode: String) {
        said("create")
        if (passcode.length < 6) throw UserErrorException(UserError.WeakPasscode)
        this.passcode = passcode
        state = Vault.Open
    }

    override suspend fun unlock(proof: Proof) {
        said("unlock")
        check(proof)
        state = unlocking()
    }

    override suspend fun accept() {
        said("accept")
        state = Vault.Open
    }

    override suspend fun hasPrevious(): Boolean = previous

    override suspend fun unlockPrevious(proof: Proof) {
        said("unlockPrevious")
        check(proof)
        state = Vault.ReadOnly
    }

    override fun sendOut() {
        calls += "sendOut"
    }

    override fun leave(onScreen: String?): Long? {
        calls += "leave ${onScreen ?: "the list"}"
        return staysOpenFor?.let { clock.now() + it }
    }

    override fun comeBack(): Boolean = staysOpen

    override fun notifications(now: Notifications) {
        notifications = now
    }

    override fun lock() {
        calls += "lock"
        if (state != Vault.None) state = LOCKED
    }

    override suspend fun changePasscode(old: String, new: String) {
        said("changePasscode")
        check(Proof.Passcode(old))
        if (new.length < 6) throw UserErrorException(UserError.WeakPasscode)
        passcode = new
    }

    override fun accounts(): List<Account> = opened { rows }

    override fun search(words: String, group: String?): AccountList = opened {
        val groups = rows.flatMap { it.tags }.groupingBy { it }.eachCount().map { (name, count) -> Group(name, count) }.sortedBy { it.name }
        val shown = group?.takeIf { name -> groups.any { it.name == name } }
        val found = rows.filter { row -> (listOf(row.issuer, row.label) + row.tags).any { it.contains(words.trim(), ignoreCase = true) } }
        AccountList(
            found.filter { shown == null || shown in it.tags }.sortedBy { !it.favourite },
            groups, shown, rows.size, rows.any { it.isPush }, rows.any { !it.isPush },
        )
    }

    override fun codes(of: Collection<String>?): List<Code> = opened {
        codesOf = of?.toList()
        codes.values.filter { of == null || it.account in of }.map { it.copy(masked = hides && (revealed[it.account] ?: 0) <= clock.now()) }
    }

    override suspend fun nextCode(account: String): MadeCode = opened {
        said("nextCode")
        MadeCode("755224", 3, clock.now() + shownFor)
    }

    override suspend fun rename(account: String, name: String): Unit = opened {
        rows = rows.map { if (it.id == account) it.copy(issuer = name) else it }
    }

    override suspend fun reorder(accounts: List<String>): Unit = opened { rows = rows.sortedBy { accounts.indexOf(it.id) } }

    override suspend fun remove(account: String): Removal = opened {
        said("remove")
        rows = if (removal == Removal.Pending) {
            rows.map { if (it.id == account) it.copy(state = AccountState.RemovalPending) else it }
        } else {
            rows.filter { it.id != account }
        }
        removal
    }

    override fun hidesCodes(): Boolean = opened { hides }

    override suspend fun hideCodes(): Unit = opened {
        said("hideCodes")
        hides = true
    }

    override suspend fun showCodes(proof: Proof): Unit = opened {
        said("showCodes")
        check(proof)
        hides = false
    }

    override suspend fun turnOffAppLock(proof: Proof): Unit = opened {
        said("turnOffAppLock")
        check(proof)
    }

    override fun reveal(account: String): Long = opened { (clock.now() + shownFor).also { revealed[account] = it } }

    override fun copied(): ClipboardRule = opened { ClipboardRule(sensitive, clock.now() + shownFor).also { copied = it } }

    override fun clipboardIsDue(): Boolean {
        val due = copied?.let { it.clearAt <= clock.now() } ?: false
        if (due) copied = null
        return due
    }

    override fun read(frame: Frame): List<Scanned> = inFrame

    override suspend fun readStill(picture: Frame): List<Scanned> = inFrame

    override fun choose(codes: List<Scanned>): CodeChoice {
        val wanted = codes.indices.filter { codes[it].kind == ScannedKind.SetsUp }
        return if (wanted.size > 1) CodeChoice.Ask(wanted) else CodeChoice.Take(wanted.firstOrNull() ?: 0)
    }

    override fun chooseLive(codes: List<Scanned>): CodeChoice = when {
        codes.isEmpty() -> CodeChoice.Nothing
        codes.none { it.kind == ScannedKind.SetsUp } -> CodeChoice.Say(0)
        else -> choose(codes)
    }

    override fun collect(part: Scanned): PartsProgress {
        val (index, count) = part.kind as ScannedKind.Part
        parts += index
        val missing = (1..count) - parts
        return if (missing.isEmpty()) PartsProgress.Whole(Scanned("whole")) else PartsProgress.Waiting(index, count, missing)
    }

    override fun forgetParts() = parts.clear()

    override suspend fun preview(code: Scanned): Preview = opened {
        said("preview")
        previews[code.handle] ?: nextPreview ?: throw UserErrorException(UserError.NotAnAccount)
    }

    override suspend fun previewText(text: String): Preview = preview(Scanned(text))

    override suspend fun previewKey(issuer: String, account: String, key: String): Preview = opened {
        said("previewKey")
        Preview.Code(issuer, account, warnings = emptyList(), conflict = null, handle = Unit)
    }

    override fun setDeviceName(name: String) {
        deviceName = name
    }

    override suspend fun add(preview: Preview, choice: AddChoice): Account = opened {
        said("add")
        added = choice
        val account = when (preview) {
            is Preview.Code -> Account("a${rows.size}", preview.issuer, preview.label, "totp", AccountState.Active)
            is Preview.Enrol ->
                Account("a${rows.size}", preview.organisation ?: preview.host, preview.user, "push", AccountState.TryoutPending)
        }
        rows = rows + account
        account
    }

    override suspend fun refresh(by: Asked, each: (Inbox) -> Unit): Inbox {
        opened { said("refresh") }
        asked += by
        for (answer in answers) {
            answer.join()
            each(inbox())
        }
        return inbox()
    }

    override fun inbox(): Inbox = opened {
        val push = rows.any(Account::isPush)
        val ring = if (push && notifications == Notifications.Refused) listOf(Note.NotificationsRefused) else emptyList()
        nextInbox().let { it.copy(notes = it.notes + ring, askForNotifications = push && notifications == Notifications.NotAsked) }
    }

    override suspend fun advance() = said("advance")

    override fun pushAddress(address: PushAddress?) {
        if (address != null && !takesAddress(address)) throw UserErrorException(UserError.Refused)
        told += address
    }

    override fun watch(on: Boolean) {
        calls += if (on) "watch" else "unwatch"
    }

    override fun request(id: String): Request = opened {
        requests.firstOrNull { it.id == id } ?: throw UserErrorException(UserError.Gone)
    }

    override suspend fun open(id: String): Request {
        said("open")
        return if (unlockCounts) update(id) { it.copy(needsUnlock = false) } else request(id)
    }

    override suspend fun prove(id: String, proof: Proof): Request {
        said("prove")
        check(proof)
        return update(id) { it.copy(needsUnlock = false) }
    }

    override fun number(id: String, text: String): Request {
        numbers[id] = text
        return update(id) { it.copy(typed = text.length) }
    }

    override fun match(id: String, code: Scanned): Request {
        if (code.handle !in matches) throw UserErrorException(UserError.NotTheCode)
        matches[code.handle]?.let { throw UserErrorException(it) }
        return number(id, rightNumber)
    }

    override fun pick(id: String, place: Int): Request = update(id) {
        numbers[id] = (it.prompt as Prompt.Choice).options[place]
        it.copy(typed = 2)
    }

    override fun confirm(id: String): Request = update(id) { it.copy(typed = 1) }

    override suspend fun approve(id: String): Request {
        said("approve")
        if (request(id).needsUnlock) throw UserErrorException(UserError.Locked)
        return update(id) { end(it, if (numbers[id] == rightNumber) Outcome.Approved else Outcome.WrongNumber) }
    }

    override suspend fun deny(id: String): Request {
        said("deny")
        return update(id) { it.copy(phase = Phase.AskReport, outcome = Outcome.Denied, waits = false, canRefuse = false, refused = true) }
    }

    override suspend fun retry(id: String): Request = approve(id)

    override suspend fun report(id: String, sure: Boolean): Request {
        said("report")
        val contact = rows.firstNotNullOfOrNull { it.push?.contact }
        return update(id) { it.copy(phase = Phase.Ended, reported = Reported(contact)) }
    }

    override suspend fun noReport(id: String): Request {
        said("noReport")
        return update(id) { it.copy(phase = Phase.Ended) }
    }

    override fun dismiss(id: String) {
        calls += "dismiss"
        requests = requests.filter { it.id != id }
    }

    private fun end(request: Request, outcome: Outcome): Request {
        val trouble = answerTrouble ?: return request.copy(phase = Phase.Ended, outcome = outcome, inFront = false, waits = false, canRefuse = false)
        answerTrouble = null
        return request.copy(phase = Phase.DeliveryFailed, outcome = trouble)
    }

    private fun update(id: String, to: (Request) -> Request): Request {
        val changed = to(request(id)).let {
            val ready = it.phase == Phase.Open && it.inFront && when (val prompt = it.prompt) {
                is Prompt.Number -> it.typed == prompt.digits
                is Prompt.Choice, Prompt.Confirm -> it.typed > 0
                is Prompt.ShowCode -> false
            }
            it.copy(canApprove = ready)
        }
        requests = requests.map { if (it.id == id) changed else it }
        return changed
    }

    internal fun now(): Long = clock.now()

    internal fun check(proof: Proof) {
        when (proof) {
            is Proof.Passcode -> if (proof.text != passcode) throw UserErrorException(UserError.WrongPasscode(9))
            Proof.Platform -> {
                calls += "platform"
                whileProving()
                refusesPlatform?.let { throw UserErrorException(it) }
            }
        }
    }

    internal fun said(call: String) {
        calls += call
        meanwhile(call)
        nextTrouble?.let {
            nextTrouble = null
            throw UserErrorException(it)
        }
    }

    internal fun <T> opened(act: () -> T): T =
        if (state == Vault.Open) act() else throw UserErrorException(UserError.Locked)

    companion object {
        val LOCKED = Vault.Locked(passcode = true, triesLeft = 10, waitSeconds = 0)
    }
}
