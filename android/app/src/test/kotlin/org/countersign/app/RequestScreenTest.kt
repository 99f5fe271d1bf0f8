package org.countersign.app

import androidx.activity.ComponentActivity
import androidx.compose.ui.semantics.SemanticsProperties
import androidx.compose.ui.semantics.getOrNull
import androidx.compose.ui.test.assertIsDisplayed
import androidx.compose.ui.test.assertIsEnabled
import androidx.compose.ui.test.assertIsNotEnabled
import androidx.compose.ui.test.assertIsSelected
import androidx.compose.ui.test.assertTextEquals
import androidx.compose.ui.test.junit4.v2.createAndroidComposeRule
import androidx.compose.ui.test.onNodeWithContentDescription
import androidx.compose.ui.test.onNodeWithText
import androidx.compose.ui.test.performClick
import androidx.compose.ui.test.performScrollTo
import androidx.compose.ui.test.performTextInput
import androidx.compose.ui.test.performTextReplacement
import org.countersign.kit.Outcome
import org.countersign.kit.Phase
import org.countersign.kit.Prompt
import org.countersign.kit.UserError
import org.countersign.kit.Vault
import org.countersign.kit.isolated
import org.countersign.kit.memory.FakeAuthenticatorService
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

@RunWith(RobolectricTestRunner::class)
@Config(sdk = [34], qualifiers = "w360dp-h780dp-xhdpi")
class RequestScreenTest {
    @get:Rule
    val rule = createAndroidComposeRule<ComponentActivity>()
    private val app = TestApp()

    private fun asked(digits: Int = 2) {
        app.phone.requests = listOf(Samples.request.copy(prompt = Prompt.Number(digits)))
        app.show(rule)
    }

    private fun field() = rule.onNodeWithContentDescription("Number on the sign-in page of Harbour Bank")

    /** Presses what stands on the screen; what scrolls is scrolled to. */
    private fun press(text: String) {
        if (text !in PINNED) rule.onNodeWithText(text).performScrollTo()
        rule.onNodeWithText(text).assertIsDisplayed().performClick()
    }

    @Test
    fun yes_is_disabled_while_the_number_is_empty_or_too_short_a63() {
        asked(digits = 6)
        rule.onNodeWithText("YES").assertIsNotEnabled()
        field().performTextInput("42091")
        rule.onNodeWithText("YES").assertIsNotEnabled()
        field().performTextInput("7")
        rule.onNodeWithText("YES").assertIsEnabled()
        field().performTextReplacement("")
        rule.onNodeWithText("YES").assertIsNotEnabled()
    }

    @Test
    fun typing_the_number_and_yes_approves() {
        asked()
        field().performTextInput("42")
        press("YES")
        rule.onNodeWithText("Approved.").assertIsDisplayed()
        press("Done")
        assertEquals(Destination.Accounts, app.model.destination.value)
    }

    @Test
    fun a_wrong_number_is_told_with_what_to_do() {
        asked()
        field().performTextInput("24")
        press("YES")
        rule.onNodeWithText("The request is over. Start again in the browser.").assertIsDisplayed()
    }

    @Test
    fun deny_then_report_tells_whom_to_call() {
        asked()
        press("No, it's not me")
        rule.onNodeWithText("Refused. Nobody was signed in.").assertIsDisplayed()
        press("Report")
        rule.onNodeWithText("Call IT now: ${listOf("IT desk", "+31 30 555 0142", "it@harbour.test").joinToString(transform = ::isolated)}").assertIsDisplayed()
        press("Call ${isolated("+31 30 555 0142")}")
        assertEquals(listOf("call +31 30 555 0142"), app.shell.asked)
    }

    @Test
    fun deny_without_report() {
        asked()
        press("No, it's not me")
        press("Not now")
        assertFalse("report" in app.phone.calls)
        rule.onNodeWithText("Refused.").assertIsDisplayed()
    }

    @Test
    fun show_the_number_gives_the_browser_back_and_keeps_what_was_typed_a26() {
        asked()
        field().performTextInput("4")
        press("Show the number")
        assertEquals(1, app.systemServices.steppedAside)
        app.phone.staysOpenFor = 60
        app.model.stop()
        app.model.start()
        rule.waitForIdle()
        field().assertTextEquals("4")
    }

    @Test
    fun nobody_is_sent_to_look_for_a_number_where_the_page_shows_none() {
        app.phone.requests = listOf(Samples.request.copy(prompt = Prompt.Confirm))
        app.show(rule)
        rule.onNodeWithText("Yes, I am signing in right now").assertIsDisplayed()
        for (words in listOf("Show the number", NEVER_TYPE)) rule.onNodeWithText(words).assertDoesNotExist()
    }

    @Test
    fun a_code_for_the_page_is_for_nobody_else() {
        app.phone.requests = listOf(Samples.request.copy(prompt = Prompt.ShowCode("84")))
        app.show(rule)
        rule.onNodeWithText("Tell nobody this code. Type it only on the page where you are signing in.").assertIsDisplayed()
        for (words in listOf("Show the number", NEVER_TYPE, "YES")) rule.onNodeWithText(words).assertDoesNotExist()
    }

    @Test
    fun the_phones_prompt_stands_before_the_approval_a34() {
        app.phone.nextTrouble = null
        app.phone.requests = listOf(Samples.request)
        app.phone.state = FakeAuthenticatorService.LOCKED
        app.show(rule)
        rule.onNodeWithText("Use the phone's lock").assertIsDisplayed()
        press("Use the passcode")
        rule.onNodeWithText("Passcode").performTextInput("482615")
        press("Unlock")
        assertEquals(Vault.Open, app.phone.state)
        // Opening the app is one unlock, approving another.
        assertEquals(Destination.Request("r1"), app.model.destination.value)
        field().performTextInput("42")
        assertFalse("platform" in app.phone.calls)
        press("YES")
        assertEquals(1, app.phone.calls.count { it == "platform" })
        rule.onNodeWithText("Approved.").assertIsDisplayed()
    }

    @Test
    fun refusing_asks_for_no_unlock_a36() {
        asked()
        press("No, it's not me")
        assertFalse("platform" in app.phone.calls)
        rule.onNodeWithText("Refused. Nobody was signed in.").assertIsDisplayed()
    }

    @Test
    fun a_locked_app_shows_no_request_a35() {
        asked()
        app.model.lock()
        app.tick()
        rule.waitForIdle()
        rule.onNodeWithText("Use the phone's lock").assertIsDisplayed()
        val texts = rule.nodes().flatMap { it.config.getOrNull(SemanticsProperties.Text).orEmpty() }.map { it.text }
        assertTrue("$texts", texts.none { "Harbour" in it || "Mail" in it || "signing in" in it })
    }

    @Test
    fun without_the_unlock_the_right_number_is_not_enough_a34() {
        app.phone.requests = listOf(Samples.request)
        app.phone.state = Vault.Open
        app.phone.refusesPlatform = UserError.Cancelled
        app.show(rule)
        field().performTextInput("42")
        press("YES")
        assertFalse("approve" in app.phone.calls)
        rule.onNodeWithText("Unlocking was cancelled.").performScrollTo().assertIsDisplayed()
        press("Use the passcode")
        rule.onNodeWithText("YES").assertIsNotEnabled()
        rule.onNodeWithText("Passcode").performScrollTo().performTextInput("739104")
        press("Unlock to answer")
        rule.onNodeWithText("YES").assertIsNotEnabled()
        rule.onNodeWithText("Passcode").performScrollTo().performTextInput("482615")
        press("Unlock to answer")
        rule.onNodeWithText("YES").assertIsEnabled()
        field().assertTextEquals("42")
    }

    @Test
    fun a_number_is_pasted_whole() {
        asked(digits = 6)
        field().performTextInput("420 917")
        assertEquals("420 917", app.model.answering.state.value.text)
    }

    @Test
    fun the_number_to_pick_is_spoken_digit_by_digit_a50() {
        app.phone.requests = listOf(Samples.request.copy(prompt = Prompt.Choice(listOf("17", "42"))))
        app.show(rule)
        rule.onNodeWithContentDescription("4 2").performScrollTo().performClick().assertIsSelected()
        rule.onNodeWithText("YES").assertIsDisplayed().assertIsEnabled()
    }

    @Test
    fun the_passing_seconds_do_not_interrupt_a_screen_reader_a50() {
        asked()
        val loud = rule.nodes().filter { SemanticsProperties.LiveRegion in it.config }
            .flatMap { it.config.getOrNull(SemanticsProperties.Text).orEmpty() }
        assertTrue("$loud", loud.none { "54" in it.text })
    }

    @Test
    fun a_request_that_lapsed_leaves_no_stale_prompt() {
        asked()
        app.phone.requests = listOf(Samples.request.copy(phase = Phase.Ended, outcome = Outcome.Expired))
        app.tick()
        rule.onNodeWithText("Too late: this request has lapsed.").assertIsDisplayed()
        rule.onNodeWithText("YES").assertDoesNotExist()
    }

    @Test
    fun a_phone_that_is_no_longer_registered_is_offered_both_ways_on() {
        asked()
        app.phone.requests = listOf(Samples.request.copy(phase = Phase.Ended, outcome = Outcome.AccountUnlinked))
        app.tick()
        press("Remove this account")
        assertEquals(Destination.Account("1"), app.model.destination.value)
    }

    @Test
    fun a_refusal_without_a_connection_that_came_too_late_is_told_a64() {
        asked()
        press("No, it's not me")
        app.phone.requests = listOf(Samples.request.copy(phase = Phase.Ended, outcome = Outcome.Expired, refused = true))
        app.tick()
        rule.onNodeWithText("Your refusal came too late: the request had lapsed by itself.").assertIsDisplayed()
    }

    private companion object {
        val PINNED = setOf("YES", "No, it's not me")
        const val NEVER_TYPE = "Never type a number that someone tells you."
    }
}
