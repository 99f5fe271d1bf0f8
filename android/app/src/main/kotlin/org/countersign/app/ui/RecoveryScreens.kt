package org.countersign.app.ui

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.text.KeyboardOptions
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.OutlinedTextField
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.font.FontFamily
import androidx.compose.ui.text.input.ImeAction
import androidx.compose.ui.text.input.KeyboardCapitalization
import androidx.compose.ui.text.input.KeyboardType
import androidx.compose.ui.unit.dp
import org.countersign.app.R
import org.countersign.kit.RecoveryCode
import org.countersign.kit.model.LockingState
import org.countersign.kit.model.RecoveryState

/** What can be done for a recovery code. */
interface RecoveryEvents {
    fun back()
    fun make(passcode: String?)
    fun written()
    fun lookAgain()
    fun use(first: String, second: String)
}

/** A new recovery code: shown once, then two groups of it are typed. */
@Composable
fun RecoveryScreen(state: RecoveryState, events: RecoveryEvents) = Screen(stringResource(R.string.recovery), events::back) {
    val code = state.code
    when {
        state.done -> {
            Notice(stringResource(R.string.recovery_done), Tone.Plain)
            Primary(stringResource(R.string.done), act = events::back)
        }
        code == null -> {
            Body(stringResource(R.string.recovery_text))
            if (state.exists) Soft(stringResource(R.string.recovery_exists))
            state.trouble?.let { Notice(words(it), Tone.Danger) }
            if (state.passcode) PasscodeAsked(state.busy, events::make)
            else Primary(stringResource(R.string.recovery_make), busy = state.busy) { events.make(null) }
        }
        state.typing -> Groups(code, state, events)
        else -> {
            Body(stringResource(R.string.recovery_write))
            Card {
                Column(Modifier.fillMaxWidth().padding(16.dp), verticalArrangement = Arrangement.spacedBy(4.dp)) {
                    code.groups.forEachIndexed { place, group -> Group(place + 1, group) }
                }
            }
            Primary(stringResource(R.string.recovery_written), act = events::written)
        }
    }
}

@Composable
private fun Group(number: Int, group: String) {
    val said = stringResource(R.string.recovery_group_spoken, number, spoken(group))
    Text(
        stringResource(R.string.recovery_group_line, number, group),
        Modifier.semantics { contentDescription = said },
        style = MaterialTheme.typography.titleLarge.copy(fontFamily = FontFamily.Monospace),
    )
}

@Composable
private fun Groups(code: RecoveryCode, state: RecoveryState, events: RecoveryEvents) {
    var first by remember { mutableStateOf("") }
    var second by remember { mutableStateOf("") }
    Body(stringResource(R.string.recovery_type))
    CodeField(first, stringResource(R.string.recovery_group, code.asked[0])) { first = it }
    CodeField(second, stringResource(R.string.recovery_group, code.asked[1])) { second = it }
    state.trouble?.let { Notice(words(it), Tone.Danger) }
    Primary(stringResource(R.string.go_on), enabled = first.isNotBlank() && second.isNotBlank(), busy = state.busy) { events.use(first, second) }
    Quiet(stringResource(R.string.recovery_look), act = events::lookAgain)
}

/** Unlocks by the recovery code; a new passcode is chosen by the way. */
@Composable
fun RecoverScreen(state: LockingState, back: () -> Unit, recover: (String, String, String) -> Unit) =
    Screen(stringResource(R.string.recover), back) {
        var code by remember { mutableStateOf("") }
        var new by remember { mutableStateOf("") }
        var again by remember { mutableStateOf("") }
        Body(stringResource(R.string.recover_text))
        CodeField(code, stringResource(R.string.recovery)) { code = it }
        PasscodeField(new, stringResource(R.string.passcode_new_field)) { new = it }
        PasscodeField(again, stringResource(R.string.passcode_again_field)) { again = it }
        Said(state)
        val whole = code.isNotBlank() && new.isNotEmpty() && again.isNotEmpty()
        Primary(stringResource(R.string.unlock), enabled = whole, busy = state.busy) { recover(code, new, again) }
    }

/** Letters and digits of a recovery code: seen while they are typed, and never learnt by a keyboard. */
@Composable
internal fun CodeField(text: String, label: String, change: (String) -> Unit) = OutlinedTextField(
    text,
    change,
    Modifier.fillMaxWidth(),
    singleLine = true,
    shape = MaterialTheme.shapes.small,
    label = { Text(label) },
    keyboardOptions = KeyboardOptions(
        KeyboardCapitalization.Characters,
        autoCorrectEnabled = false,
        keyboardType = KeyboardType.Password,
        imeAction = ImeAction.Next,
    ),
)
