package org.countersign.kit.model

import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Job
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext
import org.countersign.kit.PushDistributor
import org.countersign.kit.Choices
import org.countersign.kit.AuthenticatorService
import org.countersign.kit.UserErrorException
import org.countersign.kit.PlatformKey
import org.countersign.kit.Proof
import org.countersign.kit.SystemServices
import org.countersign.kit.UserError
import org.countersign.kit.Vault

/** What the person has to show that they are there for. */
enum class Guarded { AppLock, HiddenCodes }

/** What the settings draw. */
data class SettingsState(
    val appLock: Boolean = true,
    val hidesCodes: Boolean = false,
    val screenshots: Boolean = false,
    val notifications: Boolean = false,
    /** Who can carry requests to this phone, who is asked to, and whether there is an address. */
    val distributors: List<PushDistributor> = emptyList(),
    val distributor: PushDistributor? = null,
    val pushRegistered: Boolean = false,
    val distributorError: DistributorError? = null,
    /** There is a vault, so that its passcode can be changed and its codes hidden. */
    val hasVault: Boolean = false,
    /** What is turned off once the passcode was typed: the phone's own lock did not open the vault. */
    val waits: Guarded? = null,
    /** The person is being asked, or the passcode checked. */
    val proving: Boolean = false,
    val trouble: UserError? = null,
)

/** The settings. Hiding codes is kept in the vault; the others belong to this phone. */
class SettingsModel(
    private val phone: AuthenticatorService,
    private val choices: Choices,
    private val systemServices: SystemServices,
    private val pushRegistration: PushRegistration,
    scope: CoroutineScope,
    private val background: CoroutineDispatcher = Dispatchers.IO,
) : Model<SettingsState>(scope, SettingsState()) {
    init {
        draw()
    }

    /** Draws what is chosen now, and what went wrong. */
    fun draw(trouble: UserError? = null) {
        val hides = guard({}) { phone.hidesCodes() }
        change {
            it.copy(
                appLock = choices.appLock,
                hidesCodes = hides ?: false,
                screenshots = choices.screenshots,
                notifications = systemServices.notificationsAllowed(),
                distributors = pushRegistration.distributors(),
                distributor = pushRegistration.distributor(),
                pushRegistered = pushRegistration.hasAddress(),
                distributorError = pushRegistration.trouble,
                hasVault = hides != null,
                trouble = trouble,
            )
        }
    }

    /** Opens the settings: what waited for a passcode waits no more. */
    fun begin() {
        change { it.copy(waits = null) }
        draw()
    }

    /** Turning the lock off asks the person, unless there is no vault yet that it would guard. */
    fun appLock(on: Boolean, proof: Proof? = null): Job = attempt(::draw) {
        if (on || phone.vault() == Vault.None || proved(Guarded.AppLock, proof, phone::turnOffAppLock)) choices.appLock = on
        draw()
    }

    fun screenshots(allow: Boolean) {
        choices.screenshots = allow
        draw()
    }

    fun distributeBy(distributor: PushDistributor): Job = scope.launch {
        withContext(background) { pushRegistration.distributeBy(distributor.id) }
        draw()
    }

    /** Showing codes again asks the person. */
    fun hideCodes(hide: Boolean, proof: Proof? = null): Job = attempt(::draw) {
        if (hide) phone.hideCodes() else proved(Guarded.HiddenCodes, proof, phone::showCodes)
        draw()
    }

    /** The passcode, for what waits for it. */
    fun passcode(text: String): Job? = when (current.waits) {
        Guarded.AppLock -> appLock(false, Proof.Passcode(text))
        Guarded.HiddenCodes -> hideCodes(false, Proof.Passcode(text))
        null -> null
    }

    /** Asks the person; false where the passcode has to be typed first, or they are being asked already. */
    private suspend fun proved(what: Guarded, proof: Proof?, act: suspend (Proof) -> Unit): Boolean {
        if (current.proving) return false
        val by = proof ?: Proof.Platform.takeIf { phone.platformKey() == PlatformKey.Ready }
        if (by == null) {
            change { it.copy(waits = what) }
            return false
        }
        change { it.copy(proving = true) }
        try {
            act(by)
        } catch (refused: UserErrorException) {
            change { it.copy(waits = what) }
            throw refused
        } finally {
            change { it.copy(proving = false) }
        }
        change { it.copy(waits = null) }
        return true
    }
}
