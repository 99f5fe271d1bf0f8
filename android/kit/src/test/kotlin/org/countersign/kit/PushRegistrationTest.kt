package org.countersign.kit

import java.util.Base64
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFalse
import kotlin.test.assertNotEquals
import kotlin.test.assertNotNull
import kotlin.test.assertTrue
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import org.countersign.kit.memory.FakeAuthenticatorService
import org.countersign.kit.memory.MemoryPushService
import org.countersign.kit.memory.MemoryDeviceStateStore
import org.countersign.kit.memory.Samples
import org.countersign.kit.model.PushRegistration
import org.countersign.kit.model.DistributorError

class PushRegistrationTest {
    private val phone = FakeAuthenticatorService(state = FakeAuthenticatorService.LOCKED)
    private val kept = MemoryDeviceStateStore()
    private val service = MemoryPushService()
    private var pushRegistration = PushRegistration(phone, kept, service)

    /** The process was ended and begins again over what was kept. */
    private fun again() {
        phone.told.clear()
        pushRegistration = PushRegistration(phone, kept, service)
    }

    private fun registered(): String {
        pushRegistration.want(true)
        return service.tokens.single().also { pushRegistration.given(it, ENDPOINT) }
    }

    private fun told(): JsonObject = Json.parseToJsonElement(assertNotNull(phone.told.last()).text).jsonObject

    @Test
    fun an_address_that_the_push_service_gives_reaches_the_library_a09() {
        registered()
        assertEquals(PushTransport.WebPush, phone.told.single()!!.transport)
        assertEquals(ENDPOINT, told().text("endpoint"))
        val key = Base64.getUrlDecoder().decode(told().text("p256dh"))
        assertEquals(65 to 4, key.size to key[0].toInt())
        assertEquals(16, Base64.getUrlDecoder().decode(told().text("auth")).size)
    }

    @Test
    fun each_start_hands_the_same_address_over_and_asks_the_push_service_again_a09() {
        val token = registered()
        val first = phone.told.single()
        again()
        pushRegistration.want(true)
        pushRegistration.want(true)
        assertEquals(listOf(first), phone.told)
        assertEquals(listOf(token), service.tokens)
        pushRegistration.given(token, ENDPOINT)
        assertEquals(first, phone.told.last())
        pushRegistration.given(token, "$ENDPOINT/other")
        assertNotEquals(first!!.text, phone.told.last()!!.text)
    }

    @Test
    fun refusing_notifications_withdraws_the_address_in_each_run_a10() {
        registered()
        pushRegistration.want(false)
        assertEquals(null, phone.told.last())
        assertTrue(service.tokens.isEmpty())
        again()
        pushRegistration.want(false)
        assertEquals(listOf<PushAddress?>(null), phone.told)
    }

    @Test
    fun a_phone_that_never_rang_tells_nobody() {
        pushRegistration.want(false)
        assertTrue(phone.told.isEmpty())
    }

    @Test
    fun what_another_app_sends_is_not_heard() {
        pushRegistration.given(null, ENDPOINT)
        pushRegistration.given("", ENDPOINT)
        assertFalse(pushRegistration.isOurs(null) || pushRegistration.isOurs(""))
        val token = registered()
        val before = phone.told.toList()
        for (guess in listOf(null, "", "x", token.drop(1))) {
            pushRegistration.given(guess, "https://attacker.test/x")
            pushRegistration.gone(guess)
            assertFalse(pushRegistration.isOurs(guess))
        }
        assertEquals(before, phone.told)
        assertTrue(pushRegistration.isOurs(token))
    }

    @Test
    fun an_endpoint_that_the_library_refuses_is_not_kept_a09() {
        pushRegistration.want(true)
        val token = service.tokens.single()
        phone.takesAddress = { "\"https://" in it.text }
        for (bad in listOf(null, "", "http://a.test/x")) pushRegistration.given(token, bad)
        assertTrue(phone.told.isEmpty())
        assertFalse(pushRegistration.hasAddress())
        pushRegistration.given(token, ENDPOINT)
        assertTrue(pushRegistration.hasAddress())
        // The distributor takes its word back for one that is not taken: the one before is what services know.
        pushRegistration.given(token, "http://a.test/x")
        again()
        pushRegistration.want(true)
        assertEquals(ENDPOINT, told().text("endpoint"))
    }

    @Test
    fun an_address_that_the_push_service_took_away_is_withdrawn_and_asked_for_under_another_token() {
        val token = registered()
        pushRegistration.gone(token)
        assertEquals(null, phone.told.last())
        assertFalse(pushRegistration.isOurs(token))
        again()
        pushRegistration.want(true)
        assertNotEquals(token, service.tokens.last())
    }

    @Test
    fun another_carrier_gets_another_token_and_the_old_address_is_withdrawn() {
        service.installed = listOf(PushDistributor("one", "One"), PushDistributor("two", "Two"))
        pushRegistration.distributeBy("one")
        val token = registered()
        assertTrue(pushRegistration.hasAddress())
        pushRegistration.distributeBy("two")
        assertEquals("two", pushRegistration.distributor()!!.id)
        assertEquals(null, phone.told.last())
        assertFalse(pushRegistration.hasAddress())
        assertFalse(token in service.tokens)
        assertNotEquals(token, service.tokens.single())
    }

    @Test
    fun what_was_kept_and_is_damaged_is_as_if_there_were_nothing() {
        kept.write("registration", byteArrayOf(1, 10, 2))
        assertFalse(pushRegistration.hasAddress())
        assertTrue(pushRegistration.isOurs(registered()))
    }

    @Test
    fun a_carrier_that_was_taken_off_the_phone_rings_no_more() {
        registered()
        service.installed = emptyList()
        assertFalse(pushRegistration.hasAddress())
    }

    @Test
    fun the_app_asks_once_an_account_answers_requests_and_notifications_are_allowed_a09_a10() = model {
        val rig = Rig(this)
        rig.phone.rows = listOf(Samples.shop)
        rig.app.locking.look()
        rig.app.tick()
        assertTrue(rig.push.tokens.isEmpty())
        rig.phone.rows = Samples.all
        rig.app.tick()
        assertEquals(1, rig.push.tokens.size)
        rig.pushRegistration.given(rig.push.tokens.single(), ENDPOINT)
        rig.app.lock()
        rig.app.tick()
        assertEquals(1, rig.push.tokens.size)
        rig.app.locking.unlock(Proof.Passcode("482615"))!!.join()
        rig.systemServices.notifications = false
        rig.app.tick()
        assertTrue(rig.push.tokens.isEmpty())
        assertEquals(null, rig.phone.told.last())
    }

    @Test
    fun a_carrier_that_has_no_connection_is_told_and_keeps_the_address_until_it_is_back() {
        val token = registered()
        pushRegistration.unavailable("guess")
        assertTrue(pushRegistration.hasAddress())
        pushRegistration.unavailable(token)
        assertEquals(DistributorError.Unavailable, pushRegistration.trouble)
        assertFalse(pushRegistration.hasAddress())
        assertEquals(1, phone.told.size, "the services' address stays")
        pushRegistration.given(token, ENDPOINT)
        assertEquals(null, pushRegistration.trouble)
        assertTrue(pushRegistration.hasAddress())
    }

    @Test
    fun a_refused_registration_is_told_and_asked_for_under_another_token() {
        pushRegistration.want(true)
        val token = service.tokens.single()
        pushRegistration.refused("guess")
        assertEquals(null, pushRegistration.trouble)
        pushRegistration.refused(token)
        assertEquals(DistributorError.Refused, pushRegistration.trouble)
        assertFalse(pushRegistration.isOurs(token))
        pushRegistration.lookAgain()
        pushRegistration.want(true)
        assertNotEquals(token, service.tokens.last())
        pushRegistration.given(service.tokens.last(), ENDPOINT)
        assertTrue(pushRegistration.hasAddress())
    }

    @Test
    fun a_refusal_that_comes_after_the_address_changes_nothing() {
        val token = registered()
        pushRegistration.refused(token)
        assertTrue(pushRegistration.isOurs(token) && pushRegistration.hasAddress())
    }

    @Test
    fun another_carrier_is_not_blamed_for_the_one_before() {
        service.installed = listOf(PushDistributor("one", "One"), PushDistributor("two", "Two"))
        pushRegistration.distributeBy("one")
        pushRegistration.want(true)
        pushRegistration.refused(service.tokens.single())
        pushRegistration.distributeBy("two")
        assertEquals(null, pushRegistration.trouble)
    }

    @Test
    fun what_is_kept_is_read_once_however_often_a_screen_asks() {
        registered()
        var reads = 0
        val counting = object : DeviceStateStore by kept {
            override fun read(key: String): ByteArray? = kept.read(key).also { reads += 1 }
        }
        val again = PushRegistration(phone, counting, service)
        again.load()
        repeat(3) { assertTrue(again.hasAddress()) }
        assertEquals(1, reads)
    }

    private fun JsonObject.text(name: String): String = getValue(name).jsonPrimitive.content

    private companion object {
        const val ENDPOINT = "https://push.example.test/up?id=42"
    }
}
