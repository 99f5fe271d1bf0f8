package org.countersign.app.ui

import android.content.res.Resources
import androidx.compose.runtime.Composable
import androidx.compose.ui.platform.LocalConfiguration
import androidx.compose.ui.platform.LocalContext
import androidx.compose.ui.res.pluralStringResource
import androidx.compose.ui.res.stringResource
import java.util.Locale
import org.countersign.app.R
import org.countersign.kit.AccountState
import org.countersign.kit.AccountWarning
import org.countersign.kit.Conflict
import org.countersign.kit.Contact
import org.countersign.kit.Origin
import org.countersign.kit.Outcome
import org.countersign.kit.Request
import org.countersign.kit.ScannedKind
import org.countersign.kit.TransferFailure
import org.countersign.kit.UserError
import org.countersign.kit.UnreachableCause
import org.countersign.kit.Warning
import org.countersign.kit.isolated
import org.countersign.kit.Note
import kotlin.math.absoluteValue

/** What went wrong and what to do. */
@Composable
fun words(trouble: UserError): String = when (trouble) {
    is UserError.WrongPasscode -> {
        val wrong = stringResource(R.string.trouble_wrong_passcode)
        trouble.tries?.let { "$wrong ${pluralStringResource(R.plurals.tries_left, it, it)}" } ?: wrong
    }
    is UserError.TooSoon -> stringResource(R.string.unlock_wait, trouble.waitSeconds)
    UserError.PasscodeDisabled -> stringResource(R.string.trouble_disabled)
    UserError.WeakPasscode -> stringResource(R.string.trouble_weak)
    UserError.LockedOut -> stringResource(R.string.trouble_locked_out)
    UserError.Cancelled -> stringResource(R.string.trouble_cancelled)
    UserError.NoScreenLock -> stringResource(R.string.trouble_no_lock)
    UserError.KeyLost -> stringResource(R.string.trouble_key_lost)
    UserError.KeysGone -> stringResource(R.string.trouble_keys_gone)
    UserError.KeyFailed -> stringResource(R.string.trouble_key_failed)
    UserError.Locked -> stringResource(R.string.trouble_locked)
    UserError.Damaged -> stringResource(R.string.trouble_damaged)
    UserError.NewerVersion -> stringResource(R.string.trouble_newer)
    UserError.DiskFull -> stringResource(R.string.trouble_disk)
    UserError.Duplicate -> stringResource(R.string.trouble_duplicate)
    UserError.AlreadyUsed -> stringResource(R.string.trouble_used)
    UserError.CodeExpired -> stringResource(R.string.trouble_lapsed)
    UserError.NotHttps -> stringResource(R.string.trouble_not_https)
    UserError.WrongIssuer -> stringResource(R.string.trouble_issuer)
    is UserError.Foreign ->
        trouble.vendor?.let { stringResource(R.string.trouble_foreign_named, isolated(it)) } ?: stringResource(R.string.trouble_foreign)
    UserError.NotAnAccount -> stringResource(R.string.trouble_not_account)
    UserError.Malformed -> stringResource(R.string.trouble_malformed)
    UserError.BadName -> stringResource(R.string.trouble_name)
    UserError.NoCode -> stringResource(R.string.trouble_no_code)
    UserError.NoCodeInPicture -> stringResource(R.string.trouble_no_code_in_picture)
    UserError.PartsMixed -> stringResource(R.string.trouble_parts)
    is UserError.Number -> pluralStringResource(R.plurals.trouble_number, trouble.digits, trouble.digits)
    UserError.OtherSignIn -> stringResource(R.string.trouble_other_sign_in)
    UserError.NotTheCode -> stringResource(R.string.trouble_not_the_code)
    UserError.SignInCode -> stringResource(R.string.trouble_sign_in_code)
    UserError.BadAddress -> stringResource(R.string.trouble_bad_address)
    UserError.BadTypedCode -> stringResource(R.string.trouble_bad_typed_code)
    UserError.NoSuchCode -> stringResource(R.string.trouble_no_such_code)
    UserError.Unlinked -> stringResource(R.string.trouble_unlinked)
    UserError.Blocked -> stringResource(R.string.trouble_blocked)
    UserError.AnotherFirst -> stringResource(R.string.request_other_first)
    UserError.PinNeeded -> stringResource(R.string.trouble_pin)
    is UserError.BadPin -> stringResource(R.string.trouble_bad_pin, trouble.min, trouble.max)
    UserError.OtherKind -> stringResource(R.string.trouble_kind)
    UserError.Protected -> stringResource(R.string.trouble_protected)
    UserError.WrongRecoveryCode -> stringResource(R.string.trouble_recovery)
    UserError.Export -> stringResource(R.string.trouble_export)
    UserError.ExportTooLarge -> stringResource(R.string.trouble_export_large)
    UserError.CertificateUnchecked -> stringResource(R.string.trouble_unchecked)
    UserError.UnknownProtocol -> stringResource(R.string.trouble_protocol)
    is UserError.Unreachable -> stringResource(
        when (trouble.why) {
            UnreachableCause.Offline -> R.string.trouble_offline
            UnreachableCause.NoSuchHost -> R.string.trouble_no_such_host
            UnreachableCause.Refused -> R.string.trouble_no_connections
            UnreachableCause.TimedOut -> R.string.trouble_timed_out
            UnreachableCause.Certificate -> R.string.trouble_certificate
            UnreachableCause.NotHttps -> R.string.trouble_other_answered
            UnreachableCause.ServerError -> R.string.trouble_server
            UnreachableCause.TooManyRequests -> R.string.trouble_patience
        },
    )
    UserError.ServiceRefused -> stringResource(R.string.trouble_service)
    UserError.AppTooOld -> stringResource(R.string.trouble_too_old)
    UserError.ClockRefused -> inOneLine(stringResource(R.string.end_clock_address))
    UserError.Gone -> stringResource(R.string.trouble_gone)
    is UserError.Transfer -> words(trouble.why)
    UserError.GoesOn -> stringResource(R.string.trouble_goes_on)
    UserError.Refused -> stringResource(R.string.trouble_refused)
}

/** What is there already, before it is added a second time. */
@Composable
fun words(conflict: Conflict): String = stringResource(
    when (conflict) {
        Conflict.Same -> R.string.preview_same
        Conflict.SameSecret -> R.string.preview_same_secret
        Conflict.SameName -> R.string.preview_same_name
        Conflict.Registered -> R.string.preview_registered
    },
)

/** What stood beside the code that was taken. */
@Composable
fun words(kind: ScannedKind): String = stringResource(
    when (kind) {
        ScannedKind.SetsUp -> R.string.scan_beside_same
        ScannedKind.Malformed -> R.string.scan_beside_malformed
        ScannedKind.Store -> R.string.scan_beside_store
        ScannedKind.Foreign -> R.string.scan_beside_foreign
        is ScannedKind.Part -> R.string.scan_beside_part
        ScannedKind.Other, ScannedKind.UnknownCharacters -> R.string.scan_beside_other
    },
)

/** What the person should know before an account for codes is added. */
@Composable
fun words(warning: AccountWarning): String = stringResource(
    when (warning) {
        AccountWarning.WeakSecret -> R.string.preview_weak
        AccountWarning.SurplusBits -> R.string.scan_warn_surplus_bits
        AccountWarning.UnusualDigits -> R.string.scan_warn_unusual_digits
        AccountWarning.LongPeriod -> R.string.scan_warn_long_period
        AccountWarning.CounterMissing -> R.string.scan_warn_counter_missing
        AccountWarning.IssuerDiffers -> R.string.scan_warn_issuer_differs
        AccountWarning.NameMissing -> R.string.scan_warn_name_missing
        AccountWarning.HiddenCharacters -> R.string.scan_warn_hidden_characters
        AccountWarning.RepeatedParameter -> R.string.scan_warn_repeated_parameter
        AccountWarning.HtmlEscaped -> R.string.scan_warn_html_escaped
        AccountWarning.FragmentDropped -> R.string.scan_warn_fragment_dropped
        AccountWarning.AlgorithmSpelling -> R.string.scan_warn_algorithm_spelling
        AccountWarning.AssumedSteam -> R.string.scan_warn_assumed_steam
        AccountWarning.MaybeSteam -> R.string.scan_warn_maybe_steam
        AccountWarning.UnspecifiedEnum -> R.string.scan_warn_unspecified_enum
        AccountWarning.MigrationVersion -> R.string.scan_warn_migration_version
        AccountWarning.PinNeeded -> R.string.scan_warn_pin_needed
        AccountWarning.LockRequested -> R.string.scan_warn_lock_requested
        AccountWarning.GuessedCharacters -> R.string.scan_warn_guessed_characters
    },
)

/** A note above the list, and its tone. */
@Composable
fun words(note: Note): Pair<String, Tone> = when (note) {
    Note.Offline -> stringResource(R.string.note_offline) to Tone.Warn
    is Note.Unreachable -> words(note.why, isolated(note.organisation))
    Note.NotificationsRefused -> stringResource(R.string.note_notifications) to Tone.Warn
    is Note.ClockOff -> {
        val text = if (note.seconds > 0) R.string.note_clock_slow else R.string.note_clock_fast
        stringResource(text, note.seconds.absoluteValue) to Tone.Warn
    }
    Note.StorageFailed -> stringResource(R.string.note_storage) to Tone.Danger
    is Note.RemovalPending -> stringResource(R.string.note_removal, isolated(note.issuer)) to Tone.Plain
    is Note.Removed ->
        stringResource(if (note.alsoOnThePage) R.string.note_removed_page else R.string.note_removed) to Tone.Plain
    Note.Binned -> stringResource(R.string.note_binned) to Tone.Plain
    is Note.SetupRefused -> {
        val what = stringResource(R.string.note_setup_refused, isolated(note.setup.service), isolated(note.setup.user))
        stringResource(R.string.note_and_reason, what, words(note.setup.trouble)) to Tone.Danger
    }
    is Note.Unreadable -> pluralStringResource(R.plurals.note_unreadable, note.count, note.count) to Tone.Warn
    Note.DeviceRestored -> stringResource(R.string.note_restored) to Tone.Danger
    is Note.Copied -> stringResource(R.string.note_copied, note.seconds) to Tone.Plain
    is Note.BackupFailed -> words(TransferFailure.Backup(note.why)) to Tone.Danger
    is Note.Failed -> words(note.trouble) to Tone.Danger
}

/** What an account's row says about its state. */
@Composable
fun words(state: AccountState): String = stringResource(
    when (state) {
        AccountState.Active -> R.string.state_active
        AccountState.TryoutPending -> R.string.state_tryout
        AccountState.Paused -> R.string.state_paused
        AccountState.Off -> R.string.state_off
        AccountState.Blocked -> R.string.state_blocked
        AccountState.Unlinked -> R.string.state_unlinked
        AccountState.RemovalPending -> R.string.state_removal
        AccountState.SetUpAgain -> R.string.state_again
    },
)

/** What became of a request: what happened, and in a line of its own what to do. */
@Composable
fun words(outcome: Outcome, request: Request): String = when (outcome) {
    Outcome.Approved -> stringResource(if (request.tryout) R.string.end_tried else R.string.end_approved)
    Outcome.Denied -> stringResource(R.string.end_denied)
    Outcome.Interrupted -> stringResource(R.string.end_interrupted)
    Outcome.WrongNumber -> stringResource(R.string.end_wrong_number)
    Outcome.Expired -> stringResource(R.string.end_expired)
    Outcome.Superseded -> stringResource(R.string.end_superseded)
    Outcome.AlreadyHandled -> stringResource(R.string.end_handled)
    Outcome.AccountUnlinked -> stringResource(R.string.end_unlinked, isolated(request.organisation))
    Outcome.AppTooOld -> stringResource(R.string.end_too_old)
    is Outcome.Unreachable -> stringResource(unsent(outcome.why))
    Outcome.AccountBlocked -> stringResource(R.string.end_blocked)
    is Outcome.ClockWrong ->
        if (outcome.certain) clock(outcome.seconds) else stringResource(R.string.end_clock_address)
    Outcome.Refused -> stringResource(R.string.end_refused)
}

/** Why one organisation's requests could not be refreshed, and its tone. */
@Composable
private fun words(why: UnreachableCause, organisation: String): Pair<String, Tone> = when (why) {
    UnreachableCause.Offline -> stringResource(R.string.note_offline) to Tone.Warn
    UnreachableCause.NoSuchHost -> stringResource(R.string.note_no_such_host, organisation) to Tone.Warn
    UnreachableCause.Refused -> stringResource(R.string.note_no_connections, organisation) to Tone.Warn
    UnreachableCause.TimedOut -> stringResource(R.string.note_timed_out, organisation) to Tone.Warn
    UnreachableCause.Certificate -> stringResource(R.string.note_certificate, organisation) to Tone.Danger
    UnreachableCause.NotHttps -> stringResource(R.string.note_other_answered, organisation) to Tone.Danger
    UnreachableCause.ServerError -> stringResource(R.string.note_server, organisation) to Tone.Warn
    UnreachableCause.TooManyRequests -> stringResource(R.string.note_patience, organisation) to Tone.Warn
}

/** Why an answer was not delivered. */
private fun unsent(why: UnreachableCause): Int = when (why) {
    UnreachableCause.Offline -> R.string.request_unsent
    UnreachableCause.NoSuchHost -> R.string.unsent_no_such_host
    UnreachableCause.Refused -> R.string.unsent_no_connections
    UnreachableCause.TimedOut -> R.string.unsent_timed_out
    UnreachableCause.Certificate -> R.string.unsent_certificate
    UnreachableCause.NotHttps -> R.string.unsent_other_answered
    UnreachableCause.ServerError -> R.string.unsent_server
    UnreachableCause.TooManyRequests -> R.string.unsent_patience
}

/** A warning above the number field. */
@Composable
fun words(warning: Warning, request: Request): String = when (warning) {
    Warning.OtherCountry -> {
        val (there, here) = request.country to request.phoneCountry
        if (there == null || here == null) {
            stringResource(R.string.warn_country_only)
        } else {
            stringResource(R.string.warn_country, country(there), country(here))
        }
    }
    is Warning.RequestsThisHour -> pluralStringResource(R.plurals.warn_requests, warning.count, warning.count)
    is Warning.WrongInRow -> pluralStringResource(R.plurals.warn_wrong, warning.count, warning.count)
    Warning.PickedIsWeaker -> stringResource(R.string.warn_picked)
    Warning.NoNumber -> stringResource(R.string.warn_no_number)
    Warning.AlmostOver -> stringResource(R.string.warn_almost_over, request.secondsLeft)
}

/** From which browser and where. */
@Composable
fun origin(from: Origin): String {
    val (name, os) = from.browser to from.os
    val browser = when {
        name != null && os != null -> stringResource(R.string.request_browser_os, isolated(name), isolated(os))
        else -> (name ?: os)?.let(::isolated) ?: stringResource(R.string.request_no_browser)
    }
    val (town, code) = from.town to from.country
    val place = when {
        town == null -> stringResource(R.string.request_no_place)
        code != null -> stringResource(R.string.request_near, isolated(town), isolated(code))
        else -> stringResource(R.string.request_near_only, isolated(town))
    }
    return stringResource(R.string.request_from_to, browser, place)
}

/** How long ago the request was made. */
@Composable
fun age(request: Request): String {
    val minutes = (request.age / SECONDS_IN_MINUTE).toInt()
    return if (minutes == 0) stringResource(R.string.request_now) else pluralStringResource(R.plurals.minutes_ago, minutes, minutes)
}

/** Whom to call, in one line. */
fun words(contact: Contact): String = listOfNotNull(contact.name, contact.phone, contact.email).joinToString(", ", transform = ::isolated)

/** A code or number digit by digit. */
fun spoken(code: String): String = code.filter { !it.isWhitespace() }.toList().joinToString(" ")

/** A code with so many characters together: 492 039. Nought leaves it whole. */
fun grouped(code: String, group: Int): String = if (group == 0) code else code.chunked(group).joinToString(" ")

@Composable
private fun clock(seconds: Long?): String =
    seconds?.let { stringResource(R.string.end_clock_by, it.absoluteValue) } ?: stringResource(R.string.end_clock)

@Composable
private fun country(code: String): String {
    val locale = LocalConfiguration.current.locales[0]
    return country(LocalContext.current.resources, locale, code)
}

/** A country's name as it stands in a sentence. */
internal fun country(resources: Resources, locale: Locale, code: String): String =
    resources.getStringArray(R.array.country_names).firstOrNull { it.startsWith("$code|") }?.substringAfter('|')
        ?: Locale.Builder().setRegion(code).build().getDisplayCountry(locale).ifEmpty { code }

private const val SECONDS_IN_MINUTE = 60
