package org.countersign.kit.core

import org.countersign.AccountList as NativeList
import org.countersign.AccountRow
import org.countersign.AccountState as NativeState
import org.countersign.AccountWarning as NativeAccountWarning
import org.countersign.AddPreview
import org.countersign.Asked as NativeAsked
import org.countersign.ClipboardRule as NativeClipboardRule
import org.countersign.CodeRow
import org.countersign.CounterCode
import org.countersign.AddChoice as NativeAddChoice
import org.countersign.Conflict as NativeConflict
import org.countersign.Contact as NativeContact
import org.countersign.InboxSnapshot
import org.countersign.Note as NativeNote
import org.countersign.Notifications as NativeNotifications
import org.countersign.NumberField as NativeNumberField
import org.countersign.Outcome as NativeOutcome
import org.countersign.Phase as NativePhase
import org.countersign.PlatformKey as NativePlatformKey
import org.countersign.PreviewDetails
import org.countersign.Prompt as NativePrompt
import org.countersign.Purpose
import org.countersign.Removal as NativeRemoval
import org.countersign.PushTransport as NativeTransport
import org.countersign.RefusedSetup as NativeRefusedSetup
import org.countersign.RequestSnapshot
import org.countersign.RequestWarning
import org.countersign.UnreachableCause as NativeCause
import org.countersign.kit.Account
import org.countersign.kit.AccountList
import org.countersign.kit.AccountState
import org.countersign.kit.AccountWarning
import org.countersign.kit.Asked
import org.countersign.kit.ClipboardRule
import org.countersign.kit.Code
import org.countersign.kit.AddChoice
import org.countersign.kit.Conflict
import org.countersign.kit.Contact
import org.countersign.kit.Group
import org.countersign.kit.Inbox
import org.countersign.kit.MadeCode
import org.countersign.kit.Note
import org.countersign.kit.Notifications
import org.countersign.kit.NumberField
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
    val facts = if (host == null) null else PushFacts(host, deviceLabel.orEmpty(), canReport, itContact?.toKit(), pushRegistered, hasActivity, page)
    return Account(id, issuer, label, kind, state.toKit(), facts, title, favourite, tags)
}

internal fun NativeList.toKit() =
    AccountList(rows.map { it.toKit() }, groups.map { Group(it.name, it.accounts.toInt()) }, group, total.toInt(), answers, makesCodes)

internal fun NativeContact.toKit() = Contact(name, phone, email)

internal fun NativeState.toKit(): AccountState = when (this) {
    NativeState.ACTIVE -> AccountState.Active
    NativeState.TRYOUT_PENDING -> AccountState.TryoutPending
    NativeState.PAUSED -> AccountState.Paused
    NativeState.OFF -> AccountState.Off
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
    Code(id, code?.decodeToString(), next?.decodeToString(), validFrom.toLong(), validUntil.toLong(), masked, needsPin, group.toInt(), needsUnlock)

internal fun CounterCode.toKit() = MadeCode(code.decodeToString(), group.toInt(), shownUntil.toLong())

internal fun Notifications.toNative(): NativeNotifications = when (this) {
    Notifications.NotAsked -> NativeNotifications.NOT_ASKED
    Notifications.Allowed -> NativeNotifications.ALLOWED
    Notifications.Refused -> NativeNotifications.REFUSED
}

internal fun NativeClipboardRule.toKit() = ClipboardRule(sensitive, clearAt.toLong())

internal fun NativeRemoval.toKit(): Removal = when (this) {
    NativeRemoval.LOCAL -> Removal.Binned
    NativeRemoval.FORGOTTEN -> Removal.Done
    NativeRemoval.QUEUED -> Removal.Pending
    NativeRemoval.ALSO_ON_THE_PAGE -> Removal.AlsoOnThePage
}

internal fun AddPreview.toKit(): Preview = when (val shown = details()) {
    is PreviewDetails.Codes ->
        Preview.Code(shown.issuer, shown.label, shown.warnings.map(NativeAccountWarning::toKit), shown.conflict?.toKit(), this, shown.replaceable)
    is PreviewDetails.Organisation ->
        Preview.Enrol(shown.host, shown.organisation, shown.user, shown.deviceName, shown.conflict?.toKit(), this)
}

private fun NativeConflict.toKit(): Conflict = when (this) {
    is NativeConflict.Same -> Conflict.Same
    is NativeConflict.SameSecret -> Conflict.SameSecret
    is NativeConflict.SameName -> Conflict.SameName
    is NativeConflict.Registered -> Conflict.Registered
}

internal fun AddChoice.toNative(): NativeAddChoice = when (this) {
    AddChoice.OnlyNew -> NativeAddChoice.ONLY_NEW
    AddChoice.KeepBoth -> NativeAddChoice.KEEP_BOTH
    AddChoice.Replace -> NativeAddChoice.REPLACE
}

internal fun NativeAccountWarning.toKit(): AccountWarning = when (this) {
    is NativeAccountWarning.WeakSecret -> AccountWarning.WeakSecret
    NativeAccountWarning.SurplusBits -> AccountWarning.SurplusBits
    NativeAccountWarning.UnusualDigits -> AccountWarning.UnusualDigits
    NativeAccountWarning.LongPeriod -> AccountWarning.LongPeriod
    NativeAccountWarning.CounterMissing -> AccountWarning.CounterMissing
    NativeAccountWarning.IssuerDiffers -> AccountWarning.IssuerDiffers
    NativeAccountWarning.NameMissing -> AccountWarning.NameMissing
    NativeAccountWarning.HiddenCharacters -> AccountWarning.HiddenCharacters
    NativeAccountWarning.RepeatedParameter -> AccountWarning.RepeatedParameter
    NativeAccountWarning.HtmlEscaped -> AccountWarning.HtmlEscaped
    NativeAccountWarning.FragmentDropped -> AccountWarning.FragmentDropped
    NativeAccountWarning.AlgorithmSpelling -> AccountWarning.AlgorithmSpelling
    NativeAccountWarning.AssumedSteam -> AccountWarning.AssumedSteam
    NativeAccountWarning.MaybeSteam -> AccountWarning.MaybeSteam
    NativeAccountWarning.UnspecifiedEnum -> AccountWarning.UnspecifiedEnum
    NativeAccountWarning.MigrationVersion -> AccountWarning.MigrationVersion
    NativeAccountWarning.PinNeeded -> AccountWarning.PinNeeded
    NativeAccountWarning.LockRequested -> AccountWarning.LockRequested
    NativeAccountWarning.GuessedCharacters -> AccountWarning.GuessedCharacters
}

internal fun InboxSnapshot.toKit() = Inbox(
    requests.map(RequestSnapshot::toKit),
    notes.map(NativeNote::toKit),
    askForNotifications,
    saidFor.toLong(),
    askAgainIn.toLong(),
    nextDeadline?.toLong(),
)

private fun NativeNote.toKit(): Note = when (this) {
    is NativeNote.SetupRefused -> Note.SetupRefused(setup.toKit())
    is NativeNote.Unreadable -> Note.Unreadable(count.toInt())
    NativeNote.DeviceRestored -> Note.DeviceRestored
    NativeNote.Offline -> Note.Offline
    is NativeNote.Unreachable -> Note.Unreachable(organisation, why.toKit())
    NativeNote.AppTooOld -> Note.Failed(UserError.AppTooOld)
    NativeNote.ClockRefused -> Note.Failed(UserError.ClockRefused)
    NativeNote.ServiceRefused -> Note.Failed(UserError.ServiceRefused)
    NativeNote.DeviceFailed -> Note.Failed(UserError.Refused)
    is NativeNote.ClockOff -> Note.ClockOff(seconds)
    is NativeNote.NotStored -> Note.StorageFailed
    NativeNote.NotificationsRefused -> Note.NotificationsRefused
}

private fun NativeRefusedSetup.toKit() = RefusedSetup(service, user, trouble(error))

internal fun Asked.toNative(): NativeAsked = when (this) {
    Asked.ByItself -> NativeAsked.BY_ITSELF
    Asked.ByAPush -> NativeAsked.BY_A_PUSH
    Asked.ByThePerson -> NativeAsked.BY_THE_PERSON
}

internal fun PushTransport.toNative(): NativeTransport = when (this) {
    PushTransport.WebPush -> NativeTransport.WEB_PUSH
    PushTransport.Log -> NativeTransport.LOG
}

internal fun RequestSnapshot.toKit() = Request(
    id = id,
    account = account,
    tryout = purpose == Purpose.TRYOUT,
    host = host,
    organisation = organisation,
    service = service,
    user = user,
    text = text,
    age = age.toLong(),
    browser = origin.browser,
    os = origin.system,
    town = origin.town,
    country = origin.country,
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
    waits = waits,
    canRefuse = canRefuse,
    number = number?.toKit(),
    answerWarning = answerWarning?.toKit(),
    refused = refused,
    canScan = canScan,
)

private fun NativeNumberField.toKit(): NumberField = when (this) {
    NativeNumberField.EMPTY -> NumberField.Empty
    NativeNumberField.TOO_SHORT -> NumberField.TooShort
    NativeNumberField.COMPLETE -> NumberField.Complete
    NativeNumberField.TOO_LONG -> NumberField.TooLong
    NativeNumberField.NOT_DIGITS -> NumberField.NotDigits
}

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
