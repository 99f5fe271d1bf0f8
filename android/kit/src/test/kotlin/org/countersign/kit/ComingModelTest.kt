package org.countersign.kit

import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertNull
import kotlin.test.assertTrue
import kotlinx.coroutines.Dispatchers
import org.countersign.kit.memory.FakeAuthenticatorService
import org.countersign.kit.memory.Samples
import org.countersign.kit.model.AppModel
import org.countersign.kit.model.Destination

/** What comes while another screen stands, and what is remembered over a restart. */
class ComingModelTest {
    private val next = Samples.request.copy(id = "r2")

    @Test
    fun a_request_shows_while_the_result_of_the_one_before_stands() = model {
        val rig = opened()
        rig.phone.requests = listOf(Samples.request)
        rig.app.refresh().join()
        rig.app.answering.number("42")
        rig.app.answering.yes()!!.join()
        assertEquals(Outcome.Approved, rig.app.answering.state.value.request!!.outcome)
        rig.phone.requests = rig.phone.requests + next
        rig.app.tick()
        assertEquals(Destination.Request("r1"), rig.app.destination.value)
        assertEquals("r2", rig.app.incoming.value?.id)
        rig.app.go(Destination.Request("r2"))
        assertEquals("r2", rig.app.answering.state.value.request?.id)
        assertTrue("dismiss" in rig.phone.calls, "the one that is over is off the screen for good")
        assertNull(rig.phone.requests.firstOrNull { it.id == "r1" })
        rig.app.tick()
        assertNull(rig.app.incoming.value)
    }

    @Test
    fun done_shows_the_request_that_waits_at_once() = model {
        val rig = opened()
        rig.phone.requests = listOf(Samples.request)
        rig.app.refresh().join()
        rig.app.answering.number("42")
        rig.app.answering.yes()!!.join()
        rig.phone.requests = rig.phone.requests + next
        rig.app.back()
        assertEquals(Destination.Request("r2"), rig.app.destination.value)
    }

    @Test
    fun a_request_shows_while_a_passcode_is_changed() = model {
        val rig = opened()
        rig.app.go(Destination.ChangePasscode)
        rig.phone.requests = listOf(Samples.request)
        rig.app.refresh().join()
        assertEquals(Destination.ChangePasscode, rig.app.destination.value)
        assertEquals("r1", rig.app.incoming.value?.id)
        rig.app.lock()
        assertNull(rig.app.incoming.value, "a locked app shows no request")
    }

    @Test
    fun a_restart_forgets_neither_a_permission_nor_a_refusal_a10() = model {
        val rig = opened()
        for ((allowed, asked, told) in listOf(
            Triple(true, true, Notifications.Allowed),
            Triple(false, true, Notifications.Refused),
            Triple(true, false, Notifications.Allowed),
            Triple(false, false, Notifications.NotAsked),
        )) {
            rig.systemServices.notifications = allowed
            rig.choices.askedForNotifications = asked
            val later = FakeAuthenticatorService()
            AppModel(later, rig.clock, rig.choices, rig.systemServices, rig.pushRegistration, backgroundScope, Dispatchers.Unconfined).start()
            assertEquals(told, later.notifications)
        }
    }

    @Test
    fun a_refusal_that_was_changed_in_the_systems_settings_is_known_at_the_next_second_a10() = model {
        val rig = opened()
        rig.choices.askedForNotifications = true
        rig.systemServices.notifications = false
        rig.app.tick()
        assertTrue(Note.NotificationsRefused in rig.app.accounts.state.value.notes)
        rig.systemServices.notifications = true
        rig.app.tick()
        assertTrue(Note.NotificationsRefused !in rig.app.accounts.state.value.notes)
    }

    @Test
    fun the_save_before_a_damaged_one_is_offered_until_it_is_open() = model {
        val rig = Rig(this, FakeAuthenticatorService.LOCKED)
        rig.phone.previous = true
        rig.phone.nextTrouble = UserError.Damaged
        rig.app.locking.unlock(Proof.Platform)!!.join()
        assertTrue(rig.app.locking.state.value.previous)
        rig.app.locking.unlockPrevious(Proof.Passcode("739104"))!!.join()
        assertEquals(UserError.WrongPasscode(9), rig.app.locking.state.value.trouble)
        assertTrue(rig.app.locking.state.value.previous, "a wrong passcode does not take the offer away")
        rig.app.locking.unlockPrevious(Proof.Passcode("482615"))!!.join()
        assertEquals(Destination.OlderCopy, rig.app.destination.value)
    }

    @Test
    fun the_number_field_takes_no_digit_more_than_the_number_has_a19() = model {
        val rig = opened()
        rig.phone.requests = listOf(Samples.request)
        rig.app.refresh().join()
        val answering = rig.app.answering
        for (text in listOf("4", "42", "421")) answering.number(text)
        assertEquals("42", answering.state.value.text)
        answering.number("420 917")
        assertEquals("420 917", answering.state.value.text, "what is pasted is not cut to another number")
        assertTrue(!answering.state.value.yesEnabled)
        answering.number("4x")
        assertEquals("4x", answering.state.value.text)
    }
}
