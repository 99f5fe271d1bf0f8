package org.countersign.app.ui

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.OutlinedTextField
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.text.style.TextAlign
import androidx.compose.ui.unit.dp
import org.countersign.app.R
import org.countersign.kit.Account
import org.countersign.kit.AccountState
import org.countersign.kit.KeyRenewal
import org.countersign.kit.isolated
import org.countersign.kit.model.RenewalState

/** What can be done with one account. */
interface AccountEvents {
    fun back()
    fun rename(name: String)
    fun move(by: Int)
    fun remove()
    fun setUpAgain()
    fun openPage(page: String)
    fun activity()
    fun call(number: String)
}

/** One account: its facts, its name and place in the list, and its removal, which is asked for twice. */
@Composable
fun AccountScreen(account: Account, first: Boolean, last: Boolean, events: AccountEvents, more: @Composable () -> Unit = {}) {
    var name by rememberSaveable(account.id) { mutableStateOf(account.issuer) }
    var sure by rememberSaveable(account.id) { mutableStateOf(false) }
    Screen(account.issuer, events::back) {
        if (account.state == AccountState.Unlinked || account.state == AccountState.SetUpAgain) {
            if (account.state == AccountState.Unlinked) Notice(stringResource(R.string.account_unlinked, isolated(account.issuer)), Tone.Warn)
            SetUpAgain(account.push?.page, events::setUpAgain, events::openPage)
        }
        Card {
            Column(Modifier.fillMaxWidth().padding(16.dp), verticalArrangement = Arrangement.spacedBy(12.dp)) {
                Fact(stringResource(R.string.account_label), account.label)
                account.push?.let { push ->
                    Fact(stringResource(R.string.account_contacts), push.host)
                    Fact(stringResource(R.string.account_phone), push.deviceLabel)
                    push.contact?.let { Fact(stringResource(R.string.account_it), words(it)) }
                }
            }
        }
        account.push?.contact?.phone?.let { number ->
            if (account.state == AccountState.Blocked) Primary(stringResource(R.string.call, isolated(number))) { events.call(number) }
        }
        if (account.push?.hasActivity == true && account.isInUse) Second(stringResource(R.string.activity), act = events::activity)
        OutlinedTextField(
            name,
            { name = it },
            Modifier.fillMaxWidth(),
            singleLine = true,
            shape = MaterialTheme.shapes.small,
            label = { Text(stringResource(R.string.account_name)) },
        )
        Second(stringResource(R.string.account_rename), enabled = name.isNotBlank() && name != account.issuer) { events.rename(name) }
        if (!first) Quiet(stringResource(R.string.account_up)) { events.move(-1) }
        if (!last) Quiet(stringResource(R.string.account_down)) { events.move(1) }
        more()
        if (sure) {
            Heading(stringResource(R.string.account_remove_sure, isolated(account.issuer)))
            Body(stringResource(if (account.isPush) R.string.account_remove_push else R.string.account_remove_code))
            Danger(stringResource(R.string.remove), solid = true, act = events::remove)
            Quiet(stringResource(R.string.cancel)) { sure = false }
        } else {
            Danger(stringResource(R.string.account_remove)) { sure = true }
        }
    }
}

/** A new device key for an account that confirms sign-ins, and what became of it. */
@Composable
internal fun AccountKey(account: Account, state: RenewalState, renew: () -> Unit) {
    if (!account.isPush || !account.isInUse || account.state == AccountState.Blocked) return
    state.trouble?.let { Notice(words(it), Tone.Danger) }
    when (state.done) {
        KeyRenewal.Renewed -> Notice(stringResource(R.string.account_key_renewed), Tone.Plain)
        KeyRenewal.Queued -> Notice(stringResource(R.string.account_key_queued), Tone.Warn)
        null -> Soft(stringResource(R.string.account_key_text))
    }
    if (state.busy) Busy(stringResource(R.string.waiting)) else Quiet(stringResource(R.string.account_key), act = renew)
}

/** Where a new code for this phone comes from, and where it goes. */
@Composable
internal fun SetUpAgain(page: String?, again: () -> Unit, open: (String) -> Unit, align: TextAlign? = null) {
    if (page != null) {
        Body(stringResource(R.string.account_again_text), Modifier.fillMaxWidth(), align)
        Second(stringResource(R.string.account_page)) { open(page) }
    }
    Primary(stringResource(R.string.account_set_up_again), act = again)
}
