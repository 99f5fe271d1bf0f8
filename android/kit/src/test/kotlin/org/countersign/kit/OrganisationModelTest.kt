package org.countersign.kit

import java.nio.ByteBuffer
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFalse
import kotlin.test.assertIs
import kotlin.test.assertNull
import kotlin.test.assertTrue
import kotlinx.coroutines.test.TestScope
import org.countersign.kit.memory.Samples
import org.countersign.kit.model.Destination
import org.countersign.kit.model.TypedField

/** What the organisation's service is for besides its requests: the code beside the number, typed set-up, activity. */
class OrganisationModelTest {
    private val frame = Frame(ByteBuffer.allocateDirect(4), 2, 2, 2)
    private val request = Samples.request.copy(canScan = true, number = NumberField.Empty)

    /** A rig with a request on the screen and its scanner open. */
    private suspend fun TestScope.scanning(): Rig = opened().also {
        it.phone.requests = listOf(request)
        it.app.tick()
        assertEquals(Destination.Request("r1"), it.app.destination.value)
        it.app.scanNumber()
        assertEquals(Destination.Match("r1"), it.app.destination.value)
    }

    private fun Rig.seen(vararg codes: String) {
        phone.inFrame = codes.map { Scanned(it) }
        app.frame(frame)
    }

    @Test
    fun the_code_beside_the_number_fills_it_in_and_YES_is_pressed_by_the_person_a30() = model {
        val rig = scanning()
        rig.phone.matches = mapOf("page" to null)
        rig.seen("page")
        assertEquals(Destination.Request("r1"), rig.app.destination.value)
        assertTrue(rig.app.answering.state.value.matched)
        assertTrue(rig.app.answering.state.value.request!!.canApprove)
        assertFalse("approve" in rig.phone.calls)
        rig.app.answering.yes()?.join()
        assertEquals(Outcome.Approved, rig.app.answering.state.value.request?.outcome)
        assertFalse(rig.app.answering.state.value.matched)
    }

    @Test
    fun what_is_wrong_with_a_code_is_said_while_the_camera_goes_on_a30() = model {
        val rig = scanning()
        rig.phone.matches = mapOf("other" to UserError.OtherSignIn, "page" to null)
        rig.seen("poster")
        assertEquals(UserError.NotTheCode, rig.app.matching.state.value.trouble)
        rig.seen("other", "poster")
        assertEquals(UserError.OtherSignIn, rig.app.matching.state.value.trouble)
        rig.seen("poster", "other")
        assertEquals(UserError.OtherSignIn, rig.app.matching.state.value.trouble)
        assertEquals(Destination.Match("r1"), rig.app.destination.value)
        assertEquals(0, rig.app.answering.state.value.request?.typed)
        rig.seen("poster", "page")
        assertEquals(Destination.Request("r1"), rig.app.destination.value)
        assertTrue(rig.app.answering.state.value.matched)
    }

    @Test
    fun what_was_typed_is_replaced_and_the_number_can_be_typed_after_all_a30() = model {
        val rig = opened()
        rig.phone.requests = listOf(request)
        rig.app.tick()
        rig.app.answering.number("1")
        assertFalse(rig.app.answering.state.value.matched, "it was typed")
        rig.app.scanNumber()
        rig.phone.matches = mapOf("page" to null)
        rig.seen("page")
        assertEquals("", rig.app.answering.state.value.text)
        rig.app.answering.number("")
        assertFalse(rig.app.answering.state.value.matched)
        assertFalse(rig.app.answering.state.value.request!!.canApprove)
    }

    @Test
    fun the_scanner_closes_when_the_request_is_over_or_the_app_is_locked_a30() = model {
        val rig = scanning()
        rig.phone.requests = listOf(request.copy(phase = Phase.Ended, outcome = Outcome.Expired, canScan = false, inFront = false))
        rig.app.tick()
        assertEquals(Destination.Request("r1"), rig.app.destination.value)
        rig.phone.requests = listOf(request)
        rig.app.tick()
        rig.app.scanNumber()
        rig.app.lock()
        rig.phone.matches = mapOf("page" to null)
        rig.phone.inFrame = listOf(Scanned("page"))
        assertNull(rig.app.matching.frame(frame), "nothing is read behind the lock")
        assertEquals(Destination.Unlock, rig.app.destination.value)
    }

    @Test
    fun back_leads_from_the_scanner_to_its_request_and_no_banner_names_that_one() = model {
        val rig = scanning()
        rig.app.tick()
        assertNull(rig.app.incoming.value)
        assertTrue(rig.app.back())
        assertEquals(Destination.Request("r1"), rig.app.destination.value)
    }

    @Test
    fun a_request_that_offers_no_code_opens_no_scanner() = model {
        val rig = opened()
        rig.phone.requests = listOf(Samples.request)
        rig.app.tick()
        rig.app.scanNumber()
        assertEquals(Destination.Request("r1"), rig.app.destination.value)
    }

    @Test
    fun address_and_code_are_typed_and_what_is_wrong_is_said_at_its_field_a08() = model {
        val rig = opened()
        rig.app.typeInstead()
        assertEquals(Destination.Typed, rig.app.destination.value)
        assertTrue(rig.app.adding.state.value.work)
        for ((trouble, field) in listOf(
            UserError.BadAddress to TypedField.Address,
            UserError.NotHttps to TypedField.Address,
            UserError.Unreachable(UnreachableCause.NoSuchHost) to TypedField.Address,
            UserError.WrongIssuer to TypedField.Address,
            UserError.BadTypedCode to TypedField.Code,
            UserError.NoSuchCode to TypedField.Code,
            UserError.AlreadyUsed to TypedField.Code,
            UserError.CodeExpired to TypedField.Code,
            UserError.Unreachable(UnreachableCause.Offline) to null,
            UserError.Unreachable(UnreachableCause.TooManyRequests) to null,
        )) {
            rig.phone.nextTrouble = trouble
            rig.app.adding.typedCode("signin.harbour.test", "1a2b3 c4d5e").join()
            assertEquals(trouble to field, rig.app.adding.state.value.let { it.trouble to it.field })
        }
        rig.phone.nextPreview = Samples.enrol
        rig.app.adding.typedCode("signin.harbour.test", "1a2b3 c4d5e").join()
        assertEquals("signin.harbour.test" to "1a2b3 c4d5e", rig.phone.organisation.typed)
        assertNull(rig.app.adding.state.value.field)
        rig.app.adding.accept()?.join()
        assertEquals("ida@harbour.test", rig.phone.rows.last().label)
    }

    @Test
    fun an_approval_is_taken_back_by_one_tap_and_the_list_shows_it_a42() = model {
        val rig = opened()
        rig.phone.organisation.past["1"] = Samples.past
        rig.app.go(Destination.Account("1"))
        rig.app.go(Destination.Activity("1"))
        assertEquals(Samples.past, rig.app.activity.state.value.rows)
        rig.app.activity.undo("p1")?.join()
        assertTrue(rig.app.activity.state.value.undone)
        assertEquals(listOf(false, false, false), rig.app.activity.state.value.rows?.map { it.canUndo })
        assertTrue(rig.app.back())
        assertEquals(Destination.Account("1"), rig.app.destination.value)
    }

    @Test
    fun right_after_the_approval_it_is_taken_back_from_its_screen_a42() = model {
        val rig = opened()
        rig.phone.requests = listOf(Samples.request.copy(phase = Phase.Ended, outcome = Outcome.Approved, inFront = false))
        rig.phone.organisation.past["1"] = listOf(Samples.past[0].copy(id = "r1"))
        rig.app.go(Destination.Request("r1"))
        rig.app.takeBack()
        assertIs<Destination.Activity>(rig.app.destination.value)
        assertTrue(rig.app.activity.state.value.undone)
        assertEquals(listOf("undo", "activity"), rig.phone.calls.filter { it == "undo" || it == "activity" })
    }

    @Test
    fun what_cannot_be_taken_back_is_told_and_nothing_is_said_to_be_undone_a42() = model {
        val rig = opened()
        rig.phone.organisation.past["1"] = Samples.past
        rig.app.go(Destination.Activity("1"))
        rig.phone.nextTrouble = UserError.Unreachable(UnreachableCause.Offline)
        rig.app.activity.undo("p1")?.join()
        assertEquals(UserError.Unreachable(UnreachableCause.Offline), rig.app.activity.state.value.trouble)
        assertFalse(rig.app.activity.state.value.undone)
        assertFalse(rig.app.activity.state.value.busy)
        assertEquals(Samples.past, rig.app.activity.state.value.rows, "the list stays")
        rig.app.activity.undo("p1")?.join()
        assertTrue(rig.app.activity.state.value.undone)
        rig.app.activity.undo("p2")?.join()
        assertEquals(UserError.Gone, rig.app.activity.state.value.trouble)
        assertFalse(rig.app.activity.state.value.undone, "that was the one before")
        rig.app.lock()
        assertNull(rig.app.activity.state.value.rows)
    }

    @Test
    fun a_new_key_is_told_done_or_for_later_and_what_stood_in_the_way() = model {
        val rig = opened()
        val state = { rig.app.renewal.state.value }
        rig.app.go(Destination.Account("1"))
        rig.app.renewal.renew()?.join()
        assertEquals(KeyRenewal.Renewed, state().done)
        rig.phone.organisation.renewal = KeyRenewal.Queued
        rig.app.renewal.renew()?.join()
        assertEquals(KeyRenewal.Queued, state().done)
        rig.phone.nextTrouble = UserError.Unlinked
        rig.app.renewal.renew()?.join()
        assertEquals(UserError.Unlinked, state().trouble)
        assertNull(state().done)
        rig.app.go(Destination.Account("2"))
        assertNull(state().trouble, "that was another account's")
        rig.app.lock()
        assertNull(rig.app.renewal.renew(), "nothing is on the screen")
    }
}
