package org.countersign.app

import android.content.Context
import android.content.res.Configuration
import androidx.test.core.app.ApplicationProvider
import java.io.File
import java.time.ZoneId
import java.util.Locale
import javax.xml.parsers.DocumentBuilderFactory
import org.countersign.app.ui.country
import org.countersign.app.ui.grouped
import org.countersign.app.ui.moment
import org.countersign.app.ui.spoken
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNotEquals
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config
import org.w3c.dom.Element

@RunWith(RobolectricTestRunner::class)
@Config(sdk = [34], application = TwinApp::class)
class WordsTest {
    private val resources = File(System.getProperty("resources"))

    /** Names and texts of a file of strings; plurals with their quantity. */
    private fun strings(folder: String): Map<String, String> {
        val root = DocumentBuilderFactory.newInstance().newDocumentBuilder()
            .parse(File(resources, "$folder/strings.xml")).documentElement
        val elements = (0 until root.childNodes.length).map(root.childNodes::item).filterIsInstance<Element>()
        return elements.filter { it.getAttribute("translatable") != "false" && it.tagName != "string-array" }.flatMap { element ->
            val items = element.getElementsByTagName("item")
            if (items.length == 0) {
                listOf(element.getAttribute("name") to element.textContent)
            } else {
                (0 until items.length).map { items.item(it) as Element }
                    .map { "${element.getAttribute("name")}/${it.getAttribute("quantity")}" to it.textContent }
            }
        }.toMap()
    }

    @Test
    fun every_text_is_there_in_both_languages_with_the_same_places_a65() {
        val (english, dutch) = strings("values") to strings("values-nl")
        assertEquals(english.keys, dutch.keys)
        val places = Regex("%\\d\\$[sd]")
        for ((name, text) in english) {
            assertEquals(name, places.findAll(text).map { it.value }.sorted().toList(), places.findAll(dutch.getValue(name)).map { it.value }.sorted().toList())
        }
        val same = english.filter { (name, text) -> dutch[name] == text }.keys
        assertEquals(setOf("pair", "note_and_reason", "request_from_to", "accounts", "code_spoken", "account_label", "recovery_group_line"), same)
    }

    @Test
    fun the_words_keep_to_the_rules_a65() {
        val banned = Regex("oops|!|\\b(mfa|2fa|push|token|challenge)\\b", RegexOption.IGNORE_CASE)
        for (folder in listOf("values", "values-nl")) {
            val bad = strings(folder).filterValues(banned::containsMatchIn)
            assertTrue("$bad", bad.isEmpty())
        }
    }

    @Test
    fun errors_follow_the_language_a65() {
        val english = inLanguage("en").getString(R.string.trouble_used)
        val dutch = inLanguage("nl").getString(R.string.trouble_used)
        assertNotEquals(english, dutch)
        assertEquals("Deze code is al gebruikt. Haal een nieuwe op de pagina.", dutch)
    }

    @Test
    fun countries_stand_in_a_sentence_as_they_are_said_a65() {
        assertEquals("the Netherlands", named("en", "NL"))
        assertEquals("Brazil", named("en", "BR"))
        assertEquals("de Verenigde Staten", named("nl", "US"))
        assertEquals("Nederland", named("nl", "NL"))
    }

    @Test
    fun a_moment_is_written_as_the_language_writes_it_a65() {
        val zone = ZoneId.of("Europe/Amsterdam")
        val (english, dutch) = moment(MORNING, Locale.UK, zone) to moment(MORNING, Locale.forLanguageTag("nl"), zone)
        assertTrue(english, "Jan 2027" in english && "9:00" in english)
        assertTrue(dutch, "jan" in dutch && "2027" in dutch && "9:00" in dutch)
    }

    @Test
    fun codes_are_grouped_and_spoken_digit_by_digit_a50() {
        assertEquals("492 039", grouped("492039", 3))
        assertEquals("1234 5678", grouped("12345678", 4))
        assertEquals("7KQ4M", grouped("7KQ4M", 0))
        assertEquals("4 9 2", spoken("49 2"))
    }

    private fun named(language: String, code: String) = country(inLanguage(language).resources, Locale.forLanguageTag(language), code)

    private fun inLanguage(language: String): Context {
        val context = ApplicationProvider.getApplicationContext<Context>()
        val configuration = Configuration(context.resources.configuration).apply { setLocale(Locale.forLanguageTag(language)) }
        return context.createConfigurationContext(configuration)
    }

    private companion object {
        /** 15 January 2027, 8:00 UTC. */
        const val MORNING = 1_800_000_000L
    }
}
