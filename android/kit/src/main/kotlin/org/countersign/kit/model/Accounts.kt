package org.countersign.kit.model

import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import org.countersign.kit.Account
import org.countersign.kit.Asked
import org.countersign.kit.Clock
import org.countersign.kit.Code
import org.countersign.kit.CodeClock
import org.countersign.kit.Group
import org.countersign.kit.MadeCode
import org.countersign.kit.Note
import org.countersign.kit.AuthenticatorService
import org.countersign.kit.Removal
import org.countersign.kit.Request
import org.countersign.kit.Safety
import org.countersign.kit.SystemServices
import org.countersign.kit.UserError

/** One row: the account, and its code if it has one. */
data class Row(val account: Account, val code: CodeShown?)

/** A code as the row shows it. `digits` is null while the code is masked, or while one has to be asked for ([onDemand]). */
data class CodeShown(
    val digits: String?,
    val next: String?,
    val secondsLeft: Long,
    val period: Long,
    val onDemand: Boolean = false,
    /** There is no code without the account's PIN. */
    val needsPin: Boolean = false,
    /** How many characters stand together for reading; nought where it is not cut. */
    val group: Int = 0,
    /** Each code asks for a fresh unlock. */
    val needsUnlock: Boolean = false,
) {
    val masked: Boolean get() = digits == null && !onDemand

    /** It is asked for by [CodeAskingModel], not made by a tap. */
    val asks: Boolean get() = needsPin || needsUnlock

    override fun toString(): String = "CodeShown([redacted])"
}

/** What the list draws. */
data class AccountsState(
    val rows: List<Row> = emptyList(),
    val search: String = "",
    /** The groups that there are, and the one that is shown; null for all. */
    val groups: List<Group> = emptyList(),
    val group: String? = null,
    /** Accounts there are, whatever is searched for. */
    val total: Int = 0,
    /** Whether one of them answers requests; null before the library was asked. */
    val answers: Boolean? = null,
    val notes: List<Note> = emptyList(),
    val waiting: List<Request> = emptyList(),
    val refreshing: Boolean = false,
    /** Which time codes are made by, and whether to offer another. */
    val codeClock: CodeClock = CodeClock(),
    /** Say that a lost phone loses the codes. */
    val warnOfLoss: Boolean = false,
) {
    val isEmpty: Boolean get() = total == 0
}

/** The account list with its codes, and the requests that wait. */
class AccountsModel(
    private val phone: AuthenticatorService,
    private val clock: Clock,
    private val systemServices: SystemServices,
    scope: CoroutineScope,
) : Model<AccountsState>(scope, AccountsState()) {
    private var listed = emptyList<Account>()
    private var seen = emptySet<String>()
    private var made = emptyMap<String, Made>()
    private var said: Note? = null
    private var saidUntil = 0L
    private var saidFor = 0L

    /** Draws the list anew from what the library knows now. Asks nobody. */
    fun tick() {
        val now = clock.now()
        made = made.filterValues { now in it.since until it.code.shownUntil }
        clearCopied()
        if (clock.elapsed() >= saidUntil) said = null
        guard(::failed) {
            val list = phone.search(current.search, current.group)
            listed = list.rows
            val inbox = phone.inbox()
            val (clock, safety) = phone.codeClock() to phone.safety()
            val failedBackup = phone.autoBackup()?.failed?.let(Note::BackupFailed)
            saidFor = inbox.saidFor
            change {
                it.copy(
                    groups = list.groups,
                    group = list.group,
                    total = list.total,
                    answers = list.answers,
                    waiting = inbox.requests.filter(Request::waits),
                    notes = listOfNotNull(said, failedBackup) + inbox.notes,
                    codeClock = clock,
                    warnOfLoss = list.makesCodes && safety.warn,
                )
            }
            drawCodes()
        }
    }

    /** These rows stand on the screen now: codes are made for them and those beside them, and for no others. */
    fun see(accounts: Set<String>) {
        if (accounts == seen) return
        seen = accounts
        guard({}) { drawCodes() }
    }

    private fun drawCodes() {
        val now = clock.now()
        val places = listed.indices.filter { listed[it].id in seen }
        // Before the screen has said what it shows, it is at the top.
        val (first, last) = if (places.isEmpty()) 0 to BEFORE else places.first() - BESIDE to places.last() + BESIDE
        val near = listed.subList(first.coerceAtLeast(0), (last + 1).coerceAtMost(listed.size)).map { it.id }
        val codes = if (near.isEmpty()) emptyMap() else phone.codes(near).associateBy { it.account }
        change { it.copy(rows = listed.map { account -> Row(account, codes[account.id]?.let { code -> shown(code, now) }) }) }
    }

    /** Asks all services, because the person asked for it. */
    fun refresh(): Job = attempt(::failed) { refreshNow(Asked.ByThePerson) }

    /** Asks all services and draws as each has answered; `drawn` is told each time. */
    suspend fun refreshNow(by: Asked = Asked.ByItself, drawn: () -> Unit = {}) {
        val draw = {
            tick()
            drawn()
        }
        val byPerson = by == Asked.ByThePerson
        if (byPerson) change { it.copy(refreshing = true) }
        try {
            guard(::failed) { phone.refresh(by) { draw() } }
        } finally {
            if (byPerson) change { it.copy(refreshing = false) }
        }
        draw()
    }

    fun search(text: String) {
        change { it.copy(search = text) }
        tick()
    }

    /** Shows one group; null for all. */
    fun group(name: String?) {
        change { it.copy(group = name) }
        tick()
    }

    /** A masked code was tapped. */
    fun reveal(account: String) {
        guard(::failed) { phone.reveal(account) }
        tick()
    }

    /** Makes the next code of a counter-based account and shows it as long as one that was tapped. */
    fun next(account: String): Job = attempt(::failed) {
        made = made + (account to Made(phone.nextCode(account), clock.now()))
        tick()
    }

    /** Shows a code that was asked for, for as long as the library says. */
    internal fun show(account: String, code: MadeCode) {
        made = made + (account to Made(code, clock.now()))
        tick()
    }

    fun useCorrectedTime(corrected: Boolean): Job = attempt(::failed) {
        phone.useCorrectedTime(corrected)
        tick()
    }

    /** The person has read that a lost phone loses the codes. */
    fun dismissLoss(): Job = attempt(::failed) {
        phone.declineRecoveryCode()
        tick()
    }

    /** Copies the code that is valid now, by the library's rule. */
    fun copy(account: String) {
        guard(::failed) {
            val code = phone.codes(listOf(account)).firstOrNull()?.code ?: made[account]?.code?.code ?: return
            val rule = phone.copied()
            systemServices.copy(code, rule.sensitive)
            val seconds = rule.clearAt - clock.now()
            say(Note.Copied(seconds), seconds)
            // Also when the app is left or locked meanwhile.
            scope.launch {
                delay(seconds.coerceAtLeast(0).seconds)
                clearCopied()
            }
        }
        tick()
    }

    /** Empties the clipboard when the library says so; the lock does not matter. */
    fun clearCopied() {
        if (guard({}) { phone.clipboardIsDue() } != true) return
        systemServices.clearCopied()
        if (said is Note.Copied) said = null
    }

    fun rename(account: String, name: String): Job = attempt(::failed) {
        phone.rename(account, name)
        tick()
    }

    /** Moves an account by so many places, up when negative. */
    fun move(account: String, by: Int): Job = attempt(::failed) {
        val order = phone.accounts().map { it.id }.toMutableList()
        val from = order.indexOf(account)
        if (from >= 0) {
            order.add((from + by).coerceIn(0, order.lastIndex), order.removeAt(from))
            phone.reorder(order)
        }
        tick()
    }

    fun remove(account: String): Job = attempt(::failed) {
        val issuer = phone.accounts().firstOrNull { it.id == account }?.issuer.orEmpty()
        say(
            when (phone.remove(account)) {
                Removal.Done -> Note.Removed(alsoOnThePage = false)
                Removal.Binned -> Note.Binned
                Removal.AlsoOnThePage -> Note.Removed(alsoOnThePage = true)
                Removal.Pending -> Note.RemovalPending(issuer)
            },
        )
        tick()
    }

    /** The person has read which set-ups were refused. */
    fun dismissRefused() {
        guard(::failed) { phone.dismissRefusedSetups() }
        tick()
    }

    /** What was shown is forgotten: the app was locked, or is no longer in front. */
    fun forget() {
        made = emptyMap()
        listed = emptyList()
        seen = emptySet()
        said = null
        // Who comes back finds the group that was shown.
        change { AccountsState(group = it.group) }
    }

    private fun shown(code: Code, now: Long): CodeShown {
        val period = (code.validUntil - code.validFrom).coerceAtLeast(1)
        val left = (code.validUntil - now).coerceIn(0, period)
        val onDemand = code.code == null
        return when {
            onDemand -> made[code.account]?.code.let {
                CodeShown(it?.code, null, 0, period, onDemand = true, code.needsPin, it?.group ?: 0, code.needsUnlock)
            }
            code.masked -> CodeShown(null, null, left, period)
            else -> CodeShown(code.code, code.next, left, period, group = code.group)
        }
    }

    /** A code that was asked for, and when: a clock that is set back behind that shows it no longer. */
    private class Made(val code: MadeCode, val since: Long)

    private fun say(note: Note, seconds: Long = saidFor) {
        said = note
        saidUntil = clock.elapsed() + seconds
    }

    private fun failed(trouble: UserError) {
        // What was begun before a lock ends with it; there is no list to say so on.
        if (trouble == UserError.Locked) return
        say(Note.Failed(trouble))
        change { it.copy(notes = listOf(Note.Failed(trouble))) }
    }

    private companion object {
        /** Rows beside those on the screen whose codes are ready when they come. */
        const val BESIDE = 5

        /** The last row that has a code before the screen has said which it shows. */
        const val BEFORE = 11
    }
}
