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
import androidx.compose.ui.unit.dp
import org.countersign.app.R
import org.countersign.kit.model.BinRow
import org.countersign.kit.model.BinState

/** What can be done in the bin. */
interface BinEvents {
    fun back()
    fun takeBack(account: String)
    fun deleteNow(account: String)
    fun empty()
}

/** The accounts that were removed in the last thirty days. Deleting is asked for twice. */
@Composable
fun BinScreen(state: BinState, events: BinEvents) = Screen(stringResource(R.string.bin), events::back) {
    var sure by rememberSaveable { mutableStateOf<String?>(null) }
    var all by rememberSaveable { mutableStateOf(false) }
    state.trouble?.let { Notice(words(it), Tone.Danger) }
    if (state.rows.isEmpty()) Soft(stringResource(R.string.bin_empty)) else Body(stringResource(R.string.bin_text))
    state.rows.forEach { row -> Binned(row, sure == row.account.id, { sure = row.account.id.takeIf { _ -> it } }, events) }
    if (state.rows.size > 1) {
        if (all) {
            Heading(stringResource(R.string.bin_empty_sure))
            Body(stringResource(R.string.bin_delete_text))
            Danger(stringResource(R.string.bin_empty_now), solid = true) {
                all = false
                events.empty()
            }
            Quiet(stringResource(R.string.cancel)) { all = false }
        } else {
            Danger(stringResource(R.string.bin_empty_now)) { all = true }
        }
    }
}

@Composable
private fun Binned(row: BinRow, sure: Boolean, ask: (Boolean) -> Unit, events: BinEvents) = Card {
    val id = row.account.id
    Column(Modifier.fillMaxWidth().padding(16.dp), verticalArrangement = Arrangement.spacedBy(8.dp)) {
        Text(row.account.issuer, style = MaterialTheme.typography.titleMedium)
        Soft(row.account.label)
        Soft(pluralStringResource(R.plurals.bin_days, row.daysLeft, row.daysLeft))
        if (sure) {
            Body(stringResource(R.string.bin_delete_text))
            Danger(stringResource(R.string.bin_delete), solid = true) { events.deleteNow(id) }
            Quiet(stringResource(R.string.cancel)) { ask(false) }
        } else {
            Second(stringResource(R.string.bin_take_back)) { events.takeBack(id) }
            Danger(stringResource(R.string.bin_delete)) { ask(true) }
        }
    }
}
