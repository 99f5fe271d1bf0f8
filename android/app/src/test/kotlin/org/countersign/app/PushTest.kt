package org.countersign.app

import android.app.Notification
import android.app.NotificationManager
import android.content.ComponentName
import android.content.Intent
import android.content.IntentFilter
import androidx.test.core.app.ApplicationProvider
import org.countersign.app.platform.PushReceiver
import org.countersign.app.platform.UnifiedPush
import org.countersign.app.platform.service
import org.countersign.kit.memory.Samples
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Before
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config

/** The app and a UnifiedPush distributor, which is another app on the phone. */
@RunWith(RobolectricTestRunner::class)
@Config(sdk = [34], application = TwinApp::class)
class PushTest {
    private val app: TwinApp = ApplicationProvider.getApplicationContext()

    @Before
    fun one_distributor_is_installed() = install("org.example.distributor")

    private fun install(name: String) {
        val receiver = ComponentName(name, "$name.Receiver")
        shadowOf(app.packageManager).addReceiverIfNotPresent(receiver)
        shadowOf(app.packageManager).addIntentFilterForReceiver(receiver, IntentFilter(UnifiedPush.REGISTER))
    }

    private fun sent(): List<Intent> = shadowOf(app).broadcastIntents.filter { it.action.orEmpty().startsWith("org.unifiedpush") }

    private fun receive(action: String, token: String?, vararg extras: Pair<String, String>) {
        val intent = Intent(action).putExtra(UnifiedPush.TOKEN, token)
        for ((name, text) in extras) intent.putExtra(name, text)
        PushReceiver().onReceive(app, intent)
        shadowOf(android.os.Looper.getMainLooper()).idle()
    }

    private fun registered(): String {
        app.ringing.want(true)
        val token = checkNotNull(sent().last().getStringExtra(UnifiedPush.TOKEN))
        receive(UnifiedPush.NEW_ENDPOINT, token, UnifiedPush.ENDPOINT to "https://push.example.test/up")
        return token
    }

    private fun shown(): List<Notification> = shadowOf(app.service<NotificationManager>()).allNotifications

    @Test
    fun the_distributors_address_reaches_the_library_and_its_message_rings_a09() {
        val token = registered()
        assertEquals(UnifiedPush.REGISTER to "org.example.distributor", sent().single().let { it.action to it.`package` })
        assertTrue("https://push.example.test/up" in app.twin.told.single()!!.text)
        app.twin.requests = listOf(Samples.request)
        receive(UnifiedPush.MESSAGE, token)
        assertEquals(1, app.twin.calls.count { it == "refresh" })
        assertEquals("Are you signing in?", shown().single().extras.getString(Notification.EXTRA_TITLE))
    }

    @Test
    fun what_a_push_message_says_is_never_shown_a35() {
        val token = registered()
        app.twin.requests = listOf(Samples.request)
        receive(UnifiedPush.MESSAGE, token, "message" to "4711", "bytesMessage" to "4711")
        assertFalse("4711" in "${shown().single().extras}")
    }

    @Test
    fun another_app_can_neither_ring_nor_change_where_requests_go() {
        val token = registered()
        app.twin.requests = listOf(Samples.request)
        for (guess in listOf(null, "", "guess")) {
            receive(UnifiedPush.MESSAGE, guess)
            receive(UnifiedPush.NEW_ENDPOINT, guess, UnifiedPush.ENDPOINT to "https://attacker.test/up")
            receive(UnifiedPush.UNREGISTERED, guess)
        }
        receive("org.example.OTHER", token)
        assertTrue(shown().isEmpty())
        assertEquals(0, app.twin.calls.count { it == "refresh" })
        assertEquals(1, app.twin.told.size)
    }

    @Test
    fun an_address_that_the_distributor_takes_away_is_withdrawn() {
        val token = registered()
        receive(UnifiedPush.UNREGISTERED, token)
        assertEquals(null, app.twin.told.last())
    }

    @Test
    fun refusing_notifications_takes_the_registration_back_a10() {
        val token = registered()
        app.ringing.want(false)
        assertEquals(UnifiedPush.UNREGISTER to token, sent().last().let { it.action to it.getStringExtra(UnifiedPush.TOKEN) })
        assertEquals(null, app.twin.told.last())
    }

    @Test
    fun between_two_distributors_the_person_chooses() {
        install("org.example.other")
        app.ringing.want(true)
        assertTrue(sent().isEmpty())
        app.ringing.carriedBy("org.example.other")
        assertEquals(UnifiedPush.REGISTER to "org.example.other", sent().single().let { it.action to it.`package` })
    }
}
