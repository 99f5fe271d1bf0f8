package org.countersign.kit.model

import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import org.countersign.kit.AuthenticatorService
import org.countersign.kit.PastRequest
import org.countersign.kit.UserError

/** What the list of an account's past requests draws. */
data class ActivityState(
    val account: String? = null,
    /** Null until the service has answered. */
    val rows: List<PastRequest>? = null,
    val busy: Boolean = false,
    /** An approval was taken back. */
    val undone: Boolean = false,
    val trouble: UserError? = null,
)

/** What this phone answered lately for one account, and "This wasn't me". */
class ActivityModel(private val phone: AuthenticatorService, scope: CoroutineScope) : Model<ActivityState>(scope, ActivityState()) {
    /** Asks the service. `undo`: this approval is taken back first. */
    fun begin(account: String, undo: String? = null): Job? {
        change { ActivityState(account) }
        return if (undo == null) look() else this.undo(undo)
    }

    fun look(): Job? = asking {}

    /** "This wasn't me". The list is asked for again, so that it shows what is left. */
    fun undo(request: String): Job? {
        // What is said of an earlier one is not said of this one.
        if (!current.busy) change { it.copy(undone = false) }
        return asking { account ->
            phone.undo(account, request)
            shown(account) { it.copy(undone = true) }
        }
    }

    fun forget() = change { ActivityState() }

    private fun asking(first: suspend (String) -> Unit): Job? {
        val account = current.account ?: return null
        if (current.busy) return null
        change { it.copy(busy = true, trouble = null) }
        return attempt({ trouble -> shown(account) { it.copy(busy = false, trouble = trouble) } }) {
            first(account)
            val rows = phone.activity(account)
            shown(account) { it.copy(rows = rows, busy = false) }
        }
    }

    /** Only for who still looks at this account. */
    private fun shown(account: String, to: (ActivityState) -> ActivityState) = change { if (it.account == account) to(it) else it }
}
