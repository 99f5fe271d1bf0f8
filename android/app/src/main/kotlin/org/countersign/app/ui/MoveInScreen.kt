package org.countersign.app.ui

import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.selection.selectable
import androidx.compose.foundation.selection.selectableGroup
import androidx.compose.foundation.selection.toggleable
import androidx.compose.material3.Checkbox
import androidx.compose.material3.HorizontalDivider
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.RadioButton
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.res.pluralStringResource
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.unit.dp
import org.countersign.app.R
import org.countersign.kit.Alike
import org.countersign.kit.FileFormat
import org.countersign.kit.FileKind
import org.countersign.kit.ImportPlan
import org.countersign.kit.ImportReport
import org.countersign.kit.PastImport
import org.countersign.kit.Receipt
import org.countersign.kit.Undone
import org.countersign.kit.isolated
import org.countersign.kit.model.MoveInState

/** What can be done to move in. */
interface MoveInEvents {
    fun back()
    fun file()
    fun scan()
    fun open(password: String)
    fun from(format: FileFormat)
    fun notThat()
    fun cancel()
    fun skip(position: Int, skip: Boolean)
    fun alike(alike: Alike)
    fun commit(incomplete: Boolean)
    fun undo(import: String)
}

/** From another app's file or codes to accounts: what it is, what it would add, what was added. */
@Composable
fun MoveInScreen(state: MoveInState, events: MoveInEvents) = Screen(stringResource(R.string.move_in), events::back) {
    val (plan, report, kind) = Triple(state.plan, state.report, state.kind)
    val undone = state.undone
    state.trouble?.let { Notice(words(it), Tone.Danger) }
    when {
        report != null -> Added(report, state, events)
        undone != null -> TakenBack(undone, events)
        plan != null -> Plan(plan, state, events)
        state.busy -> {
            Busy(stringResource(R.string.move_in_busy))
            Quiet(stringResource(R.string.cancel), act = events::cancel)
        }
        kind != null -> Password(kind, events)
        state.nameable -> Name(events)
        else -> Begin(state, events)
    }
}

@Composable
private fun Begin(state: MoveInState, events: MoveInEvents) {
    Body(stringResource(R.string.move_in_text))
    Soft(stringResource(R.string.move_in_from))
    Primary(stringResource(R.string.move_in_file), act = events::file)
    Second(stringResource(R.string.move_in_scan), act = events::scan)
    if (state.past.isNotEmpty()) {
        Heading(stringResource(R.string.move_in_past))
        Soft(stringResource(R.string.move_in_past_text))
        state.past.forEach { Past(it, events) }
    }
}

@Composable
private fun Past(import: PastImport, events: MoveInEvents) = Card {
    Column(Modifier.fillMaxWidth().padding(16.dp), verticalArrangement = Arrangement.spacedBy(8.dp)) {
        Text(pluralStringResource(R.plurals.move_in_added, import.added, import.added), style = MaterialTheme.typography.titleMedium)
        import.format?.let { Soft(words(it)) }
        Soft(day(import.at))
        Second(stringResource(R.string.move_in_undo)) { events.undo(import.id) }
    }
}

@Composable
private fun Password(kind: FileKind, events: MoveInEvents) {
    // Of another app: never part of the state that the system writes down.
    var password by remember { mutableStateOf("") }
    Heading(stringResource(R.string.move_in_kind, words(kind.format)))
    Body(stringResource(R.string.move_in_has_password))
    if (kind.seconds > 0) Notice(stringResource(R.string.move_in_cost, kind.seconds, kind.megabytes), Tone.Plain)
    PasscodeField(password, stringResource(R.string.move_in_password), { if (password.isNotEmpty()) events.open(password) }) { password = it }
    Primary(stringResource(R.string.move_in_open), enabled = password.isNotEmpty()) { events.open(password) }
    if (kind.guessed) Quiet(stringResource(R.string.move_in_other), act = events::notThat)
    Quiet(stringResource(R.string.move_in_again), act = events::file)
}

/** From which app the file comes, where it does not say so itself. */
@Composable
private fun Name(events: MoveInEvents) {
    Heading(stringResource(R.string.move_in_name))
    Soft(stringResource(R.string.move_in_name_text))
    Card {
        FileFormat.entries.forEachIndexed { place, format ->
            if (place > 0) HorizontalDivider(color = tokens.line)
            Text(listed(format), Modifier.fillMaxWidth().clickable(role = Role.Button) { events.from(format) }.heightIn(min = 48.dp).padding(16.dp, 12.dp))
        }
    }
    Quiet(stringResource(R.string.move_in_again), act = events::file)
    Quiet(stringResource(R.string.cancel), act = events::cancel)
}

@Composable
private fun Plan(plan: ImportPlan, state: MoveInState, events: MoveInEvents) {
    Soft(stringResource(R.string.move_in_kind, words(plan.format)))
    val added = plan.receipts.count(state.choices::adds)
    Heading(pluralStringResource(R.plurals.move_in_would, added, added))
    if (state.isIncomplete) {
        Notice(stringResource(R.string.move_in_missing, plan.parts, plan.missing.joinToString(", ")), Tone.Warn)
        Primary(stringResource(R.string.move_in_next), act = events::scan)
    }
    if (plan.mayLack) Notice(stringResource(R.string.move_in_lacks), Tone.Warn)
    Others(plan.totals.refused, plan.totals.others, plan.leftBehind)
    if (state.offers.isNotEmpty()) AlikeChoice(state, events::alike)
    Receipts(plan.receipts) { receipt ->
        val chosen = state.choices.adds(receipt)
        if (chosen || receipt.position in state.choices.skipped) Entry(receipt, chosen) { events.skip(receipt.position, !it) }
        else Entry(receipt)
    }
    when {
        !plan.usable -> Second(stringResource(R.string.move_in_again), act = events::file)
        state.isIncomplete -> Second(stringResource(R.string.move_in_these), enabled = added > 0 && !state.busy) { events.commit(true) }
        else -> Primary(stringResource(R.string.move_in_add), enabled = added > 0, busy = state.busy) { events.commit(false) }
    }
    Quiet(stringResource(R.string.cancel), act = events::cancel)
}

/** What is done with accounts of which the name or the key is there already. */
@Composable
private fun AlikeChoice(state: MoveInState, choose: (Alike) -> Unit) = Card {
    Column(Modifier.fillMaxWidth().padding(16.dp).selectableGroup()) {
        Text(stringResource(R.string.move_in_alike), style = MaterialTheme.typography.titleMedium)
        Soft(stringResource(R.string.move_in_alike_text))
        for (alike in Alike.entries.filter { it == Alike.Skip || it in state.offers }) {
            val chosen = alike == state.choices.alike
            Row(
                Modifier.fillMaxWidth().selectable(chosen, role = Role.RadioButton) { choose(alike) }.heightIn(min = 48.dp),
                Arrangement.spacedBy(12.dp),
                Alignment.CenterVertically,
            ) {
                RadioButton(chosen, null)
                Body(words(alike))
            }
        }
    }
}

@Composable
private fun words(alike: Alike): String = stringResource(
    when (alike) {
        Alike.Skip -> R.string.move_in_skip
        Alike.KeepBoth -> R.string.move_in_both
        Alike.Replace -> R.string.move_in_replace
    },
)

@Composable
private fun Others(refused: Int, others: Int, leftBehind: Boolean) {
    if (refused > 0) Soft(pluralStringResource(R.plurals.move_in_refused, refused, refused))
    if (others > 0) Soft(pluralStringResource(R.plurals.move_in_others, others, others))
    if (leftBehind) Soft(stringResource(R.string.move_in_left))
}

/** What becomes of each entry; a long list in full only when it is asked for. */
@Composable
private fun Receipts(receipts: List<Receipt>, draw: @Composable (Receipt) -> Unit) {
    var all by rememberSaveable { mutableStateOf(false) }
    val shown = if (all) receipts else receipts.take(MANY)
    Card {
        shown.forEachIndexed { place, receipt ->
            if (place > 0) HorizontalDivider(color = tokens.line)
            draw(receipt)
        }
    }
    if (shown.size < receipts.size) Quiet(stringResource(R.string.move_in_more, receipts.size)) { all = true }
}

/** `change` where the person may leave it out. */
@Composable
private fun Entry(receipt: Receipt, chosen: Boolean = false, change: ((Boolean) -> Unit)? = null) {
    val whole = Modifier.fillMaxWidth().let { if (change == null) it else it.toggleable(chosen, role = Role.Checkbox, onValueChange = change) }
    Row(whole.heightIn(min = 56.dp).padding(16.dp), Arrangement.spacedBy(12.dp), Alignment.CenterVertically) {
        if (change != null) Checkbox(chosen, null)
        Column(Modifier.weight(1f), Arrangement.spacedBy(4.dp)) {
            val issuer = receipt.issuer.ifBlank { receipt.label }.ifBlank { stringResource(R.string.move_in_entry, receipt.position + 1) }
            Text(issuer, style = MaterialTheme.typography.titleMedium)
            if (receipt.label.isNotBlank() && receipt.label != issuer) Soft(receipt.label)
            receipt.refusal?.takeIf { !chosen }?.let { Soft(words(it)) }
            if (receipt.refusal == null) receipt.warnings.forEach { Soft(words(it)) }
        }
    }
}

@Composable
private fun Added(report: ImportReport, state: MoveInState, events: MoveInEvents) {
    Heading(pluralStringResource(R.plurals.move_in_added, report.totals.added, report.totals.added))
    Others(report.totals.refused, report.totals.others, leftBehind = false)
    Receipts(report.receipts) { Entry(it) }
    Primary(stringResource(R.string.done), busy = state.busy, act = events::back)
    report.commit?.let { commit ->
        Soft(stringResource(R.string.move_in_past_text))
        Second(stringResource(R.string.move_in_undo)) { events.undo(commit) }
    }
}

@Composable
private fun TakenBack(undone: Undone, events: MoveInEvents) {
    Heading(pluralStringResource(R.plurals.move_in_binned, undone.binned, undone.binned))
    if (undone.restored > 0) Body(pluralStringResource(R.plurals.move_in_restored, undone.restored, undone.restored))
    if (undone.kept.isNotEmpty()) Body(stringResource(R.string.move_in_kept, undone.kept.joinToString(", ", transform = ::isolated)))
    Primary(stringResource(R.string.done), act = events::back)
}

private const val MANY = 100
