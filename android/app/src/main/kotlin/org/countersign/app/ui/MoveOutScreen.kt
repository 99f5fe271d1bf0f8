package org.countersign.app.ui

import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.material3.HorizontalDivider
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.res.pluralStringResource
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.unit.dp
import org.countersign.app.R
import org.countersign.kit.Export
import org.countersign.kit.ExportTarget
import org.countersign.kit.model.MoveOutState

/** What can be done to move out. */
interface MoveOutEvents {
    fun back()
    fun choose(target: ExportTarget)
    fun backups()
    fun makeWith(password: String, again: String)
    fun make(passcode: String?)
    fun save()
    fun next()
    fun previous()
}

/** From the accounts to another app's file or codes. */
@Composable
fun MoveOutScreen(state: MoveOutState, events: MoveOutEvents) = Screen(stringResource(R.string.move_out), events::back) {
    val (target, made) = state.target to state.made
    state.trouble?.let { Notice(words(it), Tone.Danger) }
    when {
        target == null -> Forms(events)
        made == null -> Make(target, state, events)
        state.done -> Done(target, made, events)
        made.pictures.isNotEmpty() -> Codes(made, state, events)
        else -> {
            Body(stringResource(R.string.out_ready))
            Primary(stringResource(R.string.out_save), busy = state.busy, act = events::save)
            LeftOut(made)
        }
    }
}

@Composable
private fun Forms(events: MoveOutEvents) {
    Body(stringResource(R.string.move_out_text))
    Card {
        Form(R.string.out_aegis, R.string.out_aegis_text) { events.choose(ExportTarget.Aegis) }
        HorizontalDivider(color = tokens.line)
        Form(R.string.out_google, R.string.out_google_text) { events.choose(ExportTarget.Google) }
        HorizontalDivider(color = tokens.line)
        Form(R.string.out_links, R.string.out_links_text) { events.choose(ExportTarget.Otpauth) }
        HorizontalDivider(color = tokens.line)
        Form(R.string.out_cxf, R.string.out_cxf_text) { events.choose(ExportTarget.Cxf) }
        HorizontalDivider(color = tokens.line)
        Form(R.string.backups, R.string.backups_text, events::backups)
    }
}

@Composable
private fun Form(title: Int, text: Int, act: () -> Unit) =
    Column(Modifier.fillMaxWidth().clickable(role = Role.Button, onClick = act).heightIn(min = 72.dp).padding(16.dp)) {
        Text(stringResource(title), style = MaterialTheme.typography.titleMedium)
        Soft(stringResource(text))
    }

@Composable
private fun Make(target: ExportTarget, state: MoveOutState, events: MoveOutEvents) {
    Heading(stringResource(title(target)))
    when {
        state.passcode -> PasscodeAsked(state.busy, events::make)
        target == ExportTarget.Aegis -> NewPassword(R.string.out_password_text, R.string.out_password, R.string.out_password_again, R.string.out_make, state.busy, events::makeWith)
        else -> Warned(target, state, events)
    }
}

private fun title(target: ExportTarget): Int = when (target) {
    ExportTarget.Aegis -> R.string.out_aegis
    ExportTarget.Google -> R.string.out_google
    ExportTarget.Otpauth -> R.string.out_links
    ExportTarget.Cxf -> R.string.out_cxf
}

/** A password or passphrase that is chosen: typed twice. */
@Composable
internal fun NewPassword(text: Int, field: Int, again: Int, go: Int, busy: Boolean, chosen: (String, String) -> Unit) {
    var first by remember { mutableStateOf("") }
    var second by remember { mutableStateOf("") }
    Body(stringResource(text))
    PasscodeField(first, stringResource(field)) { first = it }
    PasscodeField(second, stringResource(again)) { second = it }
    Primary(stringResource(go), enabled = first.isNotEmpty() && second.isNotEmpty(), busy = busy) { chosen(first, second) }
}

/** Whoever has it has the codes: a word is typed first. */
@Composable
private fun Warned(target: ExportTarget, state: MoveOutState, events: MoveOutEvents) {
    var typed by remember { mutableStateOf("") }
    val word = stringResource(R.string.out_word)
    Notice(pluralStringResource(R.plurals.out_warn, state.accounts, state.accounts), Tone.Danger)
    PlainField(typed, stringResource(R.string.out_type, word)) { typed = it }
    val go = if (target == ExportTarget.Google) R.string.out_show else R.string.out_make
    Primary(stringResource(go), enabled = typed.trim().equals(word, ignoreCase = true), busy = state.busy) { events.make(null) }
}

@Composable
private fun Codes(made: Export, state: MoveOutState, events: MoveOutEvents) {
    Notice(stringResource(R.string.details_key_warn), Tone.Warn)
    Body(stringResource(R.string.out_code, state.place + 1, made.pictures.size))
    Picture(made.pictures[state.place], R.string.out_code_spoken)
    val last = state.place == made.pictures.lastIndex
    Primary(stringResource(if (last) R.string.done else R.string.out_next), act = events::next)
    if (state.place > 0) Quiet(stringResource(R.string.out_previous), act = events::previous)
}

@Composable
private fun Done(target: ExportTarget, made: Export, events: MoveOutEvents) {
    val said = if (target == ExportTarget.Google) R.plurals.out_shown else R.plurals.out_done
    Heading(pluralStringResource(said, made.accounts, made.accounts))
    LeftOut(made)
    Primary(stringResource(R.string.done), act = events::back)
}

/** What could not go along, by name. */
@Composable
internal fun LeftOut(made: Export) {
    if (made.leftBehind) Soft(stringResource(R.string.out_left_behind))
    if (made.unreadable > 0) Soft(pluralStringResource(R.plurals.out_unreadable, made.unreadable, made.unreadable))
    if (made.leftOut.isEmpty()) return
    Card {
        Column(Modifier.fillMaxWidth().padding(16.dp), verticalArrangement = Arrangement.spacedBy(12.dp)) {
            Text(stringResource(R.string.out_left), style = MaterialTheme.typography.titleMedium)
            for (one in made.leftOut) {
                Column {
                    Two(one.issuer, one.label) { Body(it) }
                    Soft(words(one.reason))
                }
            }
        }
    }
}
