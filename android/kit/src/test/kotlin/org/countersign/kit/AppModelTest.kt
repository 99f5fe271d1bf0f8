package org.countersign.kit

import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFalse
import kotlin.test.assertTrue
import kotlinx.coroutines.CompletableDeferred
import org.countersign.kit.memory.FakeAuthenticatorService
import org.countersign.kit.memory.Samples
import org.countersign.kit.model.AppModel
import org.countersign.kit.model.Guarded
import org.countersign.kit.model.Destination

class AppModelTest {
    @Test
    fun an_empty_app_offers_the_scanner_at_once_and_a_passcode_comes_before_the_first_account_a05() = model {
        val rig = Rig(this, Vault.None)
        rig.phone.rows = emptyList()
        rig.app.start()
        assertEquals(Destination.Accounts, rig.app.destination.value)
        assertTrue(rig.app.accounts.state.value.isEmpty)
        rig.app.add(work = true)
        assertEquals(Destination.NewPasscode(Destination.Scan), rig.app.destination.value)
        rig.app.locking.create("482615", "482615")!!.join()
        assertEquals(Destination.Scan, rig.app.destination.value)
    }

    @Test
    fun work_or_school_opens_the_scanner_a06() = model {
        val rig = opened()
        rig.app.otherWays()
        assertEquals(Destination.Add, rig.app.destination.value)
        rig.app.add(work = true)
        assertEquals(Destination.Scan, rig.app.destination.value)
        assertTrue(rig.app.adding.state.value.work)
    }

    @Test
    fun after_a_work_account_notifications_are_asked_for_once_and_allowed_a09() = model {
        val rig = opened()
        rig.systemServices.notifications = false
        rig.app.add(work = true)
        rig.phone.nextPreview = Samples.enrol
        rig.app.adding.scanned(Scanned("link")).join()
        rig.app.adding.accept()!!.join()
        assertEquals(Destination.Notifications, rig.app.destination.value)
        rig.systemServices.notifications = true
        rig.app.notificationsAnswered()
        assertEquals(Destination.Accounts, rig.app.destination.value)
        assertTrue(rig.choices.askedForNotifications)
        assertTrue(rig.app.settings.state.value.notifications)
    }

    @Test
    fun the_person_names_the_phone_and_the_name_stays() = model {
        val rig = opened()
        rig.phone.nextPreview = Samples.enrol
        rig.app.adding.scanned(Scanned("link")).join()
        rig.app.adding.accept()!!.join()
        assertEquals(null, rig.phone.deviceName)
        assertEquals(null, rig.choices.deviceName)
        rig.app.adding.scanned(Scanned("link")).join()
        rig.app.adding.accept("Ida's travel phone")!!.join()
        assertEquals("Ida's travel phone", rig.phone.deviceName)
        val later = FakeAuthenticatorService()
        AppModel(later, rig.clock, rig.choices, rig.systemServices, rig.pushRegistration, backgroundScope)
        assertEquals("Ida's travel phone", later.deviceName)
    }

    @Test
    fun time_passes_in_the_library_when_the_snapshot_says_so_a24() = model {
        val rig = opened()
        rig.phone.nextInbox = { Inbox(nextDeadline = rig.clock.now() + 1) }
        rig.app.tick()
        assertEquals(0, rig.phone.calls.count { it == "advance" })
        rig.phone.nextInbox = { Inbox(nextDeadline = rig.clock.now()) }
        rig.app.tick()
        assertEquals(1, rig.phone.calls.count { it == "advance" })
    }

    @Test
    fun refusing_notifications_completes_the_set_up_a10() = model {
        val rig = opened()
        rig.systemServices.notifications = false
        rig.phone.nextPreview = Samples.enrol
        rig.app.adding.scanned(Scanned("link")).join()
        rig.app.adding.accept()!!.join()
        rig.app.notificationsAnswered()
        assertEquals(Destination.Accounts, rig.app.destination.value)
        assertTrue(rig.app.accounts.state.value.rows.any { it.account.state == AccountState.TryoutPending })
        rig.app.adding.scanned(Scanned("link")).join()
        rig.app.adding.accept()!!.join()
        assertEquals(Destination.Accounts, rig.app.destination.value)
    }

    @Test
    fun app_lock_asks_again_each_time_and_without_it_only_at_the_start_a34() = model {
        val rig = opened()
        rig.app.stop()
        assertEquals(Destination.Unlock, rig.app.destination.value)
        rig.app.start()
        rig.app.locking.unlock(Proof.Passcode("482615"))!!.join()
        assertEquals(Destination.Accounts, rig.app.destination.value)
        rig.phone.refusesPlatform = UserError.Cancelled
        rig.app.settings.appLock(false).join()
        assertEquals(UserError.Cancelled, rig.app.settings.state.value.trouble)
        assertTrue(rig.app.settings.state.value.appLock, "nobody was there to turn it off")
        rig.phone.refusesPlatform = null
        rig.app.settings.appLock(false).join()
        rig.app.stop()
        assertEquals(Destination.Accounts, rig.app.destination.value)
        assertEquals(Vault.Open, rig.phone.state)
    }

    @Test
    fun an_unlock_that_ends_after_the_app_was_left_leaves_it_locked_a34() = model {
        for (left in listOf(Vault.Open, Vault.ReadOnly)) {
            val rig = Rig(this, FakeAuthenticatorService.LOCKED)
            rig.app.start()
            val derived = CompletableDeferred<Unit>()
            rig.phone.unlocking = {
                derived.await()
                left
            }
            val unlock = rig.app.locking.unlock(Proof.Passcode("482615"))!!
            rig.app.stop()
            derived.complete(Unit)
            unlock.join()
            assertEquals(FakeAuthenticatorService.LOCKED, rig.phone.state)
            assertEquals(Destination.Unlock, rig.app.destination.value)
            rig.phone.unlocking = { Vault.Open }
            rig.app.start()
            rig.app.locking.unlock(Proof.Passcode("482615"))!!.join()
            assertEquals(Destination.Accounts, rig.app.destination.value)
        }
    }

    @Test
    fun without_the_app_lock_an_unlock_that_ends_behind_other_apps_opens() = model {
        val rig = Rig(this, FakeAuthenticatorService.LOCKED)
        rig.choices.appLock = false
        rig.app.start()
        rig.app.stop()
        rig.app.locking.unlock(Proof.Passcode("482615"))!!.join()
        assertEquals(Vault.Open, rig.phone.state)
    }

    @Test
    fun an_older_copy_that_is_open_is_locked_when_the_app_is_left_a34() = model {
        val rig = Rig(this, Vault.ReadOnly)
        rig.app.start()
        rig.app.stop()
        assertEquals(FakeAuthenticatorService.LOCKED, rig.phone.state)
    }

    @Test
    fun a_vault_that_cannot_say_where_it_stands_is_asked_again_and_never_leaves_an_old_screen() = model {
        val rig = opened()
        rig.phone.vaultTrouble = UserError.KeyFailed
        rig.app.lock()
        assertEquals(Destination.Start, rig.app.destination.value)
        assertEquals(UserError.KeyFailed, rig.app.locking.state.value.trouble)
        rig.phone.vaultTrouble = null
        rig.app.locking.lookAgain().join()
        assertEquals(Destination.Unlock, rig.app.destination.value)
        assertEquals(null, rig.app.locking.state.value.trouble)
    }

    @Test
    fun where_no_key_of_the_phone_opens_the_vault_a_request_asks_for_the_passcode_a34() = model {
        for (key in PlatformKey.entries) {
            val rig = Rig(this, Vault.None)
            rig.phone.platformKey = key
            rig.app.start()
            rig.app.locking.create("482615", "482615")!!.join()
            rig.phone.requests = listOf(Samples.request)
            rig.app.go(Destination.Request("r1"))
            val drawn = rig.app.answering.state.value
            assertEquals(key == PlatformKey.Ready, drawn.platform)
            assertEquals(key != PlatformKey.Ready, drawn.byPasscode)
        }
    }

    @Test
    fun hidden_codes_are_shown_again_by_the_person_only_v70() = model {
        val rig = opened()
        rig.app.settings.hideCodes(true).join()
        rig.phone.refusesPlatform = UserError.Cancelled
        rig.app.settings.hideCodes(false).join()
        assertEquals(UserError.Cancelled, rig.app.settings.state.value.trouble)
        assertTrue(rig.phone.hides && rig.app.settings.state.value.hidesCodes)
        rig.app.settings.hideCodes(false, Proof.Passcode("739104")).join()
        assertTrue(rig.phone.hides)
        rig.app.settings.hideCodes(false, Proof.Passcode("482615")).join()
        assertTrue(!rig.phone.hides && !rig.app.settings.state.value.hidesCodes)
    }

    @Test
    fun where_no_key_of_the_phone_opens_the_vault_a_guarded_setting_waits_for_the_passcode_v70() = model {
        for (key in listOf(PlatformKey.None, PlatformKey.Lost)) {
            val rig = opened()
            rig.phone.platformKey = key
            rig.app.go(Destination.Settings)
            rig.app.settings.appLock(false).join()
            assertEquals(Guarded.AppLock, rig.app.settings.state.value.waits)
            assertTrue(rig.choices.appLock && "platform" !in rig.phone.calls)
            rig.app.settings.passcode("739104")!!.join()
            rig.app.tick()
            assertEquals(UserError.WrongPasscode(9), rig.app.settings.state.value.trouble)
            assertTrue(rig.choices.appLock && rig.app.settings.state.value.waits != null)
            // Who comes back later is asked anew.
            rig.app.go(Destination.Accounts)
            rig.app.go(Destination.Settings)
            assertEquals(null, rig.app.settings.passcode("482615"))
            rig.app.settings.hideCodes(true).join()
            rig.app.settings.hideCodes(false).join()
            assertTrue(rig.phone.hides)
            rig.app.settings.passcode("482615")!!.join()
            assertFalse(rig.phone.hides)
            assertEquals(null, rig.app.settings.state.value.waits)
        }
    }

    @Test
    fun who_cancels_the_phones_prompt_in_the_settings_can_type_the_passcode_v70() = model {
        val rig = opened()
        rig.phone.refusesPlatform = UserError.Cancelled
        rig.app.settings.appLock(false).join()
        assertTrue(rig.choices.appLock)
        rig.app.settings.passcode("482615")!!.join()
        assertFalse(rig.choices.appLock)
        assertEquals(null, rig.app.settings.state.value.trouble)
    }

    @Test
    fun what_went_wrong_in_the_settings_stays_while_time_passes() = model {
        val rig = opened()
        rig.app.go(Destination.Settings)
        rig.phone.nextTrouble = UserError.DiskFull
        rig.app.settings.hideCodes(true).join()
        rig.app.tick()
        assertEquals(UserError.DiskFull, rig.app.settings.state.value.trouble)
    }

    @Test
    fun a_refused_camera_is_known_and_typing_adds_the_account_a60() = model {
        val rig = opened()
        rig.app.add(work = true)
        rig.app.adding.camera(allowed = false)
        assertEquals(false, rig.app.adding.state.value.camera)
        rig.app.go(Destination.Typed)
        rig.phone.nextPreview = Samples.enrol
        rig.app.adding.typedLink("  https://link.countersign.test/k  ").join()
        rig.app.adding.accept()!!.join()
        assertTrue(rig.app.accounts.state.value.rows.size == 5)
    }

    @Test
    fun new_passcodes_that_differ_or_are_weak_change_nothing() = model {
        val rig = opened()
        assertEquals(null, rig.app.locking.change("482615", "739104", "739105"))
        assertTrue(rig.app.locking.state.value.differ)
        rig.app.locking.change("482615", "739", "739")!!.join()
        assertEquals(UserError.WeakPasscode, rig.app.locking.state.value.trouble)
        rig.app.locking.change("482615", "739104", "739104")!!.join()
        assertTrue(rig.app.locking.state.value.changed)
        assertEquals("739104", rig.phone.passcode)
    }

    @Test
    fun an_older_copy_is_told_before_it_is_taken() = model {
        val rig = Rig(this, Vault.ReadOnly)
        rig.app.start()
        assertEquals(Destination.OlderCopy, rig.app.destination.value)
        rig.app.locking.accept()!!.join()
        assertEquals(Destination.Accounts, rig.app.destination.value)
    }

    @Test
    fun the_way_back_leads_to_the_list_and_from_there_out() = model {
        val rig = opened()
        for (place in listOf(Destination.Add, Destination.Scan, Destination.Typed, Destination.Settings, Destination.Account("1"))) {
            rig.app.go(place)
            assertTrue(rig.app.back())
            assertEquals(Destination.Accounts, rig.app.destination.value)
        }
        assertFalse(rig.app.back())
    }
}
