package org.countersign.kit.model

import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import org.countersign.kit.AuthenticatorService
import org.countersign.kit.PlatformKey
import org.countersign.kit.Proof
import org.countersign.kit.RecoveryCode
import org.countersign.kit.UserError
import org.countersign.kit.UserErrorException

/** What the screen of the recovery code draws. */
data class RecoveryState(
    /** There is one in use. */
    val exists: Boolean = false,
    /** A new one, while it is shown this once. */
    val code: RecoveryCode? = null,
    /** It was written down: now two groups of it are typed. */
    val typing: Boolean = false,
    /** The passcode has to be typed before one is made. */
    val passcode: Boolean = false,
    val busy: Boolean = false,
    /** The new one is in use. */
    val done: Boolean = false,
    val trouble: UserError? = null,
) {
    override fun toString(): String = "RecoveryState($exists, $typing, $done, $trouble)"
}

/** The recovery code: shown once, in use when two groups of it were typed. */
class RecoveryModel(private val phone: AuthenticatorService, scope: CoroutineScope) : Model<RecoveryState>(scope, RecoveryState()) {
    /** What was begun before this changed is dropped. */
    private var turn = 0

    fun begin() {
        turn += 1
        val exists = guard({}) { phone.safety() }?.recoveryCode == true
        change { RecoveryState(exists) }
    }

    /** Makes one. The person is asked; by the passcode where the phone's own lock does not open the vault. */
    fun make(passcode: String? = null): Job? {
        val mine = turn
        return work {
            val proof = passcode?.let(Proof::Passcode) ?: Proof.Platform.takeIf { phone.platformKey() == PlatformKey.Ready }
            try {
                val code = proof?.let { phone.newRecoveryCode(it) }
                // Who left or was locked out meanwhile sees none.
                if (mine == turn) change { it.copy(code = code, passcode = code == null) }
            } catch (refused: UserErrorException) {
                if (mine == turn) change { it.copy(passcode = true) }
                throw refused
            }
        }
    }

    fun written() = change { it.copy(typing = true, trouble = null) }

    /** Looks at it once more, before it is in use. */
    fun lookAgain() = change { it.copy(typing = false, trouble = null) }

    fun use(first: String, second: String): Job? = current.code?.let { code ->
        work {
            phone.useRecoveryCode(code, first, second)
            change { RecoveryState(exists = true, done = true) }
        }
    }

    fun forget() {
        turn += 1
        change { RecoveryState() }
    }

    private fun work(act: suspend () -> Unit): Job? {
        if (current.busy) return null
        val mine = turn
        change { it.copy(busy = true, trouble = null) }
        return attempt({ trouble -> if (mine == turn) change { it.copy(trouble = trouble) } }) {
            try {
                act()
            } finally {
                if (mine == turn) change { it.copy(busy = false) }
            }
        }
    }
}
