package org.countersign.kit.core

import org.countersign.AccountNote as NativeNote
import org.countersign.AccountRow
import org.countersign.AccountState as NativeState
import org.countersign.AccountTrouble
import org.countersign.AccountWarning
import org.countersign.AddPreview
import org.countersign.Asked as NativeAsked
import org.countersign.ClipboardRule as NativeClipboardRule
import org.countersign.CodeRow
import org.countersign.Conflict as NativeConflict
import org.countersign.Contact as NativeContact
import org.countersign.InboxSnapshot
import org.countersign.Outcome as NativeOutcome
import org.countersign.Phase as NativePhase
import org.countersign.PlatformKey as NativePlatformKey
import org.countersign.PreviewDetails
import org.countersign.Prompt as NativePrompt
import org.countersign.Purpose
import org.countersign.Removal as NativeRemoval
import org.countersign.PushTransport as NativeTransport
import org.countersign.RefusalReason
import org.countersign.RequestSnapshot
import org.countersign.RequestWarning
import org.countersign.UnreachableCause as NativeCause
import org.countersign.kit.Account
import org.countersign.kit.AccountNote
import org.countersign.kit.AccountState
import org.countersign.kit.Asked
import org.countersign.kit.ClipboardRule
import org.countersign.kit.Code
import org.countersign.kit.Conflict
import org.countersign.kit.Contact
import org.countersign.kit.Inbox
import org.countersign.kit.Outcome
import org.countersign.kit.Phase
import org.countersign.kit.PlatformKey
import org.countersign.kit.Preview
import org.countersign.kit.Prompt
import org.countersign.kit.PushFacts
import org.countersign.kit.PushTransport
import org.countersign.kit.RefusedSetup
import org.countersign.kit.Removal
import org.countersign.kit.Reported
import org.countersign.kit.Request
import org.countersign.kit.UserError
import org.countersign.kit.UnreachableCause
import org.countersign.kit.Warning

// The library's records as the kit's, field by field: each `when` is whole, so that a new word there does not compile here.

internal fun AccountRow.toKit(): Account {
    val host = host
    val facts = if (host == null) null else PushFacts(host, deviceLabel.orEmpty(), canReport, itContact?.toKit())
    return Account(id, issuer, label, kind, state.toKit(), facts)
}

internal fun NativeContact.toKit() = Contact(name, phone, email)

internal fun NativeState.toKit(): AccountState = when (this) {
    NativeState.ACTIVE -> AccountState.Active
    NativeState.TRYOUT_PENDING -> AccountState.TryoutPending
    NativeState.PAUSED -> AccountState.Paused
    NativeState.BLOCKED -> AccountState.Blocked
    NativeState.UNLINKED -> AccountState.Unlinked
    NativeState.REMOVAL_PENDING -> AccountState.RemovalPending
    NativeState.SET_UP_AGAIN -> AccountState.SetUpAgain
}

internal fun NativePlatformKey.toKit(): PlatformKey = when (this) {
    NativePlatformKey.NONE -> PlatformKey.None
    NativePlatformKey.READY -> PlatformKey.Ready
    NativePlatformKey.LOST -> PlatformKey.Lost
}

internal fun CodeRow.toKit() =
    Code(id, code?.decodeToString(), next?.decodeToString(), validFrom.toLong(), validUntil.toLong(), masked, needsPin)

internal fun NativeClipboardRule.toKit() = ClipboardRule(sensitive, clearAt.toLong())

internal fun NativeRemoval.toKit(): Removal = when (this) {
    NativeRemoval.LOCAL, NativeRemoval.FORGOTTEN -> Removal.Done
    NativeRemoval.QUEUED -> Removal.Pending
    NativeRemoval.ALSO_ON_THE_PAGE -> Removal.AlsoOnThePage
}

internal fun AddPreview.toKit(): Preview = when (val shown = details()) {
    is PreviewDetails.Codes ->
        Preview.Code(shown.issuer, shown.label, shown.warnings.any { it is AccountWarning.WeakSecret }, shown.conflict?.toKit(), this)
    is PreviewDetails.Organisation ->
        Preview.Enrol(shown.host, shown.organisation, shown.user, shown.deviceName, shown.conflict?.toKit(), this)
}

private fun NativeConflict.toKit(): Conflict = when (this) {
    is NativeConflict.Same -> Conflict.Same
    is NativeConflict.SameSecret -> Conflict.SameSecret
    is NativeConflict.SameName -> Conflict.SameName
    is NativeConflict.Registered -> Conflict.Registered
}

/** `issuers`: what the list calls each account; a request itself carries only its host. */
internal fun InboxSnapshot.toKit(issuers: Map<String, String>, country: String?) = Inbox(
    requests.map { it.toKit(issuers, country) },
    accounts.map(NativeNote::toKit),
    refusedSetups.map { RefusedSetup(it.service, it.user, it.reason.toKit()) },
    clockOff,
    notStored,
    askAgainIn.toLong(),
)

internal fun NativeNote.toKit() = AccountNote(id, state.toKit(), trouble?.toKit())

private fun AccountTrouble.toKit(): UserError = when (this) {
    is AccountTrouble.Unreachable -> UserError.Unreachable(why.toKit())
    is AccountTrouble.ClockWrong -> UserError.ClockRefused
    AccountTrouble.Refused -> UserError.ServiceRefused
    AccountTrouble.AppTooOld -> UserError.AppTooOld
    AccountTrouble.Device -> UserError.Refused
}

private fun RefusalReason.toKit(): UserError = when (this) {
    RefusalReason.CODE_USED -> UserError.AlreadyUsed
    RefusalReason.CODE_EXPIRED -> UserError.CodeExpired
    RefusalReason.REFUSED -> UserError.ServiceRefused
}

internal fun Asked.toNative(): NativeAsked = when (this) {
    Asked.ByItself -> NativeAsked.BY_ITSELF
    Asked.ByAPush -> NativeAsked.BY_A_PUSH
    Asked.ByThePerson -> NativeAsked.BY_THE_PERSON
}

internal fun PushTransport.toNative(): NativeTransport = when (this) {
    PushTransport.WebPush -> NativeTransport.WEB_PUSH
    PushTransport.Log -> NativeTransport.LOG
}

internal fun RequestSnapshot.toKit(issuers: Map<String, String>, phoneCountry: String?) = Request(
    id = id,
    account = account,
    tryout = purpose == Purpose.TRYOUT,
    issuerHost = host,
    organisation = issuers[account] ?: host,
    service = service,
    user = user,
    created = created.toLong(),
    browser = browser,
    os = os,
    location = location,
    country = country,
    phoneCountry = phoneCountry,
    prompt = prompt.toKit(),
    phase = phase.toKit(),
    inFront = inFront,
    canApprove = canApprove,
    needsUnlock = needsUnlock,
    typed = typed.toInt(),
    secondsLeft = secondsLeft.toLong(),
    warnings = warnings.map(RequestWarning::toKit),
    moreWaiting = moreWaiting.toInt(),
    outcome = outcome?.toKit(),
    reported = if (reported) Reported(itContact?.toKit()) else null,
    reportFailed = reportFailed,
    reportDisablesAccount = reportDisablesAccount,
)

private fun NativePrompt.toKit(): Prompt = when (this) {
    is NativePrompt.NumberEntry -> Prompt.Number(digits.toInt())
    is NativePrompt.NumberChoice -> Prompt.Choice(options)
    NativePrompt.Confirm -> Prompt.Confirm
    is NativePrompt.ShowCode -> Prompt.ShowCode(code)
}

private fun NativePhase.toKit(): Phase = when (this) {
    NativePhase.WAITING -> Phase.Waiting
    NativePhase.OPEN -> Phase.Open
    NativePhase.SENDING -> Phase.Sending
    NativePhase.DELIVERY_FAILED -> Phase.DeliveryFailed
    NativePhase.ASK_REPORT -> Phase.AskReport
    NativePhase.REPORTING -> Phase.Reporting
    NativePhase.ENDED -> Phase.Ended
}

private fun RequestWarning.toKit(): Warning = when (this) {
    RequestWarning.OtherCountry -> Warning.OtherCountry
    is RequestWarning.RequestsThisHour -> Warning.RequestsThisHour(v1.toInt())
    is RequestWarning.WrongInRow -> Warning.WrongInRow(v1.toInt())
    RequestWarning.PickedIsWeaker -> Warning.PickedIsWeaker
    RequestWarning.NoNumber -> Warning.NoNumber
    RequestWarning.AlmostOver -> Warning.AlmostOver
}

internal fun NativeCause.toKit(): UnreachableCause = when (this) {
    NativeCause.OFFLINE -> UnreachableCause.Offline
    NativeCause.NO_SUCH_HOST -> UnreachableCause.NoSuchHost
    NativeCause.REFUSED -> UnreachableCause.Refused
    NativeCause.TIMED_OUT -> UnreachableCause.TimedOut
    NativeCause.CERTIFICATE -> UnreachableCause.Certificate
    NativeCause.NOT_HTTPS -> UnreachableCause.NotHttps
    NativeCause.SERVER_ERROR -> UnreachableCause.ServerError
    NativeCause.TOO_MANY_REQUESTS -> UnreachableCause.TooManyRequests
}

private fun NativeOutcome.toKit(): Outcome = when (this) {
    NativeOutcome.Approved -> Outcome.Approved
    is NativeOutcome.Denied -> if (interrupted) Outcome.Interrupted else Outcome.Denied
    NativeOutcome.WrongNumber -> Outcome.WrongNumber
    NativeOutcome.Expired -> Outcome.Expired
    NativeOutcome.Superseded -> Outcome.Superseded
    NativeOutcome.AlreadyHandled -> Outcome.AlreadyHandled
    is NativeOutcome.AccountUnlinked -> Outcome.AccountUnlinked
    is NativeOutcome.AppTooOld -> Outcome.AppTooOld
    is NativeOutcome.Unreachable -> Outcome.Unreachable(why.toKit())
    NativeOutcome.AccountBlocked -> Outcome.AccountBlocked
    is NativeOutcome.ClockWrong -> Outcome.ClockWrong(seconds, certain)
    is NativeOutcome.Refused -> Outcome.Refused
}
