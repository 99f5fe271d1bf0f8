package org.countersign.kit

import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertNull
import kotlin.test.assertTrue
import kotlinx.coroutines.Job
import kotlinx.coroutines.launch
import org.countersign.kit.memory.MemoryBell
import org.countersign.kit.memory.MemoryPhone
import org.countersign.kit.memory.Samples
import org.countersign.kit.model.Ring
import org.countersign.kit.model.Waker

class WakerTest {
    private val bell = MemoryBell()

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
    fun a_service_that_cannot_be_reached_rings_nothing_a55() = model {
        val phone = MemoryPhone(state = Vault.Open)
        phone.nextTrouble = Trouble.Unreachable(UnreachableCause.Offline)
        Waker(phone, bell).wake()
        assertEquals(emptyList(), bell.rung)
    }
}
