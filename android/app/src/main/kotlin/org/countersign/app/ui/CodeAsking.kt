package org.countersign.app.ui

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.unit.dp
import org.countersign.app.R
import org.countersign.kit.model.CodeAskingState

/** Asking for a code that the list does not show. */
interface CodeAskingEvents {
    fun ask(account: String)
    fun give(pin: String?, passcode: String?)
    fun cancel()
}

/** What is typed before a code is shown: the account's PIN, and the passcode where the phone's own lock does not know the person. */
@Composable
fun CodeAsked(state: CodeAskingState, events: CodeAskingEvents) = Column(
    Modifier.fillMaxWidth().padding(start = 4.dp, end = 4.dp, bottom = 12.dp),
    verticalArrangement = Arrangement.spacedBy(12.dp),
) {
    var pin by remember(state.account) { mutableStateOf("") }
    var passcode by remember(state.account) { mutableStateOf("") }
    val whole = (!state.pin || pin.isNotEmpty()) && (!state.passcode || passcode.isNotEmpty())
    val give = {
        if (whole) events.give(pin.takeIf { state.pin }, passcode.takeIf { state.passcode })
        pin = ""
        passcode = ""
    }
    if (state.pin) PasscodeField(pin, stringResource(R.string.code_pin), give) { pin = it }
    if (state.passcode) PasscodeField(passcode, stringResource(R.string.passcode_field), give) { passcode = it }
    state.trouble?.let { Notice(words(it), Tone.Danger) }
    if (state.pin || state.passcode) {
        Primary(stringResource(R.string.code_show), enabled = whole, busy = state.busy, act = give)
        Quiet(stringResource(R.string.cancel), act = events::cancel)
    }
}
