package org.countersign.app.ui

import androidx.compose.foundation.BorderStroke
import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ExperimentalLayoutApi
import androidx.compose.foundation.layout.FlowRow
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.Spacer
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.height
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.lazy.items
import androidx.compose.foundation.lazy.rememberLazyListState
import androidx.compose.foundation.selection.selectable
import androidx.compose.foundation.selection.selectableGroup
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.material3.Icon
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.OutlinedTextField
import androidx.compose.material3.Surface
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.snapshotFlow
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.res.painterResource
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.text.style.TextAlign
import androidx.compose.ui.unit.dp
import org.countersign.app.R
import org.countersign.kit.CodeClock
import org.countersign.kit.Request
import org.countersign.kit.model.AccountsState
import org.countersign.kit.model.CodeAskingState
import org.countersign.kit.Note
import kotlin.math.absoluteValue

/** What can be done on the list. */
interface AccountsEvents : CodeAskingEvents {
    fun scan()
    fun otherWays()
    fun settings()
    fun refresh()
    fun search(text: String)
    fun group(name: String?)

    /** The accounts whose rows are in sight. */
    fun see(accounts: Set<String>)
    fun open(request: Request)
    fun details(account: String)
    fun copy(account: String)
    fun reveal(account: String)
    fun next(account: String)
    fun dismissRefused()
    fun useCorrectedTime(corrected: Boolean)
    fun makeRecoveryCode()
    fun dismissLoss()
    fun notifications()
}

/** The account list; while there is none, the way to the first one. */
@Composable
fun AccountsScreen(state: AccountsState, events: AccountsEvents, asking: CodeAskingState = CodeAskingState()) {
    val list = rememberLazyListState()
    // Codes are made of what is in sight.
    LaunchedEffect(list) {
        snapshotFlow { list.layoutInfo.visibleItemsInfo.mapNotNull { it.key as? String }.toSet() }.collect(events::see)
    }
    ListScreen(
        title = stringResource(R.string.accounts),
        actions = {
            if (!state.isEmpty) IconAction(R.drawable.ic_refresh, R.string.refresh, events::refresh)
            IconAction(R.drawable.ic_settings, R.string.settings, events::settings)
            if (!state.isEmpty) IconAction(R.drawable.ic_add, R.string.add_account, events::otherWays)
        },
        list = list,
    ) {
        items(state.waiting) { WaitingRow(it) { events.open(it) } }
        items(state.notes) { NoteOf(it, events) }
        if (state.codeClock.off != null) item { Clock(state.codeClock, events) }
        if (state.warnOfLoss) item { Loss(events) }
        if (state.isEmpty) {
            item { Empty(events) }
        } else {
            if (state.total >= SEARCH_FROM || state.search.isNotEmpty()) item { SearchField(state.search, events::search) }
            if (state.groups.isNotEmpty()) item { Groups(state, events::group) }
            if (state.rows.isEmpty()) item { Soft(stringResource(R.string.accounts_none_found), Modifier.padding(vertical = 16.dp)) }
            items(state.rows, { it.account.id }) { AccountRow(it, events, asking) }
        }
    }
}

@Composable
private fun NoteOf(note: Note, events: AccountsEvents) {
    val (text, tone) = words(note)
    val action = when (note) {
        is Note.SetupRefused -> NoticeAction(R.string.understood, events::dismissRefused)
        Note.NotificationsRefused -> NoticeAction(R.string.notify_allow, events::notifications)
        else -> null
    }
    Notice(text, tone, action = action)
}

@Composable
private fun Loss(events: AccountsEvents) = Column(verticalArrangement = Arrangement.spacedBy(12.dp)) {
    Notice(stringResource(R.string.loss), Tone.Warn, action = NoticeAction(R.string.understood, events::dismissLoss))
    Second(stringResource(R.string.recovery_make), act = events::makeRecoveryCode)
}

/** The groups that there are; one is shown, or all. */
@OptIn(ExperimentalLayoutApi::class)
@Composable
private fun Groups(state: AccountsState, show: (String?) -> Unit) = FlowRow(
    Modifier.fillMaxWidth().selectableGroup(),
    horizontalArrangement = Arrangement.spacedBy(8.dp),
) {
    GroupChip(stringResource(R.string.group_all), state.group == null) { show(null) }
    for (group in state.groups) GroupChip(group.name, state.group == group.name) { show(group.name) }
}

@Composable
private fun GroupChip(name: String, chosen: Boolean, show: () -> Unit) = Box(
    Modifier.heightIn(min = 48.dp).selectable(chosen, role = Role.RadioButton, onClick = show),
    contentAlignment = Alignment.Center,
) {
    Surface(
        shape = RoundedCornerShape(10.dp),
        color = if (chosen) MaterialTheme.colorScheme.primary else MaterialTheme.colorScheme.surfaceContainer,
        contentColor = if (chosen) MaterialTheme.colorScheme.onPrimary else MaterialTheme.colorScheme.primary,
        border = BorderStroke(1.dp, if (chosen) MaterialTheme.colorScheme.primary else tokens.soft),
    ) { Text(name, Modifier.padding(horizontal = 14.dp, vertical = 8.dp), style = MaterialTheme.typography.bodyMedium) }
}

/** Which time codes are made by, where that is not the phone's or should not be. */
@Composable
private fun Clock(clock: CodeClock, events: AccountsEvents) = Column(verticalArrangement = Arrangement.spacedBy(12.dp)) {
    val off = clock.off ?: 0
    if (clock.used) {
        Notice(stringResource(R.string.clock_used, off.absoluteValue), Tone.Plain)
        Quiet(stringResource(R.string.clock_phone)) { events.useCorrectedTime(false) }
    } else {
        Notice(stringResource(R.string.clock_offer, off.absoluteValue), Tone.Warn)
        Second(stringResource(R.string.clock_use)) { events.useCorrectedTime(true) }
    }
}

@Composable
private fun Empty(events: AccountsEvents) = Column(
    Modifier.fillMaxWidth().padding(top = 72.dp),
    horizontalAlignment = Alignment.CenterHorizontally,
    verticalArrangement = Arrangement.spacedBy(12.dp),
) {
    Icon(painterResource(R.drawable.ic_mark), null, Modifier.size(72.dp), tint = Color.Unspecified)
    Spacer(Modifier.height(4.dp))
    Heading(stringResource(R.string.accounts_none), align = TextAlign.Center)
    Spacer(Modifier.height(8.dp))
    Primary(stringResource(R.string.scan_a_code), act = events::scan)
    Quiet(stringResource(R.string.other_ways), act = events::otherWays)
}

@Composable
private fun SearchField(text: String, change: (String) -> Unit) = OutlinedTextField(
    text,
    change,
    Modifier.fillMaxWidth(),
    singleLine = true,
    shape = MaterialTheme.shapes.small,
    label = { Text(stringResource(R.string.search)) },
    leadingIcon = { Icon(painterResource(R.drawable.ic_search), null) },
    trailingIcon = if (text.isEmpty()) null else ({ IconAction(R.drawable.ic_close, R.string.search_clear) { change("") } }),
)

/** A request that waits: a tap opens it. */
@Composable
fun WaitingRow(request: Request, open: () -> Unit) = Card(colour = tokens.tint) {
    Row(
        Modifier.fillMaxWidth().clickable(role = Role.Button, onClick = open).heightIn(min = 72.dp).padding(16.dp),
        horizontalArrangement = Arrangement.spacedBy(14.dp),
        verticalAlignment = Alignment.CenterVertically,
    ) {
        if (!largeText) Icon(painterResource(R.drawable.ic_bell), null, Modifier.size(28.dp), tint = MaterialTheme.colorScheme.primary)
        Column(Modifier.weight(1f)) {
            Text(stringResource(R.string.request_waiting), style = MaterialTheme.typography.titleMedium)
            Two(request.organisation, age(request)) { Soft(it) }
        }
        Icon(painterResource(R.drawable.ic_next), null, Modifier.size(22.dp), tint = MaterialTheme.colorScheme.primary)
    }
}

/** A search field stands above as many accounts as do not fit on a small screen. */
private const val SEARCH_FROM = 4
