package org.countersign.kit

import kotlin.test.Test
import kotlin.test.assertContains
import kotlin.test.assertEquals
import kotlin.test.assertFalse
import kotlin.test.assertNotNull
import kotlin.test.assertNull
import kotlin.test.assertTrue
import org.countersign.kit.memory.FakeStore
import org.countersign.kit.memory.Samples
import org.countersign.kit.model.BinRow
import org.countersign.kit.model.CodeAskingState
import org.countersign.kit.model.Destination
import org.countersign.kit.model.DetailsWish

/** Living with the codes: what asks before it is shown, details, the bin, the time, the recovery code. */
class StoreModelTest {
    private fun Rig.code(account: String) = app.accounts.state.value.rows.single { it.account.id == account }.code!!

    @Test
    fun a_code_that_asks_before_is_shown_by_a_fresh_unlock_only_and_goes_again_a78() = model {
        val rig = opened()
        rig.phone.store.guard("2", askBefore = true)
        rig.app.accounts.tick()
        assertTrue(rig.code("2").asks && rig.code("2").digits == null)
        rig.phone.refusesPlatform = UserError.Cancelled
        rig.app.asking.ask("2")!!.join()
        assertNull(rig.code("2").digits)
        assertEquals(CodeAskingState("2", passcode = true, trouble = UserError.Cancelled), rig.app.asking.state.value)
        rig.phone.refusesPlatform = null
        rig.app.asking.ask("2")!!.join()
        assertEquals("104729", rig.code("2").digits)
        assertEquals(CodeAskingState(), rig.app.asking.state.value)
        rig.app.accounts.copy("2")
        assertEquals("104729", rig.systemServices.clipboard)
        rig.clock.seconds += rig.phone.shownFor
        rig.app.accounts.tick()
        assertNull(rig.code("2").digits)
    }

    @Test
    fun who_left_while_the_phone_asked_sees_neither_code_nor_recovery_code_v70() = model {
        val rig = opened()
        rig.phone.store.guard("2", askBefore = true)
        rig.app.accounts.tick()
        rig.phone.whileProving = { rig.app.asking.forget() }
        rig.app.asking.ask("2")!!.join()
        assertNull(rig.code("2").digits)
        rig.app.go(Destination.Recovery)
        rig.phone.whileProving = { rig.app.back() }
        rig.app.recovery.make()!!.join()
        assertNull(rig.app.recovery.state.value.code)
    }

    @Test
    fun without_the_phones_own_lock_the_passcode_shows_the_code_a78() = model {
        val rig = opened()
        rig.phone.platformKey = PlatformKey.None
        rig.phone.store.guard("2", askBefore = true)
        rig.app.accounts.tick()
        rig.app.asking.ask("2")!!.join()
        assertTrue(rig.app.asking.state.value.passcode)
        rig.app.asking.give(null, "000000")!!.join()
        assertEquals(UserError.WrongPasscode(9), rig.app.asking.state.value.trouble)
        assertNull(rig.code("2").digits)
        rig.app.asking.give(null, "482615")!!.join()
        assertEquals("104729", rig.code("2").digits)
    }

    @Test
    fun a_pin_is_asked_for_each_code_and_kept_nowhere_a77() = model {
        val rig = opened()
        rig.phone.store.guard("2", askBefore = false, pinStored = false)
        rig.app.accounts.tick()
        assertTrue(rig.code("2").needsPin)
        rig.app.asking.ask("2")!!.join()
        assertEquals(CodeAskingState("2", pin = true), rig.app.asking.state.value)
        assertFalse("code" in rig.phone.calls)
        rig.app.asking.give("9", null)!!.join()
        assertEquals(UserError.BadPin(4, 16), rig.app.asking.state.value.trouble)
        rig.app.asking.give("1234", null)!!.join()
        assertEquals("104729", rig.code("2").digits)
        assertFalse("storePin" in rig.phone.calls)
        rig.app.lock()
        rig.app.locking.unlock(Proof.Platform)!!.join()
        assertNull(rig.code("2").digits)
    }

    @Test
    fun a_removed_account_goes_to_the_bin_and_is_taken_back_or_deleted_a76() = model {
        val rig = opened()
        rig.phone.removal = Removal.Binned
        rig.app.accounts.remove("2").join()
        assertContains(rig.app.accounts.state.value.notes, Note.Binned)
        rig.phone.store.binned = listOf(Binned(Samples.shop, Samples.NOW + 86_401), Binned(Samples.games, Samples.NOW + 30 * 86_400))
        rig.app.go(Destination.Bin)
        assertEquals(listOf(BinRow(Samples.shop, 2), BinRow(Samples.games, 30)), rig.app.bin.state.value.rows)
        rig.app.bin.takeBack("2").join()
        assertContains(rig.phone.rows, Samples.shop)
        rig.phone.nextTrouble = UserError.DiskFull
        rig.app.bin.deleteNow("3").join()
        assertEquals(UserError.DiskFull, rig.app.bin.state.value.trouble)
        rig.app.bin.deleteNow("3").join()
        assertTrue(rig.app.bin.state.value.rows.isEmpty())
        assertNull(rig.app.bin.state.value.trouble)
    }

    @Test
    fun the_key_is_shown_by_a_fresh_unlock_and_goes_when_the_person_leaves_a80() = model {
        val rig = opened()
        val details = rig.app.details
        rig.app.go(Destination.Account("2"))
        rig.phone.platformKey = PlatformKey.None
        details.wish(DetailsWish.Secret)!!.join()
        assertEquals(DetailsWish.Secret, details.state.value.waits)
        assertNull(details.state.value.secret)
        details.wish(DetailsWish.Secret, "482615")!!.join()
        assertNotNull(details.state.value.secret)
        assertFalse(details.state.value.toString().contains("otpauth"))
        rig.app.back()
        assertFalse(details.state.value.isSecret)
        rig.app.go(Destination.Account("2"))
        details.wish(DetailsWish.Picture, "482615")!!.join()
        assertEquals(2, details.state.value.picture!!.side)
        rig.app.stop()
        assertFalse(details.state.value.isSecret)
    }

    @Test
    fun an_account_that_is_marked_shows_nothing_for_ever_a80() = model {
        val rig = opened()
        rig.app.go(Destination.Account("2"))
        rig.app.details.neverExport()!!.join()
        assertTrue(rig.app.details.state.value.details!!.let { it.neverExport && !it.mayShow })
        rig.app.details.wish(DetailsWish.Secret)!!.join()
        assertEquals(UserError.Protected, rig.app.details.state.value.trouble)
        assertFalse(rig.app.details.state.value.isSecret)
    }

    @Test
    fun asking_before_codes_is_switched_on_at_once_and_off_by_a_fresh_unlock_a78() = model {
        val rig = opened()
        rig.app.go(Destination.Account("2"))
        rig.app.details.askBefore()!!.join()
        assertTrue(rig.app.details.state.value.details!!.askBefore)
        rig.phone.refusesPlatform = UserError.Cancelled
        rig.app.details.wish(DetailsWish.StopAsking)!!.join()
        assertTrue(rig.app.details.state.value.details!!.askBefore)
        rig.phone.refusesPlatform = null
        rig.app.details.wish(DetailsWish.StopAsking)!!.join()
        assertFalse(rig.app.details.state.value.details!!.askBefore)
    }

    @Test
    fun a_wrong_guess_is_switched_to_another_kind_a81() = model {
        val rig = opened()
        rig.app.go(Destination.Account("3"))
        rig.app.details.switchKind(CodeKind.Yandex)!!.join()
        assertEquals("yaotp", rig.app.accounts.state.value.rows.single { it.account.id == "3" }.account.kind)
        assertEquals(false, rig.app.details.state.value.details!!.pinStored)
        rig.app.details.storePin("1234")!!.join()
        assertEquals(true, rig.app.details.state.value.details!!.pinStored)
        rig.phone.nextTrouble = UserError.OtherKind
        rig.app.details.switchKind(CodeKind.Totp)!!.join()
        assertEquals(UserError.OtherKind, rig.app.details.state.value.trouble)
    }

    @Test
    fun the_corrected_time_is_offered_taken_and_given_back_a79() = model {
        val rig = opened()
        rig.phone.store.clock = CodeClock(off = 90)
        rig.app.accounts.tick()
        assertEquals(CodeClock(90), rig.app.accounts.state.value.codeClock)
        rig.app.accounts.useCorrectedTime(true).join()
        assertTrue(rig.app.accounts.state.value.codeClock.used)
        rig.app.accounts.useCorrectedTime(false).join()
        assertFalse(rig.app.accounts.state.value.codeClock.used)
    }

    @Test
    fun a_recovery_code_is_in_use_once_two_groups_of_it_were_typed_a74() = model {
        val rig = opened()
        rig.phone.store.safety = Safety(warn = true)
        rig.app.accounts.tick()
        assertTrue(rig.app.accounts.state.value.warnOfLoss)
        rig.app.go(Destination.Recovery)
        val recovery = rig.app.recovery
        recovery.make()!!.join()
        assertEquals(FakeStore.TEXT, recovery.state.value.code!!.text)
        assertFalse(recovery.state.value.toString().contains("ABCD"))
        recovery.written()
        recovery.use("EFGH", "AAAA")!!.join()
        assertEquals(UserError.WrongRecoveryCode, recovery.state.value.trouble)
        recovery.use("EFGH", "STUV")!!.join()
        assertTrue(recovery.state.value.done && recovery.state.value.code == null)
        rig.app.accounts.tick()
        assertFalse(rig.app.accounts.state.value.warnOfLoss)
        rig.app.lock()
        rig.app.go(Destination.Recover)
        rig.app.locking.recover("wrong", "739104", "739104")!!.join()
        assertEquals(UserError.WrongRecoveryCode, rig.app.locking.state.value.trouble)
        assertEquals(Destination.Recover, rig.app.destination.value)
        assertNull(rig.app.locking.recover(FakeStore.TEXT, "739104", "739105"))
        rig.app.locking.recover(FakeStore.TEXT, "739104", "739104")!!.join()
        assertEquals(Destination.Accounts, rig.app.destination.value)
        assertEquals("739104", rig.phone.passcode)
    }

    @Test
    fun who_declines_a_recovery_code_is_warned_no_more_a74() = model {
        val rig = opened()
        rig.phone.store.safety = Safety(warn = true)
        rig.app.accounts.tick()
        rig.app.accounts.dismissLoss().join()
        assertFalse(rig.app.accounts.state.value.warnOfLoss)
    }
}
