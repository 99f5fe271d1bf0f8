package org.countersign.kit.scenario

import java.io.ByteArrayInputStream
import java.nio.ByteBuffer
import java.util.Base64
import javax.imageio.ImageIO
import kotlin.test.assertEquals
import kotlin.test.assertNotNull
import kotlin.test.assertTrue
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.boolean
import kotlinx.serialization.json.contentOrNull
import kotlinx.serialization.json.int
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import kotlinx.serialization.json.long
import org.countersign.kit.Alike
import org.countersign.kit.Asked
import org.countersign.kit.Clock
import org.countersign.kit.Frame
import org.countersign.kit.AuthenticatorService
import org.countersign.kit.UserErrorException
import org.countersign.kit.Preview
import org.countersign.kit.Prompt
import org.countersign.kit.Proof
import org.countersign.kit.Scanned
import org.countersign.kit.UserError
import org.countersign.kit.Vault
import org.countersign.kit.core.loopbackService
import org.countersign.kit.memory.MemoryChoices
import org.countersign.kit.memory.MemoryFiles
import org.countersign.kit.memory.MemoryKeys
import org.countersign.kit.memory.MemoryPushService
import org.countersign.kit.memory.MemorySystemServices
import org.countersign.kit.memory.MemoryDeviceStateStore
import org.countersign.kit.model.AppModel
import org.countersign.kit.model.BackupWish
import org.countersign.kit.model.Destination
import org.countersign.kit.Note
import org.countersign.kit.model.PushRegistration

/** A clock that goes with the system's and can be put forward. */
class MovedClock : Clock {
    var ahead = 0L

    override fun now(): Long = Clock.system.now() + ahead

    override fun elapsed(): Long = Clock.system.elapsed() + ahead
}

/** Plays one scenario: the real service, the real library, the kit's own models. An unknown verb or word stops it. */
class Player(private val service: Service, private val scope: CoroutineScope) {
    private val clock = MovedClock()

    /** Where the service tells of each, by its letter. */
    private val browsers = mutableMapOf<String, String>()
    private val numbers = mutableMapOf<String, String>()
    private var stores = Stores()
    private var scanned: Scanned? = null
    private lateinit var app: AppModel
    private var backup: ByteArray? = null
    private var passphrase = Scenarios.head("passphrase")
    lateinit var phone: AuthenticatorService
        private set

    private class Stores {
        val files = MemoryFiles()
        val values = MemoryDeviceStateStore()
        val keys = MemoryKeys()
        val systemServices = MemorySystemServices()
        val choices = MemoryChoices()
    }

    /** Plays a scenario to its end, or to the first step of a kind. */
    suspend fun play(id: String, until: String? = null) {
        restart()
        Scenarios.steps(id).takeWhile { it.text("do") != until }.forEachIndexed { place, step ->
            try {
                step(step)
            } catch (failed: AssertionError) {
                throw AssertionError("$id, step ${place + 1}: $step: ${failed.message}", failed)
            }
        }
    }

    /** Sends YES for the request on the screen past the kit's own guard; what the library says to that. */
    suspend fun approveAnyway(): UserError? {
        val request = assertNotNull(app.answering.state.value.request)
        return runCatching { phone.approve(request.id) }.exceptionOrNull()?.let { (it as UserErrorException).trouble }
    }

    /** Refuses the request in front and takes it off the screen. */
    suspend fun answerAndForget() {
        val front = assertNotNull(phone.inbox().front)
        phone.open(front.id)
        phone.deny(front.id)
        phone.noReport(front.id)
        phone.dismiss(front.id)
    }

    fun stateOf(browser: String): String = look(browser).text("state")

    private suspend fun step(step: JsonObject) {
        when (val verb = step.text("do")) {
            "service.user" -> service.post("user", json("name" to user(step), "password" to Scenarios.password, "mfa" to step.text("mfa")))
            "service.signin" -> signIn(step)
            "service.next" -> next(step)
            "service.code" -> typeCode(step.text("browser"))
            "service.add_phone" -> {
                remember(step.text("browser"), service.post("${browsers.getValue(step.text("browser"))}/add_phone"))
                assertEquals(step.text("state"), look(step.text("browser")).text("state"))
            }
            "clock.advance" -> advance(step.getValue("seconds").jsonPrimitive.long)
            "network" -> service.network(step.getValue("on").jsonPrimitive.boolean)
            "phone.new" -> {
                stores = Stores()
                restart()
            }
            "phone.restart" -> restart()
            "phone.create" -> app.locking.create(Scenarios.passcode, Scenarios.passcode).finished()
            "phone.unlock" -> {
                app.locking.unlock(Proof.Passcode(step.maybe("passcode") ?: Scenarios.passcode)).finished()
                fails(step, app.locking.state.value.trouble)
            }
            "phone.scan" -> scan(step.text("browser"))
            "phone.scan_again" -> {
                app.adding.scanned(assertNotNull(scanned)).join()
                fails(step, app.adding.state.value.trouble)
            }
            "phone.add_text" -> {
                val text = step.text("text")
                app.adding.typedLink(if (text == "code_account") Scenarios.head(text) else text).join()
                fails(step, app.adding.state.value.trouble)
            }
            "phone.type" -> {
                type(step)
                fails(step, app.adding.state.value.trouble)
            }
            "phone.scan_number" -> {
                app.scanNumber()
                assertNotNull(app.matching.frame(frame(step.text("browser"))), "the picture holds no code").join()
                fails(step, app.matching.state.value.trouble)
                // What was wrong leaves the scanner open, what was right leads back.
                if ("fails" in step) app.back()
                assertTrue(app.destination.value is Destination.Request)
            }
            "phone.activity" -> {
                app.activity.begin(app.accounts.state.value.rows.first { it.account.push?.hasActivity == true }.account.id).finished()
                assertEquals(null, app.activity.state.value.trouble)
            }
            "phone.renew_key" -> {
                val account = app.accounts.state.value.rows.first { it.account.isPush }.account.id
                app.go(Destination.Account(account))
                app.renewal.renew().finished()
                fails(step, app.renewal.state.value.trouble)
                assertEquals(step.getValue("renewal").jsonPrimitive.content, app.renewal.state.value.done?.name?.lowercase())
            }
            "phone.undo" -> {
                val past = app.activity.state.value.rows.orEmpty().first { it.canUndo }
                app.activity.undo(past.id).finished()
                fails(step, app.activity.state.value.trouble)
            }
            "phone.continue" -> {
                app.adding.accept(step.maybe("device"), step["replace"]?.jsonPrimitive?.boolean == true).finished()
                fails(step, app.adding.state.value.trouble)
            }
            "phone.cancel" -> app.adding.drop()
            "phone.take_back" -> {
                app.go(Destination.Bin)
                app.bin.takeBack(app.bin.state.value.rows.single { it.account.issuer == step.text("account") }.account.id).join()
                app.back()
            }
            "phone.notifications" -> {
                stores.systemServices.notifications = step.getValue("allowed").jsonPrimitive.boolean
                app.notificationsAnswered()
            }
            "phone.move_in" -> moveIn(step, step.text("text").encodeToByteArray())
            "phone.restore" -> moveIn(step, assertNotNull(backup).clone())
            "phone.undo_move_in" -> app.moveIn.undo(app.moveIn.state.value.past.first().id).finished()
            "phone.details" -> setDetails(step)
            "phone.search" -> {
                app.accounts.group(step.maybe("group"))
                app.accounts.search(step.text("words"))
            }
            "phone.back_up" -> backUp(step)
            "phone.refresh" -> app.accounts.refreshNow(Asked.ByThePerson).also { app.answering.tick() }
            "phone.look" -> app.answering.tick().also { app.accounts.tick() }
            "phone.advance" -> phone.advance()
            "phone.leave" -> app.stop().also { app.locking.look() }
            "phone.come_back" -> app.start().also { app.locking.look() }
            "phone.open" -> {
                val inFront = step["behind"]?.jsonPrimitive?.boolean != true
                val front = assertNotNull(app.accounts.state.value.waiting.firstOrNull { it.inFront == inFront }, "no such request waits")
                app.answering.show(front.id, platform = false).join()
            }
            "phone.prove" -> {
                app.answering.prove(Proof.Passcode(step.maybe("passcode") ?: Scenarios.passcode)).finished()
                fails(step, app.answering.state.value.proofTrouble)
            }
            "phone.number" -> app.answering.number(number(step))
            "phone.pick" -> app.answering.pick(place(step))
            "phone.confirm" -> app.answering.confirm()
            "phone.yes" -> app.answering.yes().finished()
            "phone.no" -> app.answering.no().finished()
            "phone.report" -> report(sure = step["sure"]?.jsonPrimitive?.boolean != false)
            "phone.not_now" -> app.answering.notNow().finished()
            "phone.retry" -> app.answering.retry().finished()
            "phone.close" -> app.answering.close().also { app.accounts.tick() }
            else -> if (!expect(verb, step)) throw AssertionError("unknown verb $verb")
        }
    }

    private fun expect(verb: String, step: JsonObject): Boolean {
        when (verb) {
            "expect.browser" -> assertEquals(step.text("state"), look(step.text("browser")).text("state"))
            "expect.log" -> {
                val lines = service.get("log").jsonArray.map { it.jsonObject }.filter { it.text("event") == step.text("event") }
                assertEquals(step.getValue("times").jsonPrimitive.int, lines.size, "$lines")
                step.maybe("device")?.let { device -> lines.forEach { assertEquals(device, called(it.text("device"))) } }
            }
            "expect.accounts" -> accounts(step.getValue("accounts").jsonArray)
            "expect.list" -> {
                app.accounts.tick()
                val list = app.accounts.state.value
                assertEquals(step.texts("shown"), list.rows.map { it.account.issuer })
                assertEquals(step.texts("groups"), list.groups.map { it.name })
            }
            "expect.details" -> {
                app.go(Destination.Account(called(step)))
                val details = assertNotNull(app.details.state.value.details)
                assertEquals(step.text("note") to step.texts("groups"), details.note to details.tags)
                assertEquals(step.getValue("favourite").jsonPrimitive.boolean, details.favourite)
                assertEquals(step.texts("quality"), details.quality.map { snake(it::class.simpleName.orEmpty()) })
                app.back()
            }
            "expect.moved_in" -> {
                val totals = assertNotNull(app.moveIn.state.value.report).totals
                assertEquals(step.getValue("added").jsonPrimitive.int to step.getValue("refused").jsonPrimitive.int, totals.added to totals.refused)
            }
            "expect.codes" -> {
                app.accounts.tick()
                val codes = app.accounts.state.value.rows.mapNotNull { it.code?.digits }
                assertEquals(step.getValue("codes").jsonPrimitive.int, codes.size)
                assertTrue(codes.all { it.length in 6..8 && it.all(Char::isDigit) })
            }
            "expect.preview" -> preview(step)
            "expect.inbox" -> {
                app.accounts.tick()
                val state = app.accounts.state.value
                step["open"]?.let { assertEquals(it.jsonPrimitive.int, state.waiting.size) }
                val stale = state.notes.any { it is Note.Offline || it is Note.Unreachable }
                step["offline"]?.let { assertEquals(it.jsonPrimitive.boolean, stale, "${state.notes}") }
            }
            "expect.request" -> request(step)
            "expect.activity" -> activity(step.getValue("activity").jsonArray)
            "expect.lock" -> assertEquals(step.getValue("locked").jsonPrimitive.boolean, app.locking.state.value.vault is Vault.Locked)
            "expect.note" -> {
                app.accounts.tick()
                val note = mapOf("notifications_refused" to Note.NotificationsRefused, "offline" to Note.Offline).getValue(step.text("note"))
                val stands = step["stands"]?.jsonPrimitive?.boolean ?: true
                assertEquals(stands, note in app.accounts.state.value.notes, "${app.accounts.state.value.notes}")
            }
            else -> return false
        }
        return true
    }

    private suspend fun moveIn(step: JsonObject, file: ByteArray) {
        app.moveIn()
        app.moveIn.chosen(file).finished()
        if (app.moveIn.state.value.kind != null) app.moveIn.open(passphrase).finished()
        fails(step, app.moveIn.state.value.trouble)
        step.maybe("alike")?.let { alike -> app.moveIn.alike(Alike.entries.single { snake(it.name) == alike }) }
        if (step.maybe("fails") == null) app.moveIn.commit().finished()
    }

    private suspend fun setDetails(step: JsonObject) {
        app.go(Destination.Account(called(step)))
        val details = assertNotNull(app.details.state.value.details)
        step["favourite"]?.let { app.details.favourite(it.jsonPrimitive.boolean).finished() }
        val groups = step.maybe("groups") ?: details.tags.joinToString(",")
        app.details.annotate(step.maybe("note") ?: details.note, groups).finished()
        fails(step, app.details.state.value.trouble)
        app.back()
    }

    /** The account of the issuer that a step names. */
    private fun called(step: JsonObject): String = phone.accounts().single { it.issuer == step.text("account") }.id

    /** The person types the passcode for each, as on a phone without a lock of its own. */
    private suspend fun backUp(step: JsonObject) {
        app.go(Destination.Backups)
        if (step["suggested"]?.jsonPrimitive?.boolean == true) {
            app.backups.suggest()
            passphrase = assertNotNull(app.backups.state.value.suggested)
        }
        if (!app.backups.state.value.hasPassphrase) {
            app.backups.setPassphrase(passphrase, passphrase).finished()
            app.backups.wish(BackupWish.Passphrase, Scenarios.passcode).finished()
        }
        app.backups.wish(BackupWish.Backup, Scenarios.passcode).finished()
        val made = assertNotNull(app.backups.state.value.made, "${app.backups.state.value}")
        backup = made.file
        app.backups.written(made.file).finished()
        assertEquals(made.accounts, app.backups.state.value.written)
    }

    private suspend fun restart() {
        phone = loopbackService(stores.files, stores.values, stores.keys, clock)
        app = AppModel(phone, clock, stores.choices, stores.systemServices, PushRegistration(phone, stores.values, MemoryPushService()), scope)
        app.locking.look()
    }

    /** Who is not sure stops where the app asks once more. */
    private suspend fun report(sure: Boolean) {
        val sending = app.answering.report()
        if (sure) (sending ?: app.answering.report()).finished() else assertEquals(null, sending, "it was not asked again")
    }

    private fun advance(seconds: Long) {
        service.post("clock", JsonObject(mapOf("advance" to JsonPrimitive(seconds))))
        clock.ahead += seconds
    }

    private fun signIn(step: JsonObject) {
        val asks = step.maybe("pipush")
        val realm = if (step["plain"]?.jsonPrimitive?.boolean == true) "plain/$PLAIN/" else asks?.let { "pipush/$PIPUSH/" }.orEmpty()
        val shown = service.signIn(user(step), realm, asks)
        browsers[step.text("browser")] = "${realm}browser/${shown.text("browser")}"
        remember(step.text("browser"), shown)
        assertEquals(step.text("state"), shown.text("state"))
    }

    /** The person types the code that the phone shows on the page. */
    private fun typeCode(browser: String) {
        val shown = assertNotNull(app.answering.state.value.request).prompt as Prompt.ShowCode
        service.post("${browsers.getValue(browser)}/code", json("code" to shown.code))
    }

    /** Where the number of a browser stands among those that the phone offers, or another one. */
    private fun place(step: JsonObject): Int {
        val offered = (assertNotNull(app.answering.state.value.request).prompt as Prompt.Choice).options
        val right = offered.indexOf(numbers.getValue(step.maybe("of") ?: step.text("wrong_for")))
        assertTrue(right >= 0, "the number is not offered")
        return if ("of" in step) right else (right + 1) % offered.size
    }

    private fun user(step: JsonObject): String = step.maybe("user") ?: Scenarios.user

    /** What the page shows for typing, as it is or otherwise where the step says so. */
    private suspend fun type(step: JsonObject) {
        val shown = look(step.text("browser")).getValue("typed").jsonObject
        var (address, code) = (step.maybe("address") ?: shown.text("address")) to (step.maybe("code") ?: shown.text("code"))
        step.maybe("host")?.let { address = address.replace("localhost", it) }
        if (step["loosely"]?.jsonPrimitive?.boolean == true) {
            address = " ${address.replace("localhost", "LOCALHOST")} "
            code = code.lowercase().replace("-", " ")
        }
        app.adding.typedCode(address, code).join()
    }

    private fun activity(wanted: JsonArray) {
        val rows = assertNotNull(app.activity.state.value.rows)
        assertEquals(wanted.size, rows.size, "$rows")
        wanted.map { it.jsonObject }.zip(rows).forEach { (want, row) ->
            assertEquals(want.text("outcome"), snake(row.outcome.name))
            assertEquals(want.text("service"), row.service?.filterNot { it in ISOLATES })
            assertEquals(want.getValue("can_undo").jsonPrimitive.boolean, row.canUndo)
        }
    }

    private fun next(step: JsonObject) {
        val browser = step.text("browser")
        repeat(MOST_PRESSES) {
            if (look(browser).text("state") == step.text("until")) return
            remember(browser, service.post("${browsers.getValue(browser)}/next"))
        }
        assertEquals(step.text("until"), look(browser).text("state"))
    }

    private fun look(browser: String): JsonObject =
        service.get(browsers.getValue(browser)).jsonObject.also { remember(browser, it) }

    private fun remember(browser: String, shown: JsonObject) {
        shown["number"]?.jsonPrimitive?.contentOrNull?.let { numbers[browser] = it }
    }

    /** The picture goes through the reader as a camera's frame would: a luma plane. */
    private fun frame(browser: String): Frame {
        val picture = Base64.getDecoder().decode(look(browser).text("qr_png"))
        val image = ImageIO.read(ByteArrayInputStream(picture))
        val luma = ByteBuffer.allocateDirect(image.width * image.height)
        for (y in 0 until image.height) for (x in 0 until image.width) luma.put((image.getRGB(x, y) shr GREEN).toByte())
        luma.flip()
        return Frame(luma, image.width, image.height, image.width)
    }

    private suspend fun scan(browser: String) {
        val frame = frame(browser)
        val reader = loopbackService(MemoryFiles(), MemoryDeviceStateStore(), MemoryKeys(), clock)
        val codes = reader.read(frame)
        assertEquals(1, reader.readStill(frame).size, "as a picture that was chosen")
        scanned = codes.single()
        app.adding.scanned(codes.single()).join()
        assertEquals(null, app.adding.state.value.trouble)
    }

    private fun number(step: JsonObject): String {
        step.maybe("text")?.let { return it }
        step.maybe("of")?.let { return numbers.getValue(it) }
        step.maybe("short_of")?.let { return numbers.getValue(it).dropLast(1) }
        val right = numbers.getValue(step.text("wrong_for"))
        return right.dropLast(1) + (right.last().digitToInt() + 1) % 10
    }

    private fun accounts(wanted: JsonArray) {
        app.accounts.tick()
        val rows = if (app.locking.state.value.vault == Vault.Open) app.accounts.state.value.rows.map { it.account } else emptyList()
        assertEquals(wanted.size, rows.size)
        wanted.map { it.jsonObject }.zip(rows).forEach { (want, row) ->
            want.maybe("kind")?.let { assertEquals(it, row.kind) }
            want.maybe("state")?.let { assertEquals(it, snake(row.state.name)) }
            want.maybe("label")?.let { assertEquals(it, row.label) }
            want.maybe("issuer")?.let { assertEquals(it, row.issuer) }
            want.maybe("device")?.let { assertEquals(it, called(assertNotNull(row.push).deviceLabel)) }
        }
    }

    /** A phone's name in a label: a blank and four characters follow it. */
    private fun called(label: String): String {
        assertTrue(label.dropLast(LABEL_SUFFIX).endsWith(' '), label)
        return label.dropLast(LABEL_SUFFIX + 1)
    }

    private fun preview(step: JsonObject) {
        step["replaceable"]?.let { assertEquals(it.jsonPrimitive.boolean, app.adding.state.value.preview?.replaceable) }
        step.maybe("conflict")?.let { assertEquals(it, snake(assertNotNull(app.adding.state.value.preview?.conflict).name)) }
        when (val shown = assertNotNull(app.adding.state.value.preview)) {
            is Preview.Enrol -> {
                assertEquals(step.text("kind"), "enrol")
                step.maybe("host")?.let { assertEquals(it, shown.host.substringBefore(':')) }
                step.maybe("user")?.let { assertEquals(it, shown.user) }
                step.maybe("device")?.let { assertEquals(it, shown.device) }
            }
            is Preview.Code -> {
                assertEquals(step.text("kind"), "otp")
                step.maybe("issuer")?.let { assertEquals(it, shown.issuer) }
                step.maybe("label")?.let { assertEquals(it, shown.label) }
                step["warnings"]?.let { all ->
                    assertEquals(all.jsonArray.map { it.jsonPrimitive.content }, shown.warnings.map { snake(it.name) }.sorted())
                }
            }
        }
    }

    private fun request(step: JsonObject) {
        val state = app.answering.state.value
        val request = assertNotNull(state.request, "${state.trouble}")
        for ((field, wanted) in step.filterKeys { it != "do" }) {
            val got = when (field) {
                "phase" -> snake(request.phase.name)
                "purpose" -> if (request.tryout) "tryout" else "login"
                "outcome" -> request.outcome?.let { snake(it::class.simpleName.orEmpty()) }.toString()
                "can_approve" -> "${request.canApprove}"
                "needs_unlock" -> "${request.needsUnlock}"
                "number" -> request.number?.let { snake(it.name) }.toString()
                "prompt" -> snake(request.prompt::class.simpleName.orEmpty())
                "warning" -> request.answerWarning?.let { snake(it::class.simpleName.orEmpty()) }.toString()
                "text" -> request.text.orEmpty().filterNot { it in ISOLATES }
                "reported" -> "${request.reported != null}"
                "sure_asked" -> "${state.sureAsked}"
                "service" -> request.service.orEmpty().filterNot { it in ISOLATES }
                else -> throw AssertionError("unknown field $field")
            }
            assertEquals(wanted.jsonPrimitive.content, got, field)
        }
    }

    private fun fails(step: JsonObject, trouble: UserError?) = assertEquals(step.maybe("fails"), trouble?.let(::word))

    /** The command's word for a trouble. */
    private fun word(trouble: UserError): String =
        snake((if (trouble is UserError.Transfer) trouble.why::class else trouble::class).simpleName.orEmpty())

    private suspend fun Job?.finished() = assertNotNull(this, "the button is disabled").join()

    private fun snake(name: String): String = name.replace(Regex("(?<=.)[A-Z]"), "_$0").lowercase()

    private fun json(vararg fields: Pair<String, String>) = JsonObject(fields.associate { (name, text) -> name to JsonPrimitive(text) })

    private companion object {
        const val MOST_PRESSES = 10
        const val GREEN = 8
        const val LABEL_SUFFIX = 4

        /** They stand around a text of others, so that it keeps its direction. */
        const val ISOLATES = "\u2068\u2069"
    }
}
