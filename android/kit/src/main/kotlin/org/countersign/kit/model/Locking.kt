package org.countersign.kit.model

import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import org.countersign.kit.AuthenticatorService
import org.countersign.kit.PlatformKey
import org.countersign.kit.Proof
import org.countersign.kit.UserError
import org.countersign.kit.Vault

/** What the screens for making, opening and changing the lock draw. */
data class LockingState(
    /** Null until the library was asked. */
    val vault: Vault? = null,
    /** Whether the phone's own lock opens it. */
    val platform: PlatformKey = PlatformKey.None,
    val busy: Boolean = false,
    val trouble: UserError? = null,
    /** The two new passcodes differ. */
    val differ: Boolean = false,
    /** The passcode was changed. */
    val changed: Boolean = false,
    /** The vault is damaged, and the save before it can be opened in its place. */
    val previous: Boolean = false,
)

/** The vault's lock: made once, opened at each start, its passcode changed. */
class LockingModel(private val phone: AuthenticatorService, scope: CoroutineScope) : Model<LockingState>(scope, LockingState()) {
    suspend fun look() {
        guard(::failed) { phone.vault() to phone.platformKey() }?.let { (found, key) -> change { it.copy(vault = found, platform = key) } }
    }

    /** Looks once more, after the vault could not say where it stands. */
    fun lookAgain(): Job {
        quiet()
        return attempt(::failed) { look() }
    }

    fun unlock(proof: Proof): Job? = work { phone.unlock(proof) }

    /** Opens the save before the last one, where [LockingState.previous] offers it. */
    fun unlockPrevious(proof: Proof): Job? = work { phone.unlockPrevious(proof) }

    /** Makes the vault. */
    fun create(passcode: String, again: String): Job? {
        change { it.copy(differ = passcode != again, trouble = null) }
        return if (current.differ) null else work { phone.create(passcode) }
    }

    fun change(old: String, new: String, again: String): Job? {
        change { it.copy(differ = new != again, trouble = null, changed = false) }
        return if (current.differ) null else work {
            phone.changePasscode(old, new)
            change { it.copy(changed = true) }
        }
    }

    /** Opens it by the recovery code, with another passcode from now on. */
    fun recover(code: String, new: String, again: String): Job? {
        change { it.copy(differ = new != again, trouble = null) }
        return if (current.differ) null else work { phone.recover(code, new) }
    }

    /** Takes an older copy of the vault. */
    fun accept(): Job? = work { phone.accept() }

    fun lock(): Job {
        phone.lock()
        change { LockingState() }
        return attempt(::failed) { look() }
    }

    /** Takes what was said off the screen. */
    fun quiet() = change { it.copy(trouble = null, differ = false, changed = false) }

    private fun work(act: suspend () -> Unit): Job? {
        if (current.busy) return null
        change { it.copy(busy = true, trouble = null) }
        return attempt(::failed) {
            try {
                act()
            } finally {
                look()
                change { it.copy(busy = false) }
            }
        }
    }

    private fun failed(trouble: UserError) {
        change { it.copy(trouble = trouble) }
        if (trouble == UserError.Damaged) attempt({}) {
            val kept = phone.hasPrevious()
            change { it.copy(previous = kept) }
        }
    }
}
