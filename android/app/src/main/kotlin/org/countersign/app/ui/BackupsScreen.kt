package org.countersign.app.ui

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.res.pluralStringResource
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.font.FontFamily
import androidx.compose.ui.unit.dp
import org.countersign.app.R
import org.countersign.kit.TransferFailure
import org.countersign.kit.isolated
import org.countersign.kit.model.BackupWish
import org.countersign.kit.model.BackupsState

/** What can be done about backups. */
interface BackupsEvents {
    fun back()
    fun suggest()
    fun setPassphrase(new: String, again: String)
    fun wish(wish: BackupWish, passcode: String?)
    fun save()
    fun folder()
    fun turnOff()
    fun restore()
}

/** Encrypted backups: their passphrase, one now, and those that are made by themselves. */
@Composable
fun BackupsScreen(state: BackupsState, events: BackupsEvents) = Screen(stringResource(R.string.backups), events::back) {
    var changes by rememberSaveable { mutableStateOf(false) }
    val (waits, made) = state.waits to state.made
    Body(stringResource(R.string.backups_text))
    state.trouble?.let { Notice(words(it), Tone.Danger) }
    state.written?.let { Notice(pluralStringResource(R.plurals.backup_made, it, it), Tone.Plain) }
    if (state.set) Notice(stringResource(R.string.backup_was_set), Tone.Plain)
    when {
        waits != null -> PasscodeAsked(state.busy) { events.wish(waits, it) }
        made != null -> {
            Body(stringResource(R.string.backup_ready))
            Primary(stringResource(R.string.backup_save), busy = state.busy, act = events::save)
            LeftOut(made)
        }
        !state.hasPassphrase || changes && !state.set -> Passphrase(state, events)
        else -> {
            Primary(stringResource(R.string.backup_make), busy = state.busy) { events.wish(BackupWish.Backup, null) }
            Automatic(state, events)
            Second(stringResource(R.string.backup_change)) { changes = true }
        }
    }
    Second(stringResource(R.string.backup_restore), act = events::restore)
}

@Composable
private fun Passphrase(state: BackupsState, events: BackupsEvents) {
    state.suggested?.let { words ->
        Body(stringResource(R.string.backup_suggested))
        Card {
            // Read aloud letter by letter, as nobody can spell it by ear.
            val said = spoken(words)
            Text(
                words,
                Modifier.padding(16.dp).semantics { contentDescription = said },
                style = MaterialTheme.typography.titleLarge.copy(fontFamily = FontFamily.Monospace),
            )
        }
    }
    NewPassword(
        R.string.backup_passphrase_text, R.string.backup_passphrase, R.string.backup_passphrase_again, R.string.backup_set, state.busy, events::setPassphrase,
    )
    Second(stringResource(if (state.suggested == null) R.string.backup_suggest else R.string.backup_suggest_other), act = events::suggest)
}

@Composable
private fun Automatic(state: BackupsState, events: BackupsEvents) = Card {
    Column(Modifier.fillMaxWidth().padding(16.dp), verticalArrangement = Arrangement.spacedBy(8.dp)) {
        val auto = state.auto
        Text(stringResource(R.string.backup_auto), style = MaterialTheme.typography.titleMedium)
        Soft(stringResource(R.string.backup_auto_text))
        if (auto == null) {
            Second(stringResource(R.string.backup_folder), act = events::folder)
        } else {
            Body(stringResource(R.string.backup_to, isolated(state.folderName.orEmpty())))
            val last = auto.last
            Body(if (last == null) stringResource(R.string.backup_none) else stringResource(R.string.backup_last, day(last)))
            auto.failed?.let { Notice(words(TransferFailure.Backup(it)), Tone.Danger) }
            Second(stringResource(R.string.backup_folder_other), act = events::folder)
            Quiet(stringResource(R.string.backup_off), act = events::turnOff)
        }
    }
}
