package org.countersign.app

import androidx.appcompat.app.AlertDialog
import androidx.test.core.app.ActivityScenario
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config

/** On some phones with Android 9 the library for fingerprints draws a dialog of AppCompat's, which throws in a theme without it. */
@RunWith(RobolectricTestRunner::class)
@Config(sdk = [28], application = TwinApp::class)
class AlertThemeTest {
    @Test
    fun the_dialog_that_asks_for_a_finger_can_be_drawn() = draw()

    @Test
    @Config(qualifiers = "night")
    fun the_dialog_that_asks_for_a_finger_can_be_drawn_in_the_dark() = draw()

    private fun draw() {
        ActivityScenario.launch(MainActivity::class.java).use { scenario ->
            scenario.onActivity { activity ->
                val dialog = AlertDialog.Builder(activity).setTitle("Is it you?").create()
                dialog.show()
                assertTrue(dialog.isShowing)
                dialog.dismiss()
            }
        }
    }
}
