package org.countersign.app.ui

import androidx.compose.foundation.Canvas
import androidx.compose.foundation.background
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.aspectRatio
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.selection.selectable
import androidx.compose.foundation.selection.selectableGroup
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.RadioButton
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.geometry.Offset
import androidx.compose.ui.geometry.Size
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import org.countersign.app.R
import org.countersign.kit.Account
import org.countersign.kit.CodeKind
import org.countersign.kit.CodePicture
import org.countersign.kit.model.DetailsState
import org.countersign.kit.model.DetailsWish

/** What can be done with the codes and the key of one account. */
interface DetailsEvents : NotesEvents {
    fun wish(wish: DetailsWish, passcode: String?)
    fun askBefore()
    fun neverExport()
    fun storePin(pin: String?)
    fun switchKind(to: CodeKind)
    fun hide()
}

/** How a code account is guarded, of which kind its codes are, and its key. */
@Composable
fun CodeDetails(account: Account, state: DetailsState, events: DetailsEvents) {
    val details = state.details ?: return
    state.waits?.let { wish -> PasscodeAsked(state.proving) { events.wish(wish, it) } }
    Card {
        Choice(R.string.details_ask, R.string.details_ask_text, details.askBefore) { on ->
            if (on) events.askBefore() else events.wish(DetailsWish.StopAsking, null)
        }
    }
    details.pinStored?.let { Pin(it, events) }
    Kinds(account, events)
    Key(state, events)
}

@Composable
private fun Pin(stored: Boolean, events: DetailsEvents) {
    if (stored) {
        Second(stringResource(R.string.details_pin_forget)) { events.storePin(null) }
        return
    }
    var pin by remember { mutableStateOf("") }
    val store = {
        if (pin.isNotEmpty()) events.storePin(pin)
        pin = ""
    }
    Soft(stringResource(R.string.details_pin_text))
    PasscodeField(pin, stringResource(R.string.code_pin), store) { pin = it }
    Second(stringResource(R.string.details_pin_store), enabled = pin.isNotEmpty(), act = store)
}

/** The kinds of code; another one is chosen where a guess was wrong. */
@Composable
private fun Kinds(account: Account, events: DetailsEvents) {
    var open by rememberSaveable(account.id) { mutableStateOf(false) }
    if (!open) {
        Quiet(stringResource(R.string.details_kind)) { open = true }
        return
    }
    Card {
        Column(Modifier.fillMaxWidth().padding(16.dp).selectableGroup()) {
            Text(stringResource(R.string.details_kind), style = MaterialTheme.typography.titleMedium)
            Soft(stringResource(R.string.details_kind_text))
            for (kind in CodeKind.entries) {
                val chosen = kind.wire == account.kind
                Row(
                    Modifier.fillMaxWidth().selectable(chosen, role = Role.RadioButton) { events.switchKind(kind) }.heightIn(min = 48.dp),
                    Arrangement.spacedBy(12.dp),
                    Alignment.CenterVertically,
                ) {
                    RadioButton(chosen, null)
                    Body(words(kind))
                }
            }
        }
    }
}

@Composable
private fun Key(state: DetailsState, events: DetailsEvents) {
    val details = state.details ?: return
    if (details.neverExport) {
        Notice(stringResource(R.string.details_never_marked), Tone.Plain, spoken = false)
        return
    }
    var sure by rememberSaveable(state.account) { mutableStateOf(false) }
    val (secret, picture) = state.secret to state.picture
    when {
        secret != null || picture != null -> {
            Notice(stringResource(R.string.details_key_warn), Tone.Warn)
            secret?.let { Body(it) }
            picture?.let { Picture(it, R.string.details_picture_spoken) }
            Primary(stringResource(R.string.done), act = events::hide)
        }
        details.mayShow -> {
            Second(stringResource(R.string.details_key)) { events.wish(DetailsWish.Secret, null) }
            Second(stringResource(R.string.details_picture)) { events.wish(DetailsWish.Picture, null) }
        }
    }
    if (sure) {
        Heading(stringResource(R.string.details_never_sure))
        Body(stringResource(R.string.details_never_text))
        Danger(stringResource(R.string.details_never), solid = true, act = events::neverExport)
        Quiet(stringResource(R.string.cancel)) { sure = false }
    } else {
        Quiet(stringResource(R.string.details_never)) { sure = true }
    }
}

/** Dark on light in every theme, with the light edge that readers need. */
@Composable
internal fun Picture(picture: CodePicture, spoken: Int) {
    val said = stringResource(spoken)
    Canvas(Modifier.fillMaxWidth().aspectRatio(1f).background(Color.White).semantics { contentDescription = said }) {
        val module = size.width / (picture.side + 2 * EDGE)
        for ((place, dark) in picture.dark.withIndex()) {
            if (!dark) continue
            val (x, y) = place % picture.side + EDGE to place / picture.side + EDGE
            drawRect(Color.Black, Offset(x * module, y * module), Size(module, module))
        }
    }
}

private val CodeKind.wire: String
    get() = when (this) {
        CodeKind.Totp -> "totp"
        CodeKind.Hotp -> "hotp"
        CodeKind.Steam -> "steam"
        CodeKind.Yandex -> "yaotp"
        CodeKind.Motp -> "motp"
    }

@Composable
private fun words(kind: CodeKind): String = stringResource(
    when (kind) {
        CodeKind.Totp -> R.string.kind_totp
        CodeKind.Hotp -> R.string.kind_hotp
        CodeKind.Steam -> R.string.kind_steam
        CodeKind.Yandex -> R.string.kind_yandex
        CodeKind.Motp -> R.string.kind_motp
    },
)

private const val EDGE = 4
