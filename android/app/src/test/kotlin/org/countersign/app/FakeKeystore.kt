package org.countersign.app

import android.security.keystore.KeyGenParameterSpec
import java.io.InputStream
import java.io.OutputStream
import java.security.InvalidAlgorithmParameterException
import java.security.Key
import java.security.KeyPair
import java.security.KeyPairGenerator
import java.security.KeyPairGeneratorSpi
import java.security.KeyStoreSpi
import java.security.Provider
import java.security.ProviderException
import java.security.SecureRandom
import java.security.Security
import java.security.cert.Certificate
import java.security.spec.AlgorithmParameterSpec
import java.security.spec.ECGenParameterSpec
import java.util.Collections
import java.util.Date
import java.util.Enumeration
import javax.crypto.KeyGenerator
import javax.crypto.KeyGeneratorSpi
import javax.crypto.SecretKey

/**
 * A small provider in place of Android's key store, which does not exist here: it lets the real adapter run and shows which
 * keys it asked for. It proves nothing about hardware.
 */
object FakeKeystore {
    val keys = HashMap<String, Key>()
    val specs = HashMap<String, KeyGenParameterSpec>()

    /** As on a phone whose StrongBox is full, or fails. */
    var strongBoxSays: ProviderException? = null

    /** Thrown where a key is asked for, until a new one was made if that heals it. */
    var gives: Exception? = null
    var newKeyHeals = false

    /** Thrown where a key shall be made. */
    var refusesToMake: InvalidAlgorithmParameterException? = null

    fun install() {
        keys.clear()
        specs.clear()
        strongBoxSays = null
        gives = null
        newKeyHeals = false
        refusesToMake = null
        Security.addProvider(Fake())
    }

    fun remove() = Security.removeProvider("AndroidKeyStore")

    private fun take(spec: AlgorithmParameterSpec?): KeyGenParameterSpec {
        val asked = spec as KeyGenParameterSpec
        strongBoxSays?.let { if (asked.isStrongBoxBacked) throw it }
        refusesToMake?.let { throw it }
        if (newKeyHeals) gives = null
        specs[asked.keystoreAlias] = asked
        return asked
    }

    class Fake : Provider("AndroidKeyStore", "1.0", "a fake for tests") {
        init {
            put("KeyStore.AndroidKeyStore", Store::class.java.name)
            put("KeyGenerator.AES", Symmetric::class.java.name)
            put("KeyPairGenerator.EC", Curve::class.java.name)
            put("KeyPairGenerator.RSA", Rsa::class.java.name)
        }
    }

    class Symmetric : KeyGeneratorSpi() {
        private val real = KeyGenerator.getInstance("AES")
        private lateinit var spec: KeyGenParameterSpec

        override fun engineInit(random: SecureRandom?) = Unit
        override fun engineInit(size: Int, random: SecureRandom?) = Unit
        override fun engineInit(params: AlgorithmParameterSpec?, random: SecureRandom?) {
            spec = take(params)
            real.init(spec.keySize)
        }
        override fun engineGenerateKey(): SecretKey = real.generateKey().also { keys[spec.keystoreAlias] = it }
    }

    class Curve : KeyPairGeneratorSpi() {
        private val real = KeyPairGenerator.getInstance("EC")
        private lateinit var spec: KeyGenParameterSpec

        override fun initialize(size: Int, random: SecureRandom?) = Unit
        override fun initialize(params: AlgorithmParameterSpec?, random: SecureRandom?) {
            spec = take(params)
            real.initialize(spec.algorithmParameterSpec as ECGenParameterSpec)
        }
        override fun generateKeyPair(): KeyPair = real.generateKeyPair().also { keys[spec.keystoreAlias] = it.private }
    }

    class Rsa : KeyPairGeneratorSpi() {
        private val real = KeyPairGenerator.getInstance("RSA")
        private lateinit var spec: KeyGenParameterSpec

        override fun initialize(size: Int, random: SecureRandom?) = Unit
        override fun initialize(params: AlgorithmParameterSpec?, random: SecureRandom?) {
            spec = take(params)
            real.initialize(spec.keySize)
        }
        override fun generateKeyPair(): KeyPair = real.generateKeyPair().also { keys[spec.keystoreAlias] = it.private }
    }

    class Store : KeyStoreSpi() {
        override fun engineGetKey(alias: String, password: CharArray?): Key? = gives?.let { throw it } ?: keys[alias]
        override fun engineLoad(stream: InputStream?, password: CharArray?) = Unit
        override fun engineContainsAlias(alias: String) = alias in keys
        override fun engineDeleteEntry(alias: String) {
            keys.remove(alias)
        }
        override fun engineAliases(): Enumeration<String> = Collections.enumeration(keys.keys)
        override fun engineSize() = keys.size
        override fun engineIsKeyEntry(alias: String) = alias in keys
        override fun engineGetCertificateChain(alias: String): Array<Certificate>? = null
        override fun engineGetCertificate(alias: String): Certificate? = null
        override fun engineGetCreationDate(alias: String): Date = Date(0)
        override fun engineSetKeyEntry(alias: String, key: Key, password: CharArray?, chain: Array<Certificate>?) {
            keys[alias] = key
        }
        override fun engineSetKeyEntry(alias: String, key: ByteArray, chain: Array<Certificate>?) = throw UnsupportedOperationException()
        override fun engineSetCertificateEntry(alias: String, certificate: Certificate) = throw UnsupportedOperationException()
        override fun engineIsCertificateEntry(alias: String) = false
        override fun engineGetCertificateAlias(certificate: Certificate): String? = null
        override fun engineStore(stream: OutputStream?, password: CharArray?) = Unit
    }
}
