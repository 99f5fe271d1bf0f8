package org.countersign.kit.memory

import java.security.KeyPair
import java.security.KeyPairGenerator
import java.security.SecureRandom
import java.security.Signature
import java.security.interfaces.ECPublicKey
import java.security.spec.ECGenParameterSpec
import javax.crypto.Cipher
import javax.crypto.KeyGenerator
import javax.crypto.SecretKey
import javax.crypto.spec.GCMParameterSpec
import org.countersign.kit.BackupFailure
import org.countersign.kit.BackupFolder
import org.countersign.kit.PushDistributor
import org.countersign.kit.Choices
import org.countersign.kit.Clock
import org.countersign.kit.SecureKey
import org.countersign.kit.FolderException
import org.countersign.kit.KeyException
import org.countersign.kit.KeyFailure
import org.countersign.kit.PersonKey
import org.countersign.kit.PushService
import org.countersign.kit.DeviceStateStore
import org.countersign.kit.StoreException
import org.countersign.kit.StoreFailure
import org.countersign.kit.SystemServices
import org.countersign.kit.VaultFile
import org.countersign.kit.VaultStore
import org.countersign.kit.model.Notifier
import org.countersign.kit.model.PushNotice
import org.countersign.kit.uncompressed

/** A clock that the test sets. */
class MemoryClock(var seconds: Long = 1_800_000_000) : Clock {
    /** By how much the phone's clock was turned. */
    var turned: Long = 0

    override fun now(): Long = seconds + turned

    override fun elapsed(): Long = seconds
}

/** The vault's files in memory. */
class MemoryFiles : VaultStore {
    private val files = mutableMapOf<VaultFile, ByteArray>()

    /** Thrown at the next call. */
    var failure: StoreFailure? = null

    override fun read(file: VaultFile, limit: Long): ByteArray? {
        fail()
        return files[file]?.also { if (it.size > limit) throw StoreException(StoreFailure.TooLarge) }
    }

    override fun replace(bytes: ByteArray) {
        fail()
        files[VaultFile.Current]?.let { files[VaultFile.Previous] = it }
        files[VaultFile.Current] = bytes.copyOf()
    }

    override fun forgetPrevious() {
        fail()
        files.remove(VaultFile.Previous)
    }

    private fun fail() = failure?.let { throw StoreException(it) }
}

/** The small values in memory. */
class MemoryDeviceStateStore : DeviceStateStore {
    private val values = mutableMapOf<String, ByteArray>()

    override fun read(key: String): ByteArray? = values[key]

    override fun write(key: String, value: ByteArray) {
        values[key] = value.copyOf()
    }
}

/** Keys in memory, by the platform's own cryptography. They ask nobody unless [refuses] says what the person did. */
class MemoryKeys : SecureKey {
    private val signing = mutableMapOf<String, KeyPair>()
    private val wrapping = mutableMapOf<String, SecretKey>()

    /** Thrown when the key that asks for the person is used. */
    var refuses: KeyFailure? = null
    var person: PersonKey = PersonKey.Possible

    /** The key of this name is gone for good. */
    fun lose(id: String) {
        wrapping.remove(id)
        signing.remove(id)
    }

    fun loseAll() {
        wrapping.clear()
        signing.clear()
    }

    override fun person(): PersonKey = person

    override fun create(id: String): ByteArray {
        val pair = KeyPairGenerator.getInstance("EC").apply { initialize(ECGenParameterSpec("secp256r1")) }.generateKeyPair()
        signing[id] = pair
        return (pair.public as ECPublicKey).uncompressed()
    }

    override fun createRsa(id: String): ByteArray {
        val pair = KeyPairGenerator.getInstance("RSA").apply { initialize(2048) }.generateKeyPair()
        signing[id] = pair
        return pair.public.encoded
    }

    override fun sign(id: String, message: ByteArray): ByteArray {
        val pair = signing[id] ?: throw KeyException(KeyFailure.Lost)
        return Signature.getInstance(if (pair.private.algorithm == "RSA") "SHA256withRSA" else "SHA256withECDSA").run {
            initSign(pair.private)
            update(message)
            sign()
        }
    }

    override fun wrap(id: String, plain: ByteArray): ByteArray {
        ask(id)
        val key = wrapping.getOrPut(id) { KeyGenerator.getInstance("AES").apply { init(256) }.generateKey() }
        val iv = ByteArray(12).also(SecureRandom()::nextBytes)
        return iv + cipher(Cipher.ENCRYPT_MODE, key, iv).doFinal(plain)
    }

    override fun unwrap(id: String, wrapped: ByteArray): ByteArray {
        ask(id)
        val key = wrapping[id] ?: throw KeyException(KeyFailure.Lost)
        return cipher(Cipher.DECRYPT_MODE, key, wrapped.copyOf(12)).doFinal(wrapped, 12, wrapped.size - 12)
    }

    override fun delete(id: String) {
        signing.remove(id)
        wrapping.remove(id)
    }

    override fun lost(id: String): Boolean = id !in wrapping && id !in signing

    private fun ask(id: String) {
        if (id == SecureKey.PERSON) refuses?.let { throw KeyException(it) }
    }

    private fun cipher(mode: Int, key: SecretKey, iv: ByteArray): Cipher =
        Cipher.getInstance("AES/GCM/NoPadding").apply { init(mode, key, GCMParameterSpec(128, iv)) }
}

/** The app's surroundings in memory. */
class MemorySystemServices(var notifications: Boolean = true, var canStepAside: Boolean = true) : SystemServices {
    var clipboard: String? = null
    var sensitive = false
    var steppedAside = 0

    override fun notificationsAllowed(): Boolean = notifications

    override fun copy(code: String, sensitive: Boolean) {
        clipboard = code
        this.sensitive = sensitive
    }

    override fun clearCopied() {
        clipboard = null
    }

    override fun stepAside(): Boolean {
        if (canStepAside) steppedAside += 1
        return canStepAside
    }

    /** The folders that are there, by the names that the library keeps. */
    val folders = mutableMapOf<String, MemoryBackupFolder>()

    override fun backupFolder(folder: String): BackupFolder? = folders[folder]

    override fun nameOfFolder(folder: String): String = folder.substringAfterLast('/')
}

/** A folder for backups; it fails where the test says so. */
class MemoryBackupFolder(var fails: BackupFailure? = null) : BackupFolder {
    val files = sortedMapOf<String, ByteArray>()

    override fun names(): List<String> = files.keys.toList()

    override fun read(name: String, limit: Long): ByteArray = files[name] ?: throw FolderException(BackupFailure.NoFolder)

    override fun writeNew(name: String, bytes: ByteArray) {
        fails?.let { throw FolderException(it) }
        files[name] = bytes
    }

    override fun delete(name: String) {
        files.remove(name)
    }
}

/** Carriers that remember which tokens are registered. */
class MemoryPushService(var installed: List<PushDistributor> = listOf(PushDistributor("org.example.carrier", "Carrier"))) : PushService {
    val tokens = mutableListOf<String>()
    private var chosen: String? = null

    override fun distributors(): List<PushDistributor> = installed

    override fun distributor(): PushDistributor? = installed.firstOrNull { it.id == chosen } ?: installed.singleOrNull()

    override fun choose(distributor: String) {
        chosen = distributor
    }

    override fun ask(token: String) {
        if (token !in tokens) tokens += token
    }

    override fun withdraw(token: String) {
        tokens -= token
    }
}

/** The choices in memory. */
class MemoryChoices(
    override var appLock: Boolean = true,
    override var screenshots: Boolean = false,
    override var askedForNotifications: Boolean = false,
    override var deviceName: String? = null,
) : Choices

/** A bell that remembers. */
class MemoryNotifier : Notifier {
    val rung = mutableListOf<PushNotice>()
    var shown: PushNotice? = null

    override fun ring(ring: PushNotice) {
        rung += ring
        shown = ring
    }

    override fun quiet() {
        shown = null
    }
}
