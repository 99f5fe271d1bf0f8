package org.countersign.kit.model

import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import org.countersign.kit.AuthenticatorService
import org.countersign.kit.Export
import org.countersign.kit.ExportTarget
import org.countersign.kit.PlatformKey
import org.countersign.kit.Proof
import org.countersign.kit.TransferFailure
import org.countersign.kit.UserError
import org.countersign.kit.UserErrorException

/** What the screen for moving out draws. */
data class MoveOutState(
    /** In which form; null while the person chooses. */
    val target: ExportTarget? = null,
    /** How many accounts make codes. */
    val accounts: Int = 0,
    /** The passcode has to be typed before the file is made. */
    val passcode: Boolean = false,
    val busy: Boolean = false,
    /** The file, until it was written and read back, or its codes, while the person looks. */
    val made: Export? = null,
    /** Which of the codes stands there. */
    val place: Int = 0,
    /** It was written and read back, or all codes were shown. */
    val done: Boolean = false,
    val trouble: UserError? = null,
) {
    /** Nobody may take a picture of the screen. */
    val isSecret: Boolean get() = made?.pictures?.isNotEmpty() == true && !done

    override fun toString(): String = "MoveOutState($target, $passcode, $busy, $place, $done, $trouble)"
}

/** From the accounts to another app's file or codes. A fresh unlock is made for each. */
class MoveOutModel(private val phone: AuthenticatorService, scope: CoroutineScope) : Model<MoveOutState>(scope, MoveOutState()) {
    private var password: String? = null

    /** What was begun before this changed is dropped. */
    private var turn = 0

    fun begin() {
        turn += 1
        password = null
        change { MoveOutState(accounts = guard({}) { phone.accounts() }.orEmpty().count { account -> !account.isPush }) }
    }

    fun choose(target: ExportTarget?) {
        begin()
        change { it.copy(target = target) }
    }

    /** Makes a file under a password, which is typed twice. */
    fun make(password: String, again: String): Job? {
        if (password != again) {
            change { it.copy(trouble = UserError.Transfer(TransferFailure.Differ)) }
            return null
        }
        this.password = password
        return make()
    }

    /**
     * Makes the file: the person was warned of one without a password. They are asked; by the passcode where the phone's own lock does not
     * open the vault.
     */
    fun make(passcode: String? = null): Job? {
        val target = current.target ?: return null
        val mine = turn
        return work {
            val proof = passcode?.let(Proof::Passcode) ?: Proof.Platform.takeIf { phone.platformKey() == PlatformKey.Ready }
            try {
                val made = proof?.let { phone.export(it, target, password) }
                if (mine != turn) {
                    made?.file?.fill(0)
                    return@work
                }
                change { it.copy(made = made, passcode = made == null) }
                if (made != null) password = null
            } catch (refused: UserErrorException) {
                // Another password is typed first, where that is what was refused.
                if (mine == turn) change { it.copy(passcode = refused.trouble !is UserError.Transfer) }
                throw refused
            }
        }
    }

    /** The next of the codes; after the last one it is done. */
    fun next() = change { state ->
        val last = state.made?.pictures?.lastIndex ?: 0
        if (state.place < last) state.copy(place = state.place + 1) else state.copy(done = true)
    }

    fun previous() = change { it.copy(place = (it.place - 1).coerceAtLeast(0)) }

    /** It was written where the person wanted it, and read back; null where that failed. */
    fun written(readBack: ByteArray?): Job? = current.made?.let { made ->
        work {
            phone.check(made, readBack ?: throw UserErrorException(UserError.Transfer(TransferFailure.NotWritten)))
            made.file.fill(0)
            change { it.copy(done = true) }
        }
    }

    fun forget() {
        turn += 1
        password = null
        current.made?.file?.fill(0)
        change { MoveOutState() }
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
