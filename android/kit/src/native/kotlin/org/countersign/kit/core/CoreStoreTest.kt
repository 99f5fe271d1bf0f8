package org.countersign.kit.core

import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertFalse
import kotlin.test.assertTrue
import kotlinx.coroutines.runBlocking
import org.countersign.kit.AuthenticatorService
import org.countersign.kit.CodeKind
import org.countersign.kit.KeyFailure
import org.countersign.kit.Group
import org.countersign.kit.Proof
import org.countersign.kit.QualityFlag
import org.countersign.kit.Removal
import org.countersign.kit.SecureKey
import org.countersign.kit.UserError
import org.countersign.kit.UserErrorException
import org.countersign.kit.Vault
import org.countersign.kit.memory.MemoryClock
import org.countersign.kit.memory.MemoryDeviceStateStore
import org.countersign.kit.memory.MemoryFiles
import org.countersign.kit.memory.MemoryKeys

/** Living with the codes over the real library: what it says is what the screens get. */
class CoreStoreTest {
    private val keys = MemoryKeys()
    private val clock = MemoryClock()

    private fun made(act: suspend (AuthenticatorService, String) -> Unit) = runBlocking {
        val phone = loopbackService(MemoryFiles(), MemoryDeviceStateStore(), keys, clock, SecureKey.PERSON)
        phone.create(PASSCODE)
        act(phone, phone.add(phone.previewKey("Shop", "ida", KEY)).id)
    }

    private suspend fun refused(act: suspend () -> Unit): UserError = assertFailsWith<UserErrorException> { act() }.trouble

    @Test
    fun a_code_that_asks_before_comes_by_a_fresh_unlock_a78() = made { phone, id ->
        phone.askBefore(id)
        assertTrue(phone.codes().single().let { it.needsUnlock && it.code == null })
        keys.refuses = KeyFailure.Cancelled
        assertEquals(UserError.Cancelled, refused { phone.code(id, null, Proof.Platform) })
        keys.refuses = null
        val made = phone.code(id, null, Proof.Platform)
        assertEquals(6, made.code.length)
        assertTrue(made.shownUntil in clock.now() + 1..clock.now() + 30)
        assertEquals(UserError.WrongPasscode(9), refused { phone.stopAsking(id, Proof.Passcode("000000")) })
        phone.stopAsking(id, Proof.Passcode(PASSCODE))
        assertFalse(phone.codes().single().needsUnlock)
    }

    @Test
    fun note_groups_and_favourites_are_kept_and_found_a43() = made { phone, id ->
        val other = phone.add(phone.previewKey("Quay", "ida", KEY.reversed())).id
        phone.annotate(other, "first\nsecond", listOf("Home", "boats"))
        phone.favourite(other, true)
        val details = phone.details(other)
        assertEquals("first\nsecond" to listOf("Home", "boats"), details.note to details.tags)
        assertTrue(details.favourite && details.account!!.favourite && !details.canGoUp && !details.canGoDown)
        phone.annotate(other, tags = listOf("home"))
        assertEquals("first\nsecond", phone.details(other).note)
        val list = phone.search("", null)
        assertEquals(listOf(other, id), list.rows.map { it.id })
        assertEquals(listOf(Group("home", 1)), list.groups)
        assertEquals(listOf(other), phone.search("hom", "Home").rows.map { it.id })
        assertEquals(Triple(2, false, true), phone.search("none", null).let { Triple(it.total, it.answers, it.makesCodes) })
        assertEquals(listOf(id), phone.codes(listOf(id)).map { it.account })
        assertTrue(refused { phone.annotate(id, "bell\u0007") } is UserError)
    }

    @Test
    fun what_is_weak_about_a_code_is_said_v53() = made { phone, id ->
        assertEquals(emptyList(), phone.details(id).quality)
        val weak = phone.add(phone.previewText("otpauth://totp/Old?secret=GEZDGNBV&digits=5&period=300")).id
        val flags = listOf(QualityFlag.ShortSecret(40), QualityFlag.FewDigits(5), QualityFlag.LongPeriod(300))
        assertEquals(flags, phone.details(weak).quality)
    }

    @Test
    fun a_switched_kind_asks_for_its_pin_a77_a81() = made { phone, id ->
        phone.switchKind(id, CodeKind.Motp)
        assertEquals("motp", phone.accounts().single().kind)
        assertTrue(phone.codes().single().needsPin)
        assertEquals(UserError.PinNeeded, refused { phone.code(id, null, null) })
        phone.code(id, "1234", null)
        assertEquals(false, phone.details(id).pinStored)
        phone.storePin(id, "1234")
        assertEquals(true, phone.details(id).pinStored)
    }

    @Test
    fun the_bin_gives_back_what_was_removed_or_deletes_it_a76() = made { phone, id ->
        assertEquals(Removal.Binned, phone.remove(id))
        assertEquals(clock.now() + 30 * 86_400, phone.bin().single().until)
        phone.takeBack(id)
        assertEquals(id, phone.accounts().single().id)
        phone.remove(id)
        phone.deleteNow(id)
        assertTrue(phone.bin().isEmpty())
        assertEquals(UserError.Gone, refused { phone.takeBack(id) })
    }

    @Test
    fun a_key_is_shown_by_a_fresh_unlock_and_never_once_it_is_marked_a80() = made { phone, id ->
        assertTrue(phone.showSecret(id, Proof.Platform).contains(KEY))
        val picture = phone.showPicture(id, Proof.Platform)
        assertEquals(picture.side * picture.side, picture.dark.size)
        phone.neverExport(id)
        assertTrue(phone.details(id).let { it.neverExport && !it.mayShow })
        assertEquals(UserError.Protected, refused { phone.showSecret(id, Proof.Platform) })
    }

    @Test
    fun a_recovery_code_opens_the_vault_and_sets_another_passcode_a74() = made { phone, _ ->
        assertTrue(phone.safety().warn)
        val new = phone.newRecoveryCode(Proof.Platform)
        val (first, second) = new.asked.map { new.groups[it - 1].lowercase() }
        assertEquals(UserError.WrongRecoveryCode, refused { phone.useRecoveryCode(new, first, "AAAA") })
        phone.useRecoveryCode(new, first, second)
        assertTrue(phone.safety().let { it.recoveryCode && !it.warn })
        phone.lock()
        assertEquals(UserError.WrongRecoveryCode, refused { phone.recover("ABCD", "739104") })
        assertEquals(UserError.WeakPasscode, refused { phone.recover(new.text, "111111") })
        assertTrue(phone.vault() is Vault.Locked)
        phone.recover(new.text.lowercase(), "739104")
        phone.lock()
        phone.unlock(Proof.Passcode("739104"))
        assertEquals(Vault.Open, phone.vault())
    }

    @Test
    fun without_a_service_no_other_time_is_offered_a79() = made { phone, _ ->
        assertEquals(null, phone.codeClock().off)
        phone.useCorrectedTime(true)
        assertFalse(phone.codeClock().used)
    }

    private companion object {
        const val PASSCODE = "482615"
        const val KEY = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    }
}
