package org.countersign.app.ui

import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.text.KeyboardActions
import androidx.compose.foundation.text.KeyboardOptions
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.OutlinedTextField
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.input.ImeAction
import androidx.compose.ui.text.input.KeyboardCapitalization
import androidx.compose.ui.text.input.KeyboardType
import org.countersign.app.R
import org.countersign.kit.UserError
import org.countersign.kit.model.AddingState
import org.countersign.kit.model.TypedField

/** The address and the code that the page shows for typing; what is wrong with one of them stands below it. */
@Composable
internal fun TypedCode(state: AddingState, events: TypedEvents, byLink: () -> Unit) {
    var address by rememberSaveable { mutableStateOf("") }
    // It sets an account up: never part of the state that the system writes down.
    var code by remember { mutableStateOf("") }
    val whole = address.isNotBlank() && code.isNotBlank()
    val send = { if (whole && !state.busy) events.code(address, code) }
    val (at, trouble) = state.field to state.trouble
    Body(stringResource(R.string.typed_code_text))
    Typed(address, R.string.typed_address, KeyboardType.Uri, ImeAction.Next, trouble.takeIf { at == TypedField.Address }) { address = it }
    Typed(code, R.string.typed_code_field, KeyboardType.Password, ImeAction.Go, trouble.takeIf { at == TypedField.Code }, send) { code = it }
    if (trouble != null && at == null) Notice(words(trouble), Tone.Danger)
    Primary(stringResource(R.string.go_on), enabled = whole, busy = state.busy, act = send)
    Quiet(stringResource(R.string.typed_by_link), act = byLink)
}

@Composable
private fun Typed(
    text: String,
    name: Int,
    keyboard: KeyboardType,
    action: ImeAction,
    trouble: UserError?,
    send: (() -> Unit)? = null,
    change: (String) -> Unit,
) = OutlinedTextField(
    text,
    change,
    Modifier.fillMaxWidth(),
    singleLine = true,
    isError = trouble != null,
    shape = MaterialTheme.shapes.small,
    label = { Text(stringResource(name)) },
    supportingText = trouble?.let { { Text(words(it), Modifier.semantics { liveRegion = LiveRegionMode.Polite }) } },
    keyboardOptions = KeyboardOptions(KeyboardCapitalization.None, autoCorrectEnabled = false, keyboardType = keyboard, imeAction = action),
    keyboardActions = if (send == null) KeyboardActions.Default else KeyboardActions(onGo = { send() }),
)
