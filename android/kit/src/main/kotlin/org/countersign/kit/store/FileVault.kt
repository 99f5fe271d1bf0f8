package org.countersign.kit.store

import java.io.IOException
import java.nio.ByteBuffer
import java.nio.channels.FileChannel
import java.nio.file.Files
import java.nio.file.NoSuchFileException
import java.nio.file.Path
import java.nio.file.StandardCopyOption.ATOMIC_MOVE
import java.nio.file.StandardCopyOption.REPLACE_EXISTING
import java.nio.file.StandardOpenOption.CREATE
import java.nio.file.StandardOpenOption.READ
import java.nio.file.StandardOpenOption.TRUNCATE_EXISTING
import java.nio.file.StandardOpenOption.WRITE
import org.countersign.kit.StoreException
import org.countersign.kit.StoreFailure
import org.countersign.kit.VaultFile
import org.countersign.kit.VaultStore

/**
 * The vault's two files in a folder of the app's own.
 *
 * A replacement is written beside the current file, synced, and renamed over it; the old one was linked as the previous file
 * before. Whenever the process dies, the current file is the old one or the new one, whole.
 */
class FileVault(private val folder: Path) : VaultStore {
    override fun read(file: VaultFile, limit: Long): ByteArray? = guarded {
        val path = path(file)
        try {
            if (Files.size(path) > limit) throw StoreException(StoreFailure.TooLarge)
            Files.readAllBytes(path)
        } catch (_: NoSuchFileException) {
            null
        }
    }

    @Synchronized
    override fun replace(bytes: ByteArray): Unit = guarded {
        Files.createDirectories(folder)
        writeDurably(folder.resolve(NEW), bytes)
        val current = path(VaultFile.Current)
        if (Files.exists(current)) {
            writeDurably(folder.resolve(OLD), Files.readAllBytes(current))
            Files.move(folder.resolve(OLD), path(VaultFile.Previous), ATOMIC_MOVE, REPLACE_EXISTING)
        }
        Files.move(folder.resolve(NEW), current, ATOMIC_MOVE, REPLACE_EXISTING)
        syncFolder(folder)
    }

    override fun forgetPrevious(): Unit = guarded {
        Files.deleteIfExists(path(VaultFile.Previous))
        if (Files.isDirectory(folder)) syncFolder(folder)
    }

    private fun path(file: VaultFile): Path =
        folder.resolve(if (file == VaultFile.Current) "vault" else "vault.previous")

    private companion object {
        const val NEW = "vault.new"
        const val OLD = "vault.old"
    }
}

/** Writes a file and waits until it is on the disk. */
internal fun writeDurably(path: Path, bytes: ByteArray) {
    FileChannel.open(path, CREATE, WRITE, TRUNCATE_EXISTING).use { file ->
        val buffer = ByteBuffer.wrap(bytes)
        while (buffer.hasRemaining()) file.write(buffer)
        file.force(true)
    }
}

/**
 * Waits until the names in a folder are on the disk. A phone that does not let a folder be opened or synced refuses only that:
 * what was written is synced, and the names follow with the file system's own journal. A disk that fails is told.
 */
internal fun syncFolder(folder: Path, open: (Path) -> FileChannel = { FileChannel.open(it, READ) }) {
    val channel = try {
        open(folder)
    } catch (_: IOException) {
        return
    } catch (_: UnsupportedOperationException) {
        return
    }
    channel.use {
        try {
            it.force(true)
        } catch (error: IOException) {
            if (!isRefused(error)) throw error
        }
    }
}

/** Any failure of the system as the library's kind of it. */
internal fun <T> guarded(act: () -> T): T =
    try {
        act()
    } catch (error: IOException) {
        throw StoreException(if (isFull(error)) StoreFailure.Full else StoreFailure.Io)
    } catch (_: SecurityException) {
        throw StoreException(StoreFailure.Io)
    }

/** The system's word for "not on this kind of file". */
private fun isRefused(error: IOException): Boolean =
    listOf("Invalid argument", "EINVAL", "not supported", "ENOTSUP").any { error.message.orEmpty().contains(it, ignoreCase = true) }

/** Java has no kind of its own for a full disk: the system's message is all there is. */
private fun isFull(error: IOException): Boolean =
    listOf("No space left", "ENOSPC", "quota").any { error.message.orEmpty().contains(it, ignoreCase = true) }
