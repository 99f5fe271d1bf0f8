package org.countersign.kit

import java.io.IOException
import java.nio.ByteBuffer
import java.nio.channels.FileChannel
import java.nio.channels.ReadableByteChannel
import java.nio.channels.WritableByteChannel
import java.nio.file.AccessDeniedException
import java.nio.file.Files
import java.nio.file.Path
import kotlin.io.path.listDirectoryEntries
import kotlin.io.path.name
import kotlin.io.path.writeBytes
import kotlin.test.Test
import kotlin.test.assertContentEquals
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertNull
import kotlin.test.assertTrue
import org.countersign.kit.store.FileDeviceStateStore
import org.countersign.kit.store.FileVault
import org.countersign.kit.store.syncFolder
import org.junit.jupiter.api.io.TempDir

class FilesTest {
    @TempDir
    lateinit var folder: Path

    @Test
    fun the_current_file_becomes_the_previous_one() {
        val vault = FileVault(folder.resolve("vault"))
        assertNull(vault.read(VaultFile.Current, 10))
        vault.forgetPrevious()
        vault.replace(byteArrayOf(1))
        assertNull(vault.read(VaultFile.Previous, 10))
        vault.replace(byteArrayOf(2))
        assertContentEquals(byteArrayOf(2), vault.read(VaultFile.Current, 10))
        assertContentEquals(byteArrayOf(1), vault.read(VaultFile.Previous, 10))
        vault.forgetPrevious()
        assertNull(vault.read(VaultFile.Previous, 10))
        assertContentEquals(byteArrayOf(2), FileVault(folder.resolve("vault")).read(VaultFile.Current, 10))
    }

    @Test
    fun a_file_beyond_the_limit_is_refused() {
        val vault = FileVault(folder)
        vault.replace(ByteArray(11))
        assertEquals(StoreFailure.TooLarge, assertFailsWith<StoreException> { vault.read(VaultFile.Current, 10) }.failure)
    }

    @Test
    fun a_replacement_that_fails_leaves_the_current_file_whole() {
        val vault = FileVault(folder)
        vault.replace(byteArrayOf(1))
        // A folder in the way of the new file: writing it fails.
        Files.createDirectory(folder.resolve("vault.new"))
        assertEquals(StoreFailure.Io, assertFailsWith<StoreException> { vault.replace(byteArrayOf(2)) }.failure)
        assertContentEquals(byteArrayOf(1), vault.read(VaultFile.Current, 10))
    }

    @Test
    fun what_an_interrupted_write_left_behind_is_never_read() {
        folder.resolve("vault.new").writeBytes(byteArrayOf(9))
        val vault = FileVault(folder)
        assertNull(vault.read(VaultFile.Current, 10))
        vault.replace(byteArrayOf(1))
        assertContentEquals(byteArrayOf(1), vault.read(VaultFile.Current, 10))
        assertEquals(listOf("vault"), folder.listDirectoryEntries().map { it.name })
    }

    @Test
    fun a_phone_that_refuses_to_sync_a_folder_refuses_only_that() {
        for (refusal in listOf(AccessDeniedException("folder"), IOException("Is a directory"), UnsupportedOperationException())) {
            syncFolder(folder) { throw refusal }
        }
        syncFolder(folder) { Unsynced(IOException("Invalid argument")) }
        // A disk that fails is no such refusal.
        assertFailsWith<IOException> { syncFolder(folder) { Unsynced(IOException("Input/output error")) } }
    }

    /** A folder that was opened, and whose names do not reach the disk. */
    private class Unsynced(private val error: IOException) : FileChannel() {
        override fun force(metaData: Boolean) = throw error
        override fun implCloseChannel() = Unit
        override fun read(to: ByteBuffer) = throw error
        override fun read(to: Array<ByteBuffer>, at: Int, count: Int) = throw error
        override fun read(to: ByteBuffer, at: Long) = throw error
        override fun write(from: ByteBuffer) = throw error
        override fun write(from: Array<ByteBuffer>, at: Int, count: Int) = throw error
        override fun write(from: ByteBuffer, at: Long) = throw error
        override fun position() = throw error
        override fun position(at: Long) = throw error
        override fun size() = throw error
        override fun truncate(size: Long) = throw error
        override fun transferTo(at: Long, count: Long, to: WritableByteChannel) = throw error
        override fun transferFrom(from: ReadableByteChannel, at: Long, count: Long) = throw error
        override fun map(mode: MapMode, at: Long, size: Long) = throw error
        override fun lock(at: Long, size: Long, shared: Boolean) = throw error
        override fun tryLock(at: Long, size: Long, shared: Boolean) = throw error
    }

    @Test
    fun values_are_kept_under_any_key_inside_the_folder() {
        val values = FileDeviceStateStore(folder.resolve("values"))
        assertNull(values.read("../x"))
        values.write("../x", byteArrayOf(1))
        values.write("../x", byteArrayOf(2))
        values.write("a/b", byteArrayOf(3))
        assertContentEquals(byteArrayOf(2), FileDeviceStateStore(folder.resolve("values")).read("../x"))
        assertContentEquals(byteArrayOf(3), values.read("a/b"))
        assertEquals(listOf("values"), folder.listDirectoryEntries().map { it.name })
        assertTrue(folder.resolve("values").listDirectoryEntries().size == 2)
    }
}
