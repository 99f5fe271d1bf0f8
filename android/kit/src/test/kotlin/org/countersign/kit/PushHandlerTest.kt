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
import org.countersign.kit.memory.MemoryNotifier
import org.countersign.kit.memory.FakeAuthenticatorService
import org.countersign.kit.memory.Samples
import org.countersign.kit.model.PushNotice
import org.countersign.kit.model.PushHandler

@OptIn(ExperimentalCoroutinesApi::class)
class PushHandlerTest {
    private val notifier = MemoryNotifier()
    private val offline = UserError.Unreachable(UnreachableCause.Offline)

    @Test
    fun a_push_message_wakes_the_core_and_the_request_rings_once_a09() = model {
        val phone = FakeAuthenticatorService(state = Vault.Open, rows = Samples.all, requests = listOf(Samples.request))
        val pushHandler = PushHandler(phone, notifier)
        pushHandler.wake()
        pushHandler.wake()
        assertEquals(listOf(PushNotice.Request), notifier.rung)
        assertEquals(2, phone.calls.count { it == "refresh" })
        phone.requests = emptyList()
        pushHandler.wake()
        assertNull(notifier.shown)
    }

    @Test
    fun a_request_rings_while_slow_services_are_still_asked_a09() = model {
        val phone = FakeAuthenticatorService(state = Vault.Open, rows = Samples.all, requests = listOf(Samples.request))
        val slow = Job()
        phone.answers = listOf(Job().apply { complete() }, slow)
        val waking = launch { PushHandler(phone, notifier).wake() }
        assertEquals(listOf(PushNotice.Request), notifier.rung)
        assertTrue(waking.isActive)
        slow.complete()
        waking.join()
        assertEquals(listOf(PushNotice.Request), notifier.rung)
        assertEquals(listOf(Asked.ByAPush), phone.asked)
    }

    @Test
    fun a_locked_app_rings_without_asking_anybody_a35() = model {
        val phone = FakeAuthenticatorService(state = FakeAuthenticatorService.LOCKED)
        PushHandler(phone, notifier).wake()
        assertEquals(listOf(PushNotice.MaybeRequest), notifier.rung)
        assertEquals(0, phone.calls.count { it == "refresh" })
    }

    @Test
    fun a_message_without_a_request_is_silent() = model {
        PushHandler(FakeAuthenticatorService(state = Vault.Open), notifier).wake()
        assertEquals(emptyList(), notifier.rung)
    }

    @Test
    fun a_message_whose_request_cannot_be_asked_for_rings_that_one_may_wait_a09() = model {
        val phone = FakeAuthenticatorService(state = Vault.Open, rows = Samples.all)
        phone.nextTrouble = offline
        PushHandler(phone, notifier).wake()
        assertEquals(listOf(PushNotice.MaybeRequest), notifier.rung)
        // One of two services answered, and the request may be the other's.
        phone.nextInbox = { Inbox(notes = listOf(AccountNote("1", AccountState.Active, offline))) }
        PushHandler(phone, notifier).wake()
        assertEquals(listOf(PushNotice.MaybeRequest, PushNotice.MaybeRequest), notifier.rung)
    }

    @Test
    fun a_service_that_does_not_answer_rings_within_eight_seconds_a09() = model {
        val silent = object : AuthenticatorService by FakeAuthenticatorService(state = Vault.Open) {
            override suspend fun refresh(by: Asked, each: (Inbox) -> Unit): Inbox = awaitCancellation()
        }
        PushHandler(silent, notifier).wake()
        assertEquals(listOf(PushNotice.MaybeRequest), notifier.rung)
        assertEquals(8_000, currentTime)
        // Loading took all of the time.
        PushHandler(silent, notifier).wake(within = Duration.ZERO)
        assertEquals(2, notifier.rung.size)
        assertEquals(8_000, currentTime)
    }

    @Test
    fun a_request_that_one_service_brought_is_not_made_doubtful_by_another_that_is_silent_a09() = model {
        val phone = FakeAuthenticatorService(state = Vault.Open, rows = Samples.all, requests = listOf(Samples.request))
        phone.answers = listOf(Job().apply { complete() }, Job())
        PushHandler(phone, notifier).wake()
        assertEquals(listOf(PushNotice.Request), notifier.rung)
        assertEquals(8_000, currentTime)
        // Nor by one that is told to be out of reach.
        phone.answers = listOf(Job().apply { complete() })
        phone.nextInbox = { Inbox(phone.requests, listOf(AccountNote("2", AccountState.Active, offline))) }
        PushHandler(phone, notifier).wake()
        assertEquals(listOf(PushNotice.Request, PushNotice.Request), notifier.rung)
    }
}
