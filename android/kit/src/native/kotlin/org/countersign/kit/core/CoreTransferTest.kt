package org.countersign.kit.core

import java.io.File
import kotlin.test.Test
import kotlin.test.assertContentEquals
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertFalse
import kotlin.test.assertTrue
import kotlinx.coroutines.runBlocking
import org.countersign.kit.AccountState
import org.countersign.kit.Alike
import org.countersign.kit.AuthenticatorService
import org.countersign.kit.BackupFailure
import org.countersign.kit.DatabaseReader
import org.countersign.kit.DatabaseRows
import org.countersign.kit.ExportTarget
import org.countersign.kit.FileFormat
import org.countersign.kit.ImportChoices
import org.countersign.kit.KeyFailure
import org.countersign.kit.PlatformKey
import org.countersign.kit.Proof
import org.countersign.kit.Refusal
import org.countersign.kit.SecureKey
import org.countersign.kit.TransferFailure
import org.countersign.kit.UserError
import org.countersign.kit.UserErrorException
import org.countersign.kit.WayToOpen
import org.countersign.kit.memory.MemoryBackupFolder
import org.countersign.kit.memory.MemoryClock
import org.countersign.kit.memory.MemoryDeviceStateStore
import org.countersign.kit.memory.MemoryFiles
import org.countersign.kit.memory.MemoryKeys

/** Moving in and out, and backups, over the real library. */
class CoreTransferTest {
    private val keys = MemoryKeys()

    private fun phone(databases: DatabaseReader = DatabaseReader { _, _ -> null }) =
        loopbackService(MemoryFiles(), MemoryDeviceStateStore(), keys, MemoryClock(), SecureKey.PERSON, databases)

    private fun made(act: suspend (AuthenticatorService) -> Unit) = runBlocking {
        val phone = phone()
        phone.create(PASSCODE)
        phone.commit(phone.plan(LIST, null), ImportChoices())
        act(phone)
    }

    private suspend fun refused(act: suspend () -> Unit): UserError = assertFailsWith<UserErrorException> { act() }.trouble

    private suspend fun AuthenticatorService.restored(file: ByteArray): AuthenticatorService {
        assertEquals(FileFormat.Countersign, inspect(file).format)
        commit(plan(file, PASSPHRASE), ImportChoices())
        return this
    }

    @Test
    fun a_list_is_planned_added_and_taken_back_a71_a72() = made { phone ->
        assertEquals(listOf("Quay", "Mail"), phone.accounts().map { it.issuer })
        val again = phone.plan(LIST, null)
        assertEquals(listOf(Refusal.Duplicate, Refusal.Duplicate, Refusal.BadSecret), again.receipts.map { it.refusal })
        val past = phone.imports().single()
        assertEquals(FileFormat.Otpauth to 2, past.format to past.added)
        phone.rename(phone.accounts()[0].id, "Harbour")
        val undone = phone.undo(past.id)
        assertEquals(1, undone.binned)
        assertTrue("Harbour" in undone.kept.single())
        assertEquals(UserError.Transfer(TransferFailure.NoSuchImport), refused { phone.undo(past.id) })
    }

    @Test
    fun a_database_is_asked_and_its_rows_are_planned_a71() = runBlocking {
        val file = "SQLite format 3\u0000and so on".encodeToByteArray()
        assertEquals(UserError.Transfer(TransferFailure.Database), refused { phone().inspect(file) })
        val phone = phone { asked, query ->
            val row = listOf("0", "Quay", "ida", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
            DatabaseRows(listOf("account_type", "name", "username", "oath_secret_key"), listOf(row))
                .takeIf { asked.contentEquals(file) && "accounts" in query }
        }
        phone.create(PASSCODE)
        assertEquals(FileFormat.Microsoft, phone.inspect(file).format)
        phone.commit(phone.plan(file, null), ImportChoices())
        assertEquals(listOf("Quay"), phone.accounts().map { it.issuer })
    }

    @Test
    fun what_is_there_already_can_be_replaced_a71() = made { phone ->
        val file = "otpauth://totp/Quay:ida?secret=MFRGGZDFMZTWQ2LKNNWG23TPOBYXE43U&issuer=Quay\n".encodeToByteArray()
        val plan = phone.plan(file, null)
        assertEquals(setOf(Alike.KeepBoth, Alike.Replace), plan.receipts.single().offers)
        val before = phone.accounts().first { it.issuer == "Quay" }.id
        val report = phone.commit(plan, ImportChoices(Alike.Replace))
        assertEquals(1, report.totals.added)
        assertEquals(listOf(before), phone.bin().map { it.account.id })
        assertEquals(1, phone.accounts().count { it.issuer == "Quay" })
        assertEquals(1, phone.undo(report.commit!!).restored)
    }

    @Test
    fun an_export_takes_an_unlock_and_is_read_back_a73() = made { phone ->
        keys.refuses = KeyFailure.Cancelled
        assertEquals(UserError.Cancelled, refused { phone.export(Proof.Platform, ExportTarget.Otpauth, null) })
        keys.refuses = null
        val google = phone.export(Proof.Platform, ExportTarget.Google, null)
        assertEquals(1, google.pictures.size)
        assertTrue(google.pictures[0].dark.size == google.pictures[0].side * google.pictures[0].side)
        val aegis = phone.export(Proof.Passcode(PASSCODE), ExportTarget.Aegis, PASSPHRASE)
        phone.check(aegis, aegis.file.clone())
        assertEquals(UserError.Transfer(TransferFailure.NotWritten), refused { phone.check(aegis, ByteArray(1)) })
        assertTrue(phone.inspect(aegis.file).encrypted)
        assertEquals(UserError.Transfer(TransferFailure.WrongPassword), refused { phone.plan(aegis.file, "another") })
    }

    @Test
    fun a_backup_lands_in_the_folder_and_a_failure_is_kept_a75() = made { phone ->
        phone.setBackupPassphrase(Proof.Passcode(PASSCODE), PASSPHRASE)
        phone.startAutoBackup(Proof.Passcode(PASSCODE), "boats")
        val folder = MemoryBackupFolder(BackupFailure.Full)
        assertEquals(UserError.Transfer(TransferFailure.Backup(BackupFailure.Full)), refused { phone.runAutoBackup(folder) })
        assertEquals(BackupFailure.Full, phone.autoBackup()!!.failed)
        folder.fails = null
        assertTrue(phone.runAutoBackup(folder))
        assertFalse(phone.runAutoBackup(folder))
        val other = phone().also { it.create(PASSCODE) }.restored(folder.files.values.single())
        assertEquals(phone.codes().map { it.code }, other.codes().map { it.code })
    }

    /** `COUNTERSIGN_WRITE_BACKUPS=1` makes Kotlin's file anew; Swift's test opens it, and makes the other. */
    @Test
    fun a_backup_of_either_kit_opens_here_with_equal_codes_a49() = made { phone ->
        val folder = File(System.getProperty("repository"), "tests/scenarios/backups")
        if (System.getenv("COUNTERSIGN_WRITE_BACKUPS") != null) {
            phone.setBackupPassphrase(Proof.Passcode(PASSCODE), PASSPHRASE)
            File(folder, "kotlin.csbackup").writeBytes(phone.backUp(Proof.Passcode(PASSCODE)).file)
        }
        for (kit in listOf("kotlin", "swift")) {
            val other = phone().also { it.create(PASSCODE) }.restored(File(folder, "$kit.csbackup").readBytes())
            assertEquals(listOf("Quay", "Mail"), other.accounts().map { it.issuer }, kit)
            assertTrue(other.accounts().all { it.state == AccountState.Active }, kit)
            assertContentEquals(phone.codes().map { it.code }, other.codes().map { it.code }, kit)
        }
    }

    @Test
    fun a_new_vault_key_keeps_what_is_presented_v_16() = made { phone ->
        val code = phone.newRecoveryCode(Proof.Passcode(PASSCODE))
        phone.useRecoveryCode(code, code.groups[code.asked[0] - 1], code.groups[code.asked[1] - 1])
        assertEquals(WayToOpen.entries.toSet(), phone.ways().toSet())
        assertEquals(PlatformKey.Ready, phone.platformKey())
        assertEquals(UserError.WrongRecoveryCode, refused { phone.changeVaultKey(PASSCODE, platform = true, recoveryCode = "AAAA") })
        assertEquals(listOf(WayToOpen.Recovery), phone.changeVaultKey(PASSCODE, platform = true, recoveryCode = null))
        phone.lock()
        phone.unlock(Proof.Platform)
        assertEquals(2, phone.accounts().size)
    }

    private companion object {
        const val PASSCODE = "482615"
        const val PASSPHRASE = "seven quiet boats at noon"
        val LIST = """
            otpauth://totp/Quay:ida?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Quay
            otpauth://totp/Mail:ida?secret=KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU&issuer=Mail
            otpauth://totp/Bad:ida?secret=1&issuer=Bad
        """.trimIndent().encodeToByteArray()
    }
}
