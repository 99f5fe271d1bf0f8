package org.countersign.app.ui

import androidx.compose.runtime.Composable
import androidx.compose.ui.platform.LocalConfiguration
import androidx.compose.ui.res.stringResource
import java.text.DateFormat
import java.util.Date
import org.countersign.app.R
import org.countersign.kit.BackupFailure
import org.countersign.kit.FileFormat
import org.countersign.kit.ImportWarning
import org.countersign.kit.LeftReason
import org.countersign.kit.Refusal
import org.countersign.kit.TransferFailure
import org.countersign.kit.WayToOpen
import org.countersign.kit.WeakPassphrase

/** Why a file was not read or written, and what to do. */
@Composable
fun words(why: TransferFailure): String = when (why) {
    TransferFailure.UnknownFormat -> stringResource(R.string.file_unknown)
    TransferFailure.UnsupportedVersion -> stringResource(R.string.file_version)
    TransferFailure.Zip -> stringResource(R.string.file_zip)
    TransferFailure.KeePass -> stringResource(R.string.file_keepass)
    TransferFailure.Database -> stringResource(R.string.file_database)
    TransferFailure.Duo -> stringResource(R.string.file_duo)
    TransferFailure.MicrosoftCloud -> stringResource(R.string.file_microsoft)
    TransferFailure.PasswordNeeded -> stringResource(R.string.file_password)
    TransferFailure.WrongPassword -> stringResource(R.string.file_wrong)
    is TransferFailure.TooCostly -> stringResource(R.string.file_costly, why.megabytes, why.seconds)
    TransferFailure.AccountRestricted -> stringResource(R.string.file_account)
    TransferFailure.DeviceBound -> stringResource(R.string.file_device)
    TransferFailure.TooLarge -> stringResource(R.string.file_large)
    TransferFailure.Damaged -> stringResource(R.string.file_damaged)
    TransferFailure.NothingUsable -> stringResource(R.string.file_nothing)
    TransferFailure.PartsMissing -> stringResource(R.string.file_parts)
    TransferFailure.NoSuchImport -> stringResource(R.string.file_undone)
    is TransferFailure.Weak -> stringResource(weak(why.rule))
    TransferFailure.NoPassphrase -> stringResource(R.string.file_no_passphrase)
    TransferFailure.NothingToExport -> stringResource(R.string.file_nothing_out)
    TransferFailure.NotWritten -> stringResource(R.string.file_not_written)
    TransferFailure.Differ -> stringResource(R.string.file_differ)
    TransferFailure.NoFile -> stringResource(R.string.file_closed)
    is TransferFailure.Backup -> stringResource(failed(why.why))
}

private fun weak(rule: WeakPassphrase): Int = when (rule) {
    WeakPassphrase.TooShort -> R.string.weak_short
    WeakPassphrase.TooLong -> R.string.weak_long
    WeakPassphrase.ControlCharacter -> R.string.weak_control
    WeakPassphrase.Guessable -> R.string.weak_guess
    WeakPassphrase.Name -> R.string.weak_name
}

private fun failed(why: BackupFailure): Int = when (why) {
    BackupFailure.NoFolder -> R.string.backup_no_folder
    BackupFailure.Full -> R.string.backup_full
    BackupFailure.ReadBack -> R.string.backup_read
    BackupFailure.Failed -> R.string.backup_broken
}

/** What a file is, as it stands after "This is". */
@Composable
fun words(format: FileFormat): String = when (format) {
    FileFormat.Countersign -> stringResource(R.string.format_countersign)
    FileFormat.Cxf -> stringResource(R.string.format_cxf)
    FileFormat.Otpauth -> stringResource(R.string.format_otpauth)
    FileFormat.Csv -> stringResource(R.string.format_csv)
    else -> stringResource(R.string.format_app, name(format))
}

/** What a file may be, in a list of them all: those of one app are told apart. */
@Composable
fun listed(format: FileFormat): String = when (format) {
    FileFormat.Countersign -> stringResource(R.string.format_countersign)
    FileFormat.Cxf -> stringResource(R.string.format_cxf)
    FileFormat.Otpauth -> stringResource(R.string.format_otpauth)
    FileFormat.Csv -> stringResource(R.string.format_csv)
    FileFormat.AndOtpOld -> stringResource(R.string.format_older, name(format))
    FileFormat.FreeOtp1 -> "FreeOTP 1"
    FileFormat.FreeOtp2 -> "FreeOTP 2"
    else -> name(format)
}

/** The name that another app carries; names are not translated. */
private fun name(format: FileFormat): String = when (format) {
    FileFormat.Aegis -> "Aegis"
    FileFormat.TwoFas -> "2FAS"
    FileFormat.Google -> "Google Authenticator"
    FileFormat.Ente -> "Ente Auth"
    FileFormat.Proton -> "Proton Authenticator"
    FileFormat.Bitwarden -> "Bitwarden"
    FileFormat.Stratum -> "Stratum"
    FileFormat.AndOtp, FileFormat.AndOtpOld -> "andOTP"
    FileFormat.FreeOtpPlus -> "FreeOTP+"
    FileFormat.FreeOtp1, FileFormat.FreeOtp2 -> "FreeOTP"
    FileFormat.KeePass -> "KeePass"
    FileFormat.OnePassword -> "1Password"
    FileFormat.LastPass -> "LastPass Authenticator"
    FileFormat.Raivo -> "Raivo"
    FileFormat.Authy -> "Authy"
    FileFormat.Microsoft -> "Microsoft Authenticator"
    FileFormat.WinAuth -> "WinAuth"
    FileFormat.Countersign, FileFormat.Cxf, FileFormat.Otpauth, FileFormat.Csv -> ""
}

/** Why an entry of a file is not added. */
@Composable
fun words(refusal: Refusal): String = stringResource(
    when (refusal) {
        Refusal.UnsupportedType -> R.string.refusal_type
        Refusal.UnsupportedAlgorithm -> R.string.refusal_algorithm
        Refusal.BadSecret -> R.string.refusal_secret
        Refusal.OutOfRange -> R.string.refusal_range
        Refusal.MissingField -> R.string.refusal_missing
        Refusal.NotRepresentable -> R.string.refusal_not
        Refusal.EncryptedEntry -> R.string.refusal_encrypted
        Refusal.Duplicate -> R.string.refusal_duplicate
        Refusal.NotSelected -> R.string.refusal_left
        Refusal.Conflict -> R.string.refusal_conflict
        Refusal.PushAccount -> R.string.refusal_confirms
        Refusal.Damaged -> R.string.refusal_damaged
    },
)

/** What the person should know of an entry that is added. */
@Composable
fun words(warning: ImportWarning): String = when (warning) {
    is ImportWarning.Scanned -> words(warning.warning)
    ImportWarning.SourceTrash -> stringResource(R.string.import_trash)
    ImportWarning.NoteCut -> stringResource(R.string.import_note)
    ImportWarning.SetUpAgain -> stringResource(R.string.import_again)
}

/** Why an account is not in a file. */
@Composable
fun words(reason: LeftReason): String = stringResource(
    when (reason) {
        LeftReason.PushAccount -> R.string.left_confirms
        LeftReason.Protected -> R.string.left_protected
        LeftReason.NotRepresentable -> R.string.left_form
    },
)

@Composable
fun words(way: WayToOpen): String = stringResource(
    when (way) {
        WayToOpen.Platform -> R.string.way_platform
        WayToOpen.Passcode -> R.string.way_passcode
        WayToOpen.Recovery -> R.string.way_recovery
    },
)

/** A day, as the person writes it. */
@Composable
fun day(seconds: Long): String = DateFormat.getDateInstance(DateFormat.LONG, LocalConfiguration.current.locales[0]).format(Date(seconds * MILLIS))

private const val MILLIS = 1000
