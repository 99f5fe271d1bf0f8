package org.countersign.app.ui

import androidx.compose.runtime.Composable
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.runtime.getValue
import androidx.compose.runtime.saveable.rememberSaveableStateHolder
import androidx.compose.ui.Modifier
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import org.countersign.kit.PushDistributor
import org.countersign.kit.Clock
import org.countersign.kit.Proof
import org.countersign.kit.Request
import org.countersign.kit.UserError
import org.countersign.kit.model.AppModel
import org.countersign.kit.model.Destination
import org.countersign.kit.model.InSight

/** What the screens need of the activity around them. */
interface Shell {
    /** Whether "Show the number" can bring the browser back. */
    val canStepAside: Boolean

    /** The camera could not be opened. */
    val cameraFailed: Boolean

    fun askForCamera()
    fun openCameraAgain()
    fun choosePicture()

    /** A file of another app, or a backup. */
    fun chooseFile()

    /** Where the file that was made goes, which is called so unless the person says otherwise. */
    fun saveFile(name: String)

    /** The folder for automatic backups. */
    fun chooseFolder()
    fun askForNotifications()
    fun openSystemSettings()
    fun call(number: String)

    /** Opens an organisation's page in the browser. */
    fun openPage(page: String)

    @Composable
    fun Camera(modifier: Modifier)

    /** Where what the camera sees stands on the view of [Camera]. */
    val onScreen: OnScreen
}

/** The app: the screen of the place where the person is. */
@Composable
fun AppScreen(app: AppModel, shell: Shell, clock: Clock) = Unlearned {
    val incoming by app.incoming.collectAsStateWithLifecycle()
    val request = incoming
    val banner: (@Composable () -> Unit)? =
        if (request == null) null else ({ WaitingRow(request) { app.go(Destination.Request(request.id)) } })
    CompositionLocalProvider(LocalIncoming provides banner) { Here(app, shell, clock) }
}

@Composable
private fun Here(app: AppModel, shell: Shell, clock: Clock) {
    val destination by app.destination.collectAsStateWithLifecycle()
    val locking by app.locking.state.collectAsStateWithLifecycle()
    val adding by app.adding.state.collectAsStateWithLifecycle()
    val kept = rememberSaveableStateHolder()
    when (val here = destination) {
        Destination.Start -> {
            // Where the file itself is at fault, a passcode opens nothing.
            val passcode = { app.go(Destination.Unlock) }.takeIf { locking.trouble !in setOf(UserError.Damaged, UserError.NewerVersion) }
            if (locking.previous) {
                UnlockScreen(locking, { app.go(Destination.Recover) }, app.locking::unlockPrevious.ignored())
            } else {
                StartScreen(locking.trouble?.let { words(it) }, passcode) { app.locking.lookAgain() }
            }
        }
        Destination.Unlock ->
            UnlockScreen(
                locking,
                { app.go(Destination.Recover) },
                (if (locking.previous) app.locking::unlockPrevious else app.locking::unlock).ignored(),
            )
        Destination.OlderCopy -> OlderCopyScreen(locking) { app.locking.accept() }
        Destination.Accounts -> {
            val state by app.accounts.state.collectAsStateWithLifecycle()
            val asking by app.asking.state.collectAsStateWithLifecycle()
            // Who comes back to the list finds it where they left it.
            kept.SaveableStateProvider("accounts") { AccountsScreen(state, ListEvents(app, shell), asking) }
        }
        is Destination.Account -> Details(app, here.id, shell)
        is Destination.NewPasscode -> NewPasscodeScreen(locking, { app.back() }) { new, again -> app.locking.create(new, again) }
        Destination.ChangePasscode ->
            ChangePasscodeScreen(locking, { app.back() }) { old, new, again -> app.locking.change(old, new, again) }
        Destination.Add -> AddScreen({ app.back() }, app::typeInstead, app::moveIn) { work -> app.add(work) }
        Destination.Scan, Destination.Typed -> {
            val preview = adding.preview
            when {
                preview != null -> PreviewScreen(preview, adding.busy, { device, replace -> app.adding.accept(device, replace) }, adding.beside) { app.back() }
                adding.offered.isNotEmpty() -> OfferedScreen(adding.offered, app.adding::choose) { app.back() }
                here == Destination.Scan -> ScanScreen(adding, shell.cameraFailed, ScannerEvents(app, shell), shell.onScreen) { shell.Camera(it) }
                else -> TypedScreen(adding, TypingEvents(app))
            }
        }
        Destination.Notifications -> NotificationsScreen(shell::askForNotifications, app::notificationsAnswered)
        is Destination.Request -> {
            val state by app.answering.state.collectAsStateWithLifecycle()
            val list by app.accounts.state.collectAsStateWithLifecycle()
            val account = list.rows.firstOrNull { it.account.id == state.request?.account }?.account
            RequestScreen(state, shell.canStepAside, AnswerEvents(app, shell), account?.push)
        }
        is Destination.Match -> {
            val state by app.matching.state.collectAsStateWithLifecycle()
            MatchScreen(state, adding.camera, shell.cameraFailed, MatchCalls(app, shell)) { shell.Camera(it) }
        }
        is Destination.Activity -> {
            val state by app.activity.state.collectAsStateWithLifecycle()
            ActivityScreen(state, ActivityCalls(app))
        }
        Destination.Settings -> {
            val state by app.settings.state.collectAsStateWithLifecycle()
            SettingsScreen(state, SettingEvents(app, shell))
        }
        Destination.Bin -> BinHere(app)
        Destination.Recovery -> RecoveryHere(app)
        Destination.MoveIn -> MoveInHere(app, shell)
        Destination.MoveOut -> MoveOutHere(app, shell)
        Destination.Backups -> BackupsHere(app, shell)
        Destination.Ways -> WaysHere(app)
        Destination.Recover -> RecoverScreen(locking, { app.back() }) { code, new, again -> app.locking.recover(code, new, again) }
    }
}

@Composable
private fun Details(app: AppModel, id: String, shell: Shell) {
    val state by app.details.state.collectAsStateWithLifecycle()
    val details = state.details
    val account = details?.account
    if (details == null || account == null || account.id != id) {
        Screen(null, { app.back() }) {}
        return
    }
    AccountScreen(account, !details.canGoUp, !details.canGoDown, DetailEvents(app, id, shell)) {
        val renewal by app.renewal.state.collectAsStateWithLifecycle()
        AccountKey(account, renewal) { app.renewal.renew() }
        DetailsHere(app, account)
    }
}

private fun <A, B> ((A) -> B).ignored(): (A) -> Unit = { this(it) }

private class ListEvents(private val app: AppModel, private val shell: Shell) : AccountsEvents {
    override fun scan() = app.add(work = true)
    override fun otherWays() = app.otherWays()
    override fun settings() = app.go(Destination.Settings)
    override fun refresh() {
        app.refresh()
    }
    override fun search(text: String) = app.accounts.search(text)
    override fun group(name: String?) = app.accounts.group(name)
    override fun see(accounts: Set<String>) = app.accounts.see(accounts)
    override fun open(request: Request) = app.go(Destination.Request(request.id))
    override fun details(account: String) = app.go(Destination.Account(account))
    override fun copy(account: String) = app.accounts.copy(account)
    override fun reveal(account: String) = app.accounts.reveal(account)
    override fun next(account: String) {
        app.accounts.next(account)
    }
    override fun dismissRefused() = app.accounts.dismissRefused()
    override fun ask(account: String) {
        app.asking.ask(account)
    }
    override fun give(pin: String?, passcode: String?) {
        app.asking.give(pin, passcode)
    }
    override fun cancel() = app.asking.forget()
    override fun useCorrectedTime(corrected: Boolean) {
        app.accounts.useCorrectedTime(corrected)
    }
    override fun makeRecoveryCode() = app.go(Destination.Recovery)
    override fun dismissLoss() {
        app.accounts.dismissLoss()
    }
    override fun notifications() = shell.askForNotifications()
}

private class DetailEvents(private val app: AppModel, private val id: String, private val shell: Shell) : AccountEvents {
    override fun back() {
        app.back()
    }
    override fun rename(name: String) {
        app.accounts.rename(id, name)
    }
    override fun move(by: Int) {
        app.accounts.move(id, by)
    }
    override fun remove() {
        app.accounts.remove(id)
        app.back()
    }
    override fun setUpAgain() = app.add(work = true)
    override fun openPage(page: String) = shell.openPage(page)
    override fun activity() = app.go(Destination.Activity(id))
    override fun call(number: String) = shell.call(number)
}

private class ScannerEvents(private val app: AppModel, private val shell: Shell) : ScanEvents {
    override fun back() {
        app.back()
    }
    override fun allow() = shell.askForCamera()
    override fun systemSettings() = shell.openSystemSettings()
    override fun picture() = shell.choosePicture()
    override fun type() {
        app.adding.drop()
        app.go(Destination.Typed)
    }
    override fun again() {
        shell.openCameraAgain()
        app.adding.drop()
    }
    override fun take(code: InSight) {
        app.adding.take(code)
    }
    override fun list() {
        app.adding.list()
    }
}

private class TypingEvents(private val app: AppModel) : TypedEvents {
    override fun back() {
        app.back()
    }
    override fun link(text: String) {
        app.adding.typedLink(text)
    }
    override fun code(address: String, code: String) {
        app.adding.typedCode(address, code)
    }
    override fun key(issuer: String, account: String, key: String) {
        app.adding.typedKey(issuer, account, key)
    }
}

private class AnswerEvents(private val app: AppModel, private val shell: Shell) : RequestEvents {
    private val answering = app.answering

    override fun back() {
        app.back()
    }
    override fun number(text: String) = answering.number(text)
    override fun pick(place: Int) = answering.pick(place)
    override fun confirm() = answering.confirm()
    override fun prove(proof: Proof) {
        answering.prove(proof)
    }
    override fun byPasscode(yes: Boolean) = answering.byPasscode(yes)
    override fun yes() {
        answering.yes()
    }
    override fun no() {
        answering.no()
    }
    override fun retry() {
        answering.retry()
    }
    override fun report() {
        answering.report()
    }
    override fun notNow() {
        answering.notNow()
    }
    override fun showNumber() {
        app.showNumber()
    }
    override fun setUpAgain() {
        app.back()
        app.add(work = true)
    }
    override fun scanNumber() = app.scanNumber()
    override fun takeBack() = app.takeBack()
    override fun openPage(page: String) = shell.openPage(page)
    override fun account() {
        val account = answering.state.value.request?.account ?: return
        app.back()
        app.go(Destination.Account(account))
    }
    override fun call(number: String) = shell.call(number)
}

private class SettingEvents(private val app: AppModel, private val shell: Shell) : SettingsEvents {
    override fun back() {
        app.back()
    }
    override fun appLock(on: Boolean) {
        app.settings.appLock(on)
    }
    override fun hideCodes(hide: Boolean) {
        app.settings.hideCodes(hide)
    }
    override fun screenshots(allow: Boolean) = app.settings.screenshots(allow)
    override fun notifications() = shell.askForNotifications()
    override fun distributeBy(distributor: PushDistributor) {
        app.settings.distributeBy(distributor)
    }
    override fun passcode() = app.go(Destination.ChangePasscode)
    override fun bin() = app.go(Destination.Bin)
    override fun recovery() = app.go(Destination.Recovery)
    override fun go(to: Destination) = app.go(to)
    override fun prove(passcode: String) {
        app.settings.passcode(passcode)
    }
}
