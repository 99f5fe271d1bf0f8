package org.countersign.app.ui

import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.Spacer
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.height
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.material3.Icon
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.OutlinedTextField
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
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
fun AccountsScreen(state: AccountsState, events: AccountsEvents, asking: CodeAskingState = CodeAskingState()) = Screen(
    title = stringResource(R.string.accounts),
    back = null,
    actions = {
        if (!state.isEmpty) IconAction(R.drawable.ic_refresh, R.string.refresh, events::refresh)
        IconAction(R.drawable.ic_settings, R.string.settings, events::settings)
        if (!state.isEmpty) IconAction(R.drawable.ic_add, R.string.add_account, events::otherWays)
    },
    arrangement = Arrangement.spacedBy(12.dp),
) {
    state.waiting.forEach { WaitingRow(it) { events.open(it) } }
    state.notes.forEach { note ->
        val (text, tone) = words(note)
        val action = when (note) {
            is Note.SetupRefused -> NoticeAction(R.string.understood, events::dismissRefused)
            Note.NotificationsRefused -> NoticeAction(R.string.notify_allow, events::notifications)
            else -> null
        }
        Notice(text, tone, action = action)
    }
    Clock(state.codeClock, events)
    if (state.warnOfLoss) {
        Notice(stringResource(R.string.loss), Tone.Warn, action = NoticeAction(R.string.understood, events::dismissLoss))
        Second(stringResource(R.string.recovery_make), act = events::makeRecoveryCode)
    }
    if (state.isEmpty) {
        Empty(events)
    } else {
        if (state.total >= SEARCH_FROM || state.search.isNotEmpty()) SearchField(state.search, events::search)
        if (state.rows.isEmpty()) Soft(stringResource(R.string.accounts_none_found), Modifier.padding(vertical = 16.dp))
        state.rows.forEach { AccountRow(it, events, asking) }
    }
}

/** Which time codes are made by, where that is not the phone's or should not be. */
@Composable
private fun Clock(clock: CodeClock, events: AccountsEvents) {
    val off = clock.off ?: return
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
