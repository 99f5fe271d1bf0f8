package org.countersign.kit.core

import org.countersign.AddException
import org.countersign.Authenticator
import org.countersign.Field
import org.countersign.KeyRenewal as NativeRenewal
import org.countersign.PastOutcome as NativeOutcome
import org.countersign.PastRequest as NativeRequest
import org.countersign.Reason
import org.countersign.kit.KeyRenewal
import org.countersign.kit.Origin
import org.countersign.kit.OrganisationService
import org.countersign.kit.PastOutcome
import org.countersign.kit.PastRequest
import org.countersign.kit.Preview
import org.countersign.kit.UserError
import org.countersign.kit.UserErrorException

/** What the library says of the accounts' services besides requests. */
internal class CoreOrganisation(library: Authenticator, private val calls: Calls) : OrganisationService {
    private val services = library.services()

    override suspend fun previewTyped(address: String, code: String): Preview = calls.background {
        try {
            services.previewTyped(address, code).toKit()
        } catch (refused: AddException.BadCode) {
            throw UserErrorException(typed(refused), refused)
        }
    }

    override fun dismissRefusedSetups() = calling { services.dismissRefusedSetups() }

    override suspend fun activity(account: String): List<PastRequest> = calls.background { services.activity(account).map(NativeRequest::toKit) }

    override suspend fun undo(account: String, request: String) = calls.background { services.undo(account, request) }

    override suspend fun renewKey(account: String): KeyRenewal = calls.background {
        when (services.renewKey(account)) {
            NativeRenewal.RENEWED -> KeyRenewal.Renewed
            NativeRenewal.QUEUED -> KeyRenewal.Queued
        }
    }
}

/** At which of the two fields the fault lies. */
private fun typed(refused: AddException.BadCode): UserError = when {
    refused.finding.field != Field.URL -> UserError.BadTypedCode
    refused.finding.reason == Reason.NotHttps -> UserError.NotHttps
    else -> UserError.BadAddress
}

private fun NativeRequest.toKit() =
    PastRequest(id, at.toLong(), outcome.toKit(), service, Origin(origin.browser, origin.system, origin.town, origin.country), canUndo)

private fun NativeOutcome.toKit(): PastOutcome = when (this) {
    NativeOutcome.APPROVED -> PastOutcome.Approved
    NativeOutcome.DENIED -> PastOutcome.Denied
    NativeOutcome.WRONG_NUMBER -> PastOutcome.WrongNumber
    NativeOutcome.EXPIRED -> PastOutcome.Expired
    NativeOutcome.SUPERSEDED -> PastOutcome.Superseded
    NativeOutcome.CANCELLED -> PastOutcome.Cancelled
    NativeOutcome.ACCOUNT_BLOCKED -> PastOutcome.AccountBlocked
    NativeOutcome.OTHER -> PastOutcome.Other
}
