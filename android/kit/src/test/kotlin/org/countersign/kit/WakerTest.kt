package org.countersign.kit

import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertNull
import kotlin.test.assertTrue
import kotlin.time.Duration
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.Job
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.launch
import kotlinx.coroutines.test.currentTime
import org.countersign.kit.memory.MemoryBell
import org.countersign.kit.memory.MemoryPhone
import org.countersign.kit.memory.Samples
import org.countersign.kit.model.Ring
import org.countersign.kit.model.Waker

@OptIn(ExperimentalCoroutinesApi::class)
class WakerTest {
    private val bell = MemoryBell()
    private val offline = Trouble.Unreachable(UnreachableCause.Offline)

    @Test
    fun a_push_message_wakes_the_core_and_the_request_rings_once_a09() = model {
        val phone = MemoryPhone(state = Vault.Open, rows = Samples.all, requests = listOf(Samples.request))
        val waker = Waker(phone, bell)
        waker.wake()
        waker.wake()
        assertEquals(listOf(Ring.Request), bell.rung)
        assertEquals(2, phone.calls.count { it == "refresh" })
        phone.requests = emptyList()
        waker.wake()
        assertNull(bell.shown)
    }

    @Test
    fun a_request_rings_while_slow_services_are_still_asked_a09() = model {
        val phone = MemoryPhone(state = Vault.Open, rows = Samples.all, requests = listOf(Samples.request))
        val slow = Job()
        phone.answers = listOf(Job().apply { complete() }, slow)
        val waking = launch { Waker(phone, bell).wake() }
        assertEquals(listOf(Ring.Request), bell.rung)
        assertTrue(waking.isActive)
        slow.complete()
        waking.join()
        assertEquals(listOf(Ring.Request), bell.rung)
        assertEquals(listOf(Asked.ByARing), phone.asked)
    }

    @Test
    fun a_locked_app_rings_without_asking_anybody_a35() = model {
        val phone = MemoryPhone(state = MemoryPhone.LOCKED)
        Waker(phone, bell).wake()
        assertEquals(listOf(Ring.MaybeRequest), bell.rung)
        assertEquals(0, phone.calls.count { it == "refresh" })
    }

    @Test
    fun a_message_without_a_request_is_silent() = model {
        Waker(MemoryPhone(state = Vault.Open), bell).wake()
        assertEquals(emptyList(), bell.rung)
    }

    @Test
    fun a_message_whose_request_cannot_be_asked_for_rings_that_one_may_wait_a09() = model {
        val phone = MemoryPhone(state = Vault.Open, rows = Samples.all)
        phone.nextTrouble = offline
        Waker(phone, bell).wake()
        assertEquals(listOf(Ring.MaybeRequest), bell.rung)
        // One of two services answered, and the request may be the other's.
        phone.nextInbox = { Inbox(notes = listOf(Note.Offline)) }
        Waker(phone, bell).wake()
        assertEquals(listOf(Ring.MaybeRequest, Ring.MaybeRequest), bell.rung)
    }

    @Test
    fun a_service_that_does_not_answer_rings_within_eight_seconds_a09() = model {
        val silent = object : Phone by MemoryPhone(state = Vault.Open) {
            override suspend fun refresh(by: Asked, each: (Inbox) -> Unit): Inbox = awaitCancellation()
        }
        Waker(silent, bell).wake()
        assertEquals(listOf(Ring.MaybeRequest), bell.rung)
        assertEquals(8_000, currentTime)
        // Loading took all of the time.
        Waker(silent, bell).wake(within = Duration.ZERO)
        assertEquals(2, bell.rung.size)
        assertEquals(8_000, currentTime)
    }

    @Test
    fun a_request_that_one_service_brought_is_not_made_doubtful_by_another_that_is_silent_a09() = model {
        val phone = MemoryPhone(state = Vault.Open, rows = Samples.all, requests = listOf(Samples.request))
        phone.answers = listOf(Job().apply { complete() }, Job())
        Waker(phone, bell).wake()
        assertEquals(listOf(Ring.Request), bell.rung)
        assertEquals(8_000, currentTime)
        // Nor by one that is told to be out of reach.
        phone.answers = listOf(Job().apply { complete() })
        phone.nextInbox = { Inbox(phone.requests, listOf(Note.Offline)) }
        Waker(phone, bell).wake()
        assertEquals(listOf(Ring.Request, Ring.Request), bell.rung)
    }
}
