package org.countersign.kit.memory

import org.countersign.kit.Account
import org.countersign.kit.AccountState
import org.countersign.kit.Alike
import org.countersign.kit.AutoBackup
import org.countersign.kit.BackupFolder
import org.countersign.kit.CodePicture
import org.countersign.kit.Export
import org.countersign.kit.ExportTarget
import org.countersign.kit.FileFormat
import org.countersign.kit.FileKind
import org.countersign.kit.FolderException
import org.countersign.kit.ImportChoices
import org.countersign.kit.ImportPlan
import org.countersign.kit.ImportReport
import org.countersign.kit.ImportTotals
import org.countersign.kit.LeftOut
import org.countersign.kit.LeftReason
import org.countersign.kit.PastImport
import org.countersign.kit.PlatformKey
import org.countersign.kit.Proof
import org.countersign.kit.Receipt
import org.countersign.kit.Refusal
import org.countersign.kit.Scanned
import org.countersign.kit.TransferFailure
import org.countersign.kit.TransferService
import org.countersign.kit.Undone
import org.countersign.kit.UserError
import org.countersign.kit.UserErrorException
import org.countersign.kit.WayToOpen
import org.countersign.kit.WeakPassphrase

/** The part of the library's twin for moving in and out, and backups. A file is what the test says it is. */
class FakeTransfer : TransferService {
    internal lateinit var phone: FakeAuthenticatorService

    /** What each file is, what it holds, and the password that opens it. */
    var kind: FileKind = FileKind(FileFormat.Aegis, encrypted = false)

    /** Whether a file is recognised without its app's name. */
    var recognised: Boolean = true
    var holds: List<Receipt> = listOf(
        Receipt(0, "Quay", "ida"), Receipt(1, "Mail", "ida"), Receipt(2, "Bad", "ida", Refusal.BadSecret),
    )
    var password: String = "opens the file"

    /** What an export leaves out, and how many codes one for Google Authenticator has. */
    var leftOut: List<LeftOut> = listOf(LeftOut("Harbour Bank", "ida@harbour.test", LeftReason.PushAccount))
    var pictures: Int = 2

    /** The parts of an export that codes hold, by what they hold. */
    var parts: Int = 3
    var past: List<PastImport> = emptyList()
    var kept: List<String> = emptyList()
    var auto: AutoBackup? = null
    var ways: List<WayToOpen> = listOf(WayToOpen.Platform, WayToOpen.Passcode)

    override suspend fun inspect(file: ByteArray, format: FileFormat?): FileKind {
        phone.said("inspect")
        if (format == null && !recognised) refuse(TransferFailure.UnknownFormat)
        return if (format == null) kind else kind.copy(format = format)
    }

    override suspend fun plan(file: ByteArray, password: String?, format: FileFormat?): ImportPlan = phone.opened {
        phone.said("plan")
        if (kind.encrypted && password != this.password) refuse(TransferFailure.WrongPassword)
        planOf(format ?: kind.format, emptyList(), 1)
    }

    override suspend fun planScanned(codes: List<Scanned>): ImportPlan = phone.opened {
        phone.said("planScanned")
        val there = codes.map { it.handle }.toSet()
        planOf(FileFormat.Google, (1..parts).filter { it !in there }, parts)
    }

    override suspend fun commit(plan: ImportPlan, choices: ImportChoices): ImportReport = phone.opened {
        phone.said("commit")
        val added = plan.receipts.filter(choices::adds)
        if (choices.alike == Alike.Replace) {
            val replaced = added.filter { it.refusal != null }.map { it.issuer }
            phone.rows = phone.rows.filter { it.issuer !in replaced }
        }
        val receipts = plan.receipts.map { if (it.position in choices.skipped) it.copy(refusal = Refusal.NotSelected) else it }
        phone.rows += added.map { Account("import${it.position}", it.issuer, it.label, "totp", AccountState.Active) }
        past = listOf(PastImport("c1", phone.now(), plan.format, added.size)) + past
        ImportReport("c1", receipts, ImportTotals(receipts.size, added.size, receipts.size - added.size))
    }

    override suspend fun undo(import: String): Undone = phone.opened {
        phone.said("undo")
        val one = past.firstOrNull { it.id == import } ?: refuse(TransferFailure.NoSuchImport)
        past = past - one
        phone.rows = phone.rows.filter { !it.id.startsWith("import") }
        Undone(one.added - kept.size, 0, kept)
    }

    override fun imports(): List<PastImport> = phone.opened { past }

    override suspend fun export(proof: Proof, target: ExportTarget, password: String?): Export = phone.opened {
        phone.said("export")
        phone.check(proof)
        if (target == ExportTarget.Aegis && password.orEmpty().length < 12) refuse(TransferFailure.Weak(WeakPassphrase.TooShort))
        made(if (target == ExportTarget.Google) List(pictures) { CodePicture(2, listOf(true, false, false, true)) } else emptyList())
    }

    override suspend fun backUp(proof: Proof): Export = phone.opened {
        phone.said("backUp")
        phone.check(proof)
        if (!phone.store.safety.backup) refuse(TransferFailure.NoPassphrase)
        made(emptyList())
    }

    override suspend fun check(made: Export, readBack: ByteArray) {
        phone.said("check")
        if (!made.file.contentEquals(readBack)) refuse(TransferFailure.NotWritten)
    }

    override fun suggestPassphrase(): String = phone.opened { SUGGESTED }

    override suspend fun setBackupPassphrase(proof: Proof, passphrase: String): Unit = phone.opened {
        phone.said("setBackupPassphrase")
        phone.check(proof)
        if (passphrase.length < 12) refuse(TransferFailure.Weak(WeakPassphrase.TooShort))
        phone.store.safety = phone.store.safety.copy(backup = true, warn = false)
    }

    override fun autoBackup(): AutoBackup? = phone.opened { auto }

    override suspend fun startAutoBackup(proof: Proof, folder: String): Unit = phone.opened {
        phone.said("startAutoBackup")
        phone.check(proof)
        if (!phone.store.safety.backup) refuse(TransferFailure.NoPassphrase)
        auto = AutoBackup(folder)
    }

    override suspend fun stopAutoBackup(): Unit = phone.opened {
        phone.said("stopAutoBackup")
        auto = null
    }

    override suspend fun runAutoBackup(folder: BackupFolder): Boolean = phone.opened {
        phone.said("runAutoBackup")
        try {
            folder.writeNew("countersign-${phone.now()}.csbackup", FILE.encodeToByteArray())
        } catch (refused: FolderException) {
            auto = auto?.copy(failed = refused.failure)
            refuse(TransferFailure.Backup(refused.failure))
        }
        auto = auto?.copy(last = phone.now(), failed = null)
        true
    }

    override fun ways(): List<WayToOpen> = phone.opened { ways }

    override suspend fun addPlatformKey(proof: Proof): Unit = phone.opened {
        phone.said("addPlatformKey")
        phone.check(proof)
        phone.platformKey = PlatformKey.Ready
        ways = (listOf(WayToOpen.Platform) + ways).distinct()
    }

    override suspend fun changeVaultKey(passcode: String, platform: Boolean, recoveryCode: String?): List<WayToOpen> = phone.opened {
        phone.said("changeVaultKey")
        phone.check(Proof.Passcode(passcode))
        if (recoveryCode != null && recoveryCode != phone.store.recoveryCode) throw UserErrorException(UserError.WrongRecoveryCode)
        val dropped = ways.filter { it == WayToOpen.Recovery && recoveryCode == null || it == WayToOpen.Platform && !platform }
        ways = ways - dropped.toSet()
        phone.store.safety = phone.store.safety.copy(backup = false, recoveryCode = recoveryCode != null)
        auto = null
        dropped
    }

    private fun planOf(format: FileFormat, missing: List<Int>, parts: Int): ImportPlan {
        val refused = holds.count { it.refusal != null }
        val totals = ImportTotals(holds.size, holds.size - refused, refused)
        return ImportPlan(format, holds, totals, missing = missing, parts = parts, usable = holds.any { it.refusal == null })
    }

    private fun made(pictures: List<CodePicture>) =
        Export(phone.rows.count { !it.isPush }, leftOut, file = FILE.encodeToByteArray(), pictures = pictures)

    private fun refuse(why: TransferFailure): Nothing = throw UserErrorException(UserError.Transfer(why))

    companion object {
        /** What an export holds here. */
        const val FILE = "an export"

        /** What is suggested as a passphrase here. */
        const val SUGGESTED = "lusab-babad-gutih-tugad-lusab"
    }
}
