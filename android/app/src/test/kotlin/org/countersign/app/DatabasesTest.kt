package org.countersign.app

import android.database.sqlite.SQLiteDatabase
import androidx.test.core.app.ApplicationProvider
import java.io.File
import org.countersign.app.platform.Databases
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNull
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config

/** Databases of other apps, asked with the system's SQLite. */
@RunWith(RobolectricTestRunner::class)
@Config(sdk = [34], application = TwinApp::class)
class DatabasesTest {
    private val app: TwinApp = ApplicationProvider.getApplicationContext()
    private val folder = File(app.cacheDir, "asked").apply { mkdirs() }
    private val databases = Databases(folder)

    private fun made(): ByteArray {
        val file = File(app.cacheDir, "PhoneFactor")
        SQLiteDatabase.openOrCreateDatabase(file, null).use {
            it.execSQL("CREATE TABLE accounts (account_type INTEGER, name TEXT, oath_secret_key TEXT, encrypted_oath_secret_key BLOB)")
            it.execSQL("INSERT INTO accounts VALUES (0, 'Quay', 'JBSWY3DPEHPK3PXP', NULL), (1, 'Caf\u00e9', '', X'736561')")
        }
        return file.readBytes()
    }

    @Test
    fun a_database_answers_with_texts_and_its_copy_is_gone_a71() {
        val answer = databases.rows(made(), "SELECT * FROM accounts")!!
        assertEquals(listOf("account_type", "name", "oath_secret_key", "encrypted_oath_secret_key"), answer.columns)
        assertEquals(listOf(listOf("0", "Quay", "JBSWY3DPEHPK3PXP", null), listOf("1", "Caf\u00e9", "", "sea")), answer.rows)
        assertEquals(emptyList<String>(), folder.list()!!.toList())
    }

    @Test
    fun what_is_no_database_or_has_no_such_table_does_not_answer_and_leaves_nothing_a71() {
        val damaged = "SQLite format 3\u0000and so on".encodeToByteArray()
        assertNull(databases.rows(damaged, "SELECT * FROM accounts"))
        assertNull(databases.rows(made(), "SELECT * FROM items"))
        assertEquals(emptyList<String>(), folder.list()!!.toList())
    }
}
