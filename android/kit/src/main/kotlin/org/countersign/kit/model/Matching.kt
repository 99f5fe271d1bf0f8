package org.countersign.kit.model

import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.launch
import org.countersign.kit.AuthenticatorService
import org.countersign.kit.Frame
import org.countersign.kit.Request
import org.countersign.kit.Scanned
import org.countersign.kit.UserError

/** What the scanner of a request draws. */
data class MatchingState(val request: String? = null, val trouble: UserError? = null)

/** The code beside the number, scanned for the request on the screen instead of typing. What is wrong is said while the camera goes on. */
class MatchingModel(private val phone: AuthenticatorService, scope: CoroutineScope, private val matched: (Request) -> Unit) :
    Model<MatchingState>(scope, MatchingState()) {
    fun begin(request: String) = change { MatchingState(request) }

    /** A frame of the camera, on the camera's thread. */
    fun frame(frame: Frame): Job? {
        if (current.request == null) return null
        val codes = guard({}) { phone.read(frame) }.orEmpty()
        return if (codes.isEmpty()) null else scope.launch { seen(codes) }
    }

    fun forget() = change { MatchingState() }

    /** Codes that were seen together: the one beside the number counts, and the library knows it. */
    private fun seen(codes: List<Scanned>) {
        val id = current.request ?: return
        var why: UserError? = null
        for (code in codes) {
            // That a code belongs to another sign-in says more than that the one beside it is no code of a number.
            val request = guard({ if (why == null || why == UserError.NotTheCode) why = it }) { phone.match(id, code) } ?: continue
            forget()
            matched(request)
            return
        }
        change { it.copy(trouble = why) }
    }
}
