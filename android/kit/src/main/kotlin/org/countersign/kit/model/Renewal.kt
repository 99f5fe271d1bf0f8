package org.countersign.kit.model

import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import org.countersign.kit.AuthenticatorService
import org.countersign.kit.KeyRenewal
import org.countersign.kit.UserError

/** What an account's screen draws of its new device key. */
data class RenewalState(
    val account: String? = null,
    val busy: Boolean = false,
    /** What became of it, since the screen was opened. */
    val done: KeyRenewal? = null,
    val trouble: UserError? = null,
)

/** A new device key for one account. */
class RenewalModel(private val phone: AuthenticatorService, scope: CoroutineScope) : Model<RenewalState>(scope, RenewalState()) {
    fun begin(account: String) = change { RenewalState(account) }

    fun renew(): Job? {
        val account = current.account ?: return null
        if (current.busy) return null
        change { it.copy(busy = true, done = null, trouble = null) }
        return attempt({ trouble -> shown(account) { it.copy(busy = false, trouble = trouble) } }) {
            val done = phone.renewKey(account)
            shown(account) { it.copy(busy = false, done = done) }
        }
    }

    fun forget() = change { RenewalState() }

    /** Only for who still looks at this account. */
    private fun shown(account: String, to: (RenewalState) -> RenewalState) = change { if (it.account == account) to(it) else it }
}
