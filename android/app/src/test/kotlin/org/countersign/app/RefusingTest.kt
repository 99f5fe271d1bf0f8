package org.countersign.app

import androidx.activity.ComponentActivity
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import androidx.compose.ui.platform.LocalDensity
import androidx.compose.ui.test.assertIsDisplayed
import androidx.compose.ui.test.assertIsEnabled
import androidx.compose.ui.test.junit4.v2.createAndroidComposeRule
import androidx.compose.ui.test.onNodeWithText
import androidx.compose.ui.test.onRoot
import androidx.compose.ui.test.performClick
import androidx.compose.ui.unit.Density
import org.countersign.app.ui.CountersignTheme
import org.countersign.app.ui.RequestEvents
import org.countersign.app.ui.RequestScreen
import org.countersign.kit.Phase
import org.countersign.kit.Prompt
import org.countersign.kit.UserError
import org.countersign.kit.UnreachableCause
import org.countersign.kit.Warning
import org.countersign.kit.memory.Samples
import org.countersign.kit.model.AnsweringState
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode

/**
 * "No, it's not me" is one tap away: whole, in sight without scrolling, whatever else stands there, at the largest text, on the
 * smallest phone, also when its keyboard is up or it is turned, and before any unlock.
 */
@RunWith(RobolectricTestRunner::class)
@GraphicsMode(GraphicsMode.Mode.NATIVE)
class RefusingTest {
    @get:Rule
    val rule = createAndroidComposeRule<ComponentActivity>()

    private val worst = Samples.request.copy(
        organisation = "Stichting Regionale Gezondheidszorg Noordoost",
        service = "Personeelsinformatiesysteem",
        user = "wilhelmina.van-den-heuvel@gezondheidszorg.example.test",
        location = "São Paulo",
        country = "BR",
        secondsLeft = 17,
        warnings = listOf(Warning.OtherCountry, Warning.RequestsThisHour(4), Warning.WrongInRow(3), Warning.AlmostOver),
        moreWaiting = 2,
    )
    private val states = listOf(
        AnsweringState(worst),
        AnsweringState(worst, trouble = UserError.Unreachable(UnreachableCause.Offline)),
        AnsweringState(worst.copy(prompt = Prompt.Number(6)), text = "420917"),
        AnsweringState(worst, byPasscode = true, proofTrouble = UserError.WrongPasscode(1)),
        AnsweringState(worst, proofTrouble = UserError.Cancelled),
        AnsweringState(worst.copy(prompt = Prompt.Choice(listOf("17", "42", "86")))),
        AnsweringState(worst.copy(prompt = Prompt.Confirm)),
        AnsweringState(worst.copy(prompt = Prompt.ShowCode("739104"))),
        AnsweringState(worst.copy(phase = Phase.Waiting, inFront = false)),
    )

    @Test
    @Config(sdk = [34], qualifiers = "w320dp-h480dp-xhdpi")
    fun on_the_smallest_phone_a36() = look("small", 1f, "No, it's not me")

    @Test
    @Config(sdk = [34], qualifiers = "w320dp-h480dp-xhdpi")
    fun on_the_smallest_phone_at_the_largest_text_a36_a50() = look("small-large", 2f, "No, it's not me")

    @Test
    @Config(sdk = [34], qualifiers = "nl-w320dp-h480dp-xhdpi")
    fun on_the_smallest_phone_at_the_largest_text_in_dutch_a36_a50() = look("small-large-nl", 2f, "Nee, dit ben ik niet")

    /** What a keyboard leaves of the smallest phone. */
    @Test
    @Config(sdk = [34], qualifiers = "w320dp-h250dp-xhdpi")
    fun above_the_keyboard_a36_a50() = look("keyboard-large", 2f, "No, it's not me")

    @Test
    @Config(sdk = [34], qualifiers = "w480dp-h320dp-land-xhdpi")
    fun on_its_side_a36_a50() = look("turned-large", 2f, "No, it's not me")

    /** Counts the refusals, and hears nothing else. */
    private class Refusals(deaf: RequestEvents) : RequestEvents by deaf {
        var refused = 0

        override fun no() {
            refused += 1
        }
    }

    private fun look(variant: String, scale: Float, no: String) {
        var state by mutableStateOf(states.first())
        val events = Refusals(Cases.deaf())
        rule.setContent {
            val density = LocalDensity.current
            CompositionLocalProvider(LocalDensity provides Density(density.density, scale)) {
                CountersignTheme(false) { RequestScreen(state, Samples.NOW, canStepAside = true, events) }
            }
        }
        for ((place, next) in states.withIndex()) {
            state = next
            rule.picture("refuse-${place + 1}.$variant")
            val button = rule.onNodeWithText(no)
            button.assertIsDisplayed().assertIsEnabled()
            val (seen, screen) = button.fetchSemanticsNode().boundsInRoot to rule.onRoot().fetchSemanticsNode().boundsInRoot
            assertTrue("${place + 1}: $seen in $screen", seen.bottom <= screen.bottom && seen.top >= screen.top && seen.right <= screen.right)
            assertEquals("it is whole", button.fetchSemanticsNode().size.height.toFloat(), seen.height, 1f)
            button.performClick()
            assertEquals(place + 1, events.refused)
        }
    }
}
