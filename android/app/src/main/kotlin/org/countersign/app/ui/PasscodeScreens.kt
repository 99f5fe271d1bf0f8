package org.countersign.app.ui

import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.text.KeyboardActions
import androidx.compose.foundation.text.KeyboardOptions
import androidx.compose.material3.Icon
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.OutlinedTextField
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.res.painterResource
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.text.input.ImeAction
import androidx.compose.ui.text.input.KeyboardCapitalization
import androidx.compose.ui.text.input.KeyboardType
import androidx.compose.ui.text.input.PasswordVisualTransformation
import androidx.compose.ui.text.input.VisualTransformation
import androidx.compose.ui.text.style.TextAlign
import androidx.compose.ui.unit.dp
import org.countersign.app.R
import org.countersign.kit.PlatformKey
import org.countersign.kit.Proof
import org.countersign.kit.UserError
import org.countersign.kit.Vault
import org.countersign.kit.model.LockingState

/** A passcode: letters and digits, masked unless shown, never offered again and never kept by the system. */
@Composable
fun PasscodeField(text: String, label: String, done: () -> Unit = {}, change: (String) -> Unit) {
    var shown by remember { mutableStateOf(false) }
    OutlinedTextField(
        text,
        change,
        Modifier.fillMaxWidth(),
        singleLine = true,
        shape = MaterialTheme.shapes.small,
        label = { Text(label) },
        visualTransformation = if (shown) VisualTransformation.None else PasswordVisualTransformation(),
        keyboardOptions = KeyboardOptions(
            KeyboardCapitalization.None,
            autoCorrectEnabled = false,
            keyboardType = KeyboardType.Password,
            imeAction = ImeAction.Done,
        ),
        keyboardActions = KeyboardActions(onDone = { done() }),
        trailingIcon = {
            val (icon, name) =
                if (shown) R.drawable.ic_eye_off to R.string.passcode_hide else R.drawable.ic_eye to R.string.passcode_show
            IconAction(icon, name) { shown = !shown }
        },
    )
}

/** Chosen once, before the first account. */
@Composable
fun NewPasscodeScreen(state: LockingState, back: () -> Unit, create: (String, String) -> Unit) = Screen(null, back) {
    var new by remember { mutableStateOf("") }
    var again by remember { mutableStateOf("") }
    Heading(stringResource(R.string.passcode_new))
    Body(stringResource(R.string.passcode_new_text))
    PasscodeField(new, stringResource(R.string.passcode_new_field)) { new = it }
    PasscodeField(again, stringResource(R.string.passcode_again_field), { create(new, again) }) { again = it }
    Said(state)
    Primary(stringResource(R.string.go_on), enabled = new.isNotEmpty() && again.isNotEmpty(), busy = state.busy) { create(new, again) }
}

/** Another passcode instead of the one there is. */
@Composable
fun ChangePasscodeScreen(state: LockingState, back: () -> Unit, change: (String, String, String) -> Unit) =
    Screen(stringResource(R.string.passcode_change), back) {
        var old by remember { mutableStateOf("") }
        var new by remember { mutableStateOf("") }
        var again by remember { mutableStateOf("") }
        PasscodeField(old, stringResource(R.string.passcode_old_field)) { old = it }
        PasscodeField(new, stringResource(R.string.passcode_new_field)) { new = it }
        PasscodeField(again, stringResource(R.string.passcode_again_field), { change(old, new, again) }) { again = it }
        Said(state)
        if (state.changed) Notice(stringResource(R.string.passcode_changed), Tone.Plain)
        val whole = old.isNotEmpty() && new.isNotEmpty() && again.isNotEmpty()
        Primary(stringResource(R.string.passcode_change), enabled = whole, busy = state.busy) { change(old, new, again) }
    }

/** Before it is known where the vault stands, or while that cannot be told: then why, and what to do. */
@Composable
fun StartScreen(trouble: String?, passcode: (() -> Unit)? = null, again: () -> Unit = {}) = Screen(null, null) {
    Mark()
    if (trouble == null) {
        Busy(stringResource(R.string.waiting))
    } else {
        Notice(trouble, Tone.Danger)
        Primary(stringResource(R.string.try_again), act = again)
        if (passcode != null) Quiet(stringResource(R.string.unlock_passcode), act = passcode)
    }
}

@Composable
private fun Mark() = Column(Modifier.fillMaxWidth().padding(top = 40.dp), horizontalAlignment = Alignment.CenterHorizontally) {
    Icon(painterResource(R.drawable.ic_mark), null, Modifier.size(72.dp), tint = Color.Unspecified)
}

/** Opens the vault: by the phone's own lock, or by the passcode. */
@Composable
fun UnlockScreen(state: LockingState, recover: () -> Unit = {}, unlock: (Proof) -> Unit) = Screen(null, null) {
    var text by remember { mutableStateOf("") }
    val vault = state.vault as? Vault.Locked
    val platform = state.platform == PlatformKey.Ready
    var byPasscode by remember(platform) { mutableStateOf(!platform) }
    Mark()
    Heading(stringResource(R.string.unlock_title), Modifier.fillMaxWidth(), TextAlign.Center)
    Said(state)
    if (state.previous) Body(stringResource(R.string.previous_text))
    if (state.platform == PlatformKey.Lost && state.trouble == null) Notice(words(UserError.KeyLost), Tone.Warn)
    val wait = vault?.waitSeconds?.takeIf { it > 0 && state.trouble == null }
    wait?.let { Notice(stringResource(R.string.unlock_wait, it), Tone.Warn) }
    val enter = { unlock(Proof.Passcode(text)).also { text = "" } }
    if (byPasscode) {
        PasscodeField(text, stringResource(R.string.passcode_field), { if (text.isNotEmpty()) enter() }) { text = it }
        Primary(stringResource(R.string.unlock), enabled = text.isNotEmpty(), busy = state.busy, act = enter)
        if (platform) Quiet(stringResource(R.string.unlock_phone)) { byPasscode = false }
    } else {
        Primary(stringResource(R.string.unlock_phone), busy = state.busy) { unlock(Proof.Platform) }
        if (vault?.passcode == true) Quiet(stringResource(R.string.unlock_passcode)) { byPasscode = true }
    }
    Quiet(stringResource(R.string.recover), act = recover)
}

/** The vault is older than what this phone saved last. */
@Composable
fun OlderCopyScreen(state: LockingState, take: () -> Unit) = Screen(null, null) {
    Heading(stringResource(R.string.older_copy))
    Body(stringResource(R.string.older_copy_text))
    Said(state)
    Primary(stringResource(R.string.older_copy_take), busy = state.busy, act = take)
}

/** What did not go. */
@Composable
internal fun Said(state: LockingState) {
    if (state.differ) Notice(stringResource(R.string.passcode_differ), Tone.Danger)
    state.trouble?.let { Notice(words(it), Tone.Danger) }
}
