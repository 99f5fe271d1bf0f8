package org.countersign.app

import androidx.activity.ComponentActivity
import androidx.compose.ui.geometry.Offset
import androidx.compose.ui.semantics.SemanticsProperties
import androidx.compose.ui.semantics.getOrNull
import androidx.compose.ui.test.assertIsDisplayed
import androidx.compose.ui.test.assertIsFocused
import androidx.compose.ui.test.assertIsNotEnabled
import androidx.compose.ui.test.assertTextEquals
import androidx.compose.ui.test.click
import androidx.compose.ui.test.hasScrollToNodeAction
import androidx.compose.ui.test.hasTestTag
import androidx.compose.ui.test.hasText
import androidx.compose.ui.test.junit4.v2.createAndroidComposeRule
import androidx.compose.ui.test.onNodeWithContentDescription
import androidx.compose.ui.test.onNodeWithText
import androidx.compose.ui.test.performClick
import androidx.compose.ui.test.performImeAction
import androidx.compose.ui.test.performScrollTo
import androidx.compose.ui.test.performScrollToNode
import androidx.compose.ui.test.performTextInput
import androidx.compose.ui.test.performTouchInput
import java.nio.ByteBuffer
import org.countersign.kit.Account
import org.countersign.kit.AccountState
import org.countersign.kit.AddChoice
import org.countersign.kit.Code
import org.countersign.kit.Conflict
import org.countersign.kit.Corner
import org.countersign.kit.Frame
import org.countersign.kit.Scanned
import org.countersign.kit.ScannedKind
import org.countersign.kit.UserError
import org.countersign.kit.isolated
import org.countersign.kit.memory.FakeAuthenticatorService
import org.countersign.kit.memory.Samples
import org.countersign.kit.model.Destination
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config

/** What a walk through the screens found, kept from coming back. */
@RunWith(RobolectricTestRunner::class)
@Config(sdk = [34], qualifiers = "w360dp-h780dp-xhdpi")
class WalkTest {
    @get:Rule
    val rule = createAndroidComposeRule<ComponentActivity>()
    private val app = TestApp()
    private val frame = Frame(ByteBuffer.allocateDirect(4), 2, 2, 2)
    private val second = Samples.code.copy(label = "noor@shop.test")

    private fun press(text: String) = rule.onNodeWithText(text).performScrollTo().performClick()

    private fun texts() = rule.nodes().flatMap { it.config.getOrNull(SemanticsProperties.Text).orEmpty() }.map { it.text }

    @Test
    fun a_request_shows_while_approved_stands_and_a_tap_leads_to_it() {
        app.phone.requests = listOf(Samples.request)
        app.show(rule)
        rule.onNodeWithContentDescription("Number on the sign-in page of Harbour Bank").performTextInput("42")
        rule.onNodeWithText("YES").performClick()
        rule.onNodeWithText("Approved.").assertIsDisplayed()
        rule.onNodeWithText("Sign-in request").assertDoesNotExist()
        app.phone.requests = app.phone.requests + Samples.request.copy(id = "r2")
        app.tick()
        rule.onNodeWithText("Approved.").assertIsDisplayed()
        rule.onNodeWithText("Sign-in request").assertIsDisplayed().performClick()
        assertEquals(Destination.Request("r2"), app.model.destination.value)
        rule.onNodeWithText("Are you signing in?").assertIsDisplayed()
        rule.onNodeWithText("Sign-in request").assertDoesNotExist()
    }

    @Test
    fun a_request_shows_while_a_passcode_is_changed_and_none_while_the_app_is_locked() {
        app.show(rule)
        app.model.go(Destination.ChangePasscode)
        app.phone.requests = listOf(Samples.request)
        app.tick()
        rule.onNodeWithText("Sign-in request").assertIsDisplayed()
        rule.onNodeWithText("Passcode now").assertIsDisplayed()
        app.model.lock()
        rule.waitForIdle()
        rule.onNodeWithText("Sign-in request").assertDoesNotExist()
    }

    @Test
    fun a_list_stays_where_it_is_when_codes_roll_and_when_the_person_comes_back() {
        val many = (1..12).map { Account("$it", "Shop $it", "ida", "totp", AccountState.Active) }
        app.phone.rows = many
        app.phone.codes = many.associate { it.id to Code(it.id, "492039", null, Samples.NOW, Samples.NOW + 30, group = 3) }
        app.show(rule)
        rule.onNode(hasScrollToNodeAction()).performScrollToNode(hasText("Shop 9"))
        val before = place()
        app.clock.seconds += 31
        app.phone.codes = many.associate { it.id to Code(it.id, "118204", null, Samples.NOW + 30, Samples.NOW + 60, group = 3) }
        app.tick()
        assertEquals(before, place(), 0.5f)
        rule.onNodeWithText("Shop 9").performClick()
        rule.onNodeWithText("Remove this account").assertExists()
        app.model.back()
        assertEquals(before, place(), 0.5f)
    }

    private fun place(): Float {
        rule.waitForIdle()
        return rule.onNodeWithText("Shop 9").fetchSemanticsNode().positionInRoot.y
    }

    @Test
    fun the_number_field_takes_no_digit_more_and_says_why_yes_is_grey_a19() {
        app.phone.requests = listOf(Samples.request)
        app.show(rule)
        rule.onNodeWithText("YES").assertIsNotEnabled()
        rule.onNodeWithText("The number has 2 digits.").assertIsDisplayed()
        val field = rule.onNodeWithContentDescription("Number on the sign-in page of Harbour Bank")
        for (digit in listOf("4", "2", "1")) field.performTextInput(digit)
        field.assertTextEquals("42")
    }

    @Test
    fun the_focus_stays_where_a_wrong_passcode_was_typed() {
        app.phone.state = FakeAuthenticatorService.LOCKED
        app.show(rule)
        press("Use the passcode")
        rule.onNodeWithText("Passcode").performClick().performTextInput("739104")
        rule.onNodeWithText("Passcode").performImeAction()
        rule.onNodeWithText("That is not the passcode.", substring = true).assertIsDisplayed()
        rule.onNodeWithText("Passcode").assertIsFocused()
        rule.onNodeWithText("Passcode").performTextInput("739105")
        press("Unlock")
        rule.onNodeWithText("Passcode").assertIsFocused()
    }

    @Test
    fun a_result_is_a_heading_and_a_sentence() {
        app.phone.requests = listOf(Samples.request)
        app.show(rule)
        rule.onNodeWithContentDescription("Number on the sign-in page of Harbour Bank").performTextInput("42")
        rule.onNodeWithText("YES").performClick()
        rule.waitForIdle()
        val heading = rule.nodes().single { SemanticsProperties.Heading in it.config && it.config.getOrNull(SemanticsProperties.Text) != null }
        assertEquals("Approved.", heading.config[SemanticsProperties.Text].single().text)
        rule.onNodeWithText("Your browser is signed in.").assertIsDisplayed()
    }

    @Test
    fun removing_a_code_account_does_not_speak_of_it() {
        app.show(rule)
        press("Example Shop")
        press("Remove this account")
        rule.waitForIdle()
        assertTrue("${texts()}", texts().none { Regex("\\bIT\\b|rgani[sz]ation").containsMatchIn(it) })
        press("Remove")
        rule.onNodeWithText("The account was removed.").assertIsDisplayed()
    }

    @Test
    fun a_duplicate_offers_to_keep_both() {
        app.show(rule)
        app.model.add(work = false)
        app.phone.nextPreview = Samples.code.copy(conflict = Conflict.Same)
        app.model.adding.scanned(Scanned("x"))
        press("Keep both")
        assertEquals(5, app.phone.rows.size)
        assertEquals(AddChoice.KeepBoth, app.phone.added)
    }

    @Test
    fun an_account_of_the_same_name_can_be_replaced_and_no_other() {
        app.show(rule)
        app.model.add(work = false)
        app.phone.nextPreview = Samples.code.copy(conflict = Conflict.SameSecret)
        app.model.adding.scanned(Scanned("x"))
        rule.onNodeWithText("Replace it").assertDoesNotExist()
        app.model.adding.drop()
        app.phone.nextPreview = Samples.code.copy(conflict = Conflict.SameName, replaceable = true)
        app.model.adding.scanned(Scanned("x"))
        press("Replace it")
        assertEquals(AddChoice.Replace, app.phone.added)
    }

    @Test
    fun a_refusal_of_notifications_can_be_changed_where_it_is_said_a10() {
        app.systemServices.notifications = false
        app.choices.askedForNotifications = true
        app.show(rule)
        press("Allow notifications")
        assertEquals(listOf("notifications"), app.shell.asked)
        app.systemServices.notifications = true
        app.tick()
        rule.onNodeWithText("Allow notifications").assertDoesNotExist()
    }

    @Test
    fun a_phone_that_is_not_asked_does_not_say_that_it_confirms() {
        app.phone.rows = listOf(Samples.harbour.copy(state = AccountState.Off))
        app.show(rule)
        rule.onNodeWithText("Not in use: IT asks for no confirmation at the moment").assertIsDisplayed()
        rule.onNodeWithText("Confirms your sign-ins").assertDoesNotExist()
    }

    @Test
    fun texts_of_others_keep_their_direction_to_themselves() {
        val foreign = "\u05D3\u05D5\u05D0\u05E8"
        app.phone.requests = listOf(Samples.request.copy(service = foreign))
        app.show(rule)
        rule.onNodeWithText("${isolated(foreign)} · ${isolated("ida@harbour.test")}").assertIsDisplayed()
    }

    @Test
    fun of_several_codes_the_person_says_which_a68() {
        app.show(rule)
        app.model.add(work = false)
        app.model.adding.camera(allowed = true)
        app.phone.inFrame = listOf(Scanned("a"), Scanned("b"))
        app.phone.previews = mapOf("a" to Samples.code, "b" to second)
        app.model.adding.frame(frame)
        rule.onNodeWithText("Several codes can be added. Tap the one that you mean.").performScrollTo().assertIsDisplayed()
        press("Choose from a list")
        rule.onNodeWithText("Which code is it?").assertIsDisplayed()
        press("noor@shop.test")
        rule.onNodeWithText("Add this account?").assertIsDisplayed()
        rule.onNodeWithText("noor@shop.test").assertIsDisplayed()
        app.model.back()
        rule.onNodeWithText("Point the camera at the code on the page").assertIsDisplayed()
    }

    @Test
    fun one_of_several_codes_is_tapped_in_the_picture_a68() {
        app.show(rule)
        app.model.add(work = false)
        app.model.adding.camera(allowed = true)
        fun square(left: Float) = listOf(Corner(left, 0.2f), Corner(left + 0.3f, 0.2f), Corner(left + 0.3f, 0.6f), Corner(left, 0.6f))
        app.phone.inFrame = listOf(Scanned("a", corners = square(0.1f)), Scanned("b", corners = square(0.6f)), Scanned("shop", ScannedKind.Store, square(0.35f)))
        app.phone.previews = mapOf("a" to Samples.code, "b" to second)
        app.model.adding.frame(frame)
        val codes = rule.onNode(hasTestTag("codes"))
        codes.performScrollTo().performTouchInput { click(Offset(width * 0.5f, height * 0.95f)) }
        rule.onNodeWithText("Add this account?").assertDoesNotExist()
        codes.performTouchInput { click(Offset(width * 0.8f, height * 0.4f)) }
        rule.onNodeWithText("Add this account?").assertIsDisplayed()
        rule.onNodeWithText("noor@shop.test").assertIsDisplayed()
    }

    @Test
    fun a_code_that_sets_nothing_up_is_named_while_the_camera_goes_on_a68() {
        app.show(rule)
        app.model.add(work = false)
        app.model.adding.camera(allowed = true)
        app.phone.inFrame = listOf(Scanned("shop", ScannedKind.Store))
        app.phone.previews = mapOf("a" to Samples.code)
        app.model.adding.frame(frame)
        rule.onNodeWithText("This code only downloads an app.", substring = true).performScrollTo().assertIsDisplayed()
        rule.onNode(hasTestTag("codes")).assertExists()
        app.phone.inFrame = listOf(Scanned("shop", ScannedKind.Store), Scanned("a"))
        app.model.adding.frame(frame)
        rule.onNodeWithText("Add this account?").assertIsDisplayed()
    }

    @Test
    fun what_stands_beside_the_code_that_is_taken_is_named_a68() {
        app.show(rule)
        app.model.add(work = false)
        app.phone.nextPreview = Samples.code
        app.phone.inFrame = listOf(Scanned("shop", ScannedKind.Store), Scanned("a"))
        app.model.adding.picture(frame)
        rule.onNodeWithText("A code beside it only downloads an app.").performScrollTo().assertIsDisplayed()
    }

    @Test
    fun a_part_of_a_code_says_which_are_missing_a69() {
        app.show(rule)
        app.model.add(work = false)
        app.model.adding.camera(allowed = true)
        app.phone.nextPreview = Samples.code
        app.phone.inFrame = listOf(Scanned("1", ScannedKind.Part(1, 2)))
        app.model.adding.frame(frame)
        rule.onNodeWithText("Part 1 of 2 was read. Scan what is missing too: part 2.").assertIsDisplayed()
        assertEquals(4, app.phone.rows.size)
        app.phone.inFrame = listOf(Scanned("2", ScannedKind.Part(2, 2)))
        app.model.adding.frame(frame)
        rule.onNodeWithText("Add this account?").assertIsDisplayed()
    }

    @Test
    fun the_save_before_a_damaged_one_can_be_opened() {
        app.phone.state = FakeAuthenticatorService.LOCKED
        app.phone.previous = true
        app.show(rule)
        app.phone.nextTrouble = UserError.Damaged
        press("Use the phone's lock")
        rule.onNodeWithText("The save before it is kept.", substring = true).assertIsDisplayed()
        press("Use the phone's lock")
        assertEquals(Destination.OlderCopy, app.model.destination.value)
        assertEquals(1, app.phone.calls.count { it == "unlockPrevious" })
    }
}
