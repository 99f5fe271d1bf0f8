package org.countersign.app

import android.app.Notification
import android.app.BroadcastOptions
import android.app.NotificationManager
import android.app.PendingIntent
import android.content.ComponentName
import android.content.Intent
import android.content.IntentFilter
import android.os.Binder
import androidx.test.core.app.ApplicationProvider
import org.countersign.app.platform.PushReceiver
import org.countersign.app.platform.RaiseService
import org.countersign.app.platform.UnifiedPush
import org.countersign.app.platform.service
import org.countersign.kit.UserError
import org.countersign.kit.UnreachableCause
import org.countersign.kit.memory.Samples
import org.countersign.kit.model.DistributorError
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Before
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.Robolectric
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
        app.pushRegistration.want(true)
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
    fun what_arrived_is_acknowledged_with_its_token_and_id() {
        val token = registered()
        receive(UnifiedPush.MESSAGE, token, UnifiedPush.ID to "m1")
        receive(UnifiedPush.NEW_ENDPOINT, token, UnifiedPush.ENDPOINT to "https://push.example.test/up2", UnifiedPush.ID to "m2")
        val acknowledged = sent().filter { it.action == UnifiedPush.MESSAGE_ACK }
        assertEquals(listOf("m1", "m2"), acknowledged.map { it.getStringExtra(UnifiedPush.ID) })
        assertTrue(acknowledged.all { it.getStringExtra(UnifiedPush.TOKEN) == token && it.`package` == "org.example.distributor" })
        // Nothing that another app sends is answered, nor an id that is none.
        receive(UnifiedPush.MESSAGE, "guess", UnifiedPush.ID to "m3")
        receive(UnifiedPush.MESSAGE, token, UnifiedPush.ID to "x".repeat(101))
        receive(UnifiedPush.MESSAGE, token)
        assertEquals(2, sent().count { it.action == UnifiedPush.MESSAGE_ACK })
    }

    @Test
    fun the_distributor_learns_which_app_asks_by_each_versions_way() {
        registered()
        app.pushRegistration.want(false)
        for (intent in sent().filter { it.action in setOf(UnifiedPush.REGISTER, UnifiedPush.UNREGISTER) }) {
            assertEquals(app.packageName, intent.getStringExtra("application"))
            val me = checkNotNull(intent.getParcelableExtra("pi", PendingIntent::class.java))
            assertTrue(shadowOf(me).isImmutable && shadowOf(me).isBroadcast)
            assertEquals("org.unifiedpush.dummy_app", shadowOf(me).savedIntent.`package`)
            assertEquals(app.packageName, me.creatorPackage)
            val shared = BroadcastOptions.makeBasic().setShareIdentityEnabled(true).toBundle()
            val options = checkNotNull(shadowOf(app).getBroadcastOptions(intent))
            assertEquals(shared.keySet(), options.keySet())
            for (key in shared.keySet()) assertEquals(shared.getBoolean(key), options.getBoolean(key))
        }
    }

    @Test
    @Config(sdk = [28])
    fun on_android_9_it_is_told_by_the_pending_intent_alone() {
        registered()
        val intent = sent().single()
        assertTrue(intent.hasExtra("pi"))
        assertEquals(null, shadowOf(app).getBroadcastOptions(intent))
    }

    @Test
    fun a_distributor_without_connection_is_told_and_the_address_stays() {
        val token = registered()
        receive(UnifiedPush.TEMP_UNAVAILABLE, token)
        assertEquals(DistributorError.Unavailable, app.pushRegistration.trouble)
        assertEquals(1, app.twin.told.size)
        receive(UnifiedPush.NEW_ENDPOINT, token, UnifiedPush.ENDPOINT to "https://push.example.test/up")
        assertTrue(app.pushRegistration.hasAddress())
    }

    @Test
    fun a_refused_registration_is_told() {
        app.pushRegistration.want(true)
        receive(UnifiedPush.REGISTRATION_FAILED, sent().last().getStringExtra(UnifiedPush.TOKEN), "reason" to "VAPID_REQUIRED")
        assertEquals(DistributorError.Refused, app.pushRegistration.trouble)
    }

    @Test
    fun without_a_network_the_message_rings_all_the_same_a09() {
        val token = registered()
        app.twin.nextTrouble = UserError.Unreachable(UnreachableCause.Offline)
        receive(UnifiedPush.MESSAGE, token)
        assertEquals("Someone may be signing in", shown().single().extras.getString(Notification.EXTRA_TITLE))
    }

    @Test
    fun the_receiver_hears_what_the_manifest_lets_through_and_nothing_else() {
        val ours = ComponentName(app, PushReceiver::class.java)
        val filters = shadowOf(app.packageManager).getIntentFiltersForReceiver(ours)
        assertEquals(UnifiedPush.HEARD, filters.flatMap { filter -> (0 until filter.countActions()).map(filter::getAction) }.toSet())
    }

    @Test
    fun the_service_that_a_distributor_binds_to_gives_it_nothing() {
        val filters = shadowOf(app.packageManager).getIntentFiltersForService(ComponentName(app, RaiseService::class.java))
        assertTrue(filters.single().hasAction(UnifiedPush.RAISE))
        val service = Robolectric.buildService(RaiseService::class.java).create().get()
        assertEquals(Binder::class.java, checkNotNull(service.onBind(Intent(UnifiedPush.RAISE))).javaClass)
        assertEquals(null, service.onBind(Intent("org.example.OTHER")))
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
        app.pushRegistration.want(false)
        assertEquals(UnifiedPush.UNREGISTER to token, sent().last().let { it.action to it.getStringExtra(UnifiedPush.TOKEN) })
        assertEquals(null, app.twin.told.last())
    }

    @Test
    fun between_two_distributors_the_person_chooses() {
        install("org.example.other")
        app.pushRegistration.want(true)
        assertTrue(sent().isEmpty())
        app.pushRegistration.distributeBy("org.example.other")
        assertEquals(UnifiedPush.REGISTER to "org.example.other", sent().single().let { it.action to it.`package` })
    }
}
