package org.countersign.kit.core

import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertFalse
import kotlin.test.assertTrue
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withContext
import org.countersign.kit.AddChoice
import org.countersign.kit.Clock
import org.countersign.kit.Conflict
import org.countersign.kit.SecureKey
import org.countersign.kit.KeyException
import org.countersign.kit.KeyFailure
import org.countersign.kit.PersonKey
import org.countersign.kit.UserErrorException
import org.countersign.kit.PlatformKey
import org.countersign.kit.Proof
import org.countersign.kit.DeviceStateStore
import org.countersign.kit.StoreException
import org.countersign.kit.StoreFailure
import org.countersign.kit.UserError
import org.countersign.kit.Vault
import org.countersign.kit.VaultFile
import org.countersign.kit.VaultStore
import org.countersign.kit.memory.MemoryClock
import org.countersign.kit.memory.MemoryFiles
import org.countersign.kit.memory.MemoryKeys
import org.countersign.kit.memory.MemoryPushService
import org.countersign.kit.memory.MemoryDeviceStateStore
import org.countersign.kit.model.PushRegistration

/** What the library makes of stores and keys that throw: a typed refusal, never a crash. */
class CoreServiceTest {
    private val files = MemoryFiles()
    private val keys = MemoryKeys()
    private val clock = MemoryClock()

    private fun phone(files: VaultStore = this.files, keys: SecureKey = this.keys, person: String? = SecureKey.PERSON) =
        loopbackService(files, MemoryDeviceStateStore(), keys, clock, person)

    private fun refused(act: suspend () -> Unit): UserError = assertFailsWith<UserErrorException> { runBlocking { act() } }.trouble

    @Test
    fun a_full_disk_is_told_and_nothing_is_made() = runBlocking {
        files.failure = StoreFailure.Full
        val phone = phone()
        assertEquals(UserError.DiskFull, refused { phone.create("482615") })
        files.failure = null
        assertEquals(Vault.None, phone.vault())
    }

    @Test
    fun a_store_that_throws_anything_gives_a_typed_error() = runBlocking {
        val broken = object : VaultStore {
            override fun read(file: VaultFile, limit: Long): ByteArray? = null
            override fun replace(bytes: ByteArray) = throw IllegalArgumentException("broken")
            override fun forgetPrevious() = throw StoreException(StoreFailure.Io)
        }
        assertEquals(UserError.Refused, refused { phone(files = broken).create("482615") })
    }

    @Test
    fun small_values_that_throw_open_nothing() = runBlocking {
        var broken: Exception? = null
        val values = object : DeviceStateStore {
            val kept = MemoryDeviceStateStore()
            override fun read(key: String): ByteArray? = broken?.let { throw it } ?: kept.read(key)
            override fun write(key: String, value: ByteArray) = broken?.let { throw it } ?: kept.write(key, value)
        }
        val phone = loopbackService(files, values, keys, clock, SecureKey.PERSON)
        phone.create("482615")
        phone.lock()
        for (surprise in listOf(StoreException(StoreFailure.Io), IllegalStateException("broken"))) {
            broken = surprise
            assertEquals(UserError.Refused, refused { phone.unlock(Proof.Platform) })
        }
        broken = null
        phone.unlock(Proof.Platform)
        assertEquals(Vault.Open, phone.vault())
    }

    @Test
    fun a_clock_that_throws_is_replaced_by_the_systems() = runBlocking {
        for (broken in listOf(Clock { -1 }, Clock { throw IllegalStateException("broken") })) {
            val phone = loopbackService(MemoryFiles(), MemoryDeviceStateStore(), MemoryKeys(), broken)
            phone.create("482615")
            phone.add(phone.previewKey("Shop", "ida", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"))
            assertTrue(Clock.system.now() - phone.codes().single().validFrom in 0..60)
        }
    }

    @Test
    fun a_phone_without_a_screen_lock_is_told_so_and_has_no_vault() = runBlocking {
        keys.person = PersonKey.NoScreenLock
        val phone = phone()
        assertEquals(UserError.NoScreenLock, refused { phone.create("482615") })
        assertEquals(Vault.None, phone.vault())
        assertEquals(PlatformKey.None, phone.platformKey())
    }

    @Test
    fun a_phone_that_can_make_no_key_for_its_person_has_a_vault_by_passcode() = runBlocking {
        for (can in listOf(PersonKey.Impossible, PersonKey.Unknown)) {
            val (files, keys) = MemoryFiles() to MemoryKeys()
            keys.person = can
            keys.refuses = KeyFailure.Unsupported
            val phone = shippedService(files, MemoryDeviceStateStore(), keys)
            phone.create("482615")
            assertEquals(PlatformKey.None, phone.platformKey())
            phone.lock()
            assertEquals(PlatformKey.None, phone.platformKey())
            phone.unlock(Proof.Passcode("482615"))
            phone.changePasscode("482615", "739104")
            phone.lock()
            phone.unlock(Proof.Passcode("739104"))
            assertEquals(Vault.Open, phone.vault())
        }
    }

    @Test
    fun whether_the_phones_lock_opens_the_vault_is_the_vaults_word() = runBlocking {
        keys.person = PersonKey.Unknown
        val phone = shippedService(files, MemoryDeviceStateStore(), keys)
        phone.create("482615")
        assertEquals(PlatformKey.Ready, phone.platformKey())
        // What the phone could make now does not matter.
        keys.person = PersonKey.Impossible
        phone.lock()
        assertEquals(PlatformKey.Ready, phone.platformKey())
        keys.lose(SecureKey.PERSON)
        assertEquals(PlatformKey.Lost, phone.platformKey())
        assertEquals(UserError.KeyLost, refused { phone.unlock(Proof.Platform) })
        phone.unlock(Proof.Passcode("482615"))
        assertEquals(PlatformKey.Lost, phone.platformKey())
    }

    @Test
    fun a_key_store_that_does_not_answer_leaves_the_vault_where_it_stands() = runBlocking {
        phone().create("482615")
        val broken = object : SecureKey by keys {
            override fun lost(id: String): Boolean = throw IllegalStateException("broken")
        }
        val phone = phone(keys = broken)
        assertTrue(phone.vault() is Vault.Locked)
        assertEquals(PlatformKey.Ready, phone.platformKey())
        phone.unlock(Proof.Passcode("482615"))
    }

    @Test
    fun where_the_key_behind_the_passcode_is_gone_too_that_is_said() = runBlocking {
        val phone = phone()
        phone.create("482615")
        phone.lock()
        keys.loseAll()
        assertEquals(UserError.KeysGone, refused { phone.unlock(Proof.Passcode("482615")) })
    }

    @Test
    fun what_the_key_store_said_before_is_not_said_of_a_passcode_that_is_switched_off() = runBlocking {
        val phone = phone()
        phone.create("482615")
        phone.lock()
        repeat(10) {
            clock.seconds += 200
            assertTrue(refused { phone.unlock(Proof.Passcode("739104")) } is UserError.WrongPasscode)
        }
        keys.refuses = KeyFailure.Cancelled
        assertEquals(UserError.Cancelled, refused { phone.unlock(Proof.Platform) })
        assertEquals(UserError.PasscodeDisabled, refused { phone.unlock(Proof.Passcode("482615")) })
    }

    @Test
    fun a_prompt_that_is_cancelled_or_locked_out_opens_nothing_a34() = runBlocking {
        val phone = phone()
        phone.create("482615")
        phone.lock()
        for ((failure, trouble) in listOf(
            KeyFailure.Cancelled to UserError.Cancelled,
            KeyFailure.LockedOut to UserError.LockedOut,
            KeyFailure.Lost to UserError.KeyLost,
        )) {
            keys.refuses = failure
            assertEquals(trouble, refused { phone.unlock(Proof.Platform) })
            assertTrue(phone.vault() is Vault.Locked)
        }
        keys.refuses = null
        phone.unlock(Proof.Platform)
        assertEquals(Vault.Open, phone.vault())
    }

    @Test
    fun keys_that_throw_anything_give_a_typed_error() {
        val broken = object : SecureKey by keys {
            override fun wrap(id: String, plain: ByteArray): ByteArray = throw IllegalStateException("broken")
        }
        assertEquals(UserError.KeyFailed, refused { phone(keys = broken).create("482615") })
        val cancelled = object : SecureKey by keys {
            override fun wrap(id: String, plain: ByteArray): ByteArray = throw KeyException(KeyFailure.Cancelled)
        }
        assertEquals(UserError.Cancelled, refused { phone(keys = cancelled).create("482615") })
    }

    @Test
    fun a_wrong_passcode_says_how_many_tries_are_left_a34() = runBlocking {
        val phone = phone()
        phone.create("482615")
        phone.lock()
        assertEquals(UserError.WrongPasscode(9), refused { phone.unlock(Proof.Passcode("739104")) })
        assertEquals(UserError.Locked, refused { phone.accounts() })
        assertEquals(9, (phone.vault() as Vault.Locked).triesLeft)
    }

    @Test
    fun names_order_search_and_hidden_codes_are_the_librarys_a43_a44() = runBlocking {
        val phone = phone()
        phone.create("482615")
        for (issuer in listOf("Harbour", "Shop", "Games")) {
            phone.add(phone.previewKey(issuer, "ida", SECRET.dropLast(issuer.length) + "A".repeat(issuer.length)))
        }
        val ids = phone.accounts().map { it.id }
        phone.reorder(listOf(ids[2], ids[0], ids[1]))
        phone.rename(ids[1], "Groceries")
        assertEquals(listOf("Games", "Harbour", "Groceries"), phone.accounts().map { it.issuer })
        assertEquals(listOf("Groceries"), phone.search("groc").rows.map { it.issuer })
        assertEquals(3, phone.codes().size)
        assertFalse(phone.hidesCodes())
        phone.hideCodes()
        phone.lock()
        phone.unlock(Proof.Passcode("482615"))
        assertTrue(phone.hidesCodes())
        assertEquals(listOf("Games", "Harbour", "Groceries"), phone.accounts().map { it.issuer })
        assertTrue(phone.codes().all { it.masked })
        clock.seconds = phone.reveal(ids[0]) - 1
        assertEquals(listOf(ids[0]), phone.codes().filterNot { it.masked }.map { it.account })
        clock.seconds += 1
        assertTrue(phone.codes().all { it.masked })
        keys.refuses = KeyFailure.Cancelled
        assertEquals(UserError.Cancelled, refused { phone.showCodes(Proof.Platform) })
        assertEquals(UserError.Cancelled, refused { phone.turnOffAppLock(Proof.Platform) })
        assertEquals(UserError.WrongPasscode(9), refused { phone.showCodes(Proof.Passcode("739104")) })
        assertTrue(phone.hidesCodes())
        keys.refuses = null
        phone.turnOffAppLock(Proof.Platform)
        phone.showCodes(Proof.Platform)
        assertFalse(phone.hidesCodes())
    }

    @Test
    fun the_library_says_when_the_clipboard_is_emptied_also_of_a_locked_app() = runBlocking {
        val phone = phone()
        assertEquals(UserError.Locked, refused { phone.copied() })
        phone.create("482615")
        assertFalse(phone.clipboardIsDue())
        val rule = phone.copied()
        assertTrue(rule.sensitive)
        phone.lock()
        clock.seconds = rule.clearAt - 1
        assertFalse(phone.clipboardIsDue())
        clock.seconds += 1
        assertTrue(phone.clipboardIsDue())
        assertFalse(phone.clipboardIsDue())
    }

    @Test
    fun a_new_passcode_replaces_the_old_one() = runBlocking {
        val phone = phone()
        phone.create("482615")
        assertEquals(UserError.WrongPasscode(9), refused { phone.changePasscode("111222", "739104") })
        assertEquals(UserError.WeakPasscode, refused { phone.changePasscode("482615", "123456") })
        phone.changePasscode("482615", "739104")
        phone.lock()
        assertTrue(refused { phone.unlock(Proof.Passcode("482615")) } is UserError.WrongPasscode)
        clock.seconds += 60
        phone.unlock(Proof.Passcode("739104"))
        assertEquals(Vault.Open, phone.vault())
    }

    @Test
    fun an_endpoint_that_is_no_https_address_or_would_break_out_of_it_is_refused_by_the_library_a09() {
        val phone = phone()
        val service = MemoryPushService()
        val pushRegistration = PushRegistration(phone, MemoryDeviceStateStore(), service)
        pushRegistration.want(true)
        val token = service.tokens.single()
        val bad = listOf(
            "", "http://a.test/x", "ftp://a.test/x", "https://", "https://a.test/\",\"auth\":\"x", "https://a.test/\",\"more\":\"x",
            "https://a.test/\\", "https://a.test/ x", "https://a.test/\nx", "https://a.test/é", "https://a.test/" + "x".repeat(2048),
        )
        for (endpoint in bad) {
            pushRegistration.given(token, endpoint)
            assertFalse(pushRegistration.hasAddress(), endpoint)
        }
        pushRegistration.given(token, "https://push.example.test/up?id=42")
        assertTrue(pushRegistration.hasAddress())
    }

    @Test
    fun what_is_there_already_is_named_and_kept_twice_only_when_the_person_says_so() = runBlocking {
        val phone = phone()
        phone.create("482615")
        suspend fun preview(issuer: String, key: String) = phone.previewKey(issuer, "ida", key)
        phone.add(preview("Shop", SECRET))
        assertEquals(Conflict.SameSecret, preview("Other", SECRET).conflict)
        assertEquals(Conflict.SameName, preview("Shop", SECRET.reversed()).conflict)
        assertEquals(null, preview("Other", SECRET.reversed()).conflict)
        val same = preview("Shop", SECRET)
        assertEquals(Conflict.Same, same.conflict)
        assertEquals(UserError.Duplicate, refused { phone.add(preview("Shop", SECRET)) })
        phone.add(same, AddChoice.KeepBoth)
        assertEquals(listOf("Shop", "Shop"), phone.accounts().map { it.issuer })
        assertEquals(1, phone.codes().map { it.code }.toSet().size)
    }

    @Test
    fun nobody_is_resumed_on_a_thread_of_the_library() = runBlocking {
        val phone = phone()
        phone.create("482615")
        withContext(Dispatchers.Unconfined) {
            phone.refresh()
            // Threads of the library that Java meets are called so.
            assertFalse(Thread.currentThread().name.startsWith("Thread-"), Thread.currentThread().name)
        }
    }

    @Test
    fun no_record_prints_what_it_must_not() = runBlocking {
        val phone = phone()
        phone.create("482615")
        phone.add(phone.previewKey("Harbour", "ida@harbour.test", SECRET))
        val code = phone.codes().single()
        val printed = listOf(code, phone.accounts(), Proof.Passcode("482615"), phone.inbox()).joinToString()
        for (secret in listOf(code.code!!, code.next!!, "482615", SECRET, "ida@harbour.test")) assertFalse(secret in printed)
    }

    private companion object {
        const val SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    }
}
