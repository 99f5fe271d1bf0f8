package org.countersign.app

import android.content.ContentProvider
import android.content.ContentValues
import android.database.Cursor
import android.database.MatrixCursor
import android.net.Uri
import android.os.Bundle
import android.os.ParcelFileDescriptor
import android.provider.DocumentsContract
import android.provider.DocumentsContract.Document
import androidx.test.core.app.ApplicationProvider
import java.io.File
import java.io.FileNotFoundException
import org.countersign.app.platform.TreeFolder
import org.countersign.app.platform.nameOf
import org.countersign.app.platform.readDocument
import org.countersign.app.platform.writeDocument
import org.countersign.kit.BackupFailure
import org.countersign.kit.FolderException
import org.junit.Assert.assertArrayEquals
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNull
import org.junit.Assert.assertThrows
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.Robolectric
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config

/** Files and folders that the person chose. */
@RunWith(RobolectricTestRunner::class)
@Config(sdk = [34], application = TwinApp::class)
class DocumentsTest {
    private val app: TwinApp = ApplicationProvider.getApplicationContext()

    @Test
    fun a_file_is_written_and_read_back_and_one_that_cannot_be_is_none_a73() {
        val file = File(app.cacheDir, "export.json")
        val bytes = "an export".encodeToByteArray()
        assertArrayEquals(bytes, writeDocument(app.contentResolver, Uri.fromFile(file), bytes))
        assertArrayEquals(bytes, readDocument(app.contentResolver, Uri.fromFile(file)))
        assertNull(readDocument(app.contentResolver, Uri.fromFile(File(app.cacheDir, "missing"))))
        assertNull(writeDocument(app.contentResolver, Uri.fromFile(File(app.cacheDir, "no/folder")), bytes))
        assertNull(writeDocument(app.contentResolver, Uri.fromFile(file), null))
    }

    @Test
    fun a_file_that_is_too_large_is_read_as_far_as_to_say_so_a71() {
        val file = File(app.cacheDir, "large").apply { writeBytes(ByteArray(17 * 1024 * 1024)) }
        assertEquals(16 * 1024 * 1024 + 1, readDocument(app.contentResolver, Uri.fromFile(file))!!.size)
    }

    @Test
    fun backups_are_written_to_the_folder_read_and_deleted_and_never_overwritten_a75() {
        Robolectric.setupContentProvider(FakeTree::class.java, AUTHORITY)
        val folder = TreeFolder(app.contentResolver, TREE)
        assertEquals(emptyList<String>(), folder.names())
        folder.writeNew("a.csbackup", byteArrayOf(1, 2, 3))
        folder.writeNew("b.csbackup", byteArrayOf(4))
        assertEquals(listOf("a.csbackup", "b.csbackup"), folder.names().sorted())
        assertArrayEquals(byteArrayOf(1, 2, 3), folder.read("a.csbackup", 4))
        assertArrayEquals(byteArrayOf(1), folder.read("a.csbackup", 1))
        assertEquals(BackupFailure.Failed, assertThrows(FolderException::class.java) { folder.writeNew("a.csbackup", byteArrayOf(9)) }.failure)
        folder.delete("a.csbackup")
        assertEquals(listOf("b.csbackup"), folder.names())
        assertEquals(BackupFailure.NoFolder, assertThrows(FolderException::class.java) { folder.read("a.csbackup", 4) }.failure)
        assertEquals("boats", nameOf(TREE))
    }

    @Test
    fun a_folder_that_is_gone_says_so_a75() {
        val folder = TreeFolder(app.contentResolver, TREE)
        assertEquals(BackupFailure.NoFolder, assertThrows(FolderException::class.java) { folder.names() }.failure)
        assertEquals(BackupFailure.NoFolder, assertThrows(FolderException::class.java) { folder.writeNew("a", byteArrayOf(1)) }.failure)
    }

    private companion object {
        const val AUTHORITY = "org.example.documents"
        val TREE: Uri = DocumentsContract.buildTreeDocumentUri(AUTHORITY, "primary:boats")
    }
}

/** A folder of another app, as the system reaches it. */
class FakeTree : ContentProvider() {
    private val files = mutableMapOf<String, File>()

    override fun onCreate(): Boolean = true

    override fun query(uri: Uri, projection: Array<String>?, selection: String?, arguments: Array<String>?, order: String?): Cursor =
        MatrixCursor(arrayOf(Document.COLUMN_DOCUMENT_ID, Document.COLUMN_DISPLAY_NAME)).apply {
            files.keys.forEach { addRow(arrayOf("primary:boats/$it", it)) }
        }

    override fun call(method: String, argument: String?, extras: Bundle?): Bundle {
        val given = checkNotNull(extras)
        val uri = checkNotNull(given.getParcelable("uri", Uri::class.java))
        if (method == "android:deleteDocument") {
            files.remove(name(uri))
            return Bundle()
        }
        val name = checkNotNull(given.getString(Document.COLUMN_DISPLAY_NAME))
        files[name] = File.createTempFile("tree", null)
        return Bundle().apply { putParcelable("uri", DocumentsContract.buildDocumentUriUsingTree(uri, "primary:boats/$name")) }
    }

    override fun openFile(uri: Uri, mode: String): ParcelFileDescriptor =
        ParcelFileDescriptor.open(files[name(uri)] ?: throw FileNotFoundException(), ParcelFileDescriptor.parseMode(mode))

    override fun getType(uri: Uri): String? = null
    override fun insert(uri: Uri, values: ContentValues?): Uri? = null
    override fun delete(uri: Uri, selection: String?, arguments: Array<String>?): Int = 0
    override fun update(uri: Uri, values: ContentValues?, selection: String?, arguments: Array<String>?): Int = 0

    private fun name(uri: Uri): String = DocumentsContract.getDocumentId(uri).substringAfter('/')
}
