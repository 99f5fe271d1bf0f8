package org.countersign.kit.scenario

import java.io.File
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive

/** The list of scenarios that both kits play: tests/scenarios/scenarios.json. */
object Scenarios {
    private val file = File(System.getProperty("repository"), "tests/scenarios/scenarios.json")
    private val root: JsonObject = Json.parseToJsonElement(file.readText()).jsonObject

    val user: String get() = head("user")
    val password: String get() = head("password")
    val passcode: String get() = head("passcode")

    /** All of them, by id. */
    val all: Map<String, JsonObject> = root.getValue("scenarios").jsonArray.map { it.jsonObject }.associateBy { it.text("id") }

    /** A word of the file's head. */
    fun head(name: String): String = root.text(name)

    /** The steps of a scenario, with its preludes played out. */
    fun steps(id: String): List<JsonObject> = flat(all.getValue(id))

    private fun flat(of: JsonObject): List<JsonObject> = of.getValue("steps").jsonArray.map { it.jsonObject }.flatMap(::unfold)

    private fun unfold(step: JsonObject): List<JsonObject> =
        if (step.text("do") != "use") {
            listOf(step)
        } else {
            root.getValue("preludes").jsonObject.getValue(step.text("prelude")).jsonArray.flatMap { unfold(it.jsonObject) }
        }
}

/** A text field of a step. */
fun JsonObject.text(name: String): String = getValue(name).jsonPrimitive.content

/** A field that may be missing. */
fun JsonObject.maybe(name: String): String? = get(name)?.jsonPrimitive?.content

/** A list of texts of a step. */
fun JsonObject.texts(name: String): List<String> = getValue(name).jsonArray.map { it.jsonPrimitive.content }
