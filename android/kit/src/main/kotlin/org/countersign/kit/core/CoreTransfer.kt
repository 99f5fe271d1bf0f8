package org.countersign.kit.core

import org.countersign.AccountException
import org.countersign.Authenticator
import org.countersign.Container
import org.countersign.EntryChoice
import org.countersign.Export as NativeExport
import org.countersign.FileKind as NativeFileKind
import org.countersign.Format
import org.countersign.ImportChoices as NativeChoices
import org.countersign.ImportPlan as NativePlan
import org.countersign.ImportReceipt
import org.countersign.ImportStatus
import org.countersign.ImportTotals as NativeTotals
import org.countersign.ImportWarning as NativeWarning
import org.countersign.KeptWay
import org.countersign.Left
import org.countersign.PassphraseRule
import org.countersign.Refusal as NativeRefusal
import org.countersign.ScannedCode
import org.countersign.Target
import org.countersign.TransferException
import org.countersign.UnlockWith
import org.countersign.WayToOpen as NativeWay
import org.countersign.kit.Alike
import org.countersign.kit.AutoBackup
import org.countersign.kit.BackupFolder
import org.countersign.kit.CodePicture
import org.countersign.kit.Export
import org.countersign.kit.ExportTarget
import org.countersign.kit.FileFormat
import org.countersign.kit.FileKind
import org.countersign.kit.ImportChoices
import org.countersign.kit.ImportPlan
import org.countersign.kit.ImportReport
import org.countersign.kit.ImportTotals
import org.countersign.kit.ImportWarning
import org.countersign.kit.LeftOut
import org.countersign.kit.LeftReason
import org.countersign.kit.PastImport
import org.countersign.kit.Proof
import org.countersign.kit.Receipt
import org.countersign.kit.Refusal
import org.countersign.kit.Scanned
import org.countersign.kit.TransferFailure
import org.countersign.kit.TransferService
import org.countersign.kit.Undone
import org.countersign.kit.UserError
import org.countersign.kit.WayToOpen
import org.countersign.kit.WeakPassphrase

/** The library's imports, exports and backups. `personKey` names the platform's key that opens the vault. */
internal class CoreTransfer(
    library: Authenticator,
    private val calls: Calls,
    private val personKey: String?,
    private val phone: PhoneInfo,
) : TransferService {
    private val transfer = library.transfer()
    private val vault = library.vault()
    private val accounts = library.accounts()

    override suspend fun inspect(file: ByteArray, format: FileFormat?): FileKind =
        calls.background { transfer.inspect(readable(file), format?.toNative()).toKit() }

    override suspend fun plan(file: ByteArray, password: String?, format: FileFormat?): ImportPlan = calls.background {
        val mayLack = transfer.databaseMayLackRows(file.copyOf(minOf(file.size, HEADER)))
        transfer.plan(readable(file), format?.toNative(), password?.encodeToByteArray(), phone.freeMemory()?.toULong()).toKit(mayLack)
    }

    /** A database is asked by the phone; what it answers stands for the file. */
    private fun readable(file: ByteArray): ByteArray {
        val query = transfer.databaseQuery(file) ?: return file
        val answer = phone.databases.rows(file, query)
        return transfer.databaseRows(answer?.columns.orEmpty(), answer?.rows.orEmpty())
    }

    override suspend fun planScanned(codes: List<Scanned>): ImportPlan =
        calls.background { transfer.planScanned(codes.map { it.handle as ScannedCode }).toKit() }

    override suspend fun commit(plan: ImportPlan, choices: ImportChoices): ImportReport = calls.background {
        val others = when (choices.alike) {
            Alike.Skip -> EntryChoice.ONLY_NEW
            Alike.KeepBoth -> EntryChoice.KEEP_BOTH
            Alike.Replace -> EntryChoice.REPLACE
        }
        val skipped = choices.skipped.associate { it.toUInt() to EntryChoice.SKIP }
        val done = transfer.commit(plan.handle as NativePlan, NativeChoices(others, skipped, choices.incomplete))
        ImportReport(done.commit, done.receipts.map(ImportReceipt::toKit), done.totals.toKit())
    }

    override suspend fun undo(import: String): Undone = calls.background {
        val undone = transfer.undo(import)
        val titles = try {
            accounts.list().associate { it.id to it.title }
        } catch (_: AccountException) {
            emptyMap()
        }
        Undone(undone.binned.size, undone.restored.size, undone.kept.mapNotNull(titles::get))
    }

    override fun imports(): List<PastImport> =
        calling { transfer.imports().map { PastImport(it.id, it.at.toLong(), it.format?.toKit(), it.added.toInt()) } }

    override suspend fun export(proof: Proof, target: ExportTarget, password: String?): Export =
        calls.proving(proof) { transfer.export(it, target.toNative(), password?.encodeToByteArray(), true).toKit() }

    override suspend fun backUp(proof: Proof): Export = calls.proving(proof) { transfer.backUp(it, null).toKit() }

    override suspend fun check(made: Export, readBack: ByteArray) = calls.background { (made.handle as NativeExport).check(readBack) }

    override fun suggestPassphrase(): String = calling { transfer.suggestPassphrase().decodeToString() }

    override suspend fun setBackupPassphrase(proof: Proof, passphrase: String) =
        calls.proving(proof) { transfer.setBackupPassphrase(it, passphrase.encodeToByteArray()) }

    override fun autoBackup(): AutoBackup? =
        calling { transfer.autoBackup()?.let { AutoBackup(it.folder, it.last?.toLong(), it.failed?.toKit()) } }

    override suspend fun startAutoBackup(proof: Proof, folder: String) = calls.proving(proof) { transfer.startAutoBackup(it, folder) }

    override suspend fun stopAutoBackup() = calls.background { transfer.stopAutoBackup() }

    override suspend fun runAutoBackup(folder: BackupFolder): Boolean =
        calls.background { transfer.runAutoBackup(BackupFolderAdapter(folder)) != null }

    override fun ways(): List<WayToOpen> = calling { vault.ways().map(NativeWay::toKit) }

    override suspend fun addPlatformKey(proof: Proof) =
        calls.proving(proof) { how -> personKey?.let { vault.addPlatformKey(how, it, true) } ?: Unit }

    override suspend fun changeVaultKey(passcode: String, platform: Boolean, recoveryCode: String?): List<WayToOpen> {
        val typed = passcode.encodeToByteArray()
        val kept = listOfNotNull(
            KeptWay.Passcode(typed),
            personKey?.takeIf { platform }?.let { KeptWay.Platform(it, true) },
            recoveryCode?.let { KeptWay.Recovery(it.encodeToByteArray()) },
        )
        return calls.proving(Proof.Passcode(passcode)) { how: UnlockWith -> vault.changeVaultKey(how, kept).map(NativeWay::toKit) }
    }
}

internal fun trouble(error: TransferException): UserError = when (error) {
    is TransferException.Locked -> UserError.Locked
    is TransferException.NotUnlocked -> trouble(error.why)
    is TransferException.NotStored -> stored(error.why)
    is TransferException.NotConfirmed, is TransferException.Failed -> UserError.Refused
    is TransferException.UnknownFormat -> UserError.Transfer(TransferFailure.UnknownFormat)
    is TransferException.UnsupportedVersion -> UserError.Transfer(TransferFailure.UnsupportedVersion)
    is TransferException.UnsupportedContainer -> UserError.Transfer(
        when (error.container) {
            Container.ZIP -> TransferFailure.Zip
            Container.KDBX -> TransferFailure.KeePass
            Container.SQLITE -> TransferFailure.Database
            Container.DUO -> TransferFailure.Duo
            Container.MICROSOFT_CLOUD -> TransferFailure.MicrosoftCloud
        },
    )
    is TransferException.PasswordNeeded -> UserError.Transfer(TransferFailure.PasswordNeeded)
    is TransferException.WrongPassword -> UserError.Transfer(TransferFailure.WrongPassword)
    is TransferException.KdfTooCostly ->
        UserError.Transfer(TransferFailure.TooCostly((error.needed.memoryKib / KIB).toInt(), (error.needed.milliseconds / MILLIS).toInt()))
    is TransferException.AccountRestricted -> UserError.Transfer(TransferFailure.AccountRestricted)
    is TransferException.DeviceBound -> UserError.Transfer(TransferFailure.DeviceBound)
    is TransferException.TooLarge -> UserError.Transfer(TransferFailure.TooLarge)
    is TransferException.Damaged -> UserError.Transfer(TransferFailure.Damaged)
    is TransferException.NothingUsable -> UserError.Transfer(TransferFailure.NothingUsable)
    is TransferException.PartsMissing -> UserError.Transfer(TransferFailure.PartsMissing)
    is TransferException.NoSuchImport -> UserError.Transfer(TransferFailure.NoSuchImport)
    is TransferException.WeakPassphrase -> UserError.Transfer(TransferFailure.Weak(error.rule.toKit()))
    is TransferException.NoPassphrase -> UserError.Transfer(TransferFailure.NoPassphrase)
    is TransferException.NothingToExport -> UserError.Transfer(TransferFailure.NothingToExport)
    is TransferException.NotWritten -> UserError.Transfer(TransferFailure.NotWritten)
    is TransferException.BackupFailed -> UserError.Transfer(TransferFailure.Backup(error.why.toKit()))
}

private fun NativeWay.toKit(): WayToOpen = when (this) {
    is NativeWay.Platform -> WayToOpen.Platform
    NativeWay.Passcode -> WayToOpen.Passcode
    NativeWay.Recovery -> WayToOpen.Recovery
}

private fun NativeFileKind.toKit(): FileKind {
    val cost = cost
    return FileKind(format.toKit(), encrypted, ((cost?.milliseconds ?: 0u) / MILLIS).toInt(), ((cost?.memoryKib ?: 0u) / KIB).toInt(), guessed)
}

private fun FileFormat.toNative(): Format = Format.entries.first { it.toKit() == this }

private fun Format.toKit(): FileFormat = when (this) {
    Format.COUNTERSIGN -> FileFormat.Countersign
    Format.AEGIS -> FileFormat.Aegis
    Format.TWO_FAS -> FileFormat.TwoFas
    Format.GOOGLE -> FileFormat.Google
    Format.ENTE -> FileFormat.Ente
    Format.PROTON -> FileFormat.Proton
    Format.CXF -> FileFormat.Cxf
    Format.BITWARDEN -> FileFormat.Bitwarden
    Format.STRATUM -> FileFormat.Stratum
    Format.AND_OTP -> FileFormat.AndOtp
    Format.AND_OTP_OLD -> FileFormat.AndOtpOld
    Format.FREE_OTP_PLUS -> FileFormat.FreeOtpPlus
    Format.FREE_OTP1 -> FileFormat.FreeOtp1
    Format.FREE_OTP2 -> FileFormat.FreeOtp2
    Format.KEE_PASS -> FileFormat.KeePass
    Format.ONE_PASSWORD -> FileFormat.OnePassword
    Format.LAST_PASS -> FileFormat.LastPass
    Format.RAIVO -> FileFormat.Raivo
    Format.AUTHY -> FileFormat.Authy
    Format.MICROSOFT -> FileFormat.Microsoft
    Format.WIN_AUTH -> FileFormat.WinAuth
    Format.OTPAUTH -> FileFormat.Otpauth
    Format.CSV -> FileFormat.Csv
}

private fun NativePlan.toKit(mayLack: Boolean = false): ImportPlan {
    val told = details()
    return ImportPlan(
        told.format.toKit(), told.receipts.map(ImportReceipt::toKit), told.totals.toKit(), told.leftBehind, told.missing.map { it.toInt() + 1 },
        told.parts.toInt(), told.usable, this, mayLack,
    )
}

private fun ImportReceipt.toKit(): Receipt {
    val refusal = (status as? ImportStatus.Refused)?.v1?.toKit()
    return Receipt(position.toInt(), issuer, label, refusal, warnings.map(NativeWarning::toKit), offers.mapNotNull(EntryChoice::toKit).toSet())
}

private fun EntryChoice.toKit(): Alike? = when (this) {
    EntryChoice.KEEP_BOTH -> Alike.KeepBoth
    EntryChoice.REPLACE -> Alike.Replace
    EntryChoice.ONLY_NEW, EntryChoice.SKIP -> null
}

private fun NativeRefusal.toKit(): Refusal = when (this) {
    NativeRefusal.UnsupportedType -> Refusal.UnsupportedType
    NativeRefusal.UnsupportedAlgorithm -> Refusal.UnsupportedAlgorithm
    NativeRefusal.BadSecret -> Refusal.BadSecret
    is NativeRefusal.OutOfRange -> Refusal.OutOfRange
    is NativeRefusal.MissingField -> Refusal.MissingField
    NativeRefusal.NotRepresentable -> Refusal.NotRepresentable
    NativeRefusal.EncryptedEntry -> Refusal.EncryptedEntry
    is NativeRefusal.Duplicate -> Refusal.Duplicate
    NativeRefusal.NotSelected -> Refusal.NotSelected
    is NativeRefusal.Conflict -> Refusal.Conflict
    NativeRefusal.PushAccount -> Refusal.PushAccount
    NativeRefusal.Damaged -> Refusal.Damaged
}

private fun NativeWarning.toKit(): ImportWarning = when (this) {
    is NativeWarning.Account -> ImportWarning.Scanned(v1.toKit())
    NativeWarning.SourceTrash -> ImportWarning.SourceTrash
    NativeWarning.NoteCut -> ImportWarning.NoteCut
    NativeWarning.SetUpAgain -> ImportWarning.SetUpAgain
}

private fun NativeTotals.toKit() = ImportTotals(found.toInt(), (imported + withWarning).toInt(), refused.toInt(), notOtp.toInt())

private fun ExportTarget.toNative(): Target = when (this) {
    ExportTarget.Aegis -> Target.AEGIS
    ExportTarget.Otpauth -> Target.OTPAUTH
    ExportTarget.Google -> Target.GOOGLE
    ExportTarget.Cxf -> Target.CXF
}

private fun NativeExport.toKit(): Export {
    val told = details()
    return Export(
        told.accounts.toInt(),
        told.leftOut.map { LeftOut(it.issuer, it.label, it.reason.toKit()) },
        told.leftBehind,
        told.unreadable.toInt(),
        file(),
        pictures().map { picture -> CodePicture(picture.side.toInt(), picture.modules.map { it.toInt() == 1 }) },
        this,
    )
}

private fun Left.toKit(): LeftReason = when (this) {
    Left.PUSH_ACCOUNT -> LeftReason.PushAccount
    Left.PROTECTED -> LeftReason.Protected
    Left.NOT_REPRESENTABLE -> LeftReason.NotRepresentable
}

private fun PassphraseRule.toKit(): WeakPassphrase = when (this) {
    PassphraseRule.TOO_SHORT -> WeakPassphrase.TooShort
    PassphraseRule.TOO_LONG -> WeakPassphrase.TooLong
    PassphraseRule.CONTROL_CHARACTER -> WeakPassphrase.ControlCharacter
    PassphraseRule.GUESSABLE -> WeakPassphrase.Guessable
    PassphraseRule.NAME -> WeakPassphrase.Name
}

/** So much of a file says what kind of database it is. */
private const val HEADER = 100
private const val KIB = 1024u
private const val MILLIS = 1000u
