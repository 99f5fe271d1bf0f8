package org.countersign.kit.model

import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.launch
import org.countersign.kit.Outcome
import org.countersign.kit.Phase
import org.countersign.kit.AuthenticatorService
import org.countersign.kit.Prompt
import org.countersign.kit.Proof
import org.countersign.kit.Request
import org.countersign.kit.UserError

/** What the request's screen draws beside the core's snapshot. */
data class AnsweringState(
    val request: Request? = null,
    /** What stands in the number field. */
    val text: String = "",
    /** Which of the offered numbers was picked. */
    val picked: Int? = null,
    /** The phone's own prompt is up, or the passcode is being checked. */
    val proving: Boolean = false,
    /** The passcode is asked for instead of the phone's own lock. */
    val byPasscode: Boolean = false,
    /** The phone's own lock opens the vault, so that there is a choice. */
    val platform: Boolean = true,
    val proofTrouble: UserError? = null,
    val busy: Boolean = false,
    val trouble: UserError? = null,
    /** "Report it" was pressed where a report has to be asked for twice. */
    val sureAsked: Boolean = false,
) {
    /** It had been refused here and the refusal came too late. */
    val refusedTooLate: Boolean get() = request?.refused == true && request.outcome == Outcome.Expired

    /** YES may be pressed: nothing is missing, or no more than the phone's own prompt, which YES puts up. */
    val yesEnabled: Boolean
        get() = request?.canApprove == true && (!request.needsUnlock || !byPasscode && !proving)

    /** The number is there without having been typed: the code beside it was scanned. */
    val matched: Boolean get() = text.isEmpty() && request?.prompt is Prompt.Number && request.phase == Phase.Open && request.typed > 0

    override fun toString(): String = "AnsweringState($request, busy=$busy)"
}

/**
 * The sign-in request on the screen. It keeps what was typed and passes on what was pressed; where the request stands is the
 * core's to say, and every snapshot replaces the one before.
 */
class AnsweringModel(private val phone: AuthenticatorService, scope: CoroutineScope) : Model<AnsweringState>(scope, AnsweringState()) {
    private var kept: Pair<String, String>? = null

    /** The request on the screen, also before it is drawn: what was begun for another one is not drawn any more. */
    private var shown: String? = null

    /**
     * Puts a request on the screen. Nothing is asked for before YES: no prompt stands before "No, it's not me". An unlock of the
     * app that was made just now counts.
     */
    fun show(id: String, platform: Boolean): Job {
        if (current.request?.id == id) return attempt(::failed) { draw(phone.request(id)) }
        dismissEnded()
        shown = id
        val text = kept?.takeIf { it.first == id }?.second.orEmpty()
        kept = null
        change { AnsweringState(byPasscode = !platform, platform = platform, text = text) }
        return attempt(::failed) {
            draw(phone.request(id))
            if (current.request?.phase == Phase.Open) {
                if (text.isNotEmpty()) draw(phone.number(id, text))
                // Getting the connection ready is a convenience: when it fails, the answer says so.
                guard({}) { phone.open(id) }?.let(::draw)
            }
        }
    }

    /** Draws the snapshot of now. */
    fun tick() {
        val id = current.request?.id ?: return
        guard(::failed) { draw(phone.request(id)) }
    }

    /**
     * The number field was typed or pasted in. A digit more than the number has is not taken; what is pasted stays whole, and the
     * core says that it is too long.
     */
    fun number(text: String) {
        val request = current.request ?: return
        val digits = (request.prompt as? Prompt.Number)?.digits ?: return
        if (text.length == current.text.length + 1 && text.count(Char::isDigit) > digits && text.last().isDigit()) return
        val kept = text.take(LONGEST)
        change { it.copy(text = kept) }
        guard(::failed) { draw(phone.number(request.id, kept)) }
    }

    /** The code beside the number was scanned; what was typed before is replaced by its number. */
    internal fun matched(request: Request) {
        if (current.request?.id == request.id) change { it.copy(request = request, text = "", trouble = null) }
    }

    fun pick(place: Int) = now { id -> phone.pick(id, place).also { change { it.copy(picked = place) } } }

    fun confirm() = now { phone.confirm(it) }

    /** The fresh unlock. What was typed stays. */
    fun prove(proof: Proof): Job? {
        val id = current.request?.id ?: return null
        if (current.proving) return null
        change { it.copy(proving = true, proofTrouble = null) }
        return scope.launchGuarded({ trouble -> stillOn(id) { it.copy(proofTrouble = trouble) } }) {
            try {
                draw(phone.prove(id, proof))
            } finally {
                stillOn(id) { it.copy(proving = false) }
            }
        }
    }

    /** The passcode instead of the phone's own lock, or the other way round. */
    fun byPasscode(yes: Boolean) = change { it.copy(byPasscode = yes, proofTrouble = null) }

    /** YES. Where the fresh unlock is still to be made the phone asks for it; then what was on the screen is sent, and nothing else. */
    fun yes(): Job? {
        val pressed = current
        if (!pressed.yesEnabled) return null
        if (pressed.request?.needsUnlock == false) return answer { phone.approve(it) }
        val proof = prove(Proof.Platform) ?: return null
        return scope.launch {
            proof.join()
            val same = current.request?.id == pressed.request?.id && current.text == pressed.text && current.picked == pressed.picked
            if (same && current.request?.yesEnabled == true) answer { phone.approve(it) }?.join()
        }
    }

    fun no(): Job? = answer { phone.deny(it) }

    fun retry(): Job? = answer { phone.retry(it) }

    /** "Report". Where the core asks for it, the first press only asks whether the person is sure. */
    fun report(): Job? {
        val request = current.request ?: return null
        if (request.reportDisablesAccount && !current.sureAsked) {
            change { it.copy(sureAsked = true) }
            return null
        }
        return answer { phone.report(it, sure = true) }
    }

    fun notNow(): Job? = answer { phone.noReport(it) }

    /** The app is locked: of the request nothing stays but what was typed for it. */
    fun clearSensitive() {
        kept = current.request?.let { it.id to current.text }
        shown = null
        change { AnsweringState() }
    }

    /** Leaves the screen; a request that is over is taken off it for good. */
    fun close() {
        dismissEnded()
        shown = null
        change { AnsweringState() }
    }

    private fun dismissEnded() {
        current.request?.let { if (it.isEnded) phone.dismiss(it.id) }
    }

    private fun answer(send: suspend (String) -> Request): Job? {
        val id = current.request?.id ?: return null
        if (current.busy) return null
        change { it.copy(busy = true, trouble = null) }
        return scope.launchGuarded({ trouble -> stillOn(id) { it.copy(trouble = trouble) } }) {
            try {
                draw(send(id))
            } finally {
                stillOn(id) { it.copy(busy = false) }
            }
        }
    }

    private fun now(act: (String) -> Request) {
        val id = current.request?.id ?: return
        guard(::failed) { draw(act(id)) }
    }

    private fun draw(request: Request) = stillOn(request.id) { it.copy(request = request, trouble = null) }

    private fun stillOn(id: String, to: (AnsweringState) -> AnsweringState) {
        if (shown == id) change(to)
    }

    private fun failed(trouble: UserError) = change { it.copy(trouble = trouble) }

    private companion object {
        /** Longer than any number; a paste of something else cannot fill the memory. */
        const val LONGEST = 32
    }
}
