package org.countersign.app

import androidx.activity.ComponentActivity
import androidx.compose.ui.test.assertIsDisplayed
import androidx.compose.ui.test.assertIsNotEnabled
import androidx.compose.ui.test.junit4.v2.createAndroidComposeRule
import androidx.compose.ui.test.onNodeWithText
import androidx.compose.ui.test.performClick
import androidx.compose.ui.test.performScrollTo
import androidx.compose.ui.test.performTextInput
import org.countersign.kit.FileFormat
import org.countersign.kit.FileKind
import org.countersign.kit.Safety
import org.countersign.kit.Scanned
import org.countersign.kit.UserError
import org.countersign.kit.WayToOpen
import org.countersign.kit.memory.FakeTransfer
import org.countersign.kit.memory.MemoryBackupFolder
import org.countersign.kit.model.Destination
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNotNull
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config

/** Moving in and out, backups and a new key, as a person sees it. */
@RunWith(RobolectricTestRunner::class)
@Config(sdk = [34], qualifiers = "w360dp-h2400dp-xhdpi")
class TransferScreenTest {
    @get:Rule
    val rule = createAndroidComposeRule<ComponentActivity>()
    private val app = TestApp()

    private fun press(text: String) = rule.onNodeWithText(text).performScrollTo().performClick()

    private fun sees(text: String) = rule.onNodeWithText(text, substring = true).performScrollTo().assertIsDisplayed()

    @Test
    fun a_file_is_chosen_opened_looked_at_and_added_a71() {
        app.show(rule)
        app.model.moveIn()
        rule.waitForIdle()
        press("Choose a file")
        assertEquals(listOf("file"), app.shell.asked)
        app.phone.transfer.kind = FileKind(FileFormat.Ente, encrypted = true, seconds = 7, megabytes = 1024)
        app.model.moveIn.chosen(byteArrayOf(1))
        rule.waitForIdle()
        sees("an export of Ente Auth")
        sees("at least 7 s and 1024 MB")
        rule.onNodeWithText("Password of the file").performTextInput("opens the file")
        press("Open the file")
        sees("2 accounts would be added")
        sees("The key cannot be read.")
        press("Mail")
        press("Add")
        sees("1 account was added")
        sees("You left it out.")
        assertEquals(1, app.phone.transfer.past.single().added)
    }

    @Test
    fun an_import_is_undone_from_its_receipt_a72() {
        app.show(rule)
        app.model.moveIn()
        app.model.moveIn.chosen(byteArrayOf(1))
        rule.waitForIdle()
        press("Add")
        press("Done")
        app.model.moveIn()
        rule.waitForIdle()
        app.phone.transfer.kept = listOf("Quay")
        press("Undo")
        sees("1 account went to the bin")
        sees("Quay")
    }

    @Test
    fun a_scanned_part_of_an_export_names_what_is_missing_a70() {
        app.show(rule)
        app.model.add(work = false)
        app.phone.nextTrouble = UserError.Export
        app.model.adding.scanned(Scanned(1))
        rule.waitForIdle()
        sees("This export has 3 parts. Still missing: 2, 3.")
        press("Scan what is missing")
        assertEquals(Destination.Scan, app.model.destination.value)
        app.model.back()
        rule.waitForIdle()
        assertFalse("commit" in app.phone.calls)
        press("Add these")
        sees("2 accounts were added")
    }

    @Test
    fun a_form_without_a_password_is_warned_of_and_typed_for_a73() {
        app.show(rule)
        app.model.go(Destination.MoveOut)
        rule.waitForIdle()
        press("List of links")
        sees("The keys of 3 accounts leave this phone unprotected.")
        rule.onNodeWithText("Make the file").assertIsNotEnabled()
        rule.onNodeWithText("Type “move out” to go on").performTextInput("Move out")
        press("Make the file")
        sees("Did not go along")
        sees("its key stays on this phone")
        press("Save the file")
        assertEquals(listOf("save countersign-links.txt"), app.shell.asked)
        app.model.moveOut.written(FakeTransfer.FILE.encodeToByteArray())
        rule.waitForIdle()
        sees("3 accounts are in the file, which was read back")
    }

    @Test
    fun codes_for_the_other_phone_are_shown_one_after_another_a73() {
        app.show(rule)
        app.model.go(Destination.MoveOut)
        rule.waitForIdle()
        press("Codes for Google Authenticator")
        rule.onNodeWithText("Type “move out” to go on").performTextInput("move out")
        press("Show the codes")
        sees("Code 1 of 2")
        press("Next code")
        sees("Code 2 of 2")
        press("Done")
        sees("3 accounts were in these codes")
    }

    @Test
    fun backups_take_a_passphrase_and_go_to_a_folder_a49_a75() {
        app.systemServices.folders["tree/boats"] = MemoryBackupFolder()
        app.show(rule)
        app.model.go(Destination.Backups)
        rule.waitForIdle()
        press("Suggest one")
        sees(FakeTransfer.SUGGESTED)
        sees("Suggest another")
        rule.onNodeWithText("Passphrase").performTextInput("seven quiet boats")
        rule.onNodeWithText("The passphrase once more").performTextInput("seven quiet boats")
        press("Set the passphrase")
        sees("The passphrase is set.")
        press("Choose a folder")
        assertEquals(listOf("folder"), app.shell.asked)
        app.model.backups.folder("tree/boats")
        rule.waitForIdle()
        sees("The last one was made on")
        assertEquals(1, app.systemServices.folders.getValue("tree/boats").files.size)
        press("Make a backup now")
        press("Save the backup")
        app.model.backups.written(FakeTransfer.FILE.encodeToByteArray())
        rule.waitForIdle()
        sees("3 accounts are in the backup, which was read back.")
    }

    @Test
    fun a_failed_backup_is_told_above_the_list_a75() {
        app.phone.store.safety = Safety(backup = true)
        app.model.backups.folder("gone")
        app.show(rule)
        sees("The automatic backup failed: its folder is not there")
    }

    @Test
    fun a_new_key_says_before_what_opens_the_app_no_more_v_16() {
        app.phone.transfer.ways = WayToOpen.entries
        app.phone.store.safety = Safety(recoveryCode = true, backup = true)
        app.show(rule)
        app.model.go(Destination.Ways)
        rule.waitForIdle()
        press("A new key")
        sees("Opens the app no more:")
        sees("The passphrase of backups goes too")
        assertFalse("changeVaultKey" in app.phone.calls)
        rule.onNodeWithText("Passcode").performTextInput("482615")
        press("Make a new key")
        sees("There is a new key.")
        assertNotNull(app.model.ways.state.value.dropped)
        assertTrue(WayToOpen.Recovery !in app.phone.transfer.ways)
    }
}
