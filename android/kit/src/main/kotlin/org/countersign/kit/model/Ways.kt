package org.countersign.kit.model

import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import org.countersign.kit.AuthenticatorService
import org.countersign.kit.PlatformKey
import org.countersign.kit.Proof
import org.countersign.kit.UserError
import org.countersign.kit.WayToOpen

/** What the screen of the ways to open the app draws. */
data class WaysState(
    val ways: List<WayToOpen> = emptyList(),
    /** The phone's own lock opens the vault, does not, or does not any more. */
    val platform: PlatformKey = PlatformKey.None,
    /** Backups have a passphrase, which goes with the old key. */
    val hasPassphrase: Boolean = false,
    val busy: Boolean = false,
    /** What the new key dropped. */
    val dropped: List<WayToOpen>? = null,
    val trouble: UserError? = null,
) {
    /** What a new key drops, where the recovery code is typed or not. */
    fun drops(keepsRecovery: Boolean): List<WayToOpen> = ways.filter {
        when (it) {
            WayToOpen.Passcode -> false
            WayToOpen.Recovery -> !keepsRecovery
            WayToOpen.Platform -> platform != PlatformKey.Ready
        }
    }
}

/** The ways to open the app: the phone's own lock is added again, and a new vault key shuts out a way that was compromised. */
class WaysModel(private val phone: AuthenticatorService, scope: CoroutineScope) : Model<WaysState>(scope, WaysState()) {
    fun begin(): Job {
        change { WaysState() }
        return attempt({}) { draw() }
    }

    /** Lets the phone's own lock open the app again, after one that was lost. */
    fun addPlatformKey(passcode: String): Job? = work { phone.addPlatformKey(Proof.Passcode(passcode)) }

    /** Changes the vault key. `recoveryCode` is typed where it is to open the vault from now on too. */
    fun changeKey(passcode: String, recoveryCode: String): Job? = work {
        val dropped = phone.changeVaultKey(passcode, current.platform == PlatformKey.Ready, recoveryCode.ifBlank { null })
        change { it.copy(dropped = dropped) }
    }

    fun forget() = change { WaysState() }

    private suspend fun draw() {
        val (ways, platform, safety) = Triple(phone.ways(), phone.platformKey(), phone.safety())
        change { it.copy(ways = ways, platform = platform, hasPassphrase = safety.backup) }
    }

    private fun work(act: suspend () -> Unit): Job? {
        if (current.busy) return null
        change { it.copy(busy = true, trouble = null) }
        return attempt({ trouble -> change { it.copy(trouble = trouble) } }) {
            try {
                act()
                draw()
            } finally {
                change { it.copy(busy = false) }
            }
        }
    }
}
