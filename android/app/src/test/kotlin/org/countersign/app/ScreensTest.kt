package org.countersign.app

import androidx.activity.ComponentActivity
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.runtime.getValue
import androidx.compose.runtime.key
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import androidx.compose.ui.platform.LocalDensity
import androidx.compose.ui.test.junit4.v2.createAndroidComposeRule
import androidx.compose.ui.unit.Density
import org.countersign.app.ui.CountersignTheme
import org.junit.Assert.assertEquals
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode

/** Every screen in every state, written as a picture; on each, no text is cut off and nothing to press is too small. */
@RunWith(RobolectricTestRunner::class)
@GraphicsMode(GraphicsMode.Mode.NATIVE)
class ScreensTest {
    @get:Rule
    val rule = createAndroidComposeRule<ComponentActivity>()

    @Test
    @Config(sdk = [34], qualifiers = "w360dp-h780dp-xhdpi")
    fun light() = draw("light", dark = false, scale = 1f)

    @Test
    @Config(sdk = [34], qualifiers = "w360dp-h780dp-night-xhdpi")
    fun dark_a65() = draw("dark", dark = true, scale = 1f)

    @Test
    @Config(sdk = [34], qualifiers = "w360dp-h1900dp-xhdpi")
    fun nothing_is_cut_off_at_the_largest_text_size_a50() = draw("large", dark = false, scale = 2f)

    @Test
    @Config(sdk = [34], qualifiers = "nl-w360dp-h780dp-xhdpi")
    fun dutch_a65() = draw("nl", dark = false, scale = 1f)

    @Test
    @Config(sdk = [34], qualifiers = "nl-w320dp-h2400dp-xhdpi")
    fun nothing_is_cut_off_in_dutch_on_the_smallest_phone_a50_a65() = draw("nl-large", dark = false, scale = 2f)

    @Test
    @Config(sdk = [34], qualifiers = "w640dp-h360dp-land-xhdpi")
    fun nothing_is_cut_off_on_a_phone_that_is_turned_a50() = draw("turned", dark = false, scale = 1f)

    private fun draw(variant: String, dark: Boolean, scale: Float) {
        val wrong = mutableListOf<String>()
        var case by mutableStateOf(Cases.all.first())
        rule.setContent {
            val density = LocalDensity.current
            CompositionLocalProvider(LocalDensity provides Density(density.density, scale)) {
                CountersignTheme(dark) { key(case.name) { case.draw() } }
            }
        }
        for (next in Cases.all) {
            case = next
            rule.picture("${next.name}.$variant")
            wrong += rule.cutOff().map { "${next.name}: cut off: $it" } + rule.tooSmall().map { "${next.name}: too small: $it" }
        }
        assertEquals(emptyList<String>(), wrong)
    }
}
