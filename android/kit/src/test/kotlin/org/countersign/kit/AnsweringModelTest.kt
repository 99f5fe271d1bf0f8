package org.countersign.kit

import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFalse
import kotlin.test.assertNotNull
import kotlin.test.assertNull
import kotlin.test.assertTrue
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.test.TestScope
import org.countersign.kit.memory.FakeAuthenticatorService
import org.countersign.kit.memory.Samples
import org.countersign.kit.model.Destination

class AnsweringModelTest {
    private suspend fun TestScope.asked(change: (Request) -> Request = { it }): Rig =
        opened().also {
            it.phone.requests = listOf(change(Samples.request))
            it.app.refresh().join()
        }

    @Test
    fun a_request_comes_forward_by_itself_and_nothing_stands_before_refusing_it_a36() = model {
        val rig = asked()
        assertEquals(Destination.Request("r1"), rig.app.destination.value)
        rig.app.answering.number("42")
        assertFalse("platform" in rig.phone.calls)
        rig.app.answering.no()!!.join()
        assertEquals(Outcome.Denied, rig.app.answering.state.value.request!!.outcome)
        assertFalse("platform" in rig.phone.calls)
    }

    @Test
    fun yes_asks_for_the_phones_prompt_and_then_sends_what_was_on_the_screen_a34() = model {
        val rig = asked()
        val answering = rig.app.answering
        answering.number("42")
        rig.phone.refusesPlatform = UserError.Cancelled
        answering.yes()!!.join()
        assertEquals(UserError.Cancelled, answering.state.value.proofTrouble)
        assertFalse("approve" in rig.phone.calls)
        rig.phone.refusesPlatform = null
        answering.yes()!!.join()
        assertEquals(2, rig.phone.calls.count { it == "platform" })
        assertEquals(Outcome.Approved, answering.state.value.request!!.outcome)
    }

    @Test
    fun a_number_that_changed_while_the_prompt_stood_is_not_sent_a34() = model {
        val rig = asked()
        val answering = rig.app.answering
        answering.number("42")
        rig.phone.whileProving = { answering.number("24") }
        answering.yes()!!.join()
        assertFalse("approve" in rig.phone.calls)
        assertTrue(answering.state.value.yesEnabled)
    }

    @Test
    fun what_was_begun_for_one_request_is_not_drawn_over_another_one_a25() = model {
        val rig = opened()
        rig.phone.requests = listOf(Samples.request, Samples.request.copy(id = "r2"))
        val answering = rig.app.answering
        answering.show("r1", platform = true).join()
        rig.phone.whileProving = { answering.show("r2", platform = true) }
        answering.prove(Proof.Platform)!!.join()
        assertEquals("r2", answering.state.value.request!!.id)
        answering.show("r1", platform = true).join()
        rig.phone.whileProving = { answering.close() }
        answering.prove(Proof.Platform)?.join()
        assertNull(answering.state.value.request)
    }

    @Test
    fun a_locked_app_shows_no_request_a35() = model {
        val rig = asked()
        rig.app.lock()
        rig.app.refresh().join()
        rig.app.tick()
        assertEquals(Destination.Unlock, rig.app.destination.value)
        assertNull(rig.app.answering.state.value.request)
        assertTrue(rig.app.accounts.state.value.waiting.isEmpty())
    }

    @Test
    fun without_the_unlock_nothing_is_approved_a34() = model {
        val rig = opened()
        rig.phone.requests = listOf(Samples.request)
        rig.app.answering.show("r1", platform = false).join()
        val answering = rig.app.answering
        answering.number("42")
        assertNull(answering.yes())
        answering.prove(Proof.Passcode("739104"))!!.join()
        assertEquals(UserError.WrongPasscode(9), answering.state.value.proofTrouble)
        assertNull(answering.yes())
        assertEquals("42", answering.state.value.text)
        answering.prove(Proof.Passcode("482615"))!!.join()
        assertNotNull(answering.yes()).join()
        assertEquals(Outcome.Approved, answering.state.value.request!!.outcome)
    }

    @Test
    fun yes_is_disabled_until_the_number_is_long_enough_a63() = model {
        val rig = asked()
        val answering = rig.app.answering
        for ((text, enabled) in listOf("" to false, "4" to false, "42" to true, "421" to true)) {
            answering.number(text)
            assertEquals(enabled, answering.state.value.yesEnabled, text)
            if (!enabled) assertNull(answering.yes())
        }
        assertFalse("approve" in rig.phone.calls)
    }

    @Test
    fun a_wrong_number_ends_the_request() = model {
        val rig = asked()
        rig.app.answering.number("24")
        rig.app.answering.yes()!!.join()
        assertTrue("approve" in rig.phone.calls)
        assertEquals(Outcome.WrongNumber, rig.app.answering.state.value.request!!.outcome)
        assertNull(rig.app.answering.yes())
        rig.app.back()
        assertTrue("dismiss" in rig.phone.calls)
        assertEquals(Destination.Accounts, rig.app.destination.value)
    }

    @Test
    fun refuse_then_report_names_whom_to_call() = model {
        val rig = asked()
        rig.app.answering.no()!!.join()
        assertEquals(Phase.AskReport, rig.app.answering.state.value.request!!.phase)
        rig.app.answering.report()!!.join()
        assertEquals(Samples.contact, rig.app.answering.state.value.request!!.reported!!.contact)
    }

    @Test
    fun a_report_that_disables_the_account_is_asked_for_twice() = model {
        val rig = asked { it.copy(reportDisablesAccount = true) }
        rig.app.answering.no()!!.join()
        assertNull(rig.app.answering.report())
        assertTrue(rig.app.answering.state.value.sureAsked)
        assertFalse("report" in rig.phone.calls)
        rig.app.answering.report()!!.join()
        assertTrue("report" in rig.phone.calls)
    }

    @Test
    fun an_answer_that_was_not_delivered_can_be_sent_again_a55() = model {
        val rig = asked()
        rig.phone.answerTrouble = Outcome.Unreachable(UnreachableCause.TimedOut)
        rig.app.answering.number("42")
        rig.app.answering.yes()!!.join()
        assertEquals(Phase.DeliveryFailed, rig.app.answering.state.value.request!!.phase)
        rig.app.answering.retry()!!.join()
        assertEquals(Outcome.Approved, rig.app.answering.state.value.request!!.outcome)
    }

    @Test
    fun a_refusal_that_came_too_late_is_told_as_such_a64() = model {
        val rig = asked()
        rig.app.answering.no()!!.join()
        rig.phone.requests = listOf(Samples.request.copy(phase = Phase.Ended, outcome = Outcome.Expired, refused = true))
        rig.app.answering.tick()
        assertTrue(rig.app.answering.state.value.refusedTooLate)
    }

    @Test
    fun show_the_number_steps_aside_and_keeps_what_was_typed_a26() = model {
        val rig = asked()
        rig.phone.staysOpenFor = 60
        rig.app.answering.number("4")
        assertTrue(rig.app.showNumber())
        assertTrue("sendOut" in rig.phone.calls)
        rig.app.stop()
        assertTrue("leave r1" in rig.phone.calls, "the library hears what stands on the screen")
        assertEquals(1, rig.systemServices.steppedAside)
        assertFalse("lock" in rig.phone.calls)
        rig.clock.seconds += 20
        rig.app.start()
        assertEquals("4", rig.app.answering.state.value.text)
        assertEquals(Destination.Request("r1"), rig.app.destination.value)
    }

    @Test
    fun after_a_longer_absence_the_app_is_locked_and_what_was_typed_is_still_there_a26() = model {
        val rig = asked()
        rig.phone.staysOpenFor = 60
        rig.app.answering.number("4")
        rig.app.showNumber()
        rig.app.stop()
        rig.phone.staysOpen = false
        rig.app.start()
        assertEquals(Destination.Unlock, rig.app.destination.value)
        assertNull(rig.app.answering.state.value.request)
        rig.app.locking.unlock(Proof.Passcode("482615"))!!.join()
        rig.app.refresh().join()
        assertEquals(Destination.Request("r1"), rig.app.destination.value)
        assertEquals("4", rig.app.answering.state.value.text)
    }

    @Test
    fun behind_the_browser_the_app_locks_itself_after_a_minute_a34() = model {
        val rig = asked()
        rig.phone.staysOpenFor = 60
        rig.app.showNumber()
        rig.app.stop()
        testScheduler.advanceTimeBy(59.seconds)
        assertEquals(Vault.Open, rig.phone.state)
        testScheduler.advanceTimeBy(2.seconds)
        assertEquals(FakeAuthenticatorService.LOCKED, rig.phone.state)
        assertNull(rig.app.answering.state.value.request)
    }

    @Test
    fun a_request_that_comes_while_another_screen_stands_is_named_there_and_opens_over_the_list() = model {
        val rig = asked()
        rig.phone.requests = listOf(
            Samples.request.copy(phase = Phase.Ended, outcome = Outcome.Approved, inFront = false),
            Samples.request.copy(id = "r2"),
        )
        rig.app.tick()
        assertEquals(Destination.Request("r1"), rig.app.destination.value, "what was done stays until it was read")
        assertEquals("r2", rig.app.incoming.value!!.id)
        rig.app.back()
        assertEquals(Destination.Request("r2"), rig.app.destination.value, "at once")
        assertNull(rig.app.incoming.value)
        // So on any other screen; a tap leads to it.
        rig.app.back()
        rig.phone.requests = listOf(Samples.request.copy(id = "r3"))
        rig.app.go(Destination.ChangePasscode)
        rig.app.tick()
        assertEquals(Destination.ChangePasscode, rig.app.destination.value)
        assertEquals("r3", rig.app.incoming.value!!.id)
        rig.app.go(Destination.Request("r3"))
        rig.app.tick()
        assertNull(rig.app.incoming.value)
        // And after an unlock.
        rig.app.lock()
        assertNull(rig.app.incoming.value)
        rig.app.locking.unlock(Proof.Passcode("482615"))!!.join()
        assertEquals(Destination.Request("r3"), rig.app.destination.value)
    }

    @Test
    fun a_damaged_vault_is_offered_from_the_save_before_v41() = model {
        val rig = Rig(this, FakeAuthenticatorService.LOCKED)
        rig.phone.nextTrouble = UserError.Damaged
        rig.app.locking.unlock(Proof.Platform)!!.join()
        assertFalse(rig.app.locking.state.value.previous)
        rig.phone.previous = true
        rig.phone.nextTrouble = UserError.Damaged
        rig.app.locking.unlock(Proof.Platform)!!.join()
        assertTrue(rig.app.locking.state.value.previous)
        rig.app.locking.unlockPrevious(Proof.Platform)!!.join()
        assertEquals(Vault.ReadOnly, rig.app.locking.state.value.vault)
    }

    @Test
    fun a_request_that_was_put_aside_does_not_come_forward_again() = model {
        val rig = asked()
        rig.app.back()
        rig.app.refresh().join()
        assertEquals(Destination.Accounts, rig.app.destination.value)
        assertEquals(1, rig.app.accounts.state.value.waiting.size)
        rig.app.go(Destination.Request("r1"))
        assertEquals("r1", rig.app.answering.state.value.request!!.id)
    }

    @Test
    fun the_unlock_of_the_app_counts_for_the_request_it_was_made_for() = model {
        val rig = opened()
        rig.phone.requests = listOf(Samples.request)
        rig.phone.unlockCounts = true
        rig.app.answering.show("r1", platform = true).join()
        assertFalse("platform" in rig.phone.calls)
        assertFalse(rig.app.answering.state.value.request!!.needsUnlock)
    }

    @Test
    fun cancelling_the_phones_prompt_leaves_the_request_unanswered() = model {
        val rig = opened()
        rig.phone.requests = listOf(Samples.request)
        rig.app.answering.show("r1", platform = false).join()
        rig.phone.nextTrouble = UserError.Cancelled
        rig.app.answering.prove(Proof.Platform)!!.join()
        assertEquals(UserError.Cancelled, rig.app.answering.state.value.proofTrouble)
        assertTrue(rig.app.answering.state.value.request!!.needsUnlock)
    }
}
