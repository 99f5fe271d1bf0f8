package org.countersign.kit.model

import java.security.KeyPairGenerator
import java.security.SecureRandom
import java.security.interfaces.ECPublicKey
import java.security.spec.ECGenParameterSpec
import java.util.Base64
import java.util.concurrent.atomic.AtomicReference
import org.countersign.kit.PushDistributor
import org.countersign.kit.AuthenticatorService
import org.countersign.kit.PushAddress
import org.countersign.kit.PushService
import org.countersign.kit.PushTransport
import org.countersign.kit.DeviceStateStore
import org.countersign.kit.StoreException
import org.countersign.kit.uncompressed

/** Why the carrier that was asked brings nothing. */
enum class DistributorError {
    /** It cannot reach its own server for now. */
    Unavailable,

    /** It did not register this phone. */
    Refused,
}

/**
 * Between the phone's push service and the library: asks for an address, hands it over, takes it back.
 *
 * Any app can send what a push service sends. Only what carries the token of this registration is heard, and even that can
 * only make the app look: a message is not read. It is encrypted to a key that was thrown away when it was made.
 *
 * What changes something writes a file: it is called from a background thread, by one at a time. What only asks returns at once.
 */
class PushRegistration(
    private val phone: AuthenticatorService,
    private val kept: DeviceStateStore,
    private val service: PushService,
    private val random: SecureRandom = SecureRandom(),
) {
    /** Whether requests shall ring, as it was told last; null before the app was in front. */
    @Volatile
    var wants: Boolean? = null
        private set

    /** Why nothing rings though it is wanted. */
    @Volatile
    var trouble: DistributorError? = null
        private set

    /** What is kept: read once, as screens ask for it each second. */
    private val cached by lazy { AtomicReference(fromFile()) }

    /** Reads what is kept, before anybody asks for it on the main thread. */
    fun load() {
        cached
    }

    /** Whether requests shall ring, as it stands now. Told as often as one likes. */
    @Synchronized
    fun want(pushRegistered: Boolean) {
        if (pushRegistered == wants) return
        wants = pushRegistered
        if (pushRegistered) ask() else stop()
    }

    /** The push service gave an address, or another one. One that the library refuses is not kept. */
    @Synchronized
    fun given(token: String?, endpoint: String?) {
        val registered = known(token) ?: return
        val address = (if (registered.endpoint == endpoint) registered.address else endpoint?.let(::address)) ?: return
        if (!handOver(address)) return
        keep(Registration(registered.token, endpoint, address))
        trouble = null
    }

    /** The push service cannot reach its own server. It gives the address again when it can. */
    @Synchronized
    fun unavailable(token: String?) {
        if (isOurs(token)) trouble = DistributorError.Unavailable
    }

    /** The push service did not register this phone; once it gave an address, this is old news. Another start asks anew. */
    @Synchronized
    fun refused(token: String?) {
        if (known(token)?.endpoint != null || !isOurs(token)) return
        keep(null)
        trouble = DistributorError.Refused
    }

    /** The push service took the address away. Another start asks anew. */
    @Synchronized
    fun gone(token: String?) {
        known(token) ?: return
        keep(null)
        guard({}) { phone.pushAddress(null) }
    }

    /** The app came to the front: what is wanted is asked for anew. */
    fun lookAgain() {
        wants = null
    }

    /** The person chose who carries requests to this phone; the one before is asked no more. */
    @Synchronized
    fun distributeBy(distributor: String) {
        read()?.let { service.withdraw(it.token) }
        service.choose(distributor)
        if (value() != null) keep(null)
        guard({}) { phone.pushAddress(null) }
        trouble = null
        if (wants == true) ask()
    }

    /** Who can carry requests to this phone, and who does. */
    fun distributors(): List<PushDistributor> = service.distributors()

    fun distributor(): PushDistributor? = service.distributor()

    /** Whether there is an address that services can send to. */
    fun hasAddress(): Boolean = trouble == null && service.distributor() != null && read()?.address != null

    /** Whether a message is of this registration. */
    fun isOurs(token: String?): Boolean = known(token) != null

    private fun ask() {
        val registered = read() ?: Registration(token(), null, null).also(::keep)
        registered.address?.let(::handOver)
        service.ask(registered.token)
    }

    /** A service that was told an address is told that there is none, in each run again: it may not have been reached before. */
    private fun stop() {
        read()?.let { service.withdraw(it.token) }
        if (value() == null) return
        keep(null)
        guard({}) { phone.pushAddress(null) }
    }

    /** False where the library takes no such address: it is not `https`, or no endpoint at all. */
    private fun handOver(address: String): Boolean =
        guard({}) { phone.pushAddress(PushAddress(PushTransport.WebPush, address)) } != null

    private fun known(token: String?): Registration? = read()?.takeIf { it.token == token }

    private fun token(): String = encoded(ByteArray(TOKEN_BYTES).also(random::nextBytes))

    private fun address(endpoint: String): String {
        val pair = KeyPairGenerator.getInstance("EC").apply { initialize(ECGenParameterSpec("secp256r1"), random) }.generateKeyPair()
        val key = encoded((pair.public as ECPublicKey).uncompressed())
        val auth = encoded(ByteArray(AUTH_BYTES).also(random::nextBytes))
        return """{"endpoint":"$endpoint","p256dh":"$key","auth":"$auth"}"""
    }

    private fun encoded(bytes: ByteArray): String = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes)

    private class Registration(val token: String, val endpoint: String?, val address: String?)

    private fun read(): Registration? =
        value()?.decodeToString()?.lines()?.takeIf { it.size == LINES }?.let { (token, endpoint, address) ->
            token.ifEmpty { null }?.let { Registration(it, endpoint.ifEmpty { null }, address.ifEmpty { null }) }
        }

    private fun keep(registration: Registration?) {
        val text = with(registration) { listOf(this?.token, this?.endpoint, this?.address).joinToString("\n") { it.orEmpty() } }
        cached.set(text.toByteArray())
        try {
            kept.write(KEY, text.toByteArray())
        } catch (_: StoreException) {
            // Without it the next start asks anew.
        }
    }

    private fun value(): ByteArray? = cached.get()

    private fun fromFile(): ByteArray? =
        try {
            kept.read(KEY)
        } catch (_: StoreException) {
            null
        }

    private companion object {
        const val KEY = "registration"
        const val LINES = 3
        const val TOKEN_BYTES = 16
        const val AUTH_BYTES = 16
    }
}
