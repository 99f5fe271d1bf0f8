package org.countersign.app.ui

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.res.pluralStringResource
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.text.style.TextAlign
import androidx.compose.ui.unit.dp
import org.countersign.app.R
import org.countersign.kit.NumberField as Field
import org.countersign.kit.Phase
import org.countersign.kit.Prompt
import org.countersign.kit.Proof
import org.countersign.kit.PushFacts
import org.countersign.kit.Request
import org.countersign.kit.UserError
import org.countersign.kit.Warning
import org.countersign.kit.model.AnsweringState

/** What can be pressed on a request. */
interface RequestEvents {
    fun back()
    fun number(text: String)
    fun pick(place: Int)
    fun confirm()
    fun prove(proof: Proof)
    fun byPasscode(yes: Boolean)
    fun yes()
    fun no()
    fun retry()
    fun report()
    fun notNow()
    fun showNumber()
    fun call(number: String)
    fun setUpAgain()
    fun account()
    fun scanNumber()
    fun takeBack()
    fun openPage(page: String)
}

/**
 * A sign-in request, drawn from the core's snapshot: which part of it is drawn is the snapshot's phase, and nothing else. What
 * answers it is pinned below what scrolls, so that refusing is in sight however much there is to warn of. `of` says what its account
 * offers when it is over.
 */
@Composable
fun RequestScreen(state: AnsweringState, canStepAside: Boolean, events: RequestEvents, of: PushFacts? = null) {
    val request = state.request
    if (request == null) {
        Screen(null, events::back) { state.trouble?.let { Notice(words(it), Tone.Danger) } ?: Busy(stringResource(R.string.waiting)) }
        return
    }
    Screen(null, events::back, arrangement = Arrangement.spacedBy(14.dp), pinned = pinned(state, request, events)) {
        when (request.phase) {
            Phase.Open -> Open(state, request, canStepAside, events)
            Phase.Waiting -> {
                Question(request)
                Notice(stringResource(R.string.request_other_first), Tone.Warn)
            }
            Phase.Sending -> {
                Question(request)
                Busy(stringResource(R.string.request_sending))
            }
            Phase.DeliveryFailed -> {
                Question(request)
                request.outcome?.let { Notice(inOneLine(words(it, request)), Tone.Warn) }
                Primary(stringResource(R.string.try_again), busy = state.busy, act = events::retry)
            }
            Phase.AskReport -> AskReport(state, request, events)
            Phase.Reporting -> {
                Heading(stringResource(R.string.report_ask))
                Busy(stringResource(R.string.request_reporting))
            }
            Phase.Ended -> End(state, request, of, events)
        }
        state.trouble?.let { Notice(words(it), Tone.Danger) }
    }
}

private fun pinned(state: AnsweringState, request: Request, events: RequestEvents): (@Composable ColumnScope.() -> Unit)? =
    when (request.phase) {
        Phase.Open -> ({
            if (!lowScreen) Approve(state, request, events)
            Refuse(state, events)
        })
        Phase.Waiting -> ({ Refuse(state, events) })
        Phase.Sending, Phase.DeliveryFailed, Phase.AskReport, Phase.Reporting, Phase.Ended -> null
    }

/** Heading, warnings and facts: what stands on top as long as the request is not answered. */
@Composable
private fun ColumnScope.Question(request: Request) {
    Heading(stringResource(if (request.tryout) R.string.request_tryout else R.string.request))
    request.warnings.forEach { Notice(words(it, request), Tone.Warn, spoken = it !is Warning.AlmostOver) }
    Card {
        Column(Modifier.fillMaxWidth().padding(16.dp), verticalArrangement = Arrangement.spacedBy(if (largeText) 10.dp else 2.dp)) {
            Text(request.organisation, style = MaterialTheme.typography.titleMedium)
            Two(request.service ?: stringResource(R.string.request_no_service), request.user) { Body(it) }
            request.text?.let { Body(stringResource(R.string.request_text, it)) }
            Body(origin(request.origin))
            Two(age(request), stringResource(R.string.seconds_left, request.secondsLeft.toInt())) { Soft(it) }
        }
    }
}

@Composable
private fun ColumnScope.Open(state: AnsweringState, request: Request, canStepAside: Boolean, events: RequestEvents) {
    Question(request)
    when (val prompt = request.prompt) {
        is Prompt.Number -> {
            if (state.matched) {
                MatchedNumber(events)
            } else {
                NumberField(state.text, prompt.digits, request.organisation, events)
                WhyGrey(request, prompt.digits)
                if (request.canScan) Quiet(stringResource(R.string.match_scan), act = events::scanNumber)
            }
        }
        is Prompt.Choice -> {
            request.answerWarning?.let { Notice(words(it, request), Tone.Warn) }
            NumberChoice(prompt.options, state.picked, events)
        }
        Prompt.Confirm -> {
            request.answerWarning?.let { Notice(words(it, request), Tone.Warn) }
            if (request.typed == 0) Second(stringResource(R.string.number_confirm), act = events::confirm)
        }
        is Prompt.ShowCode -> ShownCode(prompt.code)
    }
    if (request.needsUnlock) ProofPart(state, events)
    if (lowScreen) Approve(state, request, events)
    when (request.prompt) {
        is Prompt.Number, is Prompt.Choice -> WhereTheNumberIs(canStepAside, events)
        is Prompt.ShowCode -> Soft(stringResource(R.string.never_tell), Modifier.fillMaxWidth(), TextAlign.Center)
        Prompt.Confirm -> Unit
    }
    if (request.moreWaiting > 0) {
        Soft(
            pluralStringResource(R.plurals.more_waiting, request.moreWaiting, request.moreWaiting),
            Modifier.fillMaxWidth(),
            TextAlign.Center,
        )
    }
}

/** The number is on the page, and comes from nowhere else. */
@Composable
private fun ColumnScope.WhereTheNumberIs(canStepAside: Boolean, events: RequestEvents) {
    Soft(stringResource(R.string.never_type), Modifier.fillMaxWidth(), TextAlign.Center)
    if (canStepAside) {
        Quiet(stringResource(R.string.show_the_number), act = events::showNumber)
        Soft(stringResource(R.string.show_the_number_text), Modifier.fillMaxWidth(), TextAlign.Center)
    } else {
        Soft(stringResource(R.string.show_the_number_how), Modifier.fillMaxWidth(), TextAlign.Center)
    }
}

/** Why YES is grey: in a line that stands all the while, so that nothing moves when the number is there. */
@Composable
private fun WhyGrey(request: Request, digits: Int) {
    val why = words(UserError.Number(digits))
    when (request.number) {
        Field.TooLong, Field.NotDigits -> Notice(why, Tone.Warn)
        Field.Empty, Field.TooShort, Field.Complete, null -> Soft(why, Modifier.fillMaxWidth(), TextAlign.Center)
    }
}

@Composable
private fun Approve(state: AnsweringState, request: Request, events: RequestEvents) {
    if (request.prompt !is Prompt.ShowCode) {
        Primary(stringResource(R.string.yes), enabled = state.yesEnabled, busy = state.busy, act = events::yes)
    }
}

@Composable
private fun Refuse(state: AnsweringState, events: RequestEvents) =
    Danger(stringResource(R.string.no), enabled = !state.busy, act = events::no)

/** The fresh unlock that this one answer needs: YES asks for the phone's own, a passcode is typed here. What was typed stays. */
@Composable
private fun ProofPart(state: AnsweringState, events: RequestEvents) {
    var passcode by remember { mutableStateOf("") }
    val enter = {
        events.prove(Proof.Passcode(passcode))
        passcode = ""
    }
    if (state.byPasscode) {
        PasscodeField(passcode, stringResource(R.string.passcode_field), { if (passcode.isNotEmpty()) enter() }) { passcode = it }
        state.proofTrouble?.let { Notice(words(it), Tone.Danger) }
        Second(stringResource(R.string.request_unlock), enabled = passcode.isNotEmpty() && !state.proving, act = enter)
        if (state.platform) Quiet(stringResource(R.string.unlock_phone)) { events.byPasscode(false) }
    } else {
        state.proofTrouble?.let { Notice(words(it), Tone.Danger) }
        Quiet(stringResource(R.string.unlock_passcode)) { events.byPasscode(true) }
    }
}

@Composable
private fun ColumnScope.AskReport(state: AnsweringState, request: Request, events: RequestEvents) {
    Notice(inOneLine(stringResource(R.string.end_denied)), Tone.Plain)
    Heading(stringResource(R.string.report_ask))
    Body(stringResource(R.string.report_text))
    if (state.sureAsked) Notice(stringResource(R.string.report_sure), Tone.Warn)
    if (request.reportFailed) Notice(stringResource(R.string.report_failed), Tone.Danger)
    Danger(stringResource(R.string.report), enabled = !state.busy, solid = true, act = events::report)
    Quiet(stringResource(R.string.report_not_now), enabled = !state.busy, act = events::notNow)
}
