package org.countersign.app

import android.Manifest
import android.app.Notification
import android.app.NotificationManager
import android.content.ClipData
import android.content.ClipDescription
import android.content.ClipboardManager
import android.content.Intent
import android.content.pm.FeatureInfo
import android.content.pm.PackageManager
import android.view.WindowManager
import androidx.test.core.app.ActivityScenario
import androidx.test.core.app.ApplicationProvider
import java.io.File
import kotlinx.coroutines.Dispatchers
import org.countersign.app.platform.service
import org.countersign.app.platform.systemRoots
import org.countersign.kit.Clock
import org.countersign.kit.AuthenticatorService
import org.countersign.kit.Vault
import org.countersign.kit.memory.FakeAuthenticatorService
import org.countersign.kit.memory.Samples
import org.countersign.kit.model.PushNotice
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config

/** The app with the library's twin in its place, which is there at once. */
class TwinApp : CountersignApp() {
    val twin = FakeAuthenticatorService("482615", Vault.Open, Samples.all, Samples.codes)
    override val clock = Clock { Samples.NOW }
    override val background = Dispatchers.Unconfined

    val parts get() = checkNotNull(loader.apply { begin() }.ready)
    val model get() = parts.model
    val pushRegistration get() = parts.pushRegistration

    override fun makeService(): AuthenticatorService = twin

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
        for (ring in PushNotice.entries) {
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
        app.notifications.ring(PushNotice.Request)
        assertTrue(shown().isEmpty())
        assertFalse(app.systemServices.notificationsAllowed())
    }

    @Test
    fun a_channel_that_was_switched_off_rings_nothing_and_is_said_a10() {
        assertTrue(app.systemServices.notificationsAllowed())
        app.notifications.ring(PushNotice.Request)
        app.notifications.quiet()
        assertTrue(app.systemServices.notificationsAllowed())
        manager.notificationChannels.single().importance = NotificationManager.IMPORTANCE_NONE
        assertFalse(app.systemServices.notificationsAllowed())
        app.notifications.ring(PushNotice.Request)
        assertTrue(shown().isEmpty())
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
        assertFalse(app.parts.choices.screenshots)
    }

    @Test
    fun leaving_the_app_locks_it_and_turning_the_phone_does_not_a34() {
        ActivityScenario.launch(MainActivity::class.java).use { scenario ->
            idle()
            assertEquals(Vault.Open, app.twin.state)
            scenario.recreate()
            assertEquals(Vault.Open, app.twin.state)
            scenario.moveToState(androidx.lifecycle.Lifecycle.State.CREATED)
            assertEquals(FakeAuthenticatorService.LOCKED, app.twin.state)
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
        app.systemServices.copy("492039", sensitive = true)
        assertTrue(clipboard.primaryClip!!.description.extras.getBoolean(ClipDescription.EXTRA_IS_SENSITIVE))
        app.systemServices.clearCopied()
        assertFalse(clipboard.hasPrimaryClip())
        // The same digits from elsewhere, and our own from before: neither is the copy that is to be cleared.
        app.systemServices.copy("492039", sensitive = true)
        val before = clipboard.primaryClip!!
        for (other in listOf(ClipData.newPlainText("", "492039"), before)) {
            app.systemServices.copy("492039", sensitive = true)
            clipboard.setPrimaryClip(other)
            app.systemServices.clearCopied()
            assertTrue(clipboard.hasPrimaryClip())
        }
    }

    @Test
    fun what_others_copied_is_not_looked_at() {
        val source = File(System.getProperty("sources"), "org/countersign/app/platform/AndroidServices.kt").readText()
        assertFalse("getPrimaryClip" in source || Regex("""\bprimaryClip\b""").containsMatchIn(source))
    }

    @Test
    fun the_camera_is_asked_for_and_a_picture_is_chosen_a08() {
        ActivityScenario.launch(MainActivity::class.java).use { scenario ->
            scenario.onActivity { it.askForCamera() }
            idle()
            scenario.onActivity {
                val asked = shadowOf(it).lastRequestedPermission
                assertEquals(listOf(Manifest.permission.CAMERA), asked.requestedPermissions.toList())
            }
            scenario.onActivity { it.choosePicture() }
            idle()
            scenario.onActivity { assertEquals("image/*", shadowOf(it).nextStartedActivityForResult.intent.type) }
        }
    }

    @Test
    fun an_app_without_a_camera_is_installed_all_the_same_a60() {
        val flags = PackageManager.PackageInfoFlags.of(PackageManager.GET_CONFIGURATIONS.toLong())
        val features = app.packageManager.getPackageInfo(app.packageName, flags).reqFeatures.orEmpty()
        val needed = features.filter { it.flags and FeatureInfo.FLAG_REQUIRED != 0 }.mapNotNull { it.name }
        assertEquals(emptyList<String>(), needed)
        // The permission implies these unless the manifest says otherwise.
        for (implied in listOf("android.hardware.camera", "android.hardware.camera.autofocus")) assertTrue(features.any { it.name == implied })
    }

    @Test
    fun roots_that_cannot_be_read_are_none_and_no_crash() {
        // There is no AndroidCAStore here.
        assertNull(systemRoots())
    }

    private fun flags(scenario: ActivityScenario<MainActivity>): Int {
        var flags = 0
        scenario.onActivity { flags = it.window.attributes.flags }
        return flags
    }
}
