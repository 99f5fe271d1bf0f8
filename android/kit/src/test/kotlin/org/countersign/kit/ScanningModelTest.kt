package org.countersign.kit

import java.nio.ByteBuffer
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFalse
import kotlin.test.assertNull
import kotlin.test.assertTrue
import org.countersign.kit.memory.Samples
import org.countersign.kit.model.AddsNothing
import org.countersign.kit.model.Destination

class ScanningModelTest {
    private val frame = Frame(ByteBuffer.allocateDirect(4), 2, 2, 2)
    private val second = Samples.code.copy(label = "noor@shop.test")

    @Test
    fun of_several_accounts_in_one_frame_the_person_says_which_a68() = model {
        val rig = opened()
        assertFalse(rig.app.adding.frame(frame))
        rig.phone.inFrame = listOf(Scanned("a"), Scanned("b"))
        rig.phone.previews = mapOf("a" to Samples.code, "b" to second)
        assertFalse(rig.app.adding.frame(frame), "the camera goes on")
        assertEquals(listOf(true, true), rig.app.adding.state.value.inSight.map { it.wanted })
        assertFalse("preview" in rig.phone.calls, "nobody is asked before one is tapped")
        val tapped = rig.app.adding.state.value.inSight[1]
        rig.app.adding.take(tapped)!!.join()
        assertEquals(second, rig.app.adding.state.value.preview)
        assertEquals(listOf<ScannedKind>(ScannedKind.SetsUp), rig.app.adding.state.value.beside)
        assertFalse(rig.app.adding.frame(frame), "nothing is read while the question stands")
        assertNull(rig.app.adding.take(tapped))
        assertFalse("add" in rig.phone.calls)
        rig.app.adding.drop()
        assertFalse(rig.app.adding.frame(frame))
        rig.app.adding.list()!!.join()
        val offered = rig.app.adding.state.value.offered
        assertEquals(listOf(Samples.code, second), offered.map { it.preview })
        rig.app.adding.choose(offered[1])
        assertEquals(second, rig.app.adding.state.value.preview)
    }

    @Test
    fun what_sets_nothing_up_is_said_while_the_camera_goes_on_a68() = model {
        val rig = opened()
        val shop = Scanned("shop", ScannedKind.Store, listOf(Corner(0f, 0f), Corner(1f, 0f), Corner(1f, 1f)))
        rig.phone.inFrame = listOf(shop)
        rig.phone.previews = mapOf("a" to Samples.code)
        repeat(3) { assertFalse(rig.app.adding.frame(frame)) }
        val seen = rig.app.adding.state.value
        assertEquals(AddsNothing(ScannedKind.Store, UserError.NotAnAccount), seen.saying)
        assertNull(seen.trouble)
        assertEquals(listOf(shop), seen.inSight.map { it.code })
        assertFalse(seen.inSight.single().wanted)
        assertEquals(1, rig.phone.calls.count { it == "preview" }, "said once")
        // The reader misses a code now and then; when it is gone, so are its frame and its words.
        rig.phone.inFrame = emptyList()
        rig.app.adding.frame(frame)
        assertEquals(1, rig.app.adding.state.value.inSight.size)
        repeat(10) { rig.app.adding.frame(frame) }
        assertEquals(emptyList(), rig.app.adding.state.value.inSight)
        assertNull(rig.app.adding.state.value.saying)
        rig.phone.inFrame = listOf(shop, Scanned("a"))
        assertTrue(rig.app.adding.frame(frame))
        assertEquals(Samples.code, rig.app.adding.state.value.preview)
    }

    @Test
    fun what_is_there_is_replaced_only_where_it_may_be() = model {
        val rig = opened()
        for ((replaceable, choice) in listOf(true to AddChoice.Replace, false to AddChoice.KeepBoth)) {
            rig.phone.nextPreview = Samples.code.copy(conflict = Conflict.SameName, replaceable = replaceable)
            rig.app.adding.scanned(Scanned("a")).join()
            rig.app.adding.accept(replace = true)!!.join()
            assertEquals(choice, rig.phone.added)
        }
        rig.phone.nextPreview = Samples.code.copy(conflict = Conflict.SameName, replaceable = true)
        rig.app.adding.scanned(Scanned("a")).join()
        rig.app.adding.accept()!!.join()
        assertEquals(AddChoice.KeepBoth, rig.phone.added)
    }

    @Test
    fun of_several_codes_in_a_picture_the_one_that_sets_up_is_taken_and_the_others_are_named_a68() = model {
        val rig = opened()
        rig.phone.inFrame = listOf(Scanned("shop", ScannedKind.Store), Scanned("a"), Scanned("page", ScannedKind.Other))
        rig.phone.nextPreview = Samples.code
        rig.app.adding.picture(frame).join()
        assertEquals(Samples.code, rig.app.adding.state.value.preview)
        assertEquals(listOf(ScannedKind.Store, ScannedKind.Other), rig.app.adding.state.value.beside)
    }

    @Test
    fun one_part_adds_nothing_and_all_parts_are_read_as_one_a69() = model {
        val rig = opened()
        rig.app.add(work = false)
        rig.phone.nextPreview = Samples.code
        rig.phone.inFrame = listOf(Scanned("1", ScannedKind.Part(1, 2)))
        assertFalse(rig.app.adding.frame(frame), "the camera goes on")
        assertEquals(PartsProgress.Waiting(1, 2, listOf(2)), rig.app.adding.state.value.part)
        assertNull(rig.app.adding.state.value.preview)
        rig.phone.inFrame = listOf(Scanned("2", ScannedKind.Part(2, 2)))
        assertTrue(rig.app.adding.frame(frame))
        assertEquals(Samples.code, rig.app.adding.state.value.preview)
        assertNull(rig.app.adding.state.value.part)
    }

    @Test
    fun all_parts_in_one_picture_are_read_as_one_a69() = model {
        val rig = opened()
        rig.phone.nextPreview = Samples.code
        rig.phone.inFrame = listOf(Scanned("2", ScannedKind.Part(2, 2)), Scanned("1", ScannedKind.Part(1, 2)))
        rig.app.adding.picture(frame).join()
        assertEquals(Samples.code, rig.app.adding.state.value.preview)
    }

    @Test
    fun parts_of_an_earlier_visit_do_not_count_a69() = model {
        val rig = opened()
        rig.phone.nextPreview = Samples.code
        rig.phone.inFrame = listOf(Scanned("1", ScannedKind.Part(1, 2)))
        rig.app.adding.frame(frame)
        rig.app.add(work = false)
        rig.phone.inFrame = listOf(Scanned("2", ScannedKind.Part(2, 2)))
        assertFalse(rig.app.adding.frame(frame))
        assertEquals(listOf(1), rig.app.adding.state.value.part!!.missing)
    }

    @Test
    fun what_was_scanned_is_gone_with_the_lock_a34() = model {
        val rig = opened()
        rig.phone.inFrame = listOf(Scanned("a"), Scanned("b"))
        rig.phone.previews = mapOf("a" to Samples.code, "b" to second)
        rig.app.adding.frame(frame)
        rig.app.lock()
        assertFalse(rig.app.adding.state.value.answers)
        rig.phone.state = Vault.Open
        rig.app.adding.picture(frame).join()
        rig.app.adding.choose(rig.app.adding.state.value.offered.first())
        rig.app.lock()
        assertNull(rig.app.adding.state.value.preview)
    }

    @Test
    fun what_was_under_way_when_the_app_was_locked_leads_nowhere_a34() = model {
        val rig = opened()
        rig.app.add(work = false)
        rig.phone.nextPreview = Samples.code
        rig.phone.meanwhile = { if (it == "preview") rig.app.lock() }
        rig.app.adding.scanned(Scanned("a")).join()
        assertNull(rig.app.adding.state.value.preview)
        assertFalse(rig.app.adding.state.value.busy)
        rig.app.locking.unlock(Proof.Passcode("482615"))!!.join()
        rig.phone.meanwhile = { if (it == "add") rig.app.lock() }
        rig.app.adding.scanned(Scanned("a")).join()
        rig.app.adding.accept()!!.join()
        assertEquals(Destination.Unlock, rig.app.destination.value)
    }

    @Test
    fun of_several_codes_of_which_one_can_be_added_that_one_is_shown() = model {
        val rig = opened()
        rig.phone.inFrame = listOf(Scanned("a"), Scanned("b"))
        rig.phone.previews = mapOf("b" to second)
        rig.app.adding.picture(frame).join()
        assertEquals(second, rig.app.adding.state.value.preview)
        rig.app.adding.drop()
        rig.phone.previews = emptyMap()
        rig.app.adding.picture(frame).join()
        assertEquals(UserError.NotAnAccount, rig.app.adding.state.value.trouble)
    }
}
