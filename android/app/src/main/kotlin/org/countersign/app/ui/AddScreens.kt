package org.countersign.app.ui

import androidx.annotation.DrawableRes
import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.text.KeyboardOptions
import androidx.compose.material3.Icon
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.OutlinedTextField
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.res.painterResource
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.text.input.KeyboardCapitalization
import androidx.compose.ui.text.input.KeyboardType
import androidx.compose.ui.text.style.TextAlign
import androidx.compose.ui.unit.dp
import org.countersign.app.R
import org.countersign.kit.Preview
import org.countersign.kit.ScannedKind
import org.countersign.kit.model.AddingState
import org.countersign.kit.model.Offered

/** Which kind of account; what is scanned for it can be typed at once. */
@Composable
fun AddScreen(back: () -> Unit, type: () -> Unit, moveIn: () -> Unit, choose: (work: Boolean) -> Unit) = Screen(stringResource(R.string.add_account), back) {
    Choice(R.drawable.ic_tick, stringResource(R.string.add_work), stringResource(R.string.add_work_text)) { choose(true) }
    Choice(R.drawable.ic_clock, stringResource(R.string.add_other), stringResource(R.string.add_other_text)) { choose(false) }
    Choice(R.drawable.ic_down, stringResource(R.string.move_in), stringResource(R.string.move_in_from), moveIn)
    Quiet(stringResource(R.string.add_type), act = type)
}

@Composable
private fun Choice(@DrawableRes icon: Int, title: String, text: String, act: () -> Unit) = Card {
    Row(
        Modifier.fillMaxWidth().clickable(role = Role.Button, onClick = act).heightIn(min = 80.dp).padding(16.dp),
        horizontalArrangement = Arrangement.spacedBy(16.dp),
        verticalAlignment = Alignment.CenterVertically,
    ) {
        if (!largeText) Badge(icon, size = 44.dp)
        Column(Modifier.weight(1f)) {
            Text(title, style = MaterialTheme.typography.titleMedium)
            Soft(text)
        }
        Icon(painterResource(R.drawable.ic_next), null, Modifier.size(20.dp), tint = tokens.soft)
    }
}

/** What the typing screen hands over. */
interface TypedEvents {
    fun back()
    fun link(text: String)
    fun code(address: String, code: String)
    fun key(issuer: String, account: String, key: String)
}

/** What the page shows, typed: an address and a code for a work or school account, a key for one-time codes; or a link. */
@Composable
fun TypedScreen(state: AddingState, events: TypedEvents, linkFirst: Boolean = false) {
    var byLink by rememberSaveable { mutableStateOf(linkFirst) }
    val title = if (!state.work) R.string.typed_key else if (byLink) R.string.typed_link else R.string.typed_code
    Screen(stringResource(title), events::back) {
        when {
            !state.work -> TypedKey(state, events)
            byLink -> TypedLink(state, events)
            else -> TypedCode(state, events) { byLink = true }
        }
    }
}

@Composable
private fun TypedLink(state: AddingState, events: TypedEvents) {
    // It sets an account up: never part of the state that the system writes down.
    var link by remember { mutableStateOf("") }
    Body(stringResource(R.string.typed_link_text))
    OutlinedTextField(
        link,
        { link = it },
        Modifier.fillMaxWidth(),
        shape = MaterialTheme.shapes.small,
        minLines = 3,
        label = { Text(stringResource(R.string.typed_link_field)) },
        keyboardOptions = KeyboardOptions(KeyboardCapitalization.None, autoCorrectEnabled = false, keyboardType = KeyboardType.Uri),
    )
    state.trouble?.let { Notice(words(it), Tone.Danger) }
    Primary(stringResource(R.string.go_on), enabled = link.isNotBlank(), busy = state.busy) { events.link(link) }
}

@Composable
private fun TypedKey(state: AddingState, events: TypedEvents) {
    var issuer by rememberSaveable { mutableStateOf("") }
    var account by rememberSaveable { mutableStateOf("") }
    // A secret, as the link above.
    var key by remember { mutableStateOf("") }
    Body(stringResource(R.string.typed_key_text))
    Field(issuer, stringResource(R.string.typed_issuer), KeyboardType.Text) { issuer = it }
    Field(account, stringResource(R.string.typed_account), KeyboardType.Email) { account = it }
    Field(key, stringResource(R.string.typed_key_field), KeyboardType.Password) { key = it }
    state.trouble?.let { Notice(words(it), Tone.Danger) }
    val whole = issuer.isNotBlank() && account.isNotBlank() && key.isNotBlank()
    Primary(stringResource(R.string.go_on), enabled = whole, busy = state.busy) { events.key(issuer, account, key) }
}

@Composable
internal fun PlainField(text: String, label: String, change: (String) -> Unit) = Field(text, label, KeyboardType.Text, change)

@Composable
private fun Field(text: String, label: String, type: KeyboardType, change: (String) -> Unit) = OutlinedTextField(
    text,
    change,
    Modifier.fillMaxWidth(),
    singleLine = true,
    shape = MaterialTheme.shapes.small,
    label = { Text(label) },
    keyboardOptions = KeyboardOptions(KeyboardCapitalization.None, autoCorrectEnabled = false, keyboardType = type),
)

/** What would be added, and whom it would contact. `accept` is told how the person calls this phone, where they changed its name. */
@Composable
fun PreviewScreen(
    preview: Preview,
    busy: Boolean,
    accept: (device: String?, replace: Boolean) -> Unit,
    beside: List<ScannedKind> = emptyList(),
    cancel: () -> Unit,
) = Screen(null, cancel) {
    var device by rememberSaveable { mutableStateOf<String?>(null) }
    Heading(stringResource(R.string.preview))
    Card {
        Column(Modifier.fillMaxWidth().padding(20.dp), verticalArrangement = Arrangement.spacedBy(4.dp)) {
            when (preview) {
                is Preview.Enrol -> {
                    Text(preview.organisation ?: preview.host, style = MaterialTheme.typography.titleLarge)
                    Body(preview.user)
                    Soft(stringResource(R.string.preview_contacts), Modifier.padding(top = 12.dp))
                    Text(preview.host, style = MaterialTheme.typography.titleMedium, color = MaterialTheme.colorScheme.primary)
                }
                is Preview.Code -> {
                    Text(preview.issuer, style = MaterialTheme.typography.titleLarge)
                    Body(preview.label)
                    Soft(stringResource(R.string.add_other_text))
                }
            }
        }
    }
    if (preview is Preview.Enrol) {
        Soft(stringResource(R.string.preview_host))
        Field(device ?: preview.device, stringResource(R.string.device_name), KeyboardType.Text) { device = it }
        Soft(stringResource(R.string.device_name_text))
    }
    if (preview is Preview.Code) preview.warnings.forEach { Notice(words(it), Tone.Warn) }
    preview.conflict?.let { Notice(words(it), Tone.Warn) }
    beside.map { words(it) }.distinct().forEach { Soft(it) }
    Primary(stringResource(if (preview.conflict == null) R.string.go_on else R.string.keep_both), busy = busy) { accept(device, false) }
    if (preview.replaceable) Second(stringResource(R.string.preview_replace), enabled = !busy) { accept(device, true) }
    Quiet(stringResource(R.string.cancel), enabled = !busy, act = cancel)
}

/** Several codes were seen together: which of them. */
@Composable
fun OfferedScreen(offered: List<Offered>, choose: (Offered) -> Unit, cancel: () -> Unit) = Screen(null, cancel) {
    Heading(stringResource(R.string.scan_which))
    Body(stringResource(R.string.scan_which_text))
    offered.forEach { one ->
        when (val preview = one.preview) {
            is Preview.Enrol -> Choice(R.drawable.ic_tick, preview.organisation ?: preview.host, preview.user) { choose(one) }
            is Preview.Code -> Choice(R.drawable.ic_clock, preview.issuer, preview.label) { choose(one) }
        }
    }
    Quiet(stringResource(R.string.cancel), act = cancel)
}

/** The question for notifications, before the system's own. */
@Composable
fun NotificationsScreen(allow: () -> Unit, later: () -> Unit) = Screen(null, null) {
    Column(Modifier.fillMaxWidth().padding(top = 24.dp), horizontalAlignment = Alignment.CenterHorizontally) {
        Badge(R.drawable.ic_bell)
    }
    Heading(stringResource(R.string.notify), align = TextAlign.Center, modifier = Modifier.fillMaxWidth())
    Body(stringResource(R.string.notify_text), align = TextAlign.Center, modifier = Modifier.fillMaxWidth())
    Primary(stringResource(R.string.notify_allow), act = allow)
    Quiet(stringResource(R.string.notify_later), act = later)
}
