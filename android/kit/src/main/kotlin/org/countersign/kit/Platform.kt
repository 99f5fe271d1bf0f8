package org.countersign.kit

/** The time, in seconds since 1970. */
fun interface Clock {
    fun now(): Long

    /** Seconds since some moment, which only go forward: for how long something has lasted, whatever the phone's clock is set to. */
    fun elapsed(): Long = now()

    companion object {
        /** The phone's own clock. */
        val system: Clock = object : Clock {
            override fun now(): Long = System.currentTimeMillis() / MILLIS

            override fun elapsed(): Long = System.nanoTime() / NANOS
        }

        private const val MILLIS = 1000L
        private const val NANOS = 1_000_000_000L
    }
}

/** Which of the vault's files is meant. */
enum class VaultFile { Current, Previous }

/** Why a file could not be read or written. */
enum class StoreFailure { Full, TooLarge, Io }

/** Thrown by [VaultStore] and [DeviceStateStore]. */
class StoreException(val failure: StoreFailure) : Exception(failure.name)

/** Where the bytes of the vault live. The contract stands on the core's `VaultStore`. */
interface VaultStore {
    /** A whole file, or null when there is none; [StoreFailure.TooLarge] beyond `limit` bytes. */
    fun read(file: VaultFile, limit: Long): ByteArray?

    /** Makes `bytes` the current file and the current one the previous, atomically and durably. */
    fun replace(bytes: ByteArray)

    /** Deletes the previous file, if there is one. */
    fun forgetPrevious()
}

/** Small values outside the vault's file and its backup: the core's `DeviceStateStore`. */
interface DeviceStateStore {
    fun read(key: String): ByteArray?

    fun write(key: String, value: ByteArray)
}

/** Why a key of the platform did not answer. */
enum class KeyFailure { Unsupported, Lost, Cancelled, LockedOut, Failed }

/** Whether the phone can make a key that asks for its person at each use. */
enum class PersonKey {
    Possible,

    /** The phone has a screen lock, and nothing that could release such a key. */
    Impossible,

    /** It shows only when the key is made. */
    Unknown,

    /** The phone has no screen lock: there is nobody to ask for. */
    NoScreenLock,
}

/** Thrown by [SecureKey]. */
class KeyException(val failure: KeyFailure, cause: Throwable? = null) : Exception(failure.name, cause)

/**
 * Keys that stay in the platform's key store: the core's `SecureKey`. Calls may block for as long as a person takes, and come
 * from a background thread. An implementation must not call back into the library.
 */
interface SecureKey {
    /** Whether the key named [PERSON] can be made. Asks nobody. */
    fun person(): PersonKey

    /** Makes a P-256 signing key and returns its public point, 65 bytes uncompressed. */
    fun create(id: String): ByteArray

    /** Makes an RSA signing key of 2048 bits, for services that take no other, and returns its public half in X.509's form. */
    fun createRsa(id: String): ByteArray

    /** ECDSA P-256 with SHA-256, DER or raw; by an RSA key PKCS#1 v1.5 with SHA-256. */
    fun sign(id: String, message: ByteArray): ByteArray

    fun wrap(id: String, plain: ByteArray): ByteArray

    fun unwrap(id: String, wrapped: ByteArray): ByteArray

    fun delete(id: String)

    /** Whether the key existed and is gone for good. A key store that does not answer has lost nothing. */
    fun lost(id: String): Boolean

    companion object {
        /** The key of this name asks for the person; all others ask nobody. */
        const val PERSON = "person"
    }
}

/** What a database answered, as texts; null where it holds none. */
class DatabaseRows(val columns: List<String>, val rows: List<List<String?>>)

/** Asks another app's database, a file that the person chose. Called from a background thread; null where it does not answer. */
fun interface DatabaseReader {
    fun rows(file: ByteArray, query: String): DatabaseRows?
}

/** An app on this phone that can carry push messages to this one: a UnifiedPush distributor. */
data class PushDistributor(val id: String, val name: String)

/** The carriers on this phone. Their answers go to `PushRegistration`. */
interface PushService {
    fun distributors(): List<PushDistributor>

    /** The one that is asked: the person's choice, else the only one there is. */
    fun distributor(): PushDistributor?

    fun choose(distributor: String)

    /** Asks for an address for messages that carry this token; asked at each start, as the protocol wants. */
    fun ask(token: String)

    /** Takes it back. */
    fun withdraw(token: String)
}

/** What of the app's surroundings the models need. */
interface SystemServices {
    /** Whether requests may ring. */
    fun notificationsAllowed(): Boolean

    /** Puts a code where other apps can paste it; a sensitive one is neither previewed nor shared by the system. */
    fun copy(code: String, sensitive: Boolean)

    /** Empties the clipboard if it still holds what [copy] put there. */
    fun clearCopied()

    /** Sends this app behind the one that was in front before. False where the platform cannot. */
    fun stepAside(): Boolean

    /** A folder that the person chose for backups, by the name that the library keeps; null where it is gone. */
    fun backupFolder(folder: String): BackupFolder?

    /** What the person calls that folder. */
    fun nameOfFolder(folder: String): String
}

/** What the person chose in the settings that is no secret and belongs to this phone. */
interface Choices {
    var appLock: Boolean
    var screenshots: Boolean

    /** Whether the question for notifications was put. */
    var askedForNotifications: Boolean

    /** What the person calls this phone; null: nothing of their own. */
    var deviceName: String?
}
