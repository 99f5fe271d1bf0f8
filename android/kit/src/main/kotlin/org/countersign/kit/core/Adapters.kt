package org.countersign.kit.core

import org.countersign.ClockException
import org.countersign.DeviceStateStore as NativeDeviceStateStore
import org.countersign.KeyException as NativeKeyException
import org.countersign.SecureKey as NativeSecureKey
import org.countersign.StorageException
import org.countersign.VaultFileKind
import org.countersign.VaultStore as NativeVaultStore
import org.countersign.Clock as NativeClock
import org.countersign.kit.Clock
import org.countersign.kit.SecureKey
import org.countersign.kit.KeyException
import org.countersign.kit.KeyFailure
import org.countersign.kit.PersonKey
import org.countersign.kit.DeviceStateStore
import org.countersign.kit.StoreException
import org.countersign.kit.StoreFailure
import org.countersign.kit.VaultFile
import org.countersign.kit.VaultStore

/** The kit's stores, keys and clock as the library asks for them. Whatever else they throw, the library takes for a failure. */
internal class VaultStoreAdapter(private val files: VaultStore) : NativeVaultStore {
    override fun read(file: VaultFileKind, limit: ULong): ByteArray? = stored {
        val which = if (file == VaultFileKind.CURRENT) VaultFile.Current else VaultFile.Previous
        files.read(which, limit.coerceAtMost(Long.MAX_VALUE.toULong()).toLong())
    }

    override fun replace(bytes: ByteArray) = stored { files.replace(bytes) }

    override fun forgetPrevious() = stored { files.forgetPrevious() }
}

internal class DeviceStateAdapter(private val values: DeviceStateStore) : NativeDeviceStateStore {
    override fun read(key: String): ByteArray? = stored { values.read(key) }

    override fun write(key: String, value: ByteArray) = stored { values.write(key, value) }
}

internal class SecureKeyAdapter(private val keys: SecureKey) : NativeSecureKey {
    /** Why the last call failed: the library's own error does not say that a phone without a screen lock has no such keys. */
    @Volatile
    var failure: KeyFailure? = null

    /** Whether a key that asks for the person can be made. The library does not ask this: the shell says so to it. */
    fun person(): PersonKey = keys.person()

    override fun create(id: String): ByteArray = asked { keys.create(id) }

    override fun createRsa(id: String): ByteArray = asked { keys.createRsa(id) }

    override fun sign(id: String, message: ByteArray): ByteArray = asked { keys.sign(id, message) }

    override fun wrap(id: String, plain: ByteArray): ByteArray = asked { keys.wrap(id, plain) }

    override fun unwrap(id: String, wrapped: ByteArray): ByteArray = asked { keys.unwrap(id, wrapped) }

    override fun delete(id: String) = asked { keys.delete(id) }

    override fun lost(id: String): Boolean = asked { keys.lost(id) }

    private fun <T> asked(act: () -> T): T =
        try {
            act().also { failure = null }
        } catch (refused: KeyException) {
            failure = refused.failure
            throw when (refused.failure) {
                KeyFailure.Unsupported -> NativeKeyException.Unsupported()
                KeyFailure.Lost -> NativeKeyException.Lost()
                KeyFailure.Cancelled -> NativeKeyException.Cancelled()
                KeyFailure.LockedOut -> NativeKeyException.LockedOut()
                KeyFailure.Failed -> NativeKeyException.Failed()
            }
        }
}

internal class ClockAdapter(private val clock: Clock) : NativeClock {
    override fun now(): ULong = clock.now().also { if (it < 0) throw ClockException.Failed() }.toULong()
}

private fun <T> stored(act: () -> T): T =
    try {
        act()
    } catch (refused: StoreException) {
        throw when (refused.failure) {
            StoreFailure.Full -> StorageException.Full()
            StoreFailure.TooLarge -> StorageException.TooLarge()
            StoreFailure.Io -> StorageException.Io()
        }
    }
