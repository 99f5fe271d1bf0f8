package org.countersign.app.platform

import android.database.Cursor
import android.database.SQLException
import android.database.sqlite.SQLiteDatabase
import java.io.File
import java.io.IOException
import org.countersign.kit.DatabaseReader
import org.countersign.kit.DatabaseRows

/**
 * Asks another app's database with the system's SQLite, which opens files only: it lies in the app's own cache for as long as it is
 * asked.
 */
class Databases(private val cache: File) : DatabaseReader {
    override fun rows(file: ByteArray, query: String): DatabaseRows? = try {
        val copy = File.createTempFile("moving", ".db", cache)
        try {
            copy.writeBytes(file)
            SQLiteDatabase.openDatabase(copy.path, null, SQLiteDatabase.OPEN_READWRITE or SQLiteDatabase.NO_LOCALIZED_COLLATORS, KEEP).use {
                it.rawQuery(query, null).use(::texts)
            }
        } finally {
            SQLiteDatabase.deleteDatabase(copy)
        }
    } catch (_: SQLException) {
        null
    } catch (_: IOException) {
        null
    }

    private fun texts(answer: Cursor): DatabaseRows {
        val rows = mutableListOf<List<String?>>()
        while (answer.moveToNext()) rows += List(answer.columnCount) { text(answer, it) }
        return DatabaseRows(answer.columnNames.toList(), rows)
    }

    private fun text(answer: Cursor, column: Int): String? = when (answer.getType(column)) {
        Cursor.FIELD_TYPE_NULL -> null
        Cursor.FIELD_TYPE_BLOB -> answer.getBlob(column).decodeToString()
        else -> answer.getString(column)
    }

    private companion object {
        /** The system's own answer to a damaged database is to delete it. */
        val KEEP = android.database.DatabaseErrorHandler { }
    }
}
