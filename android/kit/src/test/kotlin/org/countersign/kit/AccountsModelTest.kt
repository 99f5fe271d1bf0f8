package org.countersign.kit

import kotlin.test.Test
import kotlin.test.assertContains
import kotlin.test.assertEquals
import kotlin.test.assertFalse
import kotlin.test.assertNull
import kotlin.test.assertTrue
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.Job
import org.countersign.kit.memory.FakeAuthenticatorService
import org.countersign.kit.memory.Samples
import org.countersign.kit.model.Destination

class AccountsModelTest {
    @Test
    fun the_list_has_issuer_name_code_and_countdown_a43() = model {
        val rig = opened()
        val rows = rig.app.accounts.state.value.rows
        assertEquals(listOf("Harbour Bank", "Example Shop", "Games", "Old Router"), rows.map { it.account.issuer })
        val code = rows[1].code!!
        assertEquals("492039", code.digits)
        assertEquals(18, code.secondsLeft)
        assertEquals(30, code.period)
        assertNull(rows[0].code)
        assertTrue(rows[3].code!!.onDemand)
    }

    @Test
    fun copy_search_rename_and_reorder_a43() = model {
        val rig = opened()
        val list = rig.app.accounts
        list.copy("2")
        assertEquals("492039", rig.systemServices.clipboard)
        list.search("SHOP")
        assertEquals(listOf("2"), list.state.value.rows.map { it.account.id })
        list.search("")
        list.rename("2", "Groceries").join()
        list.move("2", -1).join()
        assertEquals(listOf("Groceries", "Harbour Bank"), list.state.value.rows.take(2).map { it.account.issuer })
        list.move("2", -1).join()
        assertEquals("2", list.state.value.rows.first().account.id)
    }

    @Test
    fun groups_are_shown_one_by_one_and_favourites_on_top_a43() = model {
        val rig = opened()
        val list = rig.app.accounts
        rig.app.go(Destination.Account("3"))
        rig.app.details.annotate("recovery: 1234", " play, ,work ")!!.join()
        assertTrue(rig.app.details.state.value.annotated)
        rig.app.details.favourite(true)!!.join()
        assertEquals(listOf("play", "work"), rig.app.details.state.value.details!!.tags)
        assertEquals("recovery: 1234", rig.app.details.state.value.details!!.note)
        assertFalse("1234" in rig.app.details.state.value.toString())
        assertEquals("3", list.state.value.rows.first().account.id)
        assertEquals(listOf(Group("play", 1), Group("work", 1)), list.state.value.groups)
        list.group("play")
        assertEquals(listOf("3"), list.state.value.rows.map { it.account.id })
        assertEquals(4, list.state.value.total)
        // Who takes the shown group away sees all; the details stay.
        rig.app.details.annotate("recovery: 1234", "work")!!.join()
        assertNull(list.state.value.group)
        assertEquals(4, list.state.value.rows.size)
        assertEquals("3", rig.app.details.state.value.details?.account?.id)
        assertEquals(1, rig.phone.calls.count { it == "favourite" })
        list.search("WORK")
        assertEquals(listOf("3"), list.state.value.rows.map { it.account.id })
        rig.app.lock()
        assertNull(rig.app.details.state.value.details)
    }

    @Test
    fun of_a_thousand_accounts_only_the_codes_on_the_screen_are_made_a43() = model {
        val rig = Rig(this)
        val ids = List(1_000) { "a$it" }
        rig.phone.rows = ids.map { Samples.shop.copy(id = it) }
        rig.phone.codes = ids.associateWith { Samples.codes.getValue("2").copy(account = it) }
        rig.app.locking.look()
        val list = rig.app.accounts
        assertEquals(ids.take(12), rig.phone.codesOf)
        list.see(setOf("a500", "a503"))
        assertEquals(ids.slice(495..508), rig.phone.codesOf)
        val rows = list.state.value.rows
        assertEquals(14, rows.count { it.code != null })
        assertEquals("492039", rows[503].code!!.digits)
        rig.app.tick()
        assertEquals(ids.slice(495..508), rig.phone.codesOf)
        list.copy("a7")
        assertEquals("492039", rig.systemServices.clipboard)
    }

    @Test
    fun what_was_copied_is_marked_and_cleared_when_the_library_says_so() = model {
        val rig = opened()
        rig.app.accounts.copy("2")
        assertTrue(rig.systemServices.sensitive)
        assertContains(rig.app.accounts.state.value.notes, Note.Copied(rig.phone.shownFor))
        rig.clock.seconds += rig.phone.shownFor - 1
        rig.app.accounts.tick()
        assertEquals("492039", rig.systemServices.clipboard)
        rig.clock.seconds += 1
        rig.app.accounts.tick()
        assertNull(rig.systemServices.clipboard)
        assertFalse(rig.app.accounts.state.value.notes.any { it is Note.Copied })
    }

    @Test
    fun a_lock_or_leaving_does_not_keep_a_code_on_the_clipboard() = model {
        val rig = opened()
        rig.app.accounts.copy("2")
        rig.app.stop()
        assertEquals(FakeAuthenticatorService.LOCKED, rig.phone.state)
        rig.clock.seconds += rig.phone.shownFor
        testScheduler.advanceTimeBy(rig.phone.shownFor.seconds + 1.seconds)
        assertNull(rig.systemServices.clipboard)
        rig.systemServices.clipboard = "of another app"
        rig.app.tick()
        assertEquals("of another app", rig.systemServices.clipboard)
    }

    @Test
    fun hidden_codes_are_masked_until_tapped_and_again_when_the_library_says_so_a44() = model {
        val rig = opened()
        rig.app.settings.hideCodes(true).join()
        val list = rig.app.accounts
        list.tick()
        assertTrue(list.state.value.rows[1].code!!.masked)
        assertNull(list.state.value.rows[1].code!!.next)
        list.reveal("2")
        assertEquals("492039", list.state.value.rows[1].code!!.digits)
        assertTrue(list.state.value.rows[2].code!!.masked)
        rig.clock.seconds += rig.phone.shownFor
        list.tick()
        assertTrue(list.state.value.rows[1].code!!.masked)
    }

    @Test
    fun a_counter_based_code_is_made_when_asked_for() = model {
        val rig = opened()
        rig.app.accounts.next("4").join()
        assertEquals("755224", rig.app.accounts.state.value.rows[3].code!!.digits)
        assertEquals(1, rig.phone.calls.count { it == "nextCode" })
        rig.clock.seconds += rig.phone.shownFor
        rig.app.accounts.tick()
        assertNull(rig.app.accounts.state.value.rows[3].code!!.digits)
    }

    @Test
    fun a_removal_that_waits_for_the_network_says_so_a46() = model {
        val rig = opened()
        rig.phone.removal = Removal.Pending
        rig.app.accounts.remove("1").join()
        assertContains(rig.app.accounts.state.value.notes, Note.RemovalPending("Harbour Bank"))
        rig.phone.removal = Removal.Done
        rig.app.accounts.remove("2").join()
        assertContains(rig.app.accounts.state.value.notes, Note.Removed(alsoOnThePage = false))
        rig.clock.seconds += 30
        rig.app.accounts.tick()
        assertEquals(emptyList(), rig.app.accounts.state.value.notes, "as long as the library says")
        assertFalse(rig.app.accounts.state.value.rows.any { it.account.id == "2" })
    }

    @Test
    fun each_organisation_that_was_not_reached_says_why() = model {
        val rig = opened()
        val notes = listOf(Note.Offline, Note.Unreachable("Harbour Bank", UnreachableCause.Certificate))
        rig.phone.nextInbox = { Inbox(notes = notes) }
        rig.app.accounts.tick()
        assertEquals(notes, rig.app.accounts.state.value.notes, "in the library's order")
    }

    @Test
    fun the_group_that_is_shown_stands_again_after_a_lock_a43() = model {
        val rig = opened()
        rig.phone.rows = listOf(Samples.shop.copy(tags = listOf("Home")), Samples.games)
        rig.app.accounts.group("Home")
        rig.app.accounts.search("shop")
        rig.app.lock()
        assertEquals(emptyList(), rig.app.accounts.state.value.rows)
        rig.app.locking.unlock(Proof.Passcode("482615"))!!.join()
        rig.app.accounts.tick()
        val list = rig.app.accounts.state.value
        assertEquals("Home" to "", list.group to list.search)
        assertEquals(listOf(Samples.shop.id), list.rows.map { it.account.id })
    }

    @Test
    fun a_clock_that_is_turned_back_holds_up_no_question_and_keeps_no_code() = model {
        val rig = opened()
        rig.phone.nextInbox = { Inbox(askAgainIn = 3) }
        rig.app.tick()
        rig.app.accounts.next("4").join()
        val asked = rig.phone.asked.size
        rig.clock.turned = -3600
        rig.app.tick()
        assertEquals(asked, rig.phone.asked.size)
        assertNull(rig.app.accounts.state.value.rows[3].code!!.digits, "until when it is shown cannot be told any more")
        rig.clock.seconds += 3
        rig.app.tick()
        assertEquals(asked + 1, rig.phone.asked.size)
    }

    @Test
    fun the_list_is_drawn_while_slow_services_are_still_asked() = model {
        val rig = opened()
        rig.app.tick()
        val slow = Job()
        rig.phone.answers = listOf(slow)
        val asking = rig.app.refresh()
        rig.clock.seconds += 60
        rig.phone.requests = listOf(Samples.request)
        rig.app.tick()
        assertEquals(1, rig.app.accounts.state.value.waiting.size)
        assertTrue(asking.isActive && rig.app.accounts.state.value.refreshing)
        assertEquals(listOf(Asked.ByItself, Asked.ByThePerson, Asked.ByItself), rig.phone.asked)
        slow.complete()
        asking.join()
        assertFalse(rig.app.accounts.state.value.refreshing)
    }

    @Test
    fun a_lock_while_services_are_asked_is_no_trouble_of_the_list() = model {
        val rig = opened()
        val slow = Job()
        rig.phone.answers = listOf(slow)
        val asking = rig.app.refresh()
        rig.app.lock()
        slow.complete()
        asking.join()
        rig.app.locking.unlock(Proof.Passcode("482615"))!!.join()
        assertFalse(rig.app.accounts.state.value.notes.any { it is Note.Failed })
    }

    @Test
    fun offline_is_said_and_codes_stay_a55() = model {
        val rig = opened()
        rig.phone.nextInbox = { Inbox(notes = listOf(Note.Offline)) }
        rig.app.accounts.refresh().join()
        assertContains(rig.app.accounts.state.value.notes, Note.Offline)
        assertEquals("492039", rig.app.accounts.state.value.rows[1].code!!.digits)
        rig.phone.nextInbox = { Inbox() }
        rig.app.accounts.refresh().join()
        assertFalse(Note.Offline in rig.app.accounts.state.value.notes)
    }

    @Test
    fun refused_notifications_are_said_as_long_as_there_is_something_to_ring_for_a10() = model {
        val rig = opened()
        rig.systemServices.notifications = false
        rig.choices.askedForNotifications = true
        rig.app.tick()
        assertContains(rig.app.accounts.state.value.notes, Note.NotificationsRefused)
        // A refusal can be changed later, and a restart does not forget a permission.
        rig.systemServices.notifications = true
        rig.app.tick()
        assertFalse(Note.NotificationsRefused in rig.app.accounts.state.value.notes)
        assertEquals(Notifications.Allowed, rig.phone.notifications)
        rig.systemServices.notifications = false
        rig.app.tick()
        rig.phone.rows = listOf(Samples.shop)
        rig.app.accounts.tick()
        assertFalse(Note.NotificationsRefused in rig.app.accounts.state.value.notes)
    }

    @Test
    fun locking_forgets_what_was_shown() = model {
        val rig = opened()
        rig.app.lock()
        assertTrue(rig.app.accounts.state.value.rows.isEmpty())
        assertEquals(Destination.Unlock, rig.app.destination.value)
        assertEquals(FakeAuthenticatorService.LOCKED, rig.app.locking.state.value.vault)
    }
}
