package org.countersign.app

import androidx.compose.foundation.background
import androidx.compose.foundation.layout.Box
import androidx.compose.runtime.Composable
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.ui.Modifier
import androidx.compose.ui.geometry.Offset
import androidx.compose.ui.graphics.Brush
import androidx.compose.ui.graphics.Color
import java.lang.reflect.Proxy
import org.countersign.app.ui.AccountScreen
import org.countersign.app.ui.AccountsScreen
import org.countersign.app.ui.AddScreen
import org.countersign.app.ui.ChangePasscodeScreen
import org.countersign.app.ui.LocalIncoming
import org.countersign.app.ui.NewPasscodeScreen
import org.countersign.app.ui.NotificationsScreen
import org.countersign.app.ui.OfferedScreen
import org.countersign.app.ui.OlderCopyScreen
import org.countersign.app.ui.PreviewScreen
import org.countersign.app.ui.RequestScreen
import org.countersign.app.ui.ScanScreen
import org.countersign.app.ui.SettingsScreen
import org.countersign.app.ui.StartScreen
import org.countersign.app.ui.TypedScreen
import org.countersign.app.ui.UnlockScreen
import org.countersign.app.ui.WaitingRow
import org.countersign.app.ui.words
import org.countersign.kit.Account
import org.countersign.kit.AccountState
import org.countersign.kit.AccountWarning
import org.countersign.kit.PushDistributor
import org.countersign.kit.Conflict
import org.countersign.kit.Corner
import org.countersign.kit.Outcome
import org.countersign.kit.PartsProgress
import org.countersign.kit.Phase
import org.countersign.kit.PlatformKey
import org.countersign.kit.Prompt
import org.countersign.kit.RefusedSetup
import org.countersign.kit.Reported
import org.countersign.kit.Request
import org.countersign.kit.ScannedKind
import org.countersign.kit.UserError
import org.countersign.kit.UnreachableCause
import org.countersign.kit.Vault
import org.countersign.kit.Warning
import org.countersign.kit.memory.Samples
import org.countersign.kit.model.AccountsState
import org.countersign.kit.model.AddingState
import org.countersign.kit.model.AnsweringState
import org.countersign.kit.model.DistributorError
import org.countersign.kit.model.CodeShown
import org.countersign.kit.model.Guarded
import org.countersign.kit.model.LockingState
import org.countersign.kit.model.Offered
import org.countersign.kit.Note
import org.countersign.kit.Scanned
import org.countersign.kit.model.AddsNothing
import org.countersign.kit.model.InSight
import org.countersign.kit.model.Row
import org.countersign.kit.model.SettingsState

/** A state of a screen, by name. */
class Case(val name: String, val draw: @Composable () -> Unit)

/** Every screen and every state of it. */
object Cases {
    private val codes = listOf(
        Row(Samples.harbour, null),
        Row(Samples.shop, CodeShown("492039", "118204", 18, 30, group = 3)),
        Row(Samples.games, CodeShown("7KQ4M", "X2FQR", 5, 30)),
        Row(Samples.old, CodeShown(null, null, 0, 1, onDemand = true)),
    )
    private val masked = codes.map { row -> row.copy(code = row.code?.let { if (it.onDemand) it else it.copy(digits = null, next = null) }) }
    private val states = AccountState.entries.mapIndexed { place, state ->
        Row(Samples.harbour.copy(id = "$place", issuer = "Harbour Bank ${place + 1}", state = state), null)
    }
    private val distributors = listOf(PushDistributor("a", "ntfy"), PushDistributor("b", "Sunup"))
    private val open = Samples.request.copy(needsUnlock = false)

    private fun list(name: String, rows: List<Row> = codes, change: (AccountsState) -> AccountsState = { it }) = Case("list-$name") {
        AccountsScreen(change(AccountsState(rows, total = rows.size)), deaf())
    }

    private fun account(name: String, account: Account) = Case("account-$name") { AccountScreen(account, first = false, last = false, deaf()) }

    /** A code that is held a little askew. */
    private fun inSight(x: Float, y: Float, wanted: Boolean) = InSight(
        Scanned("code", corners = listOf(Corner(x, y), Corner(x + 0.36f, y + 0.02f), Corner(x + 0.34f, y + 0.3f), Corner(x + 0.02f, y + 0.27f))),
        wanted,
    )

    private fun scan(name: String, state: AddingState, failed: Boolean = false) = Case("scan-$name") {
        ScanScreen(state, failed, deaf(), { corner, view -> Offset(corner.x * view.width, corner.y * view.height) }) {
            Box(it.background(Brush.linearGradient(listOf(Color(0xFF3A4A47), Color(0xFF6F7F7B)))))
        }
    }

    private fun locking(name: String, draw: @Composable () -> Unit) = Case("lock-$name", draw)

    private fun request(name: String, request: Request, change: (AnsweringState) -> AnsweringState = { it }) = Case("request-$name") {
        RequestScreen(change(AnsweringState(request)), canStepAside = true, deaf())
    }

    private fun end(name: String, outcome: Outcome, change: (AnsweringState) -> AnsweringState = { it }) =
        request("end-$name", open.copy(phase = Phase.Ended, outcome = outcome, secondsLeft = 0), change)

    @Composable
    private fun settings(trouble: DistributorError) = SettingsScreen(
        SettingsState(hasVault = true, notifications = true, distributors = distributors, distributor = distributors[0], distributorError = trouble),
        deaf(),
    )

    val all: List<Case> = listOf(
        list("empty", emptyList()),
        list("codes"),
        list("masked", masked),
        list("waiting") { it.copy(waiting = listOf(Samples.request)) },
        list("notes", codes.take(1)) { it.copy(notes = listOf(Note.Offline, Note.NotificationsRefused, Note.ClockOff(90))) },
        list("more-notes", codes.take(1)) {
            it.copy(notes = listOf(Note.Copied(30), Note.RemovalPending("Harbour Bank"), Note.StorageFailed, Note.Failed(UserError.DiskFull)))
        },
        list("set-up-refused", codes.take(1)) {
            it.copy(notes = listOf(Note.SetupRefused(RefusedSetup("Harbour Bank", "ida@harbour.test", UserError.AlreadyUsed))))
        },
        list("nothing-found", emptyList()) { it.copy(search = "zzz", total = 4) },
        list("states", states),
        account("push", Samples.harbour),
        account("code", Samples.shop),
        account("unlinked", Samples.harbour.copy(state = AccountState.Unlinked)),
        account("blocked", Samples.harbour.copy(state = AccountState.Blocked)),
        Case("add") { AddScreen({}, {}, {}) {} },
        scan("ask", AddingState()),
        scan("open", AddingState(camera = true)),
        scan("refused", AddingState(camera = false)),
        scan("failed", AddingState(camera = true), failed = true),
        scan("checking", AddingState(camera = true, busy = true)),
        scan("foreign", AddingState(camera = true, trouble = UserError.Foreign("Microsoft Authenticator"))),
        scan("used", AddingState(camera = true, trouble = UserError.AlreadyUsed)),
        scan("part", AddingState(camera = true, part = PartsProgress.Waiting(1, 3, listOf(2, 3)))),
        scan("several", AddingState(camera = true, inSight = listOf(inSight(0.12f, 0.1f, wanted = true), inSight(0.5f, 0.5f, wanted = true)))),
        scan("store", AddingState(camera = true, inSight = listOf(inSight(0.3f, 0.3f, wanted = false)),
            saying = AddsNothing(ScannedKind.Store, UserError.NotAnAccount))),
        Case("scan-which") {
            OfferedScreen(listOf(Offered(Samples.code), Offered(Samples.code.copy(label = "noor@shop.test")), Offered(Samples.enrol)), {}) {}
        },
        Case("preview-beside") {
            PreviewScreen(Samples.code, busy = false, { _, _ -> }, listOf(ScannedKind.Store, ScannedKind.Other)) {}
        },
        Case("typed-link") { TypedScreen(AddingState(camera = false), deaf(), linkFirst = true) },
        Case("typed-key") { TypedScreen(AddingState(work = false, trouble = UserError.Malformed), deaf()) },
        Case("preview-work") { PreviewScreen(Samples.enrol, busy = false, { _, _ -> }) {} },
        Case("preview-code") { PreviewScreen(Samples.code.copy(warnings = listOf(AccountWarning.WeakSecret), conflict = Conflict.SameName, replaceable = true),
            busy = false, { _, _ -> }) {} },
        Case("preview-same") { PreviewScreen(Samples.code.copy(conflict = Conflict.Same), busy = false, { _, _ -> }) {} },
        Case("preview-same-key") { PreviewScreen(Samples.code.copy(conflict = Conflict.SameSecret), busy = false, { _, _ -> }) {} },
        Case("preview-registered") { PreviewScreen(Samples.enrol.copy(conflict = Conflict.Registered), busy = false, { _, _ -> }) {} },
        Case("notifications") { NotificationsScreen({}) {} },
        locking("starting") { StartScreen(null) },
        locking("start-failed") { StartScreen(words(UserError.KeyFailed), {}) {} },
        locking("damaged") { StartScreen(words(UserError.Damaged)) {} },
        locking("key-lost") { UnlockScreen(LockingState(Vault.Locked(true, 10, 0), PlatformKey.Lost)) {} },
        locking("no-screen-lock") { NewPasscodeScreen(LockingState(Vault.None, trouble = UserError.NoScreenLock), {}) { _, _ -> } },
        locking("new") { NewPasscodeScreen(LockingState(Vault.None), {}) { _, _ -> } },
        locking("new-weak") { NewPasscodeScreen(LockingState(Vault.None, trouble = UserError.WeakPasscode), {}) { _, _ -> } },
        locking("change") { ChangePasscodeScreen(LockingState(Vault.Open, differ = true), {}) { _, _, _ -> } },
        locking("phone") { UnlockScreen(LockingState(Vault.Locked(true, 10, 0), PlatformKey.Ready)) {} },
        locking("passcode") { UnlockScreen(LockingState(Vault.Locked(true, 9, 0), trouble = UserError.WrongPasscode(9))) {} },
        locking("wait") { UnlockScreen(LockingState(Vault.Locked(true, 4, 40))) {} },
        locking("previous") { UnlockScreen(LockingState(Vault.Locked(true, 10, 0), PlatformKey.Ready, trouble = UserError.Damaged, previous = true)) {} },
        locking("older-copy") { OlderCopyScreen(LockingState(Vault.ReadOnly)) {} },
        request("empty", open),
        request("typed", open.copy(typed = 2, canApprove = true)) { it.copy(text = "42") },
        request("six", open.copy(prompt = Prompt.Number(6), typed = 6, canApprove = true)) { it.copy(text = "420917") },
        request("unlock", Samples.request),
        request("unlock-passcode", Samples.request) { it.copy(byPasscode = true, proofTrouble = UserError.WrongPasscode(8)) },
        request(
            "other-country",
            open.copy(
                town = "São Paulo",
                country = "BR",
                secondsLeft = 17,
                warnings = listOf(Warning.OtherCountry, Warning.RequestsThisHour(4), Warning.WrongInRow(3), Warning.AlmostOver),
                moreWaiting = 2,
            ),
        ),
        request("tryout", open.copy(tryout = true)),
        request("unknown", open.copy(service = null, browser = null, os = null, town = null, country = null, age = 125)),
        request("choice", open.copy(prompt = Prompt.Choice(listOf("17", "42", "86")), answerWarning = Warning.PickedIsWeaker)),
        request("picked", open.copy(prompt = Prompt.Choice(listOf("17", "42", "86")), answerWarning = Warning.PickedIsWeaker, typed = 2, canApprove = true)) { it.copy(picked = 1) },
        request("confirm", open.copy(prompt = Prompt.Confirm, answerWarning = Warning.NoNumber, text = "Are you signing in at the shop?")),
        request("show-code", open.copy(prompt = Prompt.ShowCode("739104"))),
        request("waiting", open.copy(phase = Phase.Waiting, inFront = false)),
        request("sending", open.copy(phase = Phase.Sending)),
        request("unsent", open.copy(phase = Phase.DeliveryFailed, outcome = Outcome.Unreachable(UnreachableCause.Offline))),
        request("clock", open.copy(phase = Phase.DeliveryFailed, outcome = Outcome.ClockWrong(90))),
        request("ask-report", open.copy(phase = Phase.AskReport, outcome = Outcome.Denied)),
        request("ask-report-sure", open.copy(phase = Phase.AskReport, outcome = Outcome.Denied, reportFailed = true)) { it.copy(sureAsked = true) },
        request("reporting", open.copy(phase = Phase.Reporting, outcome = Outcome.Denied)),
        request("end-reported", open.copy(phase = Phase.Ended, outcome = Outcome.Denied, reported = Reported(Samples.contact))),
        end("approved", Outcome.Approved),
        Case("request-end-tried") {
            RequestScreen(AnsweringState(open.copy(tryout = true, phase = Phase.Ended, outcome = Outcome.Approved)), true, deaf())
        },
        Case("request-end-incoming") {
            CompositionLocalProvider(LocalIncoming provides { WaitingRow(Samples.request) {} }) {
                RequestScreen(AnsweringState(open.copy(phase = Phase.Ended, outcome = Outcome.Approved)), true, deaf())
            }
        },
        end("wrong", Outcome.WrongNumber),
        end("denied", Outcome.Denied),
        end("interrupted", Outcome.Interrupted),
        end("clock-address", Outcome.ClockWrong(null, certain = false)),
        end("expired", Outcome.Expired),
        end("refused-late", Outcome.Expired) { it.copy(request = it.request!!.copy(refused = true)) },
        end("superseded", Outcome.Superseded),
        end("handled", Outcome.AlreadyHandled),
        end("unlinked", Outcome.AccountUnlinked),
        end("too-old", Outcome.AppTooOld),
        end("blocked", Outcome.AccountBlocked),
        end("refused", Outcome.Refused),
        Case("settings") { SettingsScreen(SettingsState(hasVault = true, notifications = true, distributors = distributors.take(1), distributor = distributors[0], pushRegistered = true), deaf()) },
        Case("settings-refused") { SettingsScreen(SettingsState(hidesCodes = true, screenshots = true, hasVault = true), deaf()) },
        Case("settings-carriers") { SettingsScreen(SettingsState(hasVault = true, notifications = true, distributors = distributors), deaf()) },
        Case("settings-no-carrier") { SettingsScreen(SettingsState(hasVault = true, notifications = true), deaf()) },
        Case("settings-carrier-unavailable") { settings(DistributorError.Unavailable) },
        Case("settings-carrier-refused") { settings(DistributorError.Refused) },
        Case("settings-passcode") {
            SettingsScreen(SettingsState(hasVault = true, notifications = true, waits = Guarded.AppLock, trouble = UserError.WrongPasscode(9)), deaf())
        },
        Case("settings-new") { SettingsScreen(SettingsState(), deaf()) },
    ) + StoreCases.all + OrganisationCases.all + TransferCases.all

    /** Events that nobody hears. */
    inline fun <reified T> deaf(): T =
        Proxy.newProxyInstance(T::class.java.classLoader, arrayOf(T::class.java)) { _, _, _ -> null } as T
}
