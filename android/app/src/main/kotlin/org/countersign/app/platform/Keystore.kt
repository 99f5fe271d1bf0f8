package org.countersign.app.platform

import android.os.Build
import android.security.keystore.KeyGenParameterSpec
import android.security.keystore.KeyPermanentlyInvalidatedException
import android.security.keystore.KeyProperties
import android.security.keystore.StrongBoxUnavailableException
import android.security.keystore.UserNotAuthenticatedException
import java.io.IOException
import java.security.GeneralSecurityException
import java.security.Key
import java.security.KeyPairGenerator
import java.security.KeyStore
import java.security.PrivateKey
import java.security.ProviderException
import java.security.Signature
import java.security.UnrecoverableKeyException
import java.security.interfaces.ECPublicKey
import java.security.spec.ECGenParameterSpec
import javax.crypto.AEADBadTagException
import javax.crypto.Cipher
import javax.crypto.KeyGenerator
import javax.crypto.SecretKey
import javax.crypto.spec.GCMParameterSpec
import org.countersign.kit.SecureKey
import org.countersign.kit.KeyException
import org.countersign.kit.KeyFailure
import org.countersign.kit.PersonKey
import org.countersign.kit.uncompressed

/** Asks the person, by fingerprint, face or the phone's own lock, to release one use of a key. Blocks until answered. */
fun interface AskPerson {
    /** The same cipher, released; throws [KeyException] when the person did not. */
    fun release(cipher: Cipher): Cipher
}

/**
 * Keys of Android's key store. Signing keys ask nobody; so does the key that binds the passcode to this phone. The key named
 * [SecureKey.PERSON] asks for the person at each single use. StrongBox is used where the phone has one, else the trusted
 * environment.
 *
 * The key of the person is lost when the screen lock is removed. A changed set of fingerprints loses it on Android 9 and 10
 * only, where nothing but a strong biometric releases it: from Android 11 on the phone's own lock does too, and such a key is
 * bound to the lock's identity alone, which no new fingerprint changes. Whoever knows the lock can then add a fingerprint and
 * use it here, as they could have used the lock.
 */
class Keystore(private val person: AskPerson, private val personKey: () -> PersonKey, private val strongBox: Boolean) : SecureKey {
    override fun person(): PersonKey = personKey()

    override fun create(id: String): ByteArray = guarded {
        val pair = hardest { strong -> generator("EC").apply { initialize(signing(id, strong)) }.generateKeyPair() }
        (pair.public as ECPublicKey).uncompressed()
    }

    override fun createRsa(id: String): ByteArray = guarded {
        hardest { strong -> generator("RSA").apply { initialize(signingRsa(id, strong)) }.generateKeyPair() }.public.encoded
    }

    override fun sign(id: String, message: ByteArray): ByteArray = guarded {
        val key = find(id) as? PrivateKey ?: throw KeyException(KeyFailure.Lost)
        Signature.getInstance(if (key.algorithm == "RSA") "SHA256withRSA" else "SHA256withECDSA").run {
            initSign(key)
            update(message)
            sign()
        }
    }

    override fun wrap(id: String, plain: ByteArray): ByteArray = guarded {
        // A key that the system invalidated wraps nothing any more: a new one takes its place.
        val key = if (lost(id)) makeWrapping(id) else find(id) as? SecretKey ?: throw KeyException(KeyFailure.Failed)
        val cipher = released(id, Cipher.getInstance(AES).apply { init(Cipher.ENCRYPT_MODE, key) })
        cipher.iv + cipher.doFinal(plain)
    }

    override fun unwrap(id: String, wrapped: ByteArray): ByteArray = guarded {
        if (wrapped.size <= IV) throw KeyException(KeyFailure.Failed)
        val key = find(id) as? SecretKey ?: throw KeyException(KeyFailure.Lost)
        val nonce = GCMParameterSpec(TAG_BITS, wrapped, 0, IV)
        val cipher = released(id, Cipher.getInstance(AES).apply { init(Cipher.DECRYPT_MODE, key, nonce) })
        cipher.doFinal(wrapped, IV, wrapped.size - IV)
    }

    override fun delete(id: String) = guarded { store().deleteEntry(alias(id)) }

    override fun lost(id: String): Boolean =
        try {
            when (val key = find(id)) {
                null -> true
                is SecretKey -> false.also { Cipher.getInstance(AES).init(Cipher.ENCRYPT_MODE, key) }
                else -> false
            }
        } catch (_: KeyPermanentlyInvalidatedException) {
            true
        } catch (_: GeneralSecurityException) {
            false
        } catch (_: ProviderException) {
            false
        } catch (_: IllegalStateException) {
            false
        } catch (_: IOException) {
            false
        }

    /**
     * The key; null where there is none, or where the system invalidated it. Of an invalidated key the system throws an exception
     * without a cause; one with a cause says that the key store did not answer.
     */
    private fun find(id: String): Key? =
        try {
            store().getKey(alias(id), null)
        } catch (error: UnrecoverableKeyException) {
            val cause = error.cause
            if (cause != null && cause !is KeyPermanentlyInvalidatedException) throw error
            null
        }

    private fun released(id: String, cipher: Cipher): Cipher = if (id == SecureKey.PERSON) person.release(cipher) else cipher

    private fun makeWrapping(id: String): SecretKey =
        hardest { strong -> KeyGenerator.getInstance("AES", STORE).apply { init(wrapping(id, strong)) }.generateKey() }

    private fun signing(id: String, strong: Boolean): KeyGenParameterSpec =
        KeyGenParameterSpec.Builder(alias(id), KeyProperties.PURPOSE_SIGN)
            .setAlgorithmParameterSpec(ECGenParameterSpec("secp256r1"))
            .setDigests(KeyProperties.DIGEST_SHA256)
            .setIsStrongBoxBacked(strong)
            .build()

    private fun signingRsa(id: String, strong: Boolean): KeyGenParameterSpec =
        KeyGenParameterSpec.Builder(alias(id), KeyProperties.PURPOSE_SIGN)
            .setKeySize(RSA_BITS)
            .setDigests(KeyProperties.DIGEST_SHA256)
            .setSignaturePaddings(KeyProperties.SIGNATURE_PADDING_RSA_PKCS1)
            .setIsStrongBoxBacked(strong)
            .build()

    private fun wrapping(id: String, strong: Boolean): KeyGenParameterSpec {
        val spec = KeyGenParameterSpec.Builder(alias(id), KeyProperties.PURPOSE_ENCRYPT or KeyProperties.PURPOSE_DECRYPT)
            .setBlockModes(KeyProperties.BLOCK_MODE_GCM)
            .setEncryptionPaddings(KeyProperties.ENCRYPTION_PADDING_NONE)
            .setKeySize(KEY_BITS)
            .setIsStrongBoxBacked(strong)
        if (id == SecureKey.PERSON) {
            spec.setUserAuthenticationRequired(true).setInvalidatedByBiometricEnrollment(true)
            if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.R) {
                spec.setUserAuthenticationParameters(0, KeyProperties.AUTH_BIOMETRIC_STRONG or KeyProperties.AUTH_DEVICE_CREDENTIAL)
            }
        }
        return spec.build()
    }

    /**
     * In StrongBox where there is one; where it is full, does not know the algorithm or fails, in the trusted environment. Not
     * every phone says [StrongBoxUnavailableException] then, but each says some [ProviderException].
     */
    private fun <T> hardest(make: (strong: Boolean) -> T): T =
        if (!strongBox) {
            make(false)
        } else {
            try {
                make(true)
            } catch (_: ProviderException) {
                make(false)
            }
        }

    private fun generator(algorithm: String) = KeyPairGenerator.getInstance(algorithm, STORE)

    private fun store(): KeyStore = KeyStore.getInstance(STORE).apply { load(null) }

    private fun alias(id: String) = "countersign/$id"

    /** The system's many refusals as the five kinds that the library knows. */
    private fun <T> guarded(act: () -> T): T =
        try {
            act()
        } catch (_: KeyPermanentlyInvalidatedException) {
            throw KeyException(KeyFailure.Lost)
        } catch (_: UserNotAuthenticatedException) {
            throw KeyException(KeyFailure.Cancelled)
        } catch (_: AEADBadTagException) {
            throw KeyException(KeyFailure.Failed)
        } catch (error: GeneralSecurityException) {
            throw KeyException(failure(error), error)
        } catch (error: ProviderException) {
            throw KeyException(failure(error), error)
        } catch (error: IllegalStateException) {
            throw KeyException(failure(error), error)
        } catch (error: IOException) {
            throw KeyException(failure(error), error)
        }

    /** A key that asks for the person cannot be made on a phone without a screen lock, or before Android 11 without a fingerprint. */
    private fun failure(error: Exception): KeyFailure {
        val causes = generateSequence(error as Throwable) { it.cause }
        val nobody = causes.any { it is IllegalStateException && NOBODY.containsMatchIn(it.message.orEmpty()) }
        return if (nobody) KeyFailure.Unsupported else KeyFailure.Failed
    }

    private companion object {
        const val STORE = "AndroidKeyStore"
        const val AES = "AES/GCM/NoPadding"
        const val KEY_BITS = 256
        const val RSA_BITS = 2048
        const val TAG_BITS = 128
        const val IV = 12

        /** What the system says where there is nobody to ask for. */
        val NOBODY = Regex("lock screen|must be enrolled", RegexOption.IGNORE_CASE)
    }
}
