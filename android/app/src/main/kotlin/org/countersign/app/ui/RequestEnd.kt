package org.countersign.app.ui

import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.material3.MaterialTheme
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.text.style.TextAlign
import androidx.compose.ui.unit.dp
import org.countersign.app.R
import org.countersign.kit.Outcome
import org.countersign.kit.PushFacts
import org.countersign.kit.Request
import org.countersign.kit.isolated
import org.countersign.kit.Reported
import org.countersign.kit.model.AnsweringState

/** The request is over: what happened, then what to do. */
@Composable
internal fun ColumnScope.End(state: AnsweringState, request: Request, of: PushFacts?, events: RequestEvents) {
    val reported = request.reported
    val outcome = request.outcome
    Column(Modifier.fillMaxWidth().padding(top = 24.dp), horizontalAlignment = Alignment.CenterHorizontally) {
        when {
            reported != null -> Badge(R.drawable.ic_tick)
            outcome == Outcome.Approved -> Badge(R.drawable.ic_tick)
            outcome == Outcome.Denied -> Badge(R.drawable.ic_no)
            outcome == Outcome.WrongNumber || outcome == Outcome.AccountBlocked ->
                Badge(R.drawable.ic_no, tokens.danger, MaterialTheme.colorScheme.surfaceContainer)
            outcome == Outcome.Expired -> Badge(R.drawable.ic_clock, tokens.warn, tokens.warnBack)
            else -> Badge(R.drawable.ic_stop, tokens.warn, tokens.warnBack)
        }
    }
    val text = when {
        reported != null -> words(reported)
        state.refusedTooLate -> stringResource(R.string.end_refused_late)
        outcome != null -> words(outcome, request)
        else -> stringResource(R.string.end_handled)
    }
    Result(text)
    reported?.contact?.phone?.let { number -> Primary(stringResource(R.string.call, isolated(number))) { events.call(number) } }
    when {
        reported?.contact?.phone != null -> Quiet(stringResource(R.string.done), act = events::back)
        outcome == Outcome.AccountUnlinked -> {
            SetUpAgain(of?.page, events::setUpAgain, events::openPage, TextAlign.Center)
            Quiet(stringResource(R.string.account_remove), act = events::account)
        }
        else -> Primary(stringResource(R.string.done), act = events::back)
    }
    if (outcome == Outcome.Approved && !request.tryout && of?.hasActivity == true) {
        Danger(stringResource(R.string.activity_not_me), act = events::takeBack)
    }
}

@Composable
private fun words(reported: Reported): String {
    val contact = reported.contact?.let(::words).orEmpty()
    return if (contact.isEmpty()) stringResource(R.string.reported) else stringResource(R.string.reported_call, contact)
}
