package org.countersign.app

import android.security.keystore.KeyPermanentlyInvalidatedException
import android.security.keystore.KeyProperties
import android.security.keystore.StrongBoxUnavailableException
import androidx.biometric.BiometricPrompt
import java.math.BigInteger
import java.security.AlgorithmParameters
import java.security.InvalidAlgorithmParameterException
import java.security.KeyFactory
import java.security.KeyStoreException
import java.security.ProviderException
import java.security.Signature
import java.security.UnrecoverableKeyException
import java.security.interfaces.RSAPublicKey
import java.security.spec.ECGenParameterSpec
import java.security.spec.ECParameterSpec
import java.security.spec.ECPoint
import java.security.spec.ECPublicKeySpec
import java.security.spec.X509EncodedKeySpec
import org.countersign.app.platform.AskPerson
import org.countersign.app.platform.Keystore
import org.countersign.app.platform.PersonPrompt
import org.countersign.kit.SecureKey
import org.countersign.kit.KeyException
import org.countersign.kit.KeyFailure
import org.countersign.kit.PersonKey
import org.junit.After
import org.junit.Assert.assertArrayEquals
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertThrows
import org.junit.Assert.assertTrue
import org.junit.Before
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config

@RunWith(RobolectricTestRunner::class)
@Config(sdk = [34])
class KeystoreTest {
    private var asked = 0
    private var refusal: KeyFailure? = null
    private val person = AskPerson { cipher ->
        asked += 1
        refusal?.let { throw KeyException(it) }
        cipher
    }

    private fun keys(strongBox: Boolean = false) = Keystore(person, { PersonKey.Possible }, strongBox)

    private fun failure(act: () -> Unit): KeyFailure = assertThrows(KeyException::class.java) { act() }.failure

    @Before
    fun install() = FakeKeystore.install()

    @After
    fun remove() = FakeKeystore.remove()

    @Test
    @Config(sdk = [28])
    fun on_android_9_only_a_fingerprint_releases_the_key_of_the_person_a34() {
        val wrapped = keys().wrap(SecureKey.PERSON, SECRET)
        assertArrayEquals(SECRET, keys().unwrap(SecureKey.PERSON, wrapped))
        assertEquals(2, asked)
        val spec = FakeKeystore.specs.getValue("countersign/person")
        assertTrue(spec.isUserAuthenticationRequired && spec.isInvalidatedByBiometricEnrollment)
        assertEquals(-1, spec.userAuthenticationValidityDurationSeconds)
    }

    @Test
    fun the_key_of_the_person_is_released_by_the_person_each_time_a34() {
        val wrapped = keys().wrap(SecureKey.PERSON, SECRET)
        assertArrayEquals(SECRET, keys().unwrap(SecureKey.PERSON, wrapped))
        assertEquals(2, asked)
        val spec = FakeKeystore.specs.getValue("countersign/person")
        assertTrue(spec.isUserAuthenticationRequired)
        assertTrue(spec.isInvalidatedByBiometricEnrollment)
        assertEquals(0, spec.userAuthenticationValidityDurationSeconds)
        assertEquals(KeyProperties.AUTH_BIOMETRIC_STRONG or KeyProperties.AUTH_DEVICE_CREDENTIAL, spec.userAuthenticationType)
        refusal = KeyFailure.Cancelled
        assertEquals(KeyFailure.Cancelled, failure { keys().unwrap(SecureKey.PERSON, wrapped) })
    }

    @Test
    fun other_keys_ask_nobody() {
        val wrapped = keys().wrap("device", SECRET)
        assertArrayEquals(SECRET, keys().unwrap("device", wrapped))
        assertEquals(0, asked)
        assertFalse(FakeKeystore.specs.getValue("countersign/device").isUserAuthenticationRequired)
    }

    @Test
    fun a_changed_byte_is_refused_and_a_deleted_key_is_lost() {
        val wrapped = keys().wrap("device", SECRET)
        assertFalse(keys().lost("device"))
        wrapped[wrapped.lastIndex] = (wrapped.last() + 1).toByte()
        assertEquals(KeyFailure.Failed, failure { keys().unwrap("device", wrapped) })
        assertEquals(KeyFailure.Failed, failure { keys().unwrap("device", ByteArray(3)) })
        keys().delete("device")
        assertEquals(KeyFailure.Lost, failure { keys().unwrap("device", wrapped) })
        assertTrue(keys().lost("device"))
    }

    @Test
    fun strong_box_is_asked_first_and_its_refusal_is_no_failure() {
        keys(strongBox = true).wrap("a", SECRET)
        assertTrue(FakeKeystore.specs.getValue("countersign/a").isStrongBoxBacked)
        // Not every phone names the reason.
        for (refusal in listOf(StrongBoxUnavailableException(), ProviderException("Failed to generate key"))) {
            FakeKeystore.strongBoxSays = refusal
            keys(strongBox = true).wrap("b", SECRET)
            assertFalse(FakeKeystore.specs.getValue("countersign/b").isStrongBoxBacked)
            keys(strongBox = true).create("c")
            assertFalse(FakeKeystore.specs.getValue("countersign/c").isStrongBoxBacked)
            FakeKeystore.keys.remove("countersign/b")
        }
    }

    @Test
    fun a_key_that_the_system_invalidated_is_lost_and_a_new_one_takes_its_place() {
        val wrapped = keys().wrap("device", SECRET)
        // The system gives its exception no cause, or its own kind of it.
        for (cause in listOf(null, KeyPermanentlyInvalidatedException())) {
            FakeKeystore.gives = UnrecoverableKeyException("Key permanently invalidated").apply { cause?.let(::initCause) }
            assertTrue(keys().lost("device"))
            assertEquals(KeyFailure.Lost, failure { keys().unwrap("device", wrapped) })
            assertEquals(KeyFailure.Lost, failure { keys().sign("device", SECRET) })
        }
        FakeKeystore.newKeyHeals = true
        val anew = keys().wrap("device", SECRET)
        assertArrayEquals(SECRET, keys().unwrap("device", anew))
        assertEquals(KeyFailure.Failed, failure { keys().unwrap("device", wrapped) })
    }

    @Test
    fun a_key_store_that_does_not_answer_has_lost_nothing() {
        val wrapped = keys().wrap("device", SECRET)
        val silent = UnrecoverableKeyException("Failed to obtain information about key").apply { initCause(KeyStoreException("-49")) }
        for (error in listOf(silent, ProviderException("Keystore error"), IllegalStateException("no daemon"))) {
            FakeKeystore.gives = error
            assertFalse("$error", keys().lost("device"))
            assertEquals(KeyFailure.Failed, failure { keys().unwrap("device", wrapped) })
        }
        FakeKeystore.gives = null
        assertArrayEquals(SECRET, keys().unwrap("device", wrapped))
    }

    @Test
    fun where_there_is_nobody_to_ask_for_the_key_cannot_be_made() {
        val words = listOf(
            "Secure lock screen must be enabled to create keys requiring user authentication",
            "At least one biometric must be enrolled to create keys requiring user authentication for every use",
            "At least one fingerprint must be enrolled to create keys requiring user authentication for every use",
        )
        for (said in words) {
            FakeKeystore.refusesToMake = InvalidAlgorithmParameterException(IllegalStateException(said))
            assertEquals(said, KeyFailure.Unsupported, failure { keys().wrap(SecureKey.PERSON, SECRET) })
        }
        FakeKeystore.refusesToMake = InvalidAlgorithmParameterException("something else")
        assertEquals(KeyFailure.Failed, failure { keys().wrap(SecureKey.PERSON, SECRET) })
    }

    @Test
    fun an_rsa_key_signs_as_the_services_that_want_one_read_it() {
        val public = KeyFactory.getInstance("RSA").generatePublic(X509EncodedKeySpec(keys().createRsa("k"))) as RSAPublicKey
        assertEquals(2048, public.modulus.bitLength())
        val signature = keys().sign("k", SECRET)
        assertTrue(Signature.getInstance("SHA256withRSA").run {
            initVerify(public)
            update(SECRET)
            verify(signature)
        })
        val spec = FakeKeystore.specs.getValue("countersign/k")
        assertEquals(listOf(KeyProperties.SIGNATURE_PADDING_RSA_PKCS1), spec.signaturePaddings.toList())
        assertEquals(KeyProperties.PURPOSE_SIGN, spec.purposes)
    }

    @Test
    fun the_point_that_is_returned_verifies_what_is_signed() {
        val point = keys().create("k")
        assertEquals(65, point.size)
        assertEquals(4, point[0].toInt())
        val signature = keys().sign("k", SECRET)
        val curve = AlgorithmParameters.getInstance("EC").run {
            init(ECGenParameterSpec("secp256r1"))
            getParameterSpec(ECParameterSpec::class.java)
        }
        val at = ECPoint(BigInteger(1, point.copyOfRange(1, 33)), BigInteger(1, point.copyOfRange(33, 65)))
        val public = KeyFactory.getInstance("EC").generatePublic(ECPublicKeySpec(at, curve))
        assertTrue(Signature.getInstance("SHA256withECDSA").run {
            initVerify(public)
            update(SECRET)
            verify(signature)
        })
        assertEquals(KeyFailure.Lost, failure { keys().sign("gone", SECRET) })
    }

    @Test
    fun without_an_activity_in_front_nobody_can_be_asked() {
        val cipher = javax.crypto.Cipher.getInstance("AES/GCM/NoPadding")
        assertEquals(KeyFailure.Cancelled, failure { PersonPrompt().release(cipher) })
    }

    @Test
    fun each_refusal_of_the_prompt_has_its_kind() {
        val kinds = mapOf(
            BiometricPrompt.ERROR_USER_CANCELED to KeyFailure.Cancelled,
            BiometricPrompt.ERROR_NEGATIVE_BUTTON to KeyFailure.Cancelled,
            BiometricPrompt.ERROR_LOCKOUT to KeyFailure.LockedOut,
            BiometricPrompt.ERROR_NO_DEVICE_CREDENTIAL to KeyFailure.Unsupported,
            BiometricPrompt.ERROR_VENDOR to KeyFailure.Failed,
        )
        for ((code, kind) in kinds) assertEquals(kind, PersonPrompt.failure(code))
    }

    private companion object {
        val SECRET = "a key of thirty-two bytes, or so".toByteArray()
    }
}
