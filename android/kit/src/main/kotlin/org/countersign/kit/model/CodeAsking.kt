package org.countersign.kit.model

import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import org.countersign.kit.AuthenticatorService
import org.countersign.kit.MadeCode
import org.countersign.kit.PlatformKey
import org.countersign.kit.Proof
import org.countersign.kit.UserError
import org.countersign.kit.UserErrorException

/** What has to be typed before the code of [account] is shown. */
data class CodeAskingState(
    val account: String? = null,
    val pin: Boolean = false,
    val passcode: Boolean = false,
    val busy: Boolean = false,
    val trouble: UserError? = null,
)

/** One code of an account that asks before each, or that needs a PIN which is not stored. `show` takes the code. */
class CodeAskingModel(
    private val phone: AuthenticatorService,
    scope: CoroutineScope,
    private val show: (String, MadeCode) -> Unit,
) : Model<CodeAskingState>(scope, CodeAskingState()) {
    private var asksBefore = false

    /** The row was tapped: the phone's own prompt comes at once, what has to be typed is asked for. */
    fun ask(account: String): Job? {
        if (current.busy) return null
        change { CodeAskingState(account) }
        return attempt(::failed) {
            val details = phone.details(account)
            asksBefore = details.askBefore
            val passcode = asksBefore && phone.platformKey() != PlatformKey.Ready
            change { it.copy(pin = details.pinStored == false, passcode = passcode) }
            if (!current.pin && !current.passcode) make(account, null, null)
        }
    }

    /** What was typed. It is kept nowhere. */
    fun give(pin: String?, passcode: String?): Job? {
        val account = current.account ?: return null
        return if (current.busy) null else attempt(::failed) { make(account, pin, passcode) }
    }

    fun forget() = change { CodeAskingState() }

    private suspend fun make(account: String, pin: String?, passcode: String?) {
        change { it.copy(busy = true, trouble = null) }
        val proof = if (asksBefore) passcode?.let(Proof::Passcode) ?: Proof.Platform else null
        try {
            val code = phone.code(account, pin, proof)
            // Who was locked out meanwhile, or left, sees none.
            if (current.account != account) return
            show(account, code)
            forget()
        } catch (refused: UserErrorException) {
            if (current.account != account) return
            // Whom the phone does not know may type the passcode.
            if (proof == Proof.Platform && refused.trouble !is UserError.BadPin) change { it.copy(passcode = true) }
            throw refused
        }
    }

    private fun failed(trouble: UserError) = change { it.copy(busy = false, trouble = trouble) }
}
