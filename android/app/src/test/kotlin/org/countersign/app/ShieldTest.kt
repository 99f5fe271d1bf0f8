package org.countersign.app

import android.Manifest
import android.app.Notification
import android.app.NotificationManager
import android.content.Intent
import android.content.pm.ComponentInfo
import android.content.pm.PackageManager
import android.os.Bundle
import android.os.Parcel
import android.os.SystemClock
import android.view.MotionEvent
import android.view.View
import android.view.inputmethod.EditorInfo
import androidx.compose.ui.test.junit4.v2.createAndroidComposeRule
import androidx.compose.ui.test.onNodeWithContentDescription
import androidx.compose.ui.test.onNodeWithText
import androidx.compose.ui.test.performClick
import androidx.compose.ui.test.performScrollTo
import androidx.compose.ui.test.performTextInput
import androidx.test.core.app.ApplicationProvider
import androidx.test.platform.app.InstrumentationRegistry
import java.io.File
import javax.xml.parsers.DocumentBuilderFactory
import org.countersign.app.platform.service
import org.countersign.kit.memory.Samples
import org.countersign.kit.model.Destination
import org.countersign.kit.model.PushNotice
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config
import org.w3c.dom.Element

/** What another app on the phone could try: to cover the screen, to read it, to be remembered by, to start something. */
@RunWith(RobolectricTestRunner::class)
@Config(sdk = [34], application = TwinApp::class, qualifiers = "w360dp-h1200dp-xhdpi")
class ShieldTest {
    @get:Rule
    val rule = createAndroidComposeRule<MainActivity>()
    private val app: TwinApp = ApplicationProvider.getApplicationContext()

    private fun asked() {
        app.twin.requests = listOf(Samples.request.copy(needsUnlock = false))
        rule.runOnUiThread { app.model.refresh() }
        rule.waitForIdle()
        assertEquals(Destination.Request("r1"), app.model.destination.value)
    }

    private fun field() = rule.onNodeWithContentDescription("Number on the sign-in page of Harbour Bank").performScrollTo()

    /** Touches the middle of a button as the system delivers a touch to the window. */
    private fun touch(button: String, flags: Int) {
        val at = rule.onNodeWithText(button).fetchSemanticsNode().boundsInWindow.center
        val window = rule.activity.window.decorView
        val began = SystemClock.uptimeMillis()
        rule.runOnUiThread {
            for ((action, time) in listOf(MotionEvent.ACTION_DOWN to began, MotionEvent.ACTION_UP to began + 50)) {
                val properties = MotionEvent.PointerProperties().apply { id = 0 }
                val coordinates = MotionEvent.PointerCoords().apply {
                    x = at.x
                    y = at.y
                }
                val event = MotionEvent.obtain(
                    began, time, action, 1, arrayOf(properties), arrayOf(coordinates), 0, 0, 1f, 1f, 0, 0, 0, flags,
                )
                window.dispatchTouchEvent(event)
                event.recycle()
            }
        }
        rule.waitForIdle()
    }

    @Test
    fun a_touch_through_another_apps_window_approves_nothing() {
        asked()
        field().performTextInput("42")
        touch("YES", MotionEvent.FLAG_WINDOW_IS_OBSCURED)
        assertFalse("approve" in app.twin.calls)
        touch("YES", 0)
        assertTrue("approve" in app.twin.calls)
    }

    @Test
    fun nothing_of_the_screen_goes_to_overlays_autofill_or_content_capture() {
        val window = rule.activity.window
        val view = window.decorView
        assertEquals(View.IMPORTANT_FOR_AUTOFILL_NO_EXCLUDE_DESCENDANTS, view.importantForAutofill)
        assertEquals(View.IMPORTANT_FOR_CONTENT_CAPTURE_NO_EXCLUDE_DESCENDANTS, view.importantForContentCapture)
        val hidden = window.attributes.javaClass.getField("privateFlags").getInt(window.attributes)
        assertTrue("other apps' windows are hidden", hidden and HIDES_OVERLAYS != 0)
        val flags = PackageManager.PackageInfoFlags.of(PackageManager.GET_PERMISSIONS.toLong())
        val asked = app.packageManager.getPackageInfo(app.packageName, flags).requestedPermissions.orEmpty()
        assertTrue(Manifest.permission.HIDE_OVERLAY_WINDOWS in asked)
    }

    @Test
    fun keyboards_learn_nothing_and_the_number_is_typed_on_digits() {
        asked()
        field().performClick()
        val info = rule.runOnUiThread { EditorInfo().also { focused().onCreateInputConnection(it) } }
        assertTrue(info.imeOptions and EditorInfo.IME_FLAG_NO_PERSONALIZED_LEARNING != 0)
        assertEquals(EditorInfo.TYPE_CLASS_NUMBER or EditorInfo.TYPE_NUMBER_VARIATION_PASSWORD, info.inputType)
    }

    private fun focused(): View = checkNotNull(rule.activity.window.decorView.findFocus())

    @Test
    fun neither_number_nor_code_is_written_down_when_the_system_takes_the_app_away() {
        asked()
        field().performTextInput("4207")
        rule.runOnUiThread { app.model.go(Destination.Typed) }
        rule.onNodeWithText("Code on the page").performTextInput("1A2B3C4D5E")
        assertFalse(written().any { "4207" in it || "1A2B3C4D5E" in it })
    }

    @Test
    fun a_link_is_not_written_down() {
        rule.runOnUiThread { app.model.go(Destination.Typed) }
        rule.onNodeWithText("I have a link").performClick()
        rule.onNodeWithText("Link on the page").performTextInput("https://link.countersign.test/K3Y")
        assertFalse(written().any { "K3Y" in it })
    }

    @Test
    fun a_key_is_not_written_down_and_the_name_beside_it_is() {
        rule.runOnUiThread {
            app.model.adding.start(work = false)
            app.model.go(Destination.Typed)
        }
        rule.onNodeWithText("Who issues it").performTextInput("Harbour")
        rule.onNodeWithText("Key on the page").performTextInput("JBSWY3DP")
        val written = written()
        assertTrue("what may be kept is found", written.any { "Harbour" in it })
        assertFalse(written.any { "JBSWY3DP" in it })
    }

    @Test
    fun a_passcode_is_not_written_down() {
        rule.runOnUiThread { app.model.go(Destination.ChangePasscode) }
        rule.onNodeWithText("New passcode").performTextInput("739104")
        assertFalse(written().any { "739104" in it })
    }

    /** What the system would keep of the activity, read as text in each way it may be written. Ends the screen. */
    private fun written(): List<String> {
        rule.waitForIdle()
        val state = Bundle()
        rule.runOnUiThread { InstrumentationRegistry.getInstrumentation().callActivityOnSaveInstanceState(rule.activity, state) }
        val parcel = Parcel.obtain()
        parcel.writeBundle(state)
        val bytes = parcel.marshall()
        parcel.recycle()
        return listOf(bytes to Charsets.UTF_8, bytes to Charsets.UTF_16LE, bytes.drop(1).toByteArray() to Charsets.UTF_16LE)
            .map { (part, set) -> part.toString(set) }
    }

    @Test
    fun the_notification_leads_into_this_app_only_and_cannot_be_changed_a35() {
        app.notifications.ring(PushNotice.Request)
        val shown: Notification = shadowOf(app.service<NotificationManager>()).allNotifications.single()
        val intent = shadowOf(shown.contentIntent)
        assertTrue(intent.isImmutable)
        assertEquals(MainActivity::class.java.name, intent.savedIntent.component?.className)
    }

    @Test
    fun calling_it_dials_and_does_not_call() {
        rule.runOnUiThread { rule.activity.call("+31 30 555 0142") }
        val started = shadowOf(app).nextStartedActivity
        assertEquals(Intent.ACTION_DIAL, started.action)
        assertEquals("tel", started.data?.scheme)
    }

    @Test
    fun only_the_way_in_and_what_push_needs_can_be_reached_from_outside() {
        val flags = PackageManager.GET_ACTIVITIES or PackageManager.GET_RECEIVERS or PackageManager.GET_SERVICES or PackageManager.GET_PROVIDERS
        val all = app.packageManager.getPackageInfo(app.packageName, PackageManager.PackageInfoFlags.of(flags.toLong()))
        val parts = listOf<Array<out ComponentInfo>?>(all.activities, all.receivers, all.services, all.providers)
            .flatMap { it.orEmpty().toList() }
        val reached = parts.filter { it.exported && it.name != "androidx.activity.ComponentActivity" }.map { it.name.substringAfterLast('.') }
        assertEquals(listOf("MainActivity", "PushReceiver", "RaiseService"), reached)
    }

    @Test
    fun no_backup_takes_anything_along() {
        val rules = DocumentBuilderFactory.newInstance().newDocumentBuilder()
            .parse(File(System.getProperty("resources"), "xml/backup_rules.xml")).documentElement
        for (way in listOf("cloud-backup", "device-transfer")) {
            val left = rules.getElementsByTagName(way).item(0) as Element
            val out = left.getElementsByTagName("exclude")
            val domains = (0 until out.length).map { (out.item(it) as Element).getAttribute("domain") }
            assertTrue(domains.containsAll(listOf("root", "file", "database", "sharedpref", "external", "device_root")))
            assertEquals(0, left.getElementsByTagName("include").length)
        }
        assertEquals(0, app.applicationInfo.flags and android.content.pm.ApplicationInfo.FLAG_ALLOW_BACKUP)
    }

    private companion object {
        /** SYSTEM_FLAG_HIDE_NON_SYSTEM_OVERLAY_WINDOWS, which the SDK does not name. */
        const val HIDES_OVERLAYS = 1 shl 19
    }
}
