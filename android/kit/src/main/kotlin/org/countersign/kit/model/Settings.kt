package org.countersign.kit.model

import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import org.countersign.kit.Carrier
import org.countersign.kit.Choices
import org.countersign.kit.Phone
import org.countersign.kit.Proof
import org.countersign.kit.Surroundings
import org.countersign.kit.Trouble
import org.countersign.kit.Vault

/** What the settings draw. */
data class SettingsState(
    val appLock: Boolean = true,
    val hidesCodes: Boolean = false,
    val screenshots: Boolean = false,
    val notifications: Boolean = false,
    /** Who can carry requests to this phone, who is asked to, and whether there is an address. */
    val carriers: List<Carrier> = emptyList(),
    val carrier: Carrier? = null,
    val rings: Boolean = false,
    /** There is a vault, so that its passcode can be changed and its codes hidden. */
    val hasVault: Boolean = false,
    val trouble: Trouble? = null,
)

/** The settings. Hiding codes is kept in the vault; the others belong to this phone. */
class SettingsModel(
    private val phone: Phone,
    private val choices: Choices,
    private val surroundings: Surroundings,
    private val ringing: Ringing,
    scope: CoroutineScope,
) : Model<SettingsState>(scope, SettingsState()) {
    init {
        draw()
    }

    /** Draws what is chosen now, and what went wrong. */
    fun draw(trouble: Trouble? = null) {
        val hides = guard({}) { phone.hidesCodes() }
        change {
            it.copy(
                appLock = choices.appLock,
                hidesCodes = hides ?: false,
                screenshots = choices.screenshots,
                notifications = surroundings.notificationsAllowed(),
                carriers = ringing.carriers(),
                carrier = ringing.carrier(),
                rings = ringing.hasAddress(),
                hasVault = hides != null,
                trouble = trouble,
            )
        }
    }

    /** Turning the lock off asks the person, unless there is no vault yet that it would guard. */
    fun appLock(on: Boolean, proof: Proof = Proof.Platform): Job = attempt(::draw) {
        if (!on && phone.vault() != Vault.None) phone.turnOffAppLock(proof)
        choices.appLock = on
        draw()
    }

    fun screenshots(allow: Boolean) {
        choices.screenshots = allow
        draw()
    }

    fun carriedBy(carrier: Carrier) {
        ringing.carriedBy(carrier.id)
        draw()
    }

    /** Showing codes again asks the person. */
    fun hideCodes(hide: Boolean, proof: Proof = Proof.Platform): Job = attempt(::draw) {
        if (hide) phone.hideCodes() else phone.showCodes(proof)
        draw()
    }
}
