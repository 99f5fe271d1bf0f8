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
import org.countersign.kit.memory.MemoryPhone
import org.countersign.kit.memory.MemoryPushService
import org.countersign.kit.memory.MemoryValues
import org.countersign.kit.memory.Samples
import org.countersign.kit.model.Ringing
import org.countersign.kit.model.CarrierTrouble

class RingingTest {
    private val phone = MemoryPhone(state = MemoryPhone.LOCKED)
    private val kept = MemoryValues()
    private val service = MemoryPushService()
    private var ringing = Ringing(phone, kept, service)

    /** The process was ended and begins again over what was kept. */
    private fun again() {
        phone.told.clear()
        ringing = Ringing(phone, kept, service)
    }

    private fun registered(): String {
        ringing.want(true)
        return service.tokens.single().also { ringing.given(it, ENDPOINT) }
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
        ringing.want(true)
        ringing.want(true)
        assertEquals(listOf(first), phone.told)
        assertEquals(listOf(token), service.tokens)
        ringing.given(token, ENDPOINT)
        assertEquals(first, phone.told.last())
        ringing.given(token, "$ENDPOINT/other")
        assertNotEquals(first!!.text, phone.told.last()!!.text)
    }

    @Test
    fun refusing_notifications_withdraws_the_address_in_each_run_a10() {
        registered()
        ringing.want(false)
        assertEquals(null, phone.told.last())
        assertTrue(service.tokens.isEmpty())
        again()
        ringing.want(false)
        assertEquals(listOf<PushAddress?>(null), phone.told)
    }

    @Test
    fun a_phone_that_never_rang_tells_nobody() {
        ringing.want(false)
        assertTrue(phone.told.isEmpty())
    }

    @Test
    fun what_another_app_sends_is_not_heard() {
        ringing.given(null, ENDPOINT)
        ringing.given("", ENDPOINT)
        assertFalse(ringing.isOurs(null) || ringing.isOurs(""))
        val token = registered()
        val before = phone.told.toList()
        for (guess in listOf(null, "", "x", token.drop(1))) {
            ringing.given(guess, "https://attacker.test/x")
            ringing.gone(guess)
            assertFalse(ringing.isOurs(guess))
        }
        assertEquals(before, phone.told)
        assertTrue(ringing.isOurs(token))
    }

    @Test
    fun an_endpoint_that_the_library_refuses_is_not_kept_a09() {
        ringing.want(true)
        val token = service.tokens.single()
        phone.takesAddress = { "\"https://" in it.text }
        for (bad in listOf(null, "", "http://a.test/x")) ringing.given(token, bad)
        assertTrue(phone.told.isEmpty())
        assertFalse(ringing.hasAddress())
        ringing.given(token, ENDPOINT)
        assertTrue(ringing.hasAddress())
        // The distributor takes its word back for one that is not taken: the one before is what services know.
        ringing.given(token, "http://a.test/x")
        again()
        ringing.want(true)
        assertEquals(ENDPOINT, told().text("endpoint"))
    }

    @Test
    fun an_address_that_the_push_service_took_away_is_withdrawn_and_asked_for_under_another_token() {
        val token = registered()
        ringing.gone(token)
        assertEquals(null, phone.told.last())
        assertFalse(ringing.isOurs(token))
        again()
        ringing.want(true)
        assertNotEquals(token, service.tokens.last())
    }

    @Test
    fun another_carrier_gets_another_token_and_the_old_address_is_withdrawn() {
        service.installed = listOf(Carrier("one", "One"), Carrier("two", "Two"))
        ringing.carriedBy("one")
        val token = registered()
        assertTrue(ringing.hasAddress())
        ringing.carriedBy("two")
        assertEquals("two", ringing.carrier()!!.id)
        assertEquals(null, phone.told.last())
        assertFalse(ringing.hasAddress())
        assertFalse(token in service.tokens)
        assertNotEquals(token, service.tokens.single())
    }

    @Test
    fun what_was_kept_and_is_damaged_is_as_if_there_were_nothing() {
        kept.write("registration", byteArrayOf(1, 10, 2))
        assertFalse(ringing.hasAddress())
        assertTrue(ringing.isOurs(registered()))
    }

    @Test
    fun a_carrier_that_was_taken_off_the_phone_rings_no_more() {
        registered()
        service.installed = emptyList()
        assertFalse(ringing.hasAddress())
    }

    @Test
    fun the_app_asks_once_an_account_answers_requests_and_notifications_are_allowed_a09_a10() = model {
        val rig = Rig(this)
        rig.phone.rows = listOf(Samples.shop)
        rig.app.locking.look()
        rig.app.beat()
        assertTrue(rig.push.tokens.isEmpty())
        rig.phone.rows = Samples.all
        rig.app.beat()
        assertEquals(1, rig.push.tokens.size)
        rig.ringing.given(rig.push.tokens.single(), ENDPOINT)
        rig.app.lock()
        rig.app.beat()
        assertEquals(1, rig.push.tokens.size)
        rig.app.locking.unlock(Proof.Passcode("482615"))!!.join()
        rig.surroundings.notifications = false
        rig.app.beat()
        assertTrue(rig.push.tokens.isEmpty())
        assertEquals(null, rig.phone.told.last())
    }

    @Test
    fun a_carrier_that_has_no_connection_is_told_and_keeps_the_address_until_it_is_back() {
        val token = registered()
        ringing.unavailable("guess")
        assertTrue(ringing.hasAddress())
        ringing.unavailable(token)
        assertEquals(CarrierTrouble.Unavailable, ringing.trouble)
        assertFalse(ringing.hasAddress())
        assertEquals(1, phone.told.size, "the services' address stays")
        ringing.given(token, ENDPOINT)
        assertEquals(null, ringing.trouble)
        assertTrue(ringing.hasAddress())
    }

    @Test
    fun a_refused_registration_is_told_and_asked_for_under_another_token() {
        ringing.want(true)
        val token = service.tokens.single()
        ringing.refused("guess")
        assertEquals(null, ringing.trouble)
        ringing.refused(token)
        assertEquals(CarrierTrouble.Refused, ringing.trouble)
        assertFalse(ringing.isOurs(token))
        ringing.lookAgain()
        ringing.want(true)
        assertNotEquals(token, service.tokens.last())
        ringing.given(service.tokens.last(), ENDPOINT)
        assertTrue(ringing.hasAddress())
    }

    @Test
    fun a_refusal_that_comes_after_the_address_changes_nothing() {
        val token = registered()
        ringing.refused(token)
        assertTrue(ringing.isOurs(token) && ringing.hasAddress())
    }

    @Test
    fun another_carrier_is_not_blamed_for_the_one_before() {
        service.installed = listOf(Carrier("one", "One"), Carrier("two", "Two"))
        ringing.carriedBy("one")
        ringing.want(true)
        ringing.refused(service.tokens.single())
        ringing.carriedBy("two")
        assertEquals(null, ringing.trouble)
    }

    @Test
    fun what_is_kept_is_read_once_however_often_a_screen_asks() {
        registered()
        var reads = 0
        val counting = object : SmallValues by kept {
            override fun read(key: String): ByteArray? = kept.read(key).also { reads += 1 }
        }
        val again = Ringing(phone, counting, service)
        again.load()
        repeat(3) { assertTrue(again.hasAddress()) }
        assertEquals(1, reads)
    }

    private fun JsonObject.text(name: String): String = getValue(name).jsonPrimitive.content

    private companion object {
        const val ENDPOINT = "https://push.example.test/up?id=42"
    }
}
