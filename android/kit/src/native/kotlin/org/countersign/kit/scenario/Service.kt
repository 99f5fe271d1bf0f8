package org.countersign.kit.scenario

import java.io.ByteArrayOutputStream
import java.io.File
import java.net.InetAddress
import java.net.ServerSocket
import java.net.Socket
import java.net.URI
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpResponse.BodyHandlers
import java.util.concurrent.TimeUnit
import kotlin.concurrent.thread
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject

/**
 * The sign-in service, running, empty, with `--test-control`. The phone reaches it through a forwarder that can be closed;
 * browsers and tests reach it directly.
 */
class Service : AutoCloseable {
    private val port = freePort()
    private val forwarder = Forwarder(port)
    private val host = "localhost:${forwarder.port}"
    private val process: Process
    private val client: HttpClient

    init {
        // Else Java does not let a request name the host that it asks for.
        System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host")
        client = HttpClient.newHttpClient()
        val binary = File(System.getProperty("signin")).canonicalPath
        process = ProcessBuilder(
            binary, "--listen", "127.0.0.1:$port", "--base-url", "http://$host", "--test-control",
            "--realm", "demo=countersign+", "--realm", "$PLAIN=plain", "--realm", "$PIPUSH=pipush",
        ).redirectErrorStream(true).start()
        // It prints its address once it listens. What follows is read too, so that it never waits for a reader.
        val lines = process.inputStream.bufferedReader()
        val first = generateSequence { lines.readLine() }.takeWhile { "http://" !in it }.toList()
        check(process.isAlive) { "the sign-in service ended: $first" }
        thread(isDaemon = true) { lines.forEachLine { } }
    }

    fun get(path: String): JsonElement = send(path, null)

    fun post(path: String, body: JsonElement = JsonObject(emptyMap())): JsonObject = send(path, body).jsonObject

    /** Somebody signs in with the right password, under `realm`, which is empty or ends in a slash; `asks` is for pipush. */
    fun signIn(user: String = Scenarios.user, realm: String = "", asks: String? = null): JsonObject {
        val said = listOfNotNull("user" to user, "password" to Scenarios.password, asks?.let { "asks" to it })
        return post("${realm}signin", JsonObject(said.associate { (name, text) -> name to JsonPrimitive(text) }))
    }

    /** The addresses to which the transport `log` has sent, in order. */
    fun pushedTo(): List<String> = get("pushes").jsonArray.map { it.jsonObject.text("to") }

    /** Everything that the phone has sent so far, as it went over the wire. */
    fun sent(): String = forwarder.sent()

    /** Whether the phone reaches the service. */
    fun network(on: Boolean) = if (on) forwarder.open() else forwarder.shut()

    override fun close() {
        forwarder.close()
        process.destroy()
        process.waitFor(10, TimeUnit.SECONDS)
    }

    private fun send(path: String, body: JsonElement?): JsonElement {
        val request = HttpRequest.newBuilder(URI("http://127.0.0.1:$port/test/$path")).header("Host", host)
        if (body != null) {
            request.header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(body.toString()))
        }
        val response = client.send(request.build(), BodyHandlers.ofString())
        check(response.statusCode() == 200) { "$path: ${response.statusCode()} ${response.body()}" }
        return Json.parseToJsonElement(response.body())
    }
}

/** Carries connections to a port until it is shut; then it refuses new ones and cuts those there are. */
private class Forwarder(private val to: Int) : AutoCloseable {
    private var socket: ServerSocket = listen(0)
    private val carried = mutableListOf<Socket>()
    private val outward = ByteArrayOutputStream()

    val port: Int = socket.localPort

    init {
        accept(socket)
    }

    @Synchronized
    fun open() {
        if (!socket.isClosed) return
        socket = listen(port)
        accept(socket)
    }

    @Synchronized
    fun shut() {
        socket.close()
        carried.forEach(Socket::close)
        carried.clear()
    }

    fun sent(): String = synchronized(outward) { outward.toString(Charsets.ISO_8859_1) }

    override fun close() = shut()

    @Synchronized
    private fun keep(vararg sockets: Socket) {
        carried += sockets
        if (socket.isClosed) shut()
    }

    private fun accept(on: ServerSocket) {
        thread(isDaemon = true) {
            runCatching {
                while (true) {
                    val near = on.accept()
                    val far = Socket(InetAddress.getLoopbackAddress(), to)
                    keep(near, far)
                    carry(near, far, outward)
                    carry(far, near, null)
                }
            }
        }
    }

    private fun carry(from: Socket, to: Socket, copy: ByteArrayOutputStream?) {
        thread(isDaemon = true) {
            val piece = ByteArray(PIECE)
            runCatching {
                generateSequence { from.getInputStream().read(piece).takeIf { it > 0 } }.forEach { size ->
                    // Noted before it arrives: whoever has an answer finds the question here.
                    if (copy != null) synchronized(copy) { copy.write(piece, 0, size) }
                    to.getOutputStream().write(if (copy == null) piece.copyOf(size) else renamed(piece, size))
                }
            }
            runCatching { to.shutdownOutput() }
        }
    }

    /** As behind a proxy, the service answers by whichever name it is called: only the line `Host` says `127.0.0.1`. */
    private fun renamed(piece: ByteArray, size: Int): ByteArray =
        String(piece, 0, size, Charsets.ISO_8859_1).replace("127.0.0.1:", "localhost:").toByteArray(Charsets.ISO_8859_1)

    private fun listen(on: Int) = ServerSocket().apply {
        reuseAddress = true
        bind(java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), on))
    }
}

private const val PIECE = 8192

/** The realm that behaves like a plain server. */
const val PLAIN = "corner"

/** The realm that speaks pipush. */
const val PIPUSH = "porch"

private fun freePort(): Int = ServerSocket(0, 1, InetAddress.getLoopbackAddress()).use { it.localPort }
