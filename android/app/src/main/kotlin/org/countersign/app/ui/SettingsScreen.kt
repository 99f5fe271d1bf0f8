package org.countersign.app.ui

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.selection.selectable
import androidx.compose.foundation.selection.selectableGroup
import androidx.compose.foundation.selection.toggleable
import androidx.compose.material3.HorizontalDivider
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.RadioButton
import androidx.compose.material3.Switch
import androidx.compose.material3.SwitchDefaults
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.unit.dp
import org.countersign.app.R
import org.countersign.kit.PushDistributor
import org.countersign.kit.isolated
import org.countersign.kit.model.Destination
import org.countersign.kit.model.DistributorError
import org.countersign.kit.model.SettingsState

/** What can be set. */
interface SettingsEvents {
    fun back()
    fun appLock(on: Boolean)
    fun hideCodes(hide: Boolean)
    fun screenshots(allow: Boolean)
    fun notifications()
    fun distributeBy(distributor: PushDistributor)
    fun passcode()
    fun bin()
    fun recovery()

    /** Backups, moving in and out, the ways to open the app. */
    fun go(to: Destination)

    /** The passcode, for what waits for it. */
    fun prove(passcode: String)
}

/** The settings. What belongs to the vault is drawn when there is one. */
@Composable
fun SettingsScreen(state: SettingsState, events: SettingsEvents) = Screen(stringResource(R.string.settings), events::back) {
    state.trouble?.let { Notice(words(it), Tone.Danger) }
    Card {
        Choice(R.string.set_lock, R.string.set_lock_text, state.appLock, events::appLock)
        HorizontalDivider(color = tokens.line)
        if (state.hasVault) {
            Choice(R.string.set_hide, R.string.set_hide_text, state.hidesCodes, events::hideCodes)
            HorizontalDivider(color = tokens.line)
        }
        Choice(R.string.set_screenshots, R.string.set_screenshots_text, state.screenshots, events::screenshots)
    }
    if (state.waits != null) PasscodeAsked(state.proving, events::prove)
    Card {
        Column(Modifier.fillMaxWidth().padding(16.dp), verticalArrangement = Arrangement.spacedBy(8.dp)) {
            Text(stringResource(R.string.set_notifications), style = MaterialTheme.typography.titleMedium)
            if (state.notifications) {
                Carriers(state, events)
            } else {
                Soft(stringResource(R.string.note_notifications))
                Second(stringResource(R.string.notify_allow), act = events::notifications)
            }
        }
    }
    if (state.hasVault) {
        Second(stringResource(R.string.passcode_change), act = events::passcode)
        Second(stringResource(R.string.recovery), act = events::recovery)
        Second(stringResource(R.string.bin), act = events::bin)
        Second(stringResource(R.string.backups)) { events.go(Destination.Backups) }
        Second(stringResource(R.string.move_in)) { events.go(Destination.MoveIn) }
        Second(stringResource(R.string.move_out)) { events.go(Destination.MoveOut) }
        Second(stringResource(R.string.ways)) { events.go(Destination.Ways) }
    }
}

/** The passcode, where the phone's own lock does not show that the person is there. */
@Composable
internal fun PasscodeAsked(busy: Boolean, prove: (String) -> Unit) {
    var text by remember { mutableStateOf("") }
    val enter = { prove(text).also { text = "" } }
    Body(stringResource(R.string.set_passcode_asked))
    PasscodeField(text, stringResource(R.string.passcode_field), { if (text.isNotEmpty()) enter() }) { text = it }
    Primary(stringResource(R.string.go_on), enabled = text.isNotEmpty(), busy = busy, act = enter)
}

/** Whether requests reach this phone while the app is closed, and by whom; a choice where there is one. */
@Composable
private fun Carriers(state: SettingsState, events: SettingsEvents) {
    val distributor = state.distributor
    Soft(
        when {
            state.pushRegistered -> stringResource(R.string.set_notifications_on)
            distributor != null && state.distributorError == DistributorError.Unavailable -> stringResource(R.string.set_carrier_unavailable, isolated(distributor.name))
            distributor != null && state.distributorError == DistributorError.Refused -> stringResource(R.string.set_carrier_refused, isolated(distributor.name))
            distributor != null -> stringResource(R.string.set_carrier_asked, isolated(distributor.name))
            state.distributors.isEmpty() -> stringResource(R.string.set_carrier_none)
            else -> stringResource(R.string.set_carrier_choose)
        },
    )
    if (state.distributors.size > 1) {
        Column(Modifier.selectableGroup()) {
            for (one in state.distributors) {
                Row(
                    Modifier.fillMaxWidth().selectable(one == distributor, role = Role.RadioButton) { events.distributeBy(one) }.heightIn(min = 48.dp),
                    Arrangement.spacedBy(12.dp),
                    Alignment.CenterVertically,
                ) {
                    RadioButton(one == distributor, null)
                    Body(one.name)
                }
            }
        }
    }
}

/** A switch with its name and what it means. */
@Composable
internal fun Choice(title: Int, text: Int, on: Boolean, change: (Boolean) -> Unit) {
    val whole = Modifier.fillMaxWidth().toggleable(on, role = Role.Switch, onValueChange = change).heightIn(min = 72.dp).padding(16.dp)
    if (largeText) {
        Column(whole, verticalArrangement = Arrangement.spacedBy(8.dp)) {
            ChoiceText(title, text)
            ChoiceSwitch(on)
        }
    } else {
        Row(whole, Arrangement.spacedBy(16.dp), Alignment.CenterVertically) {
            ChoiceText(title, text, Modifier.weight(1f))
            ChoiceSwitch(on)
        }
    }
}

@Composable
private fun ChoiceText(title: Int, text: Int, modifier: Modifier = Modifier) = Column(modifier) {
    Text(stringResource(title), style = MaterialTheme.typography.titleMedium)
    Soft(stringResource(text))
}

@Composable
private fun ChoiceSwitch(on: Boolean) = Switch(
    on,
    null,
    colors = SwitchDefaults.colors(
        uncheckedThumbColor = tokens.soft,
        uncheckedBorderColor = tokens.soft,
        uncheckedTrackColor = MaterialTheme.colorScheme.surfaceContainer,
    ),
)
