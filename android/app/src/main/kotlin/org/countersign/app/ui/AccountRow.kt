package org.countersign.app.ui

import androidx.compose.foundation.Canvas
import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ExperimentalLayoutApi
import androidx.compose.foundation.layout.FlowRow
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.material3.Icon
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.StrokeCap
import androidx.compose.ui.graphics.drawscope.Stroke
import androidx.compose.ui.platform.LocalDensity
import androidx.compose.ui.res.painterResource
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.clearAndSetSemantics
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.onClick
import androidx.compose.ui.semantics.role
import androidx.compose.ui.text.font.FontWeight
import androidx.compose.ui.text.style.TextAlign
import androidx.compose.ui.unit.dp
import androidx.compose.ui.unit.sp
import org.countersign.app.R
import org.countersign.kit.AccountState
import org.countersign.kit.model.CodeAskingState
import org.countersign.kit.model.CodeShown
import org.countersign.kit.model.Row as AccountLine

/** One account: its names lead to its details, its code is copied or shown by a tap. */
@Composable
fun AccountRow(row: AccountLine, events: AccountsEvents, asking: CodeAskingState = CodeAskingState()) = Card {
    val account = row.account
    Row(
        Modifier.fillMaxWidth().clickable(role = Role.Button) { events.details(account.id) }.heightIn(min = 56.dp)
            .padding(start = 16.dp, end = 12.dp, top = 12.dp, bottom = if (row.code == null) 4.dp else 8.dp),
        verticalAlignment = Alignment.CenterVertically,
    ) {
        Column(Modifier.weight(1f)) {
            Text(account.issuer, style = MaterialTheme.typography.titleMedium)
            Soft(account.label)
        }
        if (account.favourite) {
            Icon(painterResource(R.drawable.ic_star), stringResource(R.string.favourite), Modifier.padding(end = 8.dp).size(20.dp), tint = MaterialTheme.colorScheme.primary)
        }
        Icon(painterResource(R.drawable.ic_next), null, Modifier.size(20.dp), tint = tokens.soft)
    }
    row.code?.let { CodeLine(account.id, it, events, asking.account == account.id && asking.busy) }
    if (account.isPush && row.code != null) {
        Soft(stringResource(R.string.code_of_push), Modifier.padding(start = 16.dp, end = 16.dp, bottom = 12.dp))
    }
    if (asking.account == account.id) CodeAsked(asking, events)
    if (account.isPush) StateLine(account.state)
}

@Composable
private fun StateLine(state: AccountState) = Row(
    Modifier.padding(start = 16.dp, end = 16.dp, bottom = 14.dp),
    horizontalArrangement = Arrangement.spacedBy(8.dp),
) {
    val (icon, ink) = when (state) {
        AccountState.Active -> R.drawable.ic_tick to MaterialTheme.colorScheme.primary
        AccountState.RemovalPending -> R.drawable.ic_clock to tokens.soft
        AccountState.Blocked -> R.drawable.ic_no to tokens.danger
        AccountState.Off -> R.drawable.ic_clock to tokens.soft
        AccountState.TryoutPending, AccountState.Paused, AccountState.Unlinked, AccountState.SetUpAgain ->
            R.drawable.ic_stop to tokens.warn
    }
    Icon(painterResource(icon), null, Modifier.padding(top = 1.dp).size(20.dp), tint = ink)
    Text(words(state), style = MaterialTheme.typography.bodyMedium, color = ink)
}

@OptIn(ExperimentalLayoutApi::class)
@Composable
private fun CodeLine(account: String, code: CodeShown, events: AccountsEvents, asked: Boolean) = FlowRow(
    Modifier.fillMaxWidth().padding(start = 16.dp, end = 16.dp, bottom = 12.dp),
    horizontalArrangement = Arrangement.spacedBy(12.dp),
    verticalArrangement = Arrangement.spacedBy(4.dp),
    itemVerticalAlignment = Alignment.CenterVertically,
) {
    val digits = code.digits
    when {
        code.asks && digits == null -> Second(stringResource(R.string.code_show), enabled = !asked) { events.ask(account) }
        code.onDemand && digits == null -> Second(stringResource(R.string.code_make)) { events.next(account) }
        digits == null -> {
            val masked = stringResource(R.string.code_masked)
            val show = stringResource(R.string.code_show)
            Digits("••• •••", masked, show, Modifier.weight(1f)) { events.reveal(account) }
        }
        else -> {
            val copy = stringResource(R.string.code_copy)
            Digits(grouped(digits, code.group), stringResource(R.string.code_spoken, spoken(digits)), copy, Modifier.weight(1f)) { events.copy(account) }
        }
    }
    if (!code.onDemand) Countdown(code)
}

/** The digits are text of their own; a screen reader hears them one by one, and never the passing seconds. */
@Composable
private fun Digits(shown: String, said: String, action: String, modifier: Modifier, act: () -> Unit) = Text(
    shown,
    modifier.heightIn(min = 48.dp).clickable(onClickLabel = action, role = Role.Button, onClick = act).clearAndSetSemantics {
        contentDescription = said
        role = Role.Button
        onClick(action) {
            act()
            true
        }
    }.padding(vertical = 2.dp),
    style = MaterialTheme.typography.headlineMedium.copy(
        fontSize = 34.sp,
        lineHeight = 44.sp,
        letterSpacing = 1.sp,
        fontWeight = FontWeight.SemiBold,
        fontFeatureSettings = "tnum",
    ),
    color = MaterialTheme.colorScheme.primary,
)

@Composable
private fun Countdown(code: CodeShown) {
    val said = stringResource(R.string.seconds_left_spoken, code.secondsLeft.toInt())
    val (line, accent) = tokens.line to MaterialTheme.colorScheme.primary
    val last = code.secondsLeft <= LAST_SECONDS
    val ink = if (last) tokens.warn else accent
    val size = with(LocalDensity.current) { 26.sp.toDp() } + 18.dp
    Box(Modifier.size(size).clearAndSetSemantics { contentDescription = said }, contentAlignment = Alignment.Center) {
        Canvas(Modifier.size(size - 4.dp)) {
            val stroke = Stroke(4.dp.toPx(), cap = StrokeCap.Round)
            drawArc(line, 0f, FULL, useCenter = false, style = stroke)
            drawArc(ink, -FULL / 4, FULL * code.secondsLeft / code.period, useCenter = false, style = stroke)
        }
        Text("${code.secondsLeft}", style = MaterialTheme.typography.bodyMedium, color = ink, textAlign = TextAlign.Center)
    }
}

private const val FULL = 360f
private const val LAST_SECONDS = 5
