package org.countersign.kit.model

import org.countersign.kit.Asked
import org.countersign.kit.Inbox
import org.countersign.kit.Phase
import org.countersign.kit.Phone
import org.countersign.kit.Vault

/**
 * What a ring may say. On a locked phone nothing else is shown; there is no number, no code, no account and nothing to press
 * in it but the way into the app.
 */
enum class Ring { Request, MaybeRequest }

/** Shows and takes away the one notification of the app. */
interface Bell {
    fun ring(ring: Ring)

    fun quiet()
}

/**
 * What a push message does: it wakes the core, which asks the services itself. Nothing in the message is used, so that
 * whoever can send one can only make the app look.
 */
class Waker(private val phone: Phone, private val bell: Bell) {
    private var rung = emptySet<String>()

    suspend fun wake() {
        val open = guard({}) { phone.vault() } == Vault.Open
        if (!open) {
            bell.ring(Ring.MaybeRequest)
            return
        }
        // The fast ring while the slow are still asked.
        guard({}) { phone.refresh(Asked.ByARing, ::look) }?.let(::look)
    }

    private fun look(inbox: Inbox) {
        val waiting = inbox.requests.filter { it.phase == Phase.Open || it.phase == Phase.Waiting }.map { it.id }.toSet()
        if (waiting.isEmpty()) bell.quiet()
        if ((waiting - rung).isNotEmpty()) bell.ring(Ring.Request)
        rung = waiting
    }
}
