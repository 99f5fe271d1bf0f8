package org.countersign.app

import androidx.activity.ComponentActivity
import androidx.compose.ui.semantics.SemanticsProperties
import androidx.compose.ui.test.assertIsDisplayed
import androidx.compose.ui.test.hasClickAction
import androidx.compose.ui.test.hasText
import androidx.compose.ui.test.junit4.v2.createAndroidComposeRule
import androidx.compose.ui.test.onAllNodesWithContentDescription
import androidx.compose.ui.test.onFirst
import androidx.compose.ui.test.onNodeWithContentDescription
import androidx.compose.ui.test.onNodeWithTag
import androidx.compose.ui.test.onNodeWithText
import androidx.compose.ui.test.onRoot
import androidx.compose.ui.test.performClick
import androidx.compose.ui.test.performScrollTo
import androidx.compose.ui.test.performTextInput
import androidx.compose.ui.test.performTextReplacement
import java.nio.ByteBuffer
import org.countersign.kit.AccountState
import org.countersign.kit.Frame
import org.countersign.kit.Inbox
import org.countersign.kit.Note
import org.countersign.kit.PlatformKey
import org.countersign.kit.RefusedSetup
import org.countersign.kit.Removal
import org.countersign.kit.Scanned
import org.countersign.kit.UserError
import org.countersign.kit.Vault
import org.countersign.kit.isolated
import org.countersign.kit.memory.FakeAuthenticatorService
import org.countersign.kit.memory.Samples
import org.countersign.kit.model.Destination
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config

@RunWith(RobolectricTestRunner::class)
@Config(sdk = [34], qualifiers = "w360dp-h1200dp-xhdpi")
class ListScreenTest {
    @get:Rule
    val rule = createAndroidComposeRule<ComponentActivity>()
    private val app = TestApp()

    private fun press(text: String) = rule.onNodeWithText(text).performScrollTo().performClick()

    @Test
    fun an_empty_app_offers_scan_a_qr_code_at_once_a05() {
        app.phone.state = Vault.None
        app.phone.rows = emptyList()
        app.show(rule)
        rule.onNodeWithText("No accounts yet").assertIsDisplayed()
        press("Scan a QR code")
        rule.onNodeWithText("Choose a passcode").assertIsDisplayed()
        rule.onNodeWithText("New passcode").performTextInput("482615")
        rule.onNodeWithText("New passcode once more").performTextInput("482615")
        press("Continue")
        assertEquals(Destination.Scan, app.model.destination.value)
    }

    @Test
    fun with_accounts_plus_at_the_top_right_leads_to_adding_a05() {
        app.show(rule)
        val plus = rule.onNodeWithContentDescription("Add an account")
        val bounds = plus.fetchSemanticsNode().boundsInRoot
        assertTrue("$bounds", bounds.right > 620 && bounds.top < 150)
        plus.performClick()
        rule.onNodeWithText("Work or school account").assertIsDisplayed()
        rule.onNodeWithText("Other account").assertIsDisplayed()
    }

    @Test
    fun work_or_school_account_opens_the_scanner_a06() {
        app.show(rule)
        rule.onNodeWithContentDescription("Add an account").performClick()
        press("Work or school account")
        rule.onNodeWithText("The camera reads the code on the page").assertIsDisplayed()
        press("Allow the camera")
        assertEquals(listOf("camera"), app.shell.asked)
        app.model.adding.camera(allowed = true)
        rule.onNodeWithText("Point the camera at the code on the page").assertIsDisplayed()
    }

    @Test
    fun a_camera_that_another_app_took_is_opened_again_a08() {
        app.show(rule)
        app.model.add(work = true)
        app.model.adding.camera(allowed = true)
        app.shell.cameraFailed = true
        press("Scan again")
        assertEquals(listOf("camera again"), app.shell.asked)
        rule.onNodeWithText("Point the camera at the code on the page").assertIsDisplayed()
    }

    @Test
    @Config(qualifiers = "w640dp-h320dp-land-xhdpi")
    fun turned_sideways_the_finder_and_what_it_says_fit_the_screen_a08() {
        app.show(rule)
        app.model.add(work = true)
        app.model.adding.camera(allowed = true)
        val finder = rule.onNodeWithTag("finder").fetchSemanticsNode().boundsInRoot
        val screen = rule.onRoot().fetchSemanticsNode().boundsInRoot
        assertTrue("$finder in $screen", finder.bottom <= screen.bottom && finder.height <= screen.height * 0.61f && finder.width > finder.height)
        rule.onNodeWithText("Can't scan? Type it").performScrollTo().assertIsDisplayed()
    }

    @Test
    fun what_the_vault_cannot_say_is_told_and_asked_again() {
        app.phone.vaultTrouble = UserError.KeyFailed
        app.show(rule)
        rule.onNodeWithText("The phone's key store did not answer. Try again, or start the phone anew.").assertIsDisplayed()
        app.phone.vaultTrouble = null
        app.phone.state = FakeAuthenticatorService.LOCKED
        press("Try again")
        rule.onNodeWithText("Countersign is locked").assertIsDisplayed()
    }

    @Test
    fun the_passcode_can_be_tried_while_the_vault_cannot_say_where_it_stands() {
        app.phone.vaultTrouble = UserError.KeyFailed
        app.phone.state = FakeAuthenticatorService.LOCKED
        app.show(rule)
        press("Use the passcode")
        app.phone.vaultTrouble = null
        rule.onNodeWithText("Passcode").performTextInput("482615")
        press("Unlock")
        assertEquals(Destination.Accounts, app.model.destination.value)
    }

    @Test
    fun a_damaged_file_offers_no_passcode() {
        app.phone.vaultTrouble = UserError.Damaged
        app.show(rule)
        rule.onNodeWithText("Try again").assertIsDisplayed()
        rule.onNodeWithText("Use the passcode").assertDoesNotExist()
    }

    @Test
    fun a_lost_key_is_said_where_the_passcode_is_typed() {
        app.phone.state = FakeAuthenticatorService.LOCKED
        app.phone.platformKey = PlatformKey.Lost
        app.show(rule)
        rule.onNodeWithText("The phone's lock no longer opens this app: it was taken away or changed. Use the passcode.").assertIsDisplayed()
        rule.onNodeWithText("Use the phone's lock").assertDoesNotExist()
        rule.onNodeWithText("Passcode").performTextInput("482615")
        press("Unlock")
        assertEquals(Destination.Accounts, app.model.destination.value)
    }

    @Test
    fun a_refused_camera_offers_typing_address_and_code_a_link_or_the_key_a60() {
        app.show(rule)
        app.model.add(work = true)
        app.model.adding.camera(allowed = false)
        press("Type address and code")
        rule.onNodeWithText("Address on the page").assertIsDisplayed()
        press("I have a link")
        rule.onNodeWithText("Link on the page").performTextInput("https://link.countersign.test/k")
        app.phone.nextPreview = Samples.enrol
        press("Continue")
        rule.onNodeWithText("Add this account?").assertIsDisplayed()
        rule.onNodeWithText("signin.harbour.test").assertIsDisplayed()
        press("Cancel")
        app.model.back()
        app.model.add(work = false)
        app.model.adding.camera(allowed = false)
        press("Type the key")
        rule.onNodeWithText("Who issues it").performTextInput("Example Shop")
        rule.onNodeWithText("Your name there").performTextInput("ida")
        rule.onNodeWithText("Key on the page").performTextInput("jbsw y3dp")
        press("Continue")
        press("Continue")
        assertEquals(5, app.phone.rows.size)
    }

    @Test
    fun the_person_names_the_phone_before_it_is_added() {
        app.show(rule)
        app.model.add(work = true)
        app.phone.nextPreview = Samples.enrol
        app.model.adding.scanned(Scanned("link"))
        rule.onNodeWithText("Pixel 9").performTextReplacement("Ida's travel phone")
        press("Continue")
        assertEquals("Ida's travel phone", app.phone.deviceName)
        assertEquals("Ida's travel phone", app.choices.deviceName)
    }

    @Test
    fun another_vendors_code_is_explained_and_adds_nothing() {
        app.show(rule)
        app.model.add(work = true)
        app.model.adding.camera(allowed = true)
        app.phone.nextTrouble = UserError.Foreign("Microsoft Authenticator")
        app.model.adding.typedLink("phonefactor://x")
        rule.onNodeWithText("Microsoft Authenticator", substring = true).assertIsDisplayed()
        assertEquals(4, app.phone.rows.size)
        press("Scan again")
        rule.onNodeWithText("Point the camera at the code on the page").assertIsDisplayed()
    }

    @Test
    fun a_picture_is_chosen_instead_of_the_camera_and_one_without_a_code_is_told() {
        app.show(rule)
        app.model.add(work = true)
        app.model.adding.camera(allowed = false)
        press("Choose a picture")
        assertEquals(listOf("picture"), app.shell.asked)
        app.model.adding.picture(null)
        rule.onNodeWithText("There is no code in this picture", substring = true).assertIsDisplayed()
        press("Choose a picture")
        app.phone.inFrame = listOf(Scanned("code"))
        app.phone.nextPreview = Samples.enrol
        app.model.adding.picture(Frame(ByteBuffer.allocateDirect(4), 2, 2, 2))
        rule.onNodeWithText("Add this account?").assertIsDisplayed()
        assertEquals(4, app.phone.rows.size)
    }

    @Test
    fun a_set_up_that_was_refused_later_is_told_until_it_was_read() {
        val refused = RefusedSetup("Harbour Bank", "ida@harbour.test", UserError.AlreadyUsed)
        app.phone.nextInbox = { Inbox(notes = if ("dismissRefusedSetups" in app.phone.calls) emptyList() else listOf(Note.SetupRefused(refused))) }
        app.show(rule)
        rule.onNodeWithText("${isolated("Harbour Bank")} did not take this phone for ${isolated("ida@harbour.test")}", substring = true).assertIsDisplayed()
        press("I have read it")
        rule.onNodeWithText("did not take this phone", substring = true).assertDoesNotExist()
    }

    @Test
    fun a_row_has_issuer_name_code_and_countdown_and_copies_a43() {
        app.show(rule)
        rule.onNodeWithText("Example Shop").assertIsDisplayed()
        rule.onNodeWithText("ida@shop.test").assertIsDisplayed()
        rule.onNodeWithContentDescription("18 seconds left").assertIsDisplayed()
        rule.onNodeWithContentDescription("Code 4 9 2 0 3 9").performClick()
        assertEquals("492039", app.systemServices.clipboard)
        rule.onNodeWithText("Copied. The clipboard is emptied in 25 seconds.").assertIsDisplayed()
    }

    @Test
    fun search_rename_and_reorder_a43() {
        app.show(rule)
        rule.onNodeWithText("Search").performTextInput("shop")
        rule.onNodeWithText("Games").assertDoesNotExist()
        rule.onNodeWithContentDescription("Clear the search").performClick()
        press("Example Shop")
        rule.onNodeWithText("Name in the list").performTextReplacement("Groceries")
        press("Save the name")
        press("Move up")
        app.model.back()
        rule.waitForIdle()
        assertEquals(listOf("Groceries", "Harbour Bank"), app.phone.rows.take(2).map { it.issuer })
        rule.onNodeWithText("Groceries").assertIsDisplayed()
    }

    @Test
    fun hidden_codes_are_masked_until_tapped_a44() {
        app.phone.hides = true
        app.show(rule)
        rule.onNodeWithContentDescription("Code 4 9 2 0 3 9").assertDoesNotExist()
        rule.onAllNodesWithContentDescription("Code hidden").onFirst().performClick()
        rule.onNodeWithContentDescription("Code 4 9 2 0 3 9").assertIsDisplayed()
        assertNull(app.systemServices.clipboard)
    }

    @Test
    fun each_digit_is_spoken_and_the_countdown_is_no_live_region_a50() {
        app.show(rule)
        rule.onNodeWithContentDescription("Code 4 9 2 0 3 9").assertIsDisplayed()
        rule.onNodeWithContentDescription("Code 7 K Q 4 M").assertIsDisplayed()
        val countdown = rule.onNodeWithContentDescription("18 seconds left").fetchSemanticsNode()
        assertTrue(SemanticsProperties.LiveRegion !in countdown.config)
    }

    @Test
    fun an_account_is_removed_after_a_second_question_and_a_pending_removal_is_told_a46() {
        app.show(rule)
        press("Harbour Bank")
        press("Remove this account")
        rule.onNodeWithText("Remove ${isolated("Harbour Bank")}?").performScrollTo().assertIsDisplayed()
        press("Cancel")
        assertEquals(4, app.phone.rows.size)
        press("Remove this account")
        app.phone.removal = Removal.Pending
        press("Remove")
        rule.onNodeWithText("Removed here. ${isolated("Harbour Bank")} will be told when you are online.").assertIsDisplayed()
        rule.onNodeWithText("Removed here. The organisation will be told when you are online.").assertIsDisplayed()
    }

    @Test
    fun without_a_connection_codes_work_and_the_list_says_so_a55() {
        app.phone.nextInbox = { Inbox(notes = listOf(Note.Offline)) }
        app.show(rule)
        rule.onNodeWithText("No connection. Your codes still work; requests could not be refreshed.").assertIsDisplayed()
        rule.onNodeWithContentDescription("Code 4 9 2 0 3 9").assertIsDisplayed()
    }

    @Test
    fun refused_notifications_are_said_and_set_up_completes_a10() {
        app.systemServices.notifications = false
        app.show(rule)
        app.model.add(work = true)
        app.phone.nextPreview = Samples.enrol
        app.model.adding.typedLink("x")
        press("Continue")
        rule.onNodeWithText("Shall this phone ring for sign-in requests?").assertIsDisplayed()
        press("Not now")
        rule.onNodeWithText("You will not be told about requests. Open the app when you sign in, and they are here.").assertIsDisplayed()
        assertTrue(app.phone.rows.any { it.state == AccountState.TryoutPending })
    }

    @Test
    fun allowing_notifications_asks_the_system_a09() {
        app.systemServices.notifications = false
        app.show(rule)
        app.model.go(Destination.Notifications)
        press("Allow notifications")
        assertEquals(listOf("notifications"), app.shell.asked)
    }

    @Test
    fun settings_switch_what_they_say() {
        app.show(rule)
        rule.onNodeWithContentDescription("Settings").performClick()
        press("Hide codes")
        press("Lock the app when I leave it")
        assertTrue(app.phone.hides)
        assertEquals(false, app.choices.appLock)
        press("Change the passcode")
        rule.onNodeWithText("Passcode now").performTextInput("482615")
        rule.onNodeWithText("New passcode").performTextInput("739104")
        rule.onNodeWithText("New passcode once more").performTextInput("739104")
        rule.onNode(hasText("Change the passcode") and hasClickAction()).performClick()
        rule.onNodeWithText("The passcode was changed.").assertIsDisplayed()
        assertEquals("739104", app.phone.passcode)
    }

    @Test
    fun where_no_key_of_the_phone_opens_the_vault_the_settings_take_the_passcode_v70() {
        app.phone.platformKey = PlatformKey.None
        app.show(rule)
        rule.onNodeWithContentDescription("Settings").performClick()
        press("Lock the app when I leave it")
        assertTrue(app.choices.appLock)
        rule.onNodeWithText("Passcode").performScrollTo().performTextInput("482615")
        press("Continue")
        assertFalse(app.choices.appLock)
        assertFalse("platform" in app.phone.calls)
        rule.onNodeWithText("Passcode").assertDoesNotExist()
    }
}
