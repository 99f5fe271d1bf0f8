package org.countersign.app

import androidx.activity.ComponentActivity
import androidx.compose.ui.test.assertIsDisplayed
import androidx.compose.ui.test.junit4.v2.createAndroidComposeRule
import androidx.compose.ui.test.onAllNodesWithText
import androidx.compose.ui.test.onNodeWithContentDescription
import androidx.compose.ui.test.onNodeWithText
import androidx.compose.ui.test.performClick
import androidx.compose.ui.test.performScrollTo
import androidx.compose.ui.test.performTextInput
import java.nio.ByteBuffer
import org.countersign.kit.AccountState
import org.countersign.kit.Frame
import org.countersign.kit.Outcome
import org.countersign.kit.Phase
import org.countersign.kit.Scanned
import org.countersign.kit.UnreachableCause
import org.countersign.kit.UserError
import org.countersign.kit.memory.Samples
import org.countersign.kit.model.Destination
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config

/** The code beside the number, typed set-up, activity and setting up again, as a person sees them. */
@RunWith(RobolectricTestRunner::class)
@Config(sdk = [34], qualifiers = "w360dp-h1800dp-xhdpi")
class OrganisationScreenTest {
    @get:Rule
    val rule = createAndroidComposeRule<ComponentActivity>()
    private val app = TestApp()
    private val frame = Frame(ByteBuffer.allocateDirect(4), 2, 2, 2)

    private fun press(text: String) = rule.onNodeWithText(text).performScrollTo().performClick()

    private fun said(text: String) = rule.onNodeWithText(text, substring = true).assertIsDisplayed()

    private fun seen(code: String) {
        app.phone.inFrame = listOf(Scanned(code))
        app.model.frame(frame)
        rule.waitForIdle()
    }

    @Test
    fun the_number_is_scanned_and_YES_is_pressed_by_the_person_a30() {
        app.phone.requests = listOf(Samples.request.copy(canScan = true))
        app.phone.matches = mapOf("page" to null, "other" to UserError.OtherSignIn)
        app.show(rule)
        press("Scan the code instead")
        press("Allow the camera")
        assertEquals(listOf("camera"), app.shell.asked)
        app.model.adding.camera(allowed = true)
        said("Point the camera at the code beside the number")
        seen("poster")
        said("This is not the code beside the number.")
        seen("other")
        said("This code belongs to another sign-in. Nothing was filled in.")
        seen("page")
        said("The number was read from the page.")
        rule.onNodeWithContentDescription("Number on the sign-in page of Harbour Bank").assertDoesNotExist()
        assertFalse("approve" in app.phone.calls)
        rule.onNodeWithText("YES").performClick()
        said("Approved.")
    }

    @Test
    fun after_the_scan_the_number_can_be_typed_after_all_a30() {
        app.phone.requests = listOf(Samples.request.copy(canScan = true))
        app.phone.matches = mapOf("page" to null)
        app.show(rule)
        press("Scan the code instead")
        seen("page")
        press("Type the number")
        rule.onNodeWithContentDescription("Number on the sign-in page of Harbour Bank").performTextInput("42")
        assertEquals("42", app.model.answering.state.value.text)
    }

    @Test
    fun a_request_whose_page_shows_no_code_offers_no_scanner_a30() {
        app.phone.requests = listOf(Samples.request)
        app.show(rule)
        rule.onNodeWithText("Scan the code instead").assertDoesNotExist()
    }

    @Test
    fun address_and_code_are_typed_and_what_is_wrong_stands_at_its_field_a08() {
        app.show(rule)
        app.model.otherWays()
        press("Type it instead")
        rule.onNodeWithText("Address on the page").performTextInput("signin.harbour.test/realms/harbour")
        rule.onNodeWithText("Code on the page").performTextInput("1a2b3 c4d5e")
        app.phone.nextTrouble = UserError.BadAddress
        press("Continue")
        // A field and what stands below it are one thing to a screen reader.
        said("This is not the address of a set-up page.")
        app.phone.nextTrouble = UserError.NoSuchCode
        press("Continue")
        said("There is no such code now.")
        rule.onNodeWithText("This is not the address of a set-up page.", substring = true).assertDoesNotExist()
        app.phone.nextPreview = Samples.enrol
        press("Continue")
        said("Add this account?")
        assertEquals("signin.harbour.test/realms/harbour" to "1a2b3 c4d5e", app.phone.organisation.typed)
    }

    @Test
    fun what_was_approved_by_mistake_is_taken_back_by_one_tap_a42() {
        app.phone.organisation.past["1"] = Samples.past
        app.show(rule)
        app.model.go(Destination.Account("1"))
        press("Recent activity")
        rule.onAllNodesWithText("This wasn't me").fetchSemanticsNodes().let { assertEquals(1, it.size) }
        said("Wrong number")
        said("São Paulo")
        app.phone.nextTrouble = UserError.Unreachable(UnreachableCause.Offline)
        press("This wasn't me")
        said("No connection. Try again when you are online.")
        press("This wasn't me")
        said("Taken back. That sign-in has ended")
        rule.onNodeWithText("This wasn't me").assertDoesNotExist()
    }

    @Test
    fun the_screen_that_says_approved_offers_to_take_it_back_a42() {
        app.phone.organisation.past["1"] = listOf(Samples.past[0].copy(id = "r1"))
        app.phone.requests = listOf(Samples.request)
        app.show(rule)
        rule.onNodeWithContentDescription("Number on the sign-in page of Harbour Bank").performTextInput("42")
        rule.onNodeWithText("YES").performClick()
        press("This wasn't me")
        said("Taken back. That sign-in has ended")
        assertEquals(Destination.Activity("1"), app.model.destination.value)
    }

    @Test
    fun a_service_without_a_memory_offers_no_activity_a42() {
        app.phone.rows = app.phone.rows.map { if (it.isPush) it.copy(push = it.push?.copy(hasActivity = false)) else it }
        app.phone.requests = listOf(Samples.request.copy(phase = Phase.Ended, outcome = Outcome.Approved))
        app.show(rule)
        app.model.go(Destination.Request("r1"))
        rule.onNodeWithText("Done").assertIsDisplayed()
        rule.onNodeWithText("This wasn't me").assertDoesNotExist()
        app.model.back()
        app.model.go(Destination.Account("1"))
        rule.onNodeWithText("Recent activity").assertDoesNotExist()
    }

    @Test
    fun one_tap_leads_to_the_page_of_an_account_that_must_be_set_up_again_a16() {
        app.phone.rows = app.phone.rows.map { if (it.isPush) it.copy(state = AccountState.SetUpAgain) else it }
        app.show(rule)
        app.model.go(Destination.Account("1"))
        rule.onNodeWithText("Recent activity").assertDoesNotExist()
        press("Open the organisation's page")
        assertEquals(listOf("page https://signin.harbour.test/"), app.shell.asked)
        press("Set it up again")
        assertEquals(Destination.Scan, app.model.destination.value)
    }

    @Test
    fun the_request_for_a_further_phone_says_what_it_is_for_a16() {
        app.phone.requests = listOf(Samples.request.copy(service = "Your phones"))
        app.show(rule)
        assertTrue(app.model.destination.value is Destination.Request)
        said("Your phones")
    }
}
