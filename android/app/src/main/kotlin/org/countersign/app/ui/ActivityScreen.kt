package org.countersign.app.ui

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.material3.Icon
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.LocalConfiguration
import androidx.compose.ui.res.painterResource
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.unit.dp
import java.time.Instant
import java.time.ZoneId
import java.time.format.DateTimeFormatter
import java.time.format.FormatStyle
import java.util.Locale
import org.countersign.app.R
import org.countersign.kit.PastOutcome
import org.countersign.kit.PastRequest
import org.countersign.kit.model.ActivityState

/** What can be done with what was answered lately. */
interface ActivityEvents {
    fun back()
    fun again()
    fun notMe(request: String)
}

/** What this phone answered lately for one account: when, where, and what became of it. */
@Composable
fun ActivityScreen(state: ActivityState, events: ActivityEvents) = Screen(
    stringResource(R.string.activity),
    events::back,
    arrangement = Arrangement.spacedBy(12.dp),
) {
    if (state.undone) Notice(stringResource(R.string.activity_undone), Tone.Plain)
    state.trouble?.let { trouble ->
        Notice(words(trouble), Tone.Danger)
        Second(stringResource(R.string.try_again), enabled = !state.busy, act = events::again)
    }
    if (state.busy) Busy(stringResource(R.string.waiting))
    val rows = state.rows ?: return@Screen
    if (rows.isEmpty()) Body(stringResource(R.string.activity_none)) else Soft(stringResource(R.string.activity_text))
    rows.forEach { Past(it, enabled = !state.busy) { events.notMe(it.id) } }
}

@Composable
private fun Past(past: PastRequest, enabled: Boolean, notMe: () -> Unit) = Card {
    Column(Modifier.fillMaxWidth().padding(16.dp), Arrangement.spacedBy(if (largeText) 8.dp else 2.dp)) {
        Row(horizontalArrangement = Arrangement.spacedBy(10.dp)) {
            val (icon, ink) = when (past.outcome) {
                PastOutcome.Approved -> R.drawable.ic_tick to MaterialTheme.colorScheme.primary
                PastOutcome.Denied, PastOutcome.WrongNumber, PastOutcome.AccountBlocked -> R.drawable.ic_no to tokens.danger
                PastOutcome.Expired, PastOutcome.Superseded, PastOutcome.Cancelled, PastOutcome.Other -> R.drawable.ic_clock to tokens.soft
            }
            Icon(painterResource(icon), null, Modifier.padding(top = 3.dp).size(20.dp), tint = ink)
            Text(words(past.outcome), style = MaterialTheme.typography.titleMedium)
        }
        Two(past.service ?: stringResource(R.string.request_no_service), moment(past.at, LocalConfiguration.current.locales[0])) { Body(it) }
        Soft(origin(past.origin))
        if (past.canUndo) Danger(stringResource(R.string.activity_not_me), Modifier.padding(top = 8.dp), enabled, act = notMe)
    }
}

/** A day and a time of day, as the person's language writes them. */
internal fun moment(at: Long, locale: Locale, zone: ZoneId = ZoneId.systemDefault()): String =
    DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM, FormatStyle.SHORT).withLocale(locale).withZone(zone).format(Instant.ofEpochSecond(at))

@Composable
private fun words(outcome: PastOutcome): String = stringResource(
    when (outcome) {
        PastOutcome.Approved -> R.string.past_approved
        PastOutcome.Denied -> R.string.past_denied
        PastOutcome.WrongNumber -> R.string.past_wrong_number
        PastOutcome.Expired -> R.string.past_expired
        PastOutcome.Superseded -> R.string.past_superseded
        PastOutcome.Cancelled -> R.string.past_cancelled
        PastOutcome.AccountBlocked -> R.string.past_blocked
        PastOutcome.Other -> R.string.past_other
    },
)
