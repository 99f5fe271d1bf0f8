package org.countersign.kit.model

import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.launch
import org.countersign.kit.Account
import org.countersign.kit.AddChoice
import org.countersign.kit.Choices
import org.countersign.kit.CodeChoice
import org.countersign.kit.Frame
import org.countersign.kit.AuthenticatorService
import org.countersign.kit.PartsProgress
import org.countersign.kit.Preview
import org.countersign.kit.Scanned
import org.countersign.kit.ScannedKind
import org.countersign.kit.UnreachableCause
import org.countersign.kit.UserError

/** One of several codes that were seen together, and what it would add. */
class Offered(val preview: Preview)

/** A code that the camera sees. `wanted`: it can be added, and the person may tap it. */
class InSight(val code: Scanned, val wanted: Boolean)

/** Why a code that the camera sees adds nothing. */
data class AddsNothing(val kind: ScannedKind, val why: UserError)

/** One of the two fields into which a page's address and code are typed. */
enum class TypedField { Address, Code }

/** What the screens for adding an account draw. */
data class AddingState(
    /** The camera may be used; null until the person was asked. */
    val camera: Boolean? = null,
    /** A work or school account is being added, not one for codes. */
    val work: Boolean = true,
    val busy: Boolean = false,
    val preview: Preview? = null,
    /** Several codes set something up: the person says which. */
    val offered: List<Offered> = emptyList(),
    /** What stood beside the code that was taken. */
    val beside: List<ScannedKind> = emptyList(),
    /** What the camera sees; it goes on. Where a code of these can be added, there are several. */
    val inSight: List<InSight> = emptyList(),
    /** Why nothing of that can be added. */
    val saying: AddsNothing? = null,
    /** A part of a code was read, and others are needed. */
    val part: PartsProgress.Waiting? = null,
    val trouble: UserError? = null,
    val added: Account? = null,
    /** Codes of another app's export were scanned: they go to the screen for moving in. */
    val exported: List<Scanned> = emptyList(),
) {
    /** Something is shown that has to be answered first. */
    val answers: Boolean get() = preview != null || offered.isNotEmpty()

    /** At which field the trouble is said, where address and code were typed; null where it is at neither. */
    val field: TypedField?
        get() = when (trouble) {
            UserError.BadAddress, UserError.NotHttps, UserError.WrongIssuer, UserError.Unreachable(UnreachableCause.NoSuchHost) -> TypedField.Address
            UserError.BadTypedCode, UserError.NoSuchCode, UserError.AlreadyUsed, UserError.CodeExpired -> TypedField.Code
            else -> null
        }
}

/** From a code before the camera, or a text that was typed, to an account. */
class AddingModel(private val phone: AuthenticatorService, private val choices: Choices, scope: CoroutineScope) :
    Model<AddingState>(scope, AddingState()) {
    /** Frames without a code since the last one that held some. */
    private var missed = 0

    /** What was begun before this changed is dropped. */
    private var run = 0

    init {
        choices.deviceName?.let { name -> guard({}) { phone.setDeviceName(name) } }
    }

    /** Begins anew. */
    fun start(work: Boolean) {
        run += 1
        phone.forgetParts()
        change { AddingState(camera = it.camera, work = work) }
    }

    fun camera(allowed: Boolean) = change { it.copy(camera = allowed) }

    /**
     * A frame of the camera, on the camera's thread. True when it held the code that is taken: the camera may rest until the preview is
     * answered.
     */
    fun frame(frame: Frame): Boolean {
        if (current.busy || current.answers || current.trouble != null || current.exported.isNotEmpty()) return false
        val codes = guard({}) { phone.read(frame) }.orEmpty()
        if (codes.any { it.kind is ScannedKind.Part }) {
            draw(codes)
            return seen(codes) != null
        }
        when (val choice = phone.chooseLive(codes)) {
            CodeChoice.Nothing -> lose()
            is CodeChoice.Take -> {
                take(codes, choice.place)
                return true
            }
            is CodeChoice.Ask -> draw(codes, choice.places)
            is CodeChoice.Say -> {
                draw(codes)
                say(codes[choice.place])
            }
        }
        return false
    }

    /** The person tapped a code that the camera sees. */
    fun take(seen: InSight): Job? {
        val codes = current.inSight.map { it.code }
        val place = codes.indexOf(seen.code)
        return if (!seen.wanted || place < 0 || current.busy || current.answers) null else take(codes, place)
    }

    /** The codes that the camera sees, in a list, for who cannot tap them. */
    fun list(): Job? = current.inSight.filter { it.wanted }.map { it.code }.ifEmpty { null }?.let(::offer)

    private fun take(codes: List<Scanned>, place: Int): Job =
        scanned(codes[place], codes.filterIndexed { at, _ -> at != place }.map { it.kind })

    private fun draw(codes: List<Scanned>, wanted: List<Int> = emptyList()) {
        missed = 0
        change { state ->
            val seen = codes.mapIndexed { place, code -> InSight(code, place in wanted) }
            state.copy(inSight = seen, saying = state.saying.takeIf { wanted.isEmpty() })
        }
    }

    /** A frame without a code: the reader misses one now and then. */
    private fun lose() {
        missed += 1
        if (missed == KEPT && (current.inSight.isNotEmpty() || current.saying != null)) {
            change { it.copy(inSight = emptyList(), saying = null) }
        }
    }

    /** Says why a code adds nothing, once while it is in sight. Nobody is asked for that: it sets nothing up. */
    private fun say(code: Scanned) {
        if (current.saying?.kind == code.kind) return
        val said = { why: UserError -> change { if (it.inSight.isEmpty()) it else it.copy(saying = AddsNothing(code.kind, why)) } }
        val mine = run
        scope.launch {
            val preview = guard(said) { phone.preview(code) }
            if (preview != null && mine == run) change { it.copy(preview = preview) }
        }
    }

    /** A picture that the person chose, as its luma plane; null where the platform could not open it. */
    fun picture(luma: Frame?): Job {
        change { it.copy(busy = true, trouble = null) }
        return attempt(::failed) {
            val codes = luma?.let { phone.readStill(it) }.orEmpty()
            if (codes.isEmpty()) failed(UserError.NoCodeInPicture) else seen(codes)?.join()
        }
    }

    /** A code that was read, and what stood beside it. */
    fun scanned(code: Scanned, beside: List<ScannedKind> = emptyList()): Job = previewing(beside, listOf(code)) { phone.preview(code) }

    /** Which of the codes it is that were seen together. */
    fun choose(offered: Offered) = change { it.copy(preview = offered.preview, offered = emptyList()) }

    /** Codes that were seen together: the library says which is meant. Null where the camera goes on. */
    private fun seen(codes: List<Scanned>): Job? {
        val whole = codes.filter { it.kind !is ScannedKind.Part }.toMutableList()
        var waits: PartsProgress.Waiting? = null
        for (part in codes.filter { it.kind is ScannedKind.Part }) {
            when (val progress = phone.collect(part)) {
                is PartsProgress.Waiting -> waits = progress
                is PartsProgress.Whole -> {
                    waits = null
                    whole += progress.code
                }
                PartsProgress.NotOfOneText -> return refused(UserError.PartsMixed)
                PartsProgress.TooLong -> return refused(UserError.Malformed)
                PartsProgress.NoPart -> Unit
            }
        }
        if (waits != null && whole.none { it.kind == ScannedKind.SetsUp }) {
            change { it.copy(busy = false, part = waits) }
            return null
        }
        return when (val choice = phone.choose(whole)) {
            CodeChoice.Nothing -> null
            is CodeChoice.Take -> take(whole, choice.place)
            is CodeChoice.Say -> take(whole, choice.place)
            is CodeChoice.Ask -> offer(choice.places.map(whole::get))
        }
    }

    private fun refused(trouble: UserError): Job = scope.launch { failed(trouble) }

    /** Says what each would add. One that adds nothing is not offered, unless none does. */
    private fun offer(codes: List<Scanned>): Job {
        val mine = run
        change { it.copy(busy = true, trouble = null, added = null, part = null, inSight = emptyList(), saying = null) }
        return attempt(::failed) {
            var why: UserError = UserError.Malformed
            val offered = codes.mapNotNull { code -> guard({ why = it }) { Offered(phone.preview(code)) } }
            if (mine != run) return@attempt
            when (offered.size) {
                0 -> failed(why, codes)
                1 -> change { it.copy(busy = false, preview = offered.single().preview) }
                else -> change { it.copy(busy = false, offered = offered) }
            }
        }
    }

    fun typedLink(link: String): Job = previewing { phone.previewText(link.trim()) }

    /** The address and the code that the page shows for typing. */
    fun typedCode(address: String, code: String): Job = previewing { phone.previewTyped(address, code) }

    fun typedKey(issuer: String, account: String, key: String): Job =
        previewing { phone.previewKey(issuer.trim(), account.trim(), key) }

    /**
     * "Continue", or "Keep both" or "Replace" where the preview said what is there already. `device` is what the person calls this phone,
     * where they changed its name.
     */
    fun accept(device: String? = null, replace: Boolean = false): Job? {
        val preview = current.preview ?: return null
        if (current.busy) return null
        val choice = when {
            preview.conflict == null -> AddChoice.OnlyNew
            replace && preview.replaceable -> AddChoice.Replace
            else -> AddChoice.KeepBoth
        }
        val mine = run
        change { it.copy(busy = true, trouble = null) }
        return attempt({ if (mine == run) failed(it) }) {
            if (device != null) {
                choices.deviceName = device
                phone.setDeviceName(device)
            }
            val added = phone.add(preview, choice)
            if (mine == run) change { it.copy(busy = false, preview = null, added = added) }
        }
    }

    /** "Cancel", or "Scan again" after a code that was none. */
    fun drop() {
        run += 1
        change { it.copy(busy = false, preview = null, offered = emptyList(), beside = emptyList(), trouble = null, exported = emptyList()) }
    }

    /** The app is locked: nothing that was scanned stays. */
    fun clearSensitive() {
        run += 1
        phone.forgetParts()
        change { AddingState(camera = it.camera, work = it.work) }
    }

    private fun previewing(beside: List<ScannedKind> = emptyList(), codes: List<Scanned> = emptyList(), ask: suspend () -> Preview): Job {
        val mine = run
        change { it.copy(busy = true, trouble = null, added = null, part = null, beside = beside, inSight = emptyList(), saying = null) }
        return attempt({ if (mine == run) failed(it, codes) }) {
            val preview = ask()
            if (mine == run) change { it.copy(busy = false, preview = preview) }
        }
    }

    /** Codes of an export are no failure: they are accounts of another app. */
    private fun failed(trouble: UserError, codes: List<Scanned>) {
        if (trouble == UserError.Export && codes.isNotEmpty()) change { it.copy(busy = false, exported = codes) } else failed(trouble)
    }

    private fun failed(trouble: UserError) = change { it.copy(busy = false, preview = null, offered = emptyList(), trouble = trouble) }

    private companion object {
        /** So many frames without a code do not take away what was seen. */
        const val KEPT = 6
    }
}
