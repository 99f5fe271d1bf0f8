package org.countersign.kit.model

import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.withTimeoutOrNull
import org.countersign.kit.Asked
import org.countersign.kit.Inbox
import org.countersign.kit.Phase
import org.countersign.kit.AuthenticatorService
import org.countersign.kit.UserError
import org.countersign.kit.Vault

/**
 * What a ring may say. On a locked phone nothing else is shown; there is no number, no code, no account and nothing to press
 * in it but the way into the app.
 */
enum class PushNotice { Request, MaybeRequest }

/** Shows and takes away the one notification of the app. */
interface Notifier {
    fun ring(ring: PushNotice)

    fun quiet()
}

/**
 * What a push message does: it wakes the core, which asks the services itself. Nothing in the message is used, so that
 * whoever can send one can only make the app look. Where a service cannot be asked, or not in time, and none brought a
 * request, the ring says only that something may wait: the message came, so that silence would be wrong more often.
 */
class PushHandler(private val phone: AuthenticatorService, private val notifier: Notifier) {
    private var rung = emptySet<String>()

    /** Rings within this time, whatever becomes of the asking. */
    suspend fun wake(within: Duration = WITHIN) {
        var rang = false
        // The fast ring while the slow are still asked.
        val look = { inbox: Inbox -> if (ringsFor(inbox)) rang = true }
        val inbox = withTimeoutOrNull(within) {
            guard({}) { if (phone.vault() == Vault.Open) phone.refresh(Asked.ByAPush, look).also(look) else null }
        }
        when {
            rang -> Unit
            inbox == null || inbox.notes.any { it.trouble is UserError.Unreachable } -> notifier.ring(PushNotice.MaybeRequest)
            rung.isEmpty() -> notifier.quiet()
        }
    }

    /** Rings where a request waits for which it did not ring before. */
    private fun ringsFor(inbox: Inbox): Boolean {
        val waiting = inbox.requests.filter { it.phase == Phase.Open || it.phase == Phase.Waiting }.map { it.id }.toSet()
        val anew = (waiting - rung).isNotEmpty()
        rung = waiting
        if (anew) notifier.ring(PushNotice.Request)
        return anew
    }

    companion object {
        /** The system gives a receiver ten seconds. */
        val WITHIN = 8.seconds
    }
}
