package org.countersign.kit.memory

import org.countersign.kit.KeyRenewal
import org.countersign.kit.OrganisationService
import org.countersign.kit.PastOutcome
import org.countersign.kit.PastRequest
import org.countersign.kit.Preview
import org.countersign.kit.UserError
import org.countersign.kit.UserErrorException

/** The part of the library's twin that speaks for the services besides their requests. */
class FakeOrganisation : OrganisationService {
    internal lateinit var phone: FakeAuthenticatorService

    /** What was answered lately, by account. */
    val past = mutableMapOf<String, List<PastRequest>>()

    /** What was typed last. */
    var typed: Pair<String, String>? = null
        private set

    override suspend fun previewTyped(address: String, code: String): Preview = phone.opened {
        phone.said("previewTyped")
        typed = address to code
        phone.nextPreview ?: throw UserErrorException(UserError.NoSuchCode)
    }

    override fun dismissRefusedSetups() {
        phone.calls += "dismissRefusedSetups"
    }

    override suspend fun activity(account: String): List<PastRequest> = phone.opened {
        phone.said("activity")
        past[account].orEmpty()
    }

    override suspend fun undo(account: String, request: String): Unit = phone.opened {
        phone.said("undo")
        val known = past[account].orEmpty()
        if (known.none { it.id == request && it.outcome == PastOutcome.Approved }) throw UserErrorException(UserError.Gone)
        past[account] = known.map { if (it.id == request) it.copy(canUndo = false) else it }
    }

    /** What becomes of the next new key. */
    var renewal = KeyRenewal.Renewed

    override suspend fun renewKey(account: String): KeyRenewal = phone.opened {
        phone.said("renewKey")
        renewal
    }
}
