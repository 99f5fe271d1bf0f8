package org.countersign.kit.model

import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import org.countersign.kit.Alike
import org.countersign.kit.AuthenticatorService
import org.countersign.kit.FileFormat
import org.countersign.kit.FileKind
import org.countersign.kit.ImportChoices
import org.countersign.kit.ImportPlan
import org.countersign.kit.ImportReport
import org.countersign.kit.PastImport
import org.countersign.kit.Scanned
import org.countersign.kit.TransferFailure
import org.countersign.kit.Undone
import org.countersign.kit.UserError
import org.countersign.kit.UserErrorException

/** What the screen for moving in draws. */
data class MoveInState(
    /** Imports that can still be taken back. */
    val past: List<PastImport> = emptyList(),
    /** A file with a password: said with what opening it costs, before the password is typed. */
    val kind: FileKind? = null,
    /** What the file is was not recognised, or guessed: the person may say from which app it comes. */
    val nameable: Boolean = false,
    /** The file is being read. */
    val busy: Boolean = false,
    /** What would be added. */
    val plan: ImportPlan? = null,
    val choices: ImportChoices = ImportChoices(),
    /** What was added. */
    val report: ImportReport? = null,
    /** What taking an import back did. */
    val undone: Undone? = null,
    val trouble: UserError? = null,
) {
    /** Accounts come from codes, of which some were not scanned yet. */
    val isIncomplete: Boolean get() = plan?.missing?.isNotEmpty() == true

    /** What the person may choose for accounts like those that are there. */
    val offers: Set<Alike> get() = plan?.receipts.orEmpty().flatMap { it.offers }.toSet()

    override fun toString(): String = "MoveInState($kind, $busy, ${plan?.totals}, $choices, ${report?.totals}, $undone, $trouble)"
}

/** From another app's file or codes to accounts: looked at, planned, added in one save, taken back. */
class MoveInModel(private val phone: AuthenticatorService, scope: CoroutineScope, private val changed: () -> Unit) :
    Model<MoveInState>(scope, MoveInState()) {
    private var file: ByteArray? = null

    /** From which app the file comes, where the person said so. */
    private var named: FileFormat? = null
    private var codes = emptyList<Scanned>()
    private var reading: Job? = null

    /** Draws what can be taken back; what was begun stays. */
    fun draw() = change { it.copy(past = guard({}) { phone.imports() }.orEmpty()) }

    /** A file that the person chose; null where it could not be read. */
    fun chosen(bytes: ByteArray?): Job? {
        startOver()
        if (bytes == null) {
            change { it.copy(trouble = UserError.Transfer(TransferFailure.NoFile)) }
            return null
        }
        file = bytes
        return look(null)
    }

    /** The person says that the guess was wrong: from which app the file comes is asked. */
    fun notThat() = change { it.copy(kind = null, nameable = file != null, trouble = null) }

    /** The person says from which app the file comes. */
    fun from(format: FileFormat): Job? = look(format)

    private fun look(format: FileFormat?): Job? {
        val bytes = file ?: return null
        named = format
        return read {
            val kind = phone.inspect(bytes, format)
            if (kind.encrypted) change { it.copy(kind = kind, nameable = false) } else planned(phone.plan(bytes, null, format))
        }
    }

    /** Opens the file with its password. */
    fun open(password: String): Job? = file?.let { bytes -> read { planned(phone.plan(bytes, password, named)) } }

    /** Codes of another app's export were scanned. */
    fun scanned(more: List<Scanned>): Job? {
        val all = codes + more
        startOver()
        codes = all
        return read { planned(phone.planScanned(all)) }
    }

    /** Leaves an entry out, or takes it in again. */
    fun skip(position: Int, skip: Boolean) = choose { it.copy(skipped = if (skip) it.skipped + position else it.skipped - position) }

    /** What is done with accounts of which the name or the key is there already. */
    fun alike(alike: Alike) = choose { it.copy(alike = alike) }

    /** Adds what the plan shows. `incomplete`: "add these", where parts are missing. */
    fun commit(incomplete: Boolean = false): Job? {
        val plan = current.plan ?: return null
        val choices = current.choices.copy(incomplete = incomplete)
        return read {
            if (plan.missing.isNotEmpty() && !incomplete) throw UserErrorException(UserError.Transfer(TransferFailure.PartsMissing))
            val report = phone.commit(plan, choices)
            forgetFile()
            change { MoveInState(report = report) }
            draw()
            changed()
        }
    }

    /** Takes an import back. */
    fun undo(import: String): Job? = read {
        val undone = phone.undo(import)
        change { MoveInState(undone = undone) }
        draw()
        changed()
    }

    /** "Cancel", also while a file is being read: what comes of it is dropped. */
    fun startOver() {
        reading?.cancel()
        reading = null
        forgetFile()
        change { MoveInState(past = it.past) }
    }

    fun forget() {
        startOver()
        change { MoveInState() }
    }

    private fun forgetFile() {
        file?.fill(0)
        file = null
        named = null
        codes = emptyList()
    }

    private fun choose(to: (ImportChoices) -> ImportChoices) = change { it.copy(choices = to(it.choices)) }

    private fun planned(plan: ImportPlan) {
        file?.fill(0)
        file = null
        named = null
        val trouble = UserError.Transfer(TransferFailure.NothingUsable).takeIf { !plan.usable }
        change { it.copy(kind = null, nameable = false, plan = plan, choices = ImportChoices(), trouble = trouble) }
    }

    private fun failed(trouble: UserError) {
        val unknown = trouble == UserError.Transfer(TransferFailure.UnknownFormat)
        // What cannot be read is not kept; a password may be typed again, and the app named.
        if (current.kind == null && !unknown && !current.nameable) {
            file?.fill(0)
            file = null
        }
        change { it.copy(busy = false, trouble = trouble, nameable = file != null && (unknown || it.nameable)) }
    }

    private fun read(act: suspend () -> Unit): Job? {
        if (current.busy) return null
        change { it.copy(busy = true, trouble = null) }
        val job = attempt(::failed) {
            act()
            change { it.copy(busy = false) }
        }
        if (current.busy) reading = job
        return job
    }
}
