package org.countersign.kit.model

import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Job
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.distinctUntilChanged
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.isActive
import kotlinx.coroutines.launch
import org.countersign.kit.Asked
import org.countersign.kit.Choices
import org.countersign.kit.Clock
import org.countersign.kit.Frame
import org.countersign.kit.Notifications
import org.countersign.kit.Phase
import org.countersign.kit.AuthenticatorService
import org.countersign.kit.PlatformKey
import org.countersign.kit.Request
import org.countersign.kit.Scanned
import org.countersign.kit.SystemServices
import org.countersign.kit.Vault

/** Which screen stands in front. */
sealed interface Destination {
    /** Before the library was asked. */
    data object Start : Destination
    data object Unlock : Destination
    data object OlderCopy : Destination
    data object Accounts : Destination
    data class Account(val id: String) : Destination

    /** A passcode is chosen before the first account is added; then the way goes on. */
    data class NewPasscode(val then: Destination) : Destination
    data object ChangePasscode : Destination
    data object Add : Destination
    data object Scan : Destination
    data object Typed : Destination
    data object Notifications : Destination
    data class Request(val id: String) : Destination

    /** The scanner for the code beside a request's number. */
    data class Match(val id: String) : Destination

    /** What this phone answered lately for an account. */
    data class Activity(val id: String) : Destination
    data object Settings : Destination
    data object Bin : Destination

    /** A new recovery code. */
    data object Recovery : Destination

    /** Unlocking by the recovery code. */
    data object Recover : Destination

    data object MoveIn : Destination
    data object MoveOut : Destination
    data object Backups : Destination

    /** The ways to open the app, and a new vault key. */
    data object Ways : Destination
}

/** All models of the app, and which screen stands in front. It knows ways between screens and no rules of the domain. */
class AppModel(
    private val phone: AuthenticatorService,
    private val clock: Clock,
    private val choices: Choices,
    private val systemServices: SystemServices,
    private val pushRegistration: PushRegistration,
    private val scope: CoroutineScope,
    private val background: CoroutineDispatcher = Dispatchers.IO,
) {
    val locking = LockingModel(phone, scope)
    val accounts = AccountsModel(phone, clock, systemServices, scope)
    val asking = CodeAskingModel(phone, scope, accounts::show)
    val bin = BinModel(phone, clock, scope)
    val details = DetailsModel(phone, scope, accounts::tick)
    val recovery = RecoveryModel(phone, scope)
    val moveIn = MoveInModel(phone, scope, accounts::tick)
    val moveOut = MoveOutModel(phone, scope)
    val backups = BackupsModel(phone, systemServices, scope)
    val ways = WaysModel(phone, scope)
    val adding = AddingModel(phone, choices, scope)
    val answering = AnsweringModel(phone, scope)
    val matching = MatchingModel(phone, scope, ::matched)
    val activity = ActivityModel(phone, scope)
    val renewal = RenewalModel(phone, scope)
    val settings = SettingsModel(phone, choices, systemServices, pushRegistration, scope, background)

    private val stands = MutableStateFlow<Destination>(Destination.Start)
    private var setAside = emptySet<String>()
    private var loop: Job? = null
    private var passing: Job? = null
    private var leaving: Job? = null
    /** When the services were asked, and a backup was tried, as [Clock.elapsed]; null: at once. */
    private var asked: Long? = null
    private var backedUp: Long? = null
    private var behind = false
    private val comes = MutableStateFlow<Request?>(null)

    /** Which screen stands in front. */
    val destination: StateFlow<Destination> = stands

    /** A request that came to the front while another screen stands: it is named there, and a tap leads to it. */
    val incoming: StateFlow<Request?> = comes

    init {
        scope.launch {
            locking.state.map { it.vault }.distinctUntilChanged().collect(::follow)
        }
        scope.launch { accounts.state.collect { details.look() } }
        scope.launch {
            adding.state.map { it.added }.distinctUntilChanged().collect { if (it != null) added(it.isPush) }
        }
        scope.launch {
            adding.state.map { it.exported }.distinctUntilChanged().collect { if (it.isNotEmpty()) exported(it) }
        }
    }

    /** The app came to the front: it draws each second and asks as often as the core says. */
    fun start() {
        if (loop?.isActive == true) return
        behind = false
        val lingers = leaving != null
        leaving?.cancel()
        leaving = null
        if (lingers && guard({}) { phone.comeBack() } != true) lock()
        tellNotifications()
        phone.watch(true)
        pushRegistration.lookAgain()
        settings.draw()
        asked = null
        loop = scope.launch {
            locking.look()
            while (isActive) {
                tick()
                delay(SECOND)
            }
        }
    }

    /** The app left the front. With the app lock on it is locked. */
    fun stop() {
        behind = true
        loop?.cancel()
        loop = null
        phone.watch(false)
        details.hide()
        if (moveOut.state.value.isSecret) moveOut.begin()
        val vault = locking.state.value.vault
        if (vault != Vault.Open && vault != Vault.ReadOnly || !choices.appLock) return
        val until = guard({}) { phone.leave(answering.state.value.request?.id) }
        if (until == null) {
            lock()
        } else {
            leaving = scope.launch {
                delay((until - clock.now()).seconds)
                lock()
            }
        }
    }

    /** Locks, and forgets what was shown. What was typed for a request stays typed; its unlock does not stay. */
    fun lock() {
        accounts.forget()
        asking.forget()
        bin.forget()
        details.forget()
        recovery.forget()
        moveIn.forget()
        moveOut.forget()
        backups.forget()
        ways.forget()
        answering.clearSensitive()
        matching.forget()
        activity.forget()
        renewal.forget()
        adding.clearSensitive()
        comes.value = null
        locking.lock()
    }

    fun go(to: Destination) {
        if (to is Destination.Request) {
            setAside = setAside - to.id
            comes.value = null
            answering.show(to.id, locking.state.value.platform == PlatformKey.Ready)
        }
        if (to == Destination.Settings) settings.begin()
        if (to is Destination.ChangePasscode || to == Destination.Recover) locking.quiet()
        if (to is Destination.Account) details.begin(to.id)
        if (to is Destination.Account) renewal.begin(to.id)
        if (to is Destination.Activity) activity.begin(to.id)
        if (to is Destination.Match) matching.begin(to.id)
        if (to == Destination.Bin) bin.draw()
        if (to == Destination.Recovery) recovery.begin()
        if (to == Destination.MoveIn) moveIn.draw()
        if (to == Destination.MoveOut) moveOut.begin()
        if (to == Destination.Backups) backups.begin()
        if (to == Destination.Ways) ways.begin()
        stands.value = to
    }

    /** Begins to add an account; before the first one a passcode is chosen. */
    fun add(work: Boolean) {
        adding.start(work)
        behindPasscode(Destination.Scan)
    }

    fun otherWays() = behindPasscode(Destination.Add)

    /** Moves in from another app; before the first account a passcode is chosen. */
    fun moveIn() {
        moveIn.draw()
        behindPasscode(Destination.MoveIn)
    }

    /** Scans a code of another app's export; what was scanned before stays. */
    fun scanExport() {
        adding.start(work = false)
        stands.value = Destination.Scan
    }

    /** Types the address and the code that the page shows, without the scanner. */
    fun typeInstead() {
        adding.start(work = true)
        behindPasscode(Destination.Typed)
    }

    /** A frame of the camera, on the camera's thread, for the scanner that stands in front. */
    fun frame(frame: Frame) {
        if (stands.value is Destination.Match) matching.frame(frame) else adding.frame(frame)
    }

    /** Scans the code beside the number of the request on the screen. */
    fun scanNumber() {
        answering.state.value.request?.takeIf { it.canScan }?.let { go(Destination.Match(it.id)) }
    }

    /** "This wasn't me" right after the approval: it is taken back, and the account's activity says so. */
    fun takeBack() {
        val request = answering.state.value.request ?: return
        answering.close()
        activity.begin(request.account, undo = request.id)
        stands.value = Destination.Activity(request.account)
    }

    /** The way back from where the person is; false when it leads out of the app. */
    fun back(): Boolean {
        when (val here = stands.value) {
            Destination.Start, Destination.Unlock, Destination.OlderCopy, Destination.Accounts -> return false
            is Destination.Request -> leaveRequest(here.id)
            is Destination.Match -> backToRequest(here.id)
            is Destination.Activity -> {
                activity.forget()
                go(Destination.Account(here.id))
            }
            Destination.Scan, Destination.Typed -> when {
                adding.state.value.answers -> adding.drop()
                moveIn.state.value.plan != null -> stands.value = Destination.MoveIn
                else -> stands.value = Destination.Accounts
            }
            Destination.MoveIn -> {
                moveIn.forget()
                stands.value = Destination.Accounts
            }
            Destination.MoveOut -> if (moveOut.state.value.target != null) moveOut.choose(null) else stands.value = Destination.Settings
            Destination.Backups -> {
                backups.forget()
                stands.value = Destination.Settings
            }
            Destination.Ways -> {
                ways.forget()
                stands.value = Destination.Settings
            }
            Destination.Notifications -> notificationsAnswered()
            Destination.ChangePasscode, Destination.Bin -> stands.value = Destination.Settings
            Destination.Recover -> {
                locking.quiet()
                stands.value = Destination.Unlock
            }
            Destination.Recovery -> {
                recovery.forget()
                stands.value = Destination.Settings
            }
            is Destination.Account -> {
                details.forget()
                stands.value = Destination.Accounts
            }
            is Destination.NewPasscode, Destination.Add, Destination.Settings -> stands.value = Destination.Accounts
        }
        return true
    }

    /** The question for notifications was answered, by whatever answer. */
    fun notificationsAnswered() {
        choices.askedForNotifications = true
        tellNotifications()
        settings.draw()
        stands.value = Destination.Accounts
        accounts.tick()
    }

    private fun tellNotifications() {
        val now = when {
            systemServices.notificationsAllowed() -> Notifications.Allowed
            choices.askedForNotifications -> Notifications.Refused
            else -> Notifications.NotAsked
        }
        guard({}) { phone.notifications(now) }
    }

    /** One second passed, or something happened: it is drawn, and nobody is waited for. */
    fun tick() {
        accounts.clearCopied()
        if (locking.state.value.vault != Vault.Open) return
        tellNotifications()
        val inbox = guard({}) { phone.inbox() }
        inbox?.nextDeadline?.let { if (it <= clock.now()) passTime() }
        if (isOver(asked, inbox?.askAgainIn ?: 0)) ask(Asked.ByItself)
        if (isOver(backedUp, MINUTE)) backUp()
        accounts.tick()
        accounts.state.value.answers?.let { ring(it && systemServices.notificationsAllowed()) }
        if (stands.value == Destination.Settings) settings.draw(settings.state.value.trouble)
        answering.tick()
        (stands.value as? Destination.Match)?.let { if (answering.state.value.request?.canScan != true) backToRequest(it.id) }
        bringRequestForward()
    }

    /** Whether so many seconds have passed; a phone whose clock was turned back asks on. */
    private fun isOver(since: Long?, seconds: Long): Boolean = since == null || clock.elapsed() - since >= seconds

    /** A backup where one is due: the library says so, at most once a day. */
    private fun backUp() {
        backedUp = clock.elapsed()
        scope.launch { backups.run() }
    }

    /** What lapsed is stored, beside the screen; the snapshot shows it already. */
    private fun passTime() {
        if (passing?.isActive == true) return
        passing = scope.launch { guard({}) { phone.advance() } }
    }

    /** It writes a file where something changed; should two be on their way, the next second asks for the right one. */
    private fun ring(wanted: Boolean) {
        if (pushRegistration.wants != wanted) scope.launch(background) { pushRegistration.want(wanted) }
    }

    /** Asks now: the person wants it. */
    fun refresh(): Job = ask(Asked.ByThePerson)

    /** Asks beside the screen; it is drawn as each service has answered. */
    private fun ask(by: Asked): Job {
        asked = clock.elapsed()
        return scope.launch {
            accounts.refreshNow(by) {
                answering.tick()
                bringRequestForward()
            }
        }
    }

    /**
     * "Show the number": the app goes behind the browser, and what was typed is kept. For a minute, a request's life, coming
     * back asks for no unlock of the app. False where the platform cannot.
     */
    fun showNumber(): Boolean {
        leaveTemporarily()
        return systemServices.stepAside()
    }

    /** The person is sent out of the app for a moment, to the browser or to choose a picture, and comes back to where they were. */
    fun leaveTemporarily() {
        guard({}) { phone.sendOut() }
    }

    /** Over the list a request opens by itself; over any other screen it is [incoming], so that none slips under a finger. */
    private fun bringRequestForward() {
        val front = guard({}) { phone.inbox() }?.front?.takeIf { it.phase == Phase.Open && it.id !in setAside }
        val here = stands.value
        if (here == Destination.Accounts && front != null) go(Destination.Request(front.id))
        comes.value = front?.takeIf { stands.value != Destination.Request(it.id) && stands.value != Destination.Match(it.id) }
    }

    private fun matched(request: Request) {
        if (stands.value != Destination.Match(request.id)) return
        answering.matched(request)
        backToRequest(request.id)
    }

    private fun backToRequest(id: String) {
        matching.forget()
        stands.value = Destination.Request(id)
    }

    private fun leaveRequest(id: String) {
        setAside = setAside + id
        answering.close()
        stands.value = Destination.Accounts
        accounts.tick()
        bringRequestForward()
    }

    private fun behindPasscode(target: Destination) {
        stands.value = if (locking.state.value.vault == Vault.None) Destination.NewPasscode(target) else target
    }

    private fun follow(vault: Vault?) {
        when (vault) {
            null -> stands.value = Destination.Start
            Vault.None -> stands.value = Destination.Accounts
            is Vault.Locked -> stands.value = Destination.Unlock
            Vault.ReadOnly -> if (leftMeanwhile()) lock() else stands.value = Destination.OlderCopy
            Vault.Open -> if (leftMeanwhile()) lock() else opened()
        }
    }

    /** An unlock that was begun before the app was left ended after it: whoever comes back is asked as after any leaving. */
    private fun leftMeanwhile(): Boolean = behind && choices.appLock

    private fun opened() {
        val here = stands.value
        stands.value = if (here is Destination.NewPasscode) here.then else Destination.Accounts
        settings.draw()
        accounts.tick()
        ask(Asked.ByItself)
    }

    private fun added(push: Boolean) {
        tellNotifications()
        val ask = push && guard({}) { phone.inbox() }?.askForNotifications == true
        stands.value = if (ask) Destination.Notifications else Destination.Accounts
        accounts.tick()
        ask(Asked.ByItself)
    }

    private fun exported(codes: List<Scanned>) {
        adding.drop()
        moveIn.scanned(codes)
        stands.value = Destination.MoveIn
    }

    private companion object {
        const val SECOND = 1000L
        const val MINUTE = 60L
    }
}
