package org.countersign.kit

import kotlin.test.Test
import kotlin.test.assertContains
import kotlin.test.assertEquals
import kotlin.test.assertFalse
import kotlin.test.assertNull
import kotlin.test.assertTrue
import kotlinx.coroutines.CompletableDeferred
import org.countersign.kit.memory.FakeTransfer
import org.countersign.kit.memory.MemoryBackupFolder
import org.countersign.kit.model.BackupWish
import org.countersign.kit.model.Destination
import org.countersign.kit.model.MoveInModel

/** Moving in from other apps, moving out, backups, and a new vault key. */
class TransferModelTest {
    private val bytes = "a file".encodeToByteArray()

    private fun transfer(why: TransferFailure) = UserError.Transfer(why)

    @Test
    fun a_file_says_its_cost_before_its_password_is_asked_and_what_it_adds_a71() = model {
        val rig = opened()
        val moveIn = rig.app.moveIn
        rig.app.moveIn()
        rig.phone.transfer.kind = FileKind(FileFormat.Ente, encrypted = true, seconds = 7, megabytes = 1024)
        moveIn.chosen(bytes)!!.join()
        assertEquals(7, moveIn.state.value.kind!!.seconds)
        assertFalse("plan" in rig.phone.calls)
        moveIn.open("not this")!!.join()
        assertEquals(transfer(TransferFailure.WrongPassword), moveIn.state.value.trouble)
        moveIn.open("opens the file")!!.join()
        val plan = moveIn.state.value.plan!!
        assertEquals(ImportTotals(3, 2, 1), plan.totals)
        assertEquals(Refusal.BadSecret, plan.receipts[2].refusal)
        assertFalse(moveIn.state.value.toString().contains("Quay"))
        assertFalse("commit" in rig.phone.calls)
        moveIn.skip(1, true)
        moveIn.commit()!!.join()
        val report = moveIn.state.value.report!!
        assertEquals(report.totals.found, report.totals.added + report.totals.refused)
        assertEquals(listOf("Quay"), rig.app.accounts.state.value.rows.map { it.account.issuer }.filter { it == "Quay" || it == "Mail" })
        rig.app.lock()
        assertNull(moveIn.state.value.report)
    }

    @Test
    fun a_file_that_is_not_recognised_is_read_as_the_app_that_the_person_names_a71() = model {
        val rig = opened()
        val moveIn = rig.app.moveIn
        rig.phone.transfer.recognised = false
        val file = "a table".encodeToByteArray()
        moveIn.chosen(file)!!.join()
        assertEquals(transfer(TransferFailure.UnknownFormat), moveIn.state.value.trouble)
        assertTrue(moveIn.state.value.nameable)
        moveIn.from(FileFormat.LastPass)!!.join()
        assertEquals(FileFormat.LastPass, moveIn.state.value.plan!!.format)
        assertFalse(moveIn.state.value.nameable)
        assertTrue(file.all { it == 0.toByte() }, "nothing of it is kept")
        assertNull(moveIn.from(FileFormat.Csv))
        // A guess that the person knows to be wrong.
        rig.phone.transfer.recognised = true
        rig.phone.transfer.kind = FileKind(FileFormat.Raivo, encrypted = true, guessed = true)
        moveIn.chosen(bytes)!!.join()
        moveIn.notThat()
        assertNull(moveIn.state.value.kind)
        moveIn.from(FileFormat.WinAuth)!!.join()
        assertEquals(FileFormat.WinAuth, moveIn.state.value.kind!!.format)
        moveIn.open("opens the file")!!.join()
        assertEquals(FileFormat.WinAuth, moveIn.state.value.plan!!.format)
    }

    @Test
    fun what_is_there_already_is_left_out_kept_beside_or_replaced_a71() = model {
        val rig = opened()
        val moveIn = rig.app.moveIn
        val both = setOf(Alike.KeepBoth, Alike.Replace)
        rig.phone.transfer.holds = listOf(
            Receipt(0, "Quay", "ida"),
            Receipt(1, "Example Shop", "ida@shop.test", Refusal.Conflict, offers = both),
            Receipt(2, "Other", "ida", Refusal.Conflict, offers = setOf(Alike.KeepBoth)),
        )
        moveIn.chosen(bytes)!!.join()
        val plan = moveIn.state.value.plan!!
        assertEquals(both, moveIn.state.value.offers)
        fun added() = plan.receipts.filter(moveIn.state.value.choices::adds).map { it.position }
        assertEquals(listOf(0), added())
        moveIn.alike(Alike.KeepBoth)
        assertEquals(listOf(0, 1, 2), added())
        moveIn.alike(Alike.Replace)
        assertEquals(listOf(0, 1), added())
        moveIn.skip(0, true)
        assertEquals(listOf(1), added())
        moveIn.commit()!!.join()
        assertEquals(listOf("import1"), rig.phone.rows.filter { it.issuer == "Example Shop" }.map { it.id })
    }

    @Test
    fun a_file_that_is_none_says_so_and_one_without_accounts_is_no_success_a71() = model {
        val rig = opened()
        val moveIn = rig.app.moveIn
        rig.app.moveIn()
        assertNull(moveIn.chosen(null))
        assertEquals(transfer(TransferFailure.NoFile), moveIn.state.value.trouble)
        rig.phone.nextTrouble = transfer(TransferFailure.Zip)
        moveIn.chosen(bytes)!!.join()
        assertEquals(transfer(TransferFailure.Zip), moveIn.state.value.trouble)
        rig.phone.transfer.holds = listOf(Receipt(0, "Bad", "ida", Refusal.BadSecret))
        moveIn.chosen(bytes)!!.join()
        assertEquals(transfer(TransferFailure.NothingUsable), moveIn.state.value.trouble)
        assertEquals(1, moveIn.state.value.plan!!.totals.refused)
        rig.app.back()
        assertNull(moveIn.state.value.plan)
    }

    @Test
    fun what_comes_of_a_file_that_was_cancelled_is_dropped_a71() = model {
        val rig = opened()
        val gate = CompletableDeferred<Unit>()
        val slow = object : AuthenticatorService by rig.phone {
            override suspend fun inspect(file: ByteArray, format: FileFormat?): FileKind = gate.await().let { rig.phone.transfer.kind }
        }
        val model = MoveInModel(slow, backgroundScope) {}
        model.chosen(bytes)
        assertTrue(model.state.value.busy)
        model.startOver()
        assertFalse(model.state.value.busy)
        gate.complete(Unit)
        assertNull(model.state.value.plan)
        assertFalse("plan" in rig.phone.calls)
    }

    @Test
    fun codes_of_an_export_are_collected_and_what_is_missing_is_said_a70() = model {
        val rig = opened()
        val moveIn = rig.app.moveIn
        rig.app.add(work = false)
        rig.phone.nextTrouble = UserError.Export
        rig.app.adding.scanned(Scanned(2)).join()
        assertEquals(Destination.MoveIn, rig.app.destination.value)
        assertEquals(listOf(1, 3), moveIn.state.value.plan!!.missing)
        moveIn.commit()!!.join()
        assertEquals(transfer(TransferFailure.PartsMissing), moveIn.state.value.trouble)
        assertFalse("commit" in rig.phone.calls)
        rig.app.scanExport()
        assertEquals(Destination.Scan, rig.app.destination.value)
        rig.phone.nextTrouble = UserError.Export
        rig.app.adding.scanned(Scanned(3)).join()
        assertEquals(listOf(1), moveIn.state.value.plan!!.missing)
        rig.app.scanExport()
        rig.app.back()
        assertEquals(Destination.MoveIn, rig.app.destination.value)
        moveIn.commit(incomplete = true)!!.join()
        assertEquals(2, moveIn.state.value.report!!.totals.added)
    }

    @Test
    fun an_import_is_taken_back_once_and_what_was_changed_stays_a72() = model {
        val rig = opened()
        val moveIn = rig.app.moveIn
        rig.app.moveIn()
        moveIn.chosen(bytes)!!.join()
        moveIn.commit()!!.join()
        assertEquals("c1", moveIn.state.value.past.single().id)
        rig.phone.transfer.kept = listOf("Quay")
        moveIn.undo("c1")!!.join()
        assertEquals(Undone(1, 0, listOf("Quay")), moveIn.state.value.undone)
        assertTrue(moveIn.state.value.past.isEmpty())
        moveIn.undo("c1")!!.join()
        assertEquals(transfer(TransferFailure.NoSuchImport), moveIn.state.value.trouble)
    }

    @Test
    fun a_file_goes_out_by_a_fresh_unlock_and_is_done_once_it_was_read_back_a73() = model {
        val rig = opened()
        val moveOut = rig.app.moveOut
        rig.app.go(Destination.MoveOut)
        moveOut.choose(ExportTarget.Aegis)
        assertNull(moveOut.make("seven quiet boats", "seven quiet boat"))
        assertEquals(transfer(TransferFailure.Differ), moveOut.state.value.trouble)
        moveOut.make("short", "short")!!.join()
        assertEquals(transfer(TransferFailure.Weak(WeakPassphrase.TooShort)), moveOut.state.value.trouble)
        assertFalse(moveOut.state.value.passcode)
        rig.phone.platformKey = PlatformKey.None
        moveOut.make("seven quiet boats", "seven quiet boats")!!.join()
        assertTrue(moveOut.state.value.passcode)
        moveOut.make("482615")!!.join()
        val made = moveOut.state.value.made!!
        assertEquals(LeftReason.PushAccount, made.leftOut.single().reason)
        moveOut.written(null)!!.join()
        assertEquals(transfer(TransferFailure.NotWritten), moveOut.state.value.trouble)
        assertFalse(moveOut.state.value.done)
        moveOut.written(FakeTransfer.FILE.encodeToByteArray())!!.join()
        assertTrue(moveOut.state.value.done)
        assertTrue(made.file.all { it == 0.toByte() })
    }

    @Test
    fun codes_for_the_other_app_are_shown_one_by_one_and_are_in_no_picture_a73() = model {
        val rig = opened()
        val moveOut = rig.app.moveOut
        rig.app.go(Destination.MoveOut)
        moveOut.choose(ExportTarget.Google)
        moveOut.make()!!.join()
        assertTrue(moveOut.state.value.isSecret)
        moveOut.next()
        assertEquals(1, moveOut.state.value.place)
        moveOut.next()
        assertTrue(moveOut.state.value.done && !moveOut.state.value.isSecret)
        moveOut.choose(ExportTarget.Google)
        moveOut.make()!!.join()
        rig.app.stop()
        assertFalse(moveOut.state.value.isSecret)
    }

    @Test
    fun a_backup_takes_a_passphrase_and_an_unlock_and_is_read_back_a49() = model {
        val rig = opened()
        val backups = rig.app.backups
        rig.app.go(Destination.Backups)
        assertFalse(backups.state.value.hasPassphrase)
        backups.setPassphrase("too short", "too short")!!.join()
        assertEquals(transfer(TransferFailure.Weak(WeakPassphrase.TooShort)), backups.state.value.trouble)
        assertNull(backups.state.value.waits)
        rig.phone.refusesPlatform = UserError.Cancelled
        backups.suggest()
        assertEquals(FakeTransfer.SUGGESTED, backups.state.value.suggested)
        backups.setPassphrase("seven quiet boats", "seven quiet boats")!!.join()
        assertEquals(BackupWish.Passphrase, backups.state.value.waits)
        backups.wish(BackupWish.Passphrase, "482615")!!.join()
        assertTrue(backups.state.value.set && backups.state.value.hasPassphrase)
        assertNull(backups.state.value.suggested)
        backups.wish(BackupWish.Backup, "482615")!!.join()
        backups.written(FakeTransfer.FILE.encodeToByteArray())!!.join()
        assertEquals(3, backups.state.value.written)
    }

    @Test
    fun automatic_backups_go_to_the_chosen_folder_and_a_failure_is_told_on_the_list_a75() = model {
        val rig = opened()
        val backups = rig.app.backups
        rig.app.go(Destination.Backups)
        backups.folder("tree/boats")!!.join()
        assertEquals(transfer(TransferFailure.NoPassphrase), backups.state.value.trouble)
        rig.phone.store.safety = Safety(backup = true)
        rig.phone.refusesPlatform = UserError.Cancelled
        backups.folder("tree/boats")!!.join()
        assertEquals(BackupWish.Folder to UserError.Cancelled, backups.state.value.waits to backups.state.value.trouble)
        assertNull(backups.state.value.auto)
        backups.wish(BackupWish.Folder, "482615")!!.join()
        assertEquals("boats", backups.state.value.folderName)
        rig.app.accounts.tick()
        assertContains(rig.app.accounts.state.value.notes, Note.BackupFailed(BackupFailure.NoFolder))
        rig.systemServices.folders["tree/boats"] = MemoryBackupFolder()
        rig.clock.seconds += 60
        rig.app.tick()
        assertEquals(1, rig.systemServices.folders["tree/boats"]!!.files.size)
        assertEquals(rig.clock.now(), backups.state.value.auto!!.last)
        rig.app.accounts.tick()
        assertFalse(rig.app.accounts.state.value.notes.any { it is Note.BackupFailed })
        backups.turnOff()!!.join()
        assertNull(backups.state.value.auto)
    }

    @Test
    fun a_new_vault_key_names_what_it_drops_before_and_after_v_16() = model {
        val rig = opened()
        rig.phone.transfer.ways = listOf(WayToOpen.Platform, WayToOpen.Passcode, WayToOpen.Recovery)
        rig.phone.store.safety = Safety(recoveryCode = true, backup = true)
        rig.app.go(Destination.Ways)
        val ways = rig.app.ways
        assertEquals(listOf(WayToOpen.Recovery), ways.state.value.drops(keepsRecovery = false))
        assertTrue(ways.state.value.hasPassphrase && ways.state.value.drops(keepsRecovery = true).isEmpty())
        ways.changeKey("000000", "")!!.join()
        assertEquals(UserError.WrongPasscode(9), ways.state.value.trouble)
        ways.changeKey("482615", "")!!.join()
        assertEquals(listOf(WayToOpen.Recovery), ways.state.value.dropped)
        assertEquals(listOf(WayToOpen.Platform, WayToOpen.Passcode), ways.state.value.ways)
        assertFalse(ways.state.value.hasPassphrase)
    }

    @Test
    fun the_phones_own_lock_opens_the_app_again_after_it_was_lost() = model {
        val rig = opened()
        rig.phone.platformKey = PlatformKey.Lost
        rig.app.go(Destination.Ways)
        rig.app.ways.addPlatformKey("482615")!!.join()
        assertEquals(PlatformKey.Ready, rig.app.ways.state.value.platform)
    }
}
