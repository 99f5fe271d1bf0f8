package org.countersign.kit.store

import java.nio.file.Files
import java.nio.file.NoSuchFileException
import java.nio.file.Path
import java.nio.file.StandardCopyOption.ATOMIC_MOVE
import java.nio.file.StandardCopyOption.REPLACE_EXISTING
import org.countersign.kit.DeviceStateStore

/**
 * Small values, one file each, in a folder that no backup takes along (`noBackupFilesDir` on Android): a vault that was
 * restored is then known to be an older copy.
 */
class FileDeviceStateStore(private val folder: Path) : DeviceStateStore {
    override fun read(key: String): ByteArray? = guarded {
        try {
            Files.readAllBytes(path(key))
        } catch (_: NoSuchFileException) {
            null
        }
    }

    @Synchronized
    override fun write(key: String, value: ByteArray): Unit = guarded {
        Files.createDirectories(folder)
        val new = folder.resolve("${name(key)}.new")
        writeDurably(new, value)
        Files.move(new, path(key), ATOMIC_MOVE, REPLACE_EXISTING)
        syncFolder(folder)
    }

    private fun path(key: String): Path = folder.resolve(name(key))

    /** Keys are the library's own, yet none of them can name a file elsewhere. */
    private fun name(key: String): String = key.toByteArray().joinToString("") { "%02x".format(it) }
}
