package org.countersign.app.ui

import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import org.countersign.kit.Account
import org.countersign.kit.CodeKind
import org.countersign.kit.model.AppModel
import org.countersign.kit.model.DetailsWish

/** The bin over its model. */
@Composable
fun BinHere(app: AppModel) {
    val state by app.bin.state.collectAsStateWithLifecycle()
    BinScreen(state, BinCalls(app))
}

/** The recovery code over its model. */
@Composable
fun RecoveryHere(app: AppModel) {
    val state by app.recovery.state.collectAsStateWithLifecycle()
    RecoveryScreen(state, RecoveryCalls(app))
}

/** What stands in an account's details besides its row. */
@Composable
fun DetailsHere(app: AppModel, account: Account) {
    val state by app.details.state.collectAsStateWithLifecycle()
    if (state.account != account.id) return
    AccountNotes(state, DetailsCalls(app))
    if (!account.isPush) CodeDetails(account, state, DetailsCalls(app))
}

private class BinCalls(private val app: AppModel) : BinEvents {
    override fun back() {
        app.back()
    }
    override fun takeBack(account: String) {
        app.bin.takeBack(account)
    }
    override fun deleteNow(account: String) {
        app.bin.deleteNow(account)
    }
    override fun empty() {
        app.bin.empty()
    }
}

private class RecoveryCalls(private val app: AppModel) : RecoveryEvents {
    override fun back() {
        app.back()
    }
    override fun make(passcode: String?) {
        app.recovery.make(passcode)
    }
    override fun written() = app.recovery.written()
    override fun lookAgain() = app.recovery.lookAgain()
    override fun use(first: String, second: String) {
        app.recovery.use(first, second)
    }
}

private class DetailsCalls(private val app: AppModel) : DetailsEvents {
    override fun wish(wish: DetailsWish, passcode: String?) {
        app.details.wish(wish, passcode)
    }
    override fun favourite(on: Boolean) {
        app.details.favourite(on)
    }
    override fun annotate(note: String, groups: String) {
        app.details.annotate(note, groups)
    }
    override fun askBefore() {
        app.details.askBefore()
    }
    override fun neverExport() {
        app.details.neverExport()
    }
    override fun storePin(pin: String?) {
        app.details.storePin(pin)
    }
    override fun switchKind(to: CodeKind) {
        app.details.switchKind(to)
    }
    override fun hide() = app.details.hide()
}
