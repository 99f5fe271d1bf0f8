package org.countersign.app

import androidx.activity.ComponentActivity
import androidx.compose.ui.test.onNodeWithContentDescription
import androidx.compose.ui.test.performScrollToNode
import androidx.compose.ui.test.hasText
import androidx.compose.ui.test.hasScrollToNodeAction
import androidx.compose.ui.test.assertIsDisplayed
import androidx.compose.ui.test.junit4.v2.createAndroidComposeRule
import androidx.compose.ui.test.onNodeWithText
import androidx.compose.ui.test.performClick
import androidx.compose.ui.test.performScrollTo
import androidx.compose.ui.test.performTextInput
import org.countersign.kit.Binned
import org.countersign.kit.CodeClock
import org.countersign.kit.PlatformKey
import org.countersign.kit.Safety
import org.countersign.kit.memory.FakeAuthenticatorService
import org.countersign.kit.memory.FakeStore
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

/** Living with the codes, as a person sees it. */
@RunWith(RobolectricTestRunner::class)
@Config(sdk = [34], qualifiers = "w360dp-h1800dp-xhdpi")
class StoreScreenTest {
    @get:Rule
    val rule = createAndroidComposeRule<ComponentActivity>()
    private val app = TestApp()

    private fun press(text: String) = rule.onNodeWithText(text).performScrollTo().performClick()

    @Test
    fun a_tap_on_a_code_that_asks_before_unlocks_and_shows_it_a78() {
        app.phone.store.guard("2", askBefore = true)
        app.show(rule)
        press("Show the code")
        assertTrue("platform" in app.phone.calls)
        rule.onNodeWithText("Show the code").assertDoesNotExist()
    }

    @Test
    fun without_the_phones_lock_the_passcode_is_typed_in_the_row_a78() {
        app.phone.platformKey = PlatformKey.None
        app.phone.store.guard("2", askBefore = true)
        app.show(rule)
        press("Show the code")
        assertFalse("code" in app.phone.calls)
        rule.onNodeWithText("Passcode").performTextInput("482615")
        app.model.asking.give(null, "482615")
        rule.waitForIdle()
        rule.onNodeWithText("Show the code").assertDoesNotExist()
        rule.onNodeWithText("Passcode").assertDoesNotExist()
    }

    @Test
    fun a_pin_is_typed_in_the_row_and_a_wrong_one_is_told_a77() {
        app.phone.store.guard("2", askBefore = false, pinStored = false)
        app.show(rule)
        press("Show the code")
        rule.onNodeWithText("PIN of the account").assertIsDisplayed()
        app.model.asking.give("9", null)
        rule.waitForIdle()
        rule.onNodeWithText("The PIN of this account has 4 to 16 digits.").assertIsDisplayed()
        app.model.asking.give("1234", null)
        rule.waitForIdle()
        rule.onNodeWithText("PIN of the account").assertDoesNotExist()
    }

    @Test
    fun removing_says_that_it_goes_to_the_bin_and_the_bin_gives_it_back_a76() {
        app.show(rule)
        app.model.go(Destination.Account("2"))
        press("Remove this account")
        rule.onNodeWithText("It goes to the bin for 30 days", substring = true).assertIsDisplayed()
        app.phone.store.binned = listOf(Binned(Samples.games, Samples.NOW + 30 * 86_400))
        app.model.go(Destination.Settings)
        press("Bin")
        rule.onNodeWithText("30 days left").assertIsDisplayed()
        press("Delete now")
        rule.onNodeWithText("Backups that you made still hold it.", substring = true).assertIsDisplayed()
        press("Cancel")
        press("Take it back")
        rule.onNodeWithText("No account was removed in the last 30 days.").assertIsDisplayed()
        assertFalse("deleteNow" in app.phone.calls)
    }

    @Test
    fun the_key_is_shown_after_an_unlock_and_never_once_it_is_marked_a80() {
        app.show(rule)
        app.model.go(Destination.Account("2"))
        press("Show the key")
        rule.onNodeWithText("otpauth://", substring = true).performScrollTo().assertIsDisplayed()
        press("Done")
        rule.onNodeWithText("otpauth://", substring = true).assertDoesNotExist()
        press("Never show, never export")
        rule.onNodeWithText("Nothing takes this back.", substring = true).assertIsDisplayed()
        assertFalse("neverExport" in app.phone.calls)
        press("Never show, never export")
        rule.onNodeWithText("The key of this account is never shown and never exported.").assertIsDisplayed()
        rule.onNodeWithText("Show the key").assertDoesNotExist()
    }

    @Test
    fun note_groups_and_favourites_are_set_in_the_details_and_chosen_above_the_list_a43() {
        app.show(rule)
        rule.onNodeWithText("All").assertDoesNotExist()
        press("Games")
        press("On top of the list")
        rule.onNodeWithText("Groups, by commas").performScrollTo().performTextInput("Home, Play")
        rule.onNodeWithText("Note").performScrollTo().performTextInput("Ask Bo")
        press("Save groups and note")
        rule.onNodeWithText("Groups and note are saved.").performScrollTo().assertIsDisplayed()
        assertEquals("Ask Bo", app.phone.store.details.getValue("3").note)
        app.model.back()
        rule.waitForIdle()
        rule.onNodeWithContentDescription("Favourite").assertIsDisplayed()
        assertEquals("Games", app.model.accounts.state.value.rows.first().account.issuer)
        rule.onNodeWithText("Play").performClick()
        rule.onNodeWithText("Example Shop").assertDoesNotExist()
        rule.onNodeWithText("All").performClick()
        rule.onNodeWithText("Example Shop").assertIsDisplayed()
    }

    @Test
    fun a_list_of_a_thousand_makes_the_codes_in_sight_alone_a43() {
        val ids = List(1_000) { "a$it" }
        app.phone.rows = ids.mapIndexed { place, id -> Samples.shop.copy(id = id, issuer = "Shop $place") }
        app.phone.codes = ids.associateWith { Samples.codes.getValue("2").copy(account = it) }
        app.show(rule)
        assertTrue("${app.phone.codesOf}", app.phone.codesOf!!.size in 5..40)
        rule.onNode(hasScrollToNodeAction()).performScrollToNode(hasText("Shop 700"))
        rule.waitForIdle()
        assertTrue("${app.phone.codesOf}", "a700" in app.phone.codesOf!! && app.phone.codesOf!!.size in 5..40)
        rule.onNodeWithText("Shop 700").assertIsDisplayed()
    }

    @Test
    fun another_kind_is_chosen_where_the_guess_was_wrong_a81() {
        app.show(rule)
        app.model.go(Destination.Account("3"))
        press("Kind of code")
        press("Usual: six digits, 30 seconds")
        assertEquals("totp", app.phone.rows.single { it.id == "3" }.kind)
    }

    @Test
    fun the_services_time_is_offered_above_the_codes_a79() {
        app.phone.store.clock = CodeClock(off = -90)
        app.show(rule)
        press("Use the services' time")
        rule.onNodeWithText("Codes are made by the services' time", substring = true).assertIsDisplayed()
        press("Use the phone's time")
        assertFalse(app.phone.store.clock.used)
    }

    @Test
    fun who_has_no_recovery_code_is_warned_and_makes_one_a74() {
        app.phone.store.safety = Safety(warn = true)
        app.show(rule)
        press("Make a recovery code")
        press("Make a recovery code")
        rule.onNodeWithText("2. EFGH").assertIsDisplayed()
        press("I have written it down")
        rule.onNodeWithText("Group 2").performTextInput("EFGH")
        rule.onNodeWithText("Group 5").performTextInput("STUV")
        press("Continue")
        rule.onNodeWithText("The recovery code is in use.").assertIsDisplayed()
        press("Done")
        assertEquals(Destination.Settings, app.model.destination.value)
    }

    @Test
    fun the_recovery_code_unlocks_and_a_new_passcode_is_chosen_a74() {
        app.phone.state = FakeAuthenticatorService.LOCKED
        app.phone.store.recoveryCode = FakeStore.TEXT
        app.show(rule)
        press("Unlock with the recovery code")
        rule.onNodeWithText("Recovery code").performTextInput(FakeStore.TEXT)
        rule.onNodeWithText("New passcode").performTextInput("739104")
        rule.onNodeWithText("New passcode once more").performTextInput("739104")
        press("Unlock")
        assertEquals(Destination.Accounts, app.model.destination.value)
        assertEquals("739104", app.phone.passcode)
    }
}
