package org.countersign.app.ui

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.unit.dp
import org.countersign.app.R
import org.countersign.kit.PlatformKey
import org.countersign.kit.WayToOpen
import org.countersign.kit.isolated
import org.countersign.kit.model.WaysState

/** What can be done about the ways to open the app. */
interface WaysEvents {
    fun back()
    fun addPlatformKey(passcode: String)
    fun changeKey(passcode: String, recoveryCode: String)
}

/** The ways to open the app, and a new vault key: what it drops is named before. */
@Composable
fun WaysScreen(state: WaysState, events: WaysEvents) = Screen(stringResource(R.string.ways), events::back) {
    var changes by rememberSaveable { mutableStateOf(false) }
    val dropped = state.dropped
    state.trouble?.let { Notice(words(it), Tone.Danger) }
    if (dropped != null) {
        Notice(stringResource(R.string.ways_done), Tone.Plain)
        dropped.forEach { Soft(stringResource(R.string.ways_goes, words(it))) }
    }
    Card {
        Column(Modifier.fillMaxWidth().padding(16.dp), verticalArrangement = Arrangement.spacedBy(8.dp)) { state.ways.forEach { Body(words(it)) } }
    }
    if (state.platform != PlatformKey.Ready) {
        Body(stringResource(R.string.ways_add_text))
        Typed(R.string.ways_add, state.busy, events::addPlatformKey)
    } else if (dropped == null) {
        if (changes) NewKey(state, events) else Second(stringResource(R.string.ways_new)) { changes = true }
    }
}

/** What a new key keeps and drops, before it is made. */
@Composable
internal fun NewKey(state: WaysState, events: WaysEvents) {
    // A way to open the vault: never part of the state that the system writes down.
    var code by remember { mutableStateOf("") }
    val drops = state.drops(keepsRecovery = code.isNotBlank())
    Heading(stringResource(R.string.ways_new))
    Body(stringResource(R.string.ways_new_text))
    (state.ways - drops.toSet()).forEach { Body(words(it)) }
    drops.forEach { Notice(stringResource(R.string.ways_goes, isolated(words(it))), Tone.Warn) }
    if (state.hasPassphrase) Notice(stringResource(R.string.ways_backups), Tone.Warn)
    if (WayToOpen.Recovery in state.ways) CodeField(code, stringResource(R.string.ways_recovery_field)) { code = it }
    Typed(R.string.ways_make, state.busy) { events.changeKey(it, code) }
}

@Composable
private fun Typed(name: Int, busy: Boolean, act: (String) -> Unit) {
    var passcode by remember { mutableStateOf("") }
    PasscodeField(passcode, stringResource(R.string.passcode_field)) { passcode = it }
    Primary(stringResource(name), enabled = passcode.isNotEmpty(), busy = busy) { act(passcode) }
}
