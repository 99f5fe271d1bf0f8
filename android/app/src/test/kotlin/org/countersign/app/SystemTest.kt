package org.countersign.app

import android.Manifest
import android.app.Notification
import android.app.NotificationManager
import android.content.ClipDescription
import android.content.ClipboardManager
import android.content.Intent
import android.util.Size
import android.view.WindowManager
import androidx.test.core.app.ActivityScenario
import androidx.test.core.app.ApplicationProvider
import org.countersign.app.platform.Camera
import org.countersign.app.platform.service
import org.countersign.kit.Clock
import org.countersign.kit.Phone
import org.countersign.kit.Vault
import org.countersign.kit.memory.MemoryPhone
import org.countersign.kit.memory.Samples
import org.countersign.kit.model.Ring
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config

/** The app with the library's twin in its place. */
class TwinApp : CountersignApp() {
    val twin = MemoryPhone("482615", Vault.Open, Samples.all, Samples.codes)
    override val clock = Clock { Samples.NOW }

    override fun makePhone(): Phone = twin

    override fun onCreate() {
        super.onCreate()
        // A phone grants this one at the installation; Robolectric grants nothing by itself.
        shadowOf(this).grantPermissions(Manifest.permission.HIDE_OVERLAY_WINDOWS)
    }
}

/** What the app asks of the system: notifications, windows, clipboard. */
@RunWith(RobolectricTestRunner::class)
@Config(sdk = [34], application = TwinApp::class, qualifiers = "w360dp-h780dp-xhdpi")
class SystemTest {
    private val app: TwinApp = ApplicationProvider.getApplicationContext()
    private val manager = app.service<NotificationManager>()

    private fun shown(): List<Notification> = shadowOf(manager).allNotifications

    private fun idle() = shadowOf(android.os.Looper.getMainLooper()).idle()

    @Test
    fun a_notification_has_no_number_no_code_no_name_and_no_button_a35() {
        app.twin.requests = listOf(Samples.request)
        for (ring in Ring.entries) {
            app.notifications.ring(ring)
            val shown = shown().single()
            assertTrue(shown.actions.isNullOrEmpty())
            val text = with(shown.extras) { keySet().mapNotNull { getCharSequence(it) } }.joinToString()
            for (secret in listOf("42", "492039", "ida", "Harbour", "Mail", "Utrecht")) assertFalse(text, secret in text)
            assertNull(shown.publicVersion)
        }
        app.notifications.quiet()
        assertTrue(shown().isEmpty())
    }

    @Test
    fun refused_notifications_ring_nothing_a10() {
        shadowOf(manager).setNotificationsEnabled(false)
        app.notifications.ring(Ring.Request)
        assertTrue(shown().isEmpty())
        assertFalse(app.surroundings.notificationsAllowed())
    }

    @Test
    fun screenshots_are_off_until_they_are_allowed_a47() {
        ActivityScenario.launch(MainActivity::class.java).use { scenario ->
            val secure = { flags(scenario) and WindowManager.LayoutParams.FLAG_SECURE != 0 }
            assertTrue(secure())
            app.model.settings.screenshots(true)
            idle()
            assertFalse(secure())
            app.model.settings.screenshots(false)
            idle()
            assertTrue(secure())
        }
        assertFalse(app.choices.screenshots)
    }

    @Test
    fun leaving_the_app_locks_it_and_turning_the_phone_does_not_a34() {
        ActivityScenario.launch(MainActivity::class.java).use { scenario ->
            idle()
            assertEquals(Vault.Open, app.twin.state)
            scenario.recreate()
            assertEquals(Vault.Open, app.twin.state)
            scenario.moveToState(androidx.lifecycle.Lifecycle.State.CREATED)
            assertEquals(MemoryPhone.LOCKED, app.twin.state)
        }
    }

    @Test
    fun an_intent_adds_and_approves_nothing() {
        app.twin.requests = listOf(Samples.request)
        val intent = Intent(app, MainActivity::class.java)
            .setData(android.net.Uri.parse("otpauth://totp/x?secret=JBSWY3DPEHPK3PXP")).putExtra("number", "42")
        ActivityScenario.launch<MainActivity>(intent).use { idle() }
        assertTrue(app.twin.calls.none { it in setOf("preview", "add", "approve") })
        assertEquals(4, app.twin.rows.size)
    }

    @Test
    fun a_copied_code_is_marked_sensitive_and_only_our_own_is_cleared_a43() {
        val clipboard = app.service<ClipboardManager>()
        app.surroundings.copy("492039", sensitive = true)
        assertTrue(clipboard.primaryClip!!.description.extras.getBoolean(ClipDescription.EXTRA_IS_SENSITIVE))
        app.surroundings.clearCopied()
        assertFalse(clipboard.hasPrimaryClip())
        app.surroundings.copy("492039", sensitive = true)
        clipboard.setPrimaryClip(android.content.ClipData.newPlainText("", "mine"))
        app.surroundings.clearCopied()
        assertEquals("mine", clipboard.primaryClip!!.getItemAt(0).text)
    }

    @Test
    fun the_camera_takes_the_smallest_size_that_is_enough() {
        val offered = listOf(Size(4000, 3000), Size(1920, 1080), Size(1280, 960), Size(640, 480))
        assertEquals(Size(1280, 960), Camera.best(offered))
        assertEquals(Size(640, 480), Camera.best(listOf(Size(320, 240), Size(640, 480))))
        assertEquals(Size(1280, 720), Camera.best(emptyList()))
    }

    private fun flags(scenario: ActivityScenario<MainActivity>): Int {
        var flags = 0
        scenario.onActivity { flags = it.window.attributes.flags }
        return flags
    }
}
