package org.countersign.app.platform

import android.content.ContentResolver
import android.net.Uri
import android.provider.DocumentsContract
import android.provider.DocumentsContract.Document
import android.system.ErrnoException
import android.system.OsConstants
import java.io.ByteArrayOutputStream
import java.io.FileNotFoundException
import java.io.IOException
import java.io.InputStream
import org.countersign.kit.BackupFailure
import org.countersign.kit.BackupFolder
import org.countersign.kit.FolderException

/** The library reads no larger file; a byte more tells it that there is more. */
private const val MOST = 16 * 1024 * 1024 + 1

/** A file that the person chose; null where it cannot be read. */
fun readDocument(resolver: ContentResolver, document: Uri): ByteArray? =
    orNull { resolver.openInputStream(document)?.use { it.upTo(MOST) } }

/** Writes a file where the person chose to, and reads it back; null where that fails, and then nothing is left of it. */
fun writeDocument(resolver: ContentResolver, document: Uri, bytes: ByteArray?): ByteArray? {
    val written = bytes?.let {
        orNull {
            resolver.openOutputStream(document, "wt")?.use { out -> out.write(bytes) }
            readDocument(resolver, document)
        }
    }
    if (written == null) orNull { DocumentsContract.deleteDocument(resolver, document) }
    return written
}

/** A folder that the person chose once, with a permission that lasts. It may lie in a cloud of another app. */
class TreeFolder(private val resolver: ContentResolver, private val tree: Uri) : BackupFolder {
    private val id = DocumentsContract.getTreeDocumentId(tree)

    override fun names(): List<String> = used { children().keys.toList() }

    override fun read(name: String, limit: Long): ByteArray = used {
        val file = children()[name] ?: throw FileNotFoundException()
        resolver.openInputStream(file)?.use { it.upTo(limit.coerceAtMost(MOST.toLong()).toInt()) } ?: throw IOException()
    }

    override fun writeNew(name: String, bytes: ByteArray) = used {
        if (name in children()) throw IOException()
        val folder = DocumentsContract.buildDocumentUriUsingTree(tree, id)
        val file = DocumentsContract.createDocument(resolver, folder, "application/octet-stream", name) ?: throw IOException()
        try {
            resolver.openOutputStream(file, "wt")?.use { it.write(bytes) } ?: throw IOException()
        } catch (failed: IOException) {
            orNull { DocumentsContract.deleteDocument(resolver, file) }
            throw failed
        }
    }

    override fun delete(name: String) = used {
        children()[name]?.let { DocumentsContract.deleteDocument(resolver, it) }
        Unit
    }

    private fun children(): Map<String, Uri> {
        val columns = arrayOf(Document.COLUMN_DOCUMENT_ID, Document.COLUMN_DISPLAY_NAME)
        val cursor = resolver.query(DocumentsContract.buildChildDocumentsUriUsingTree(tree, id), columns, null, null, null)
        val found = mutableMapOf<String, Uri>()
        (cursor ?: throw FileNotFoundException()).use { rows ->
            while (rows.moveToNext()) found[rows.getString(1)] = DocumentsContract.buildDocumentUriUsingTree(tree, rows.getString(0))
        }
        return found
    }

    private fun <T> used(act: () -> T): T =
        try {
            act()
        } catch (_: FileNotFoundException) {
            throw FolderException(BackupFailure.NoFolder)
        } catch (failed: IOException) {
            val full = (failed.cause as? ErrnoException)?.errno == OsConstants.ENOSPC
            throw FolderException(if (full) BackupFailure.Full else BackupFailure.Failed)
        } catch (_: SecurityException) {
            throw FolderException(BackupFailure.NoFolder)
        } catch (_: RuntimeException) {
            // Whatever another app's provider throws; one that is gone is an unknown one.
            throw FolderException(BackupFailure.NoFolder)
        }
}

/** What the person calls a folder that was chosen. */
fun nameOf(tree: Uri): String = tree.lastPathSegment.orEmpty().substringAfterLast('/').substringAfterLast(':')

/** At most so many bytes. */
private fun InputStream.upTo(most: Int): ByteArray {
    val buffer = ByteArray(BUFFER)
    val all = ByteArrayOutputStream()
    while (all.size() < most) {
        val read = read(buffer, 0, minOf(BUFFER, most - all.size()))
        if (read < 0) break
        all.write(buffer, 0, read)
    }
    return all.toByteArray()
}

private fun <T> orNull(act: () -> T?): T? =
    try {
        act()
    } catch (_: IOException) {
        null
    } catch (_: RuntimeException) {
        // A provider of another app may throw anything.
        null
    }

private const val BUFFER = 64 * 1024
