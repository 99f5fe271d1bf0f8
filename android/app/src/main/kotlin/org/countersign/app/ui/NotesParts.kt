package org.countersign.app.ui

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
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
import androidx.compose.ui.unit.dp
import org.countersign.app.R
import org.countersign.kit.QualityFlag
import org.countersign.kit.model.DetailsState

/** What a person adds to an account. */
interface NotesEvents {
    fun favourite(on: Boolean)
    fun annotate(note: String, groups: String)
}

/** Whether an account stands on top, its groups and note, and what is weak about its codes. */
@Composable
fun AccountNotes(state: DetailsState, events: NotesEvents) {
    val details = state.details ?: return
    state.trouble?.let { Notice(words(it), Tone.Danger) }
    if (details.quality.isNotEmpty()) Quality(details.quality)
    Card { Choice(R.string.details_favourite, R.string.details_favourite_text, details.favourite, events::favourite) }
    // A note may hold what opens an account: never part of the state that the system writes down.
    var note by remember(state.account, details.note) { mutableStateOf(details.note) }
    val there = details.tags.joinToString(", ")
    var groups by remember(state.account, there) { mutableStateOf(there) }
    Line(groups, R.string.details_groups, single = true) { groups = it }
    Line(note, R.string.details_note, single = false) { note = it }
    if (state.annotated) Notice(stringResource(R.string.details_annotated), Tone.Plain)
    Second(stringResource(R.string.details_annotate), enabled = note != details.note || groups != there) { events.annotate(note, groups) }
}

@Composable
private fun Line(text: String, name: Int, single: Boolean, change: (String) -> Unit) = OutlinedTextField(
    text,
    change,
    Modifier.fillMaxWidth(),
    singleLine = single,
    shape = MaterialTheme.shapes.small,
    label = { Text(stringResource(name)) },
)

@Composable
private fun Quality(flags: List<QualityFlag>) = Card {
    Column(Modifier.fillMaxWidth().padding(16.dp), verticalArrangement = Arrangement.spacedBy(4.dp)) {
        Text(stringResource(R.string.quality), style = MaterialTheme.typography.titleMedium)
        flags.forEach { Body(words(it)) }
        Soft(stringResource(R.string.quality_text))
    }
}

@Composable
private fun words(flag: QualityFlag): String = when (flag) {
    is QualityFlag.ShortSecret -> stringResource(R.string.quality_secret, flag.bits)
    is QualityFlag.FewDigits -> stringResource(R.string.quality_digits, flag.digits)
    is QualityFlag.LongPeriod -> stringResource(R.string.quality_period, flag.seconds)
}
