package org.countersign.kit.model

import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import org.countersign.kit.AccountDetails
import org.countersign.kit.AuthenticatorService
import org.countersign.kit.CodeKind
import org.countersign.kit.CodePicture
import org.countersign.kit.PlatformKey
import org.countersign.kit.Proof
import org.countersign.kit.UserError
import org.countersign.kit.UserErrorException

/** What takes a fresh unlock of its own. */
enum class DetailsWish { Secret, Picture, StopAsking }

/** What the details of an account draw. */
data class DetailsState(
    val account: String? = null,
    val details: AccountDetails? = null,
    /** Its key as a link, or as a code to be scanned, while the person looks. */
    val secret: String? = null,
    val picture: CodePicture? = null,
    /** What is done once the passcode was typed. */
    val waits: DetailsWish? = null,
    val proving: Boolean = false,
    /** Note and groups were stored just now. */
    val annotated: Boolean = false,
    val trouble: UserError? = null,
) {
    /** Nobody may take a picture of the screen. */
    val isSecret: Boolean get() = secret != null || picture != null

    override fun toString(): String = "DetailsState($details, $waits, $trouble)"
}

/** One account: its row, note and groups; of a code account how it is guarded, and its key. */
class DetailsModel(private val phone: AuthenticatorService, scope: CoroutineScope, private val changed: () -> Unit) :
    Model<DetailsState>(scope, DetailsState()) {
    fun begin(account: String) {
        change { DetailsState(account) }
        draw()
    }

    /** Asks the person, then does it. `passcode`: typed, where the phone's own lock does not open the vault. */
    fun wish(wish: DetailsWish, passcode: String? = null): Job? {
        val account = current.account ?: return null
        if (current.proving) return null
        change { it.copy(proving = true, trouble = null) }
        return attempt(::failed) {
            val proof = passcode?.let(Proof::Passcode) ?: Proof.Platform.takeIf { phone.platformKey() == PlatformKey.Ready }
            try {
                if (proof != null) granted(account, wish, proof)
                change { it.copy(waits = wish.takeIf { proof == null }) }
            } catch (refused: UserErrorException) {
                change { it.copy(waits = wish.takeIf { refused.trouble != UserError.Protected }) }
                throw refused
            } finally {
                change { it.copy(proving = false) }
            }
            draw()
        }
    }

    fun favourite(on: Boolean): Job? = changing { phone.favourite(it, on) }

    /** The person's own text, and the groups as they are typed: with commas between them. */
    fun annotate(note: String, groups: String): Job? = changing { account ->
        val details = current.details
        val tags = groups.split(COMMAS).map(String::trim).filter(String::isNotEmpty)
        phone.annotate(account, note.takeIf { it != details?.note }, tags.takeIf { it != details?.tags })
        change { it.copy(annotated = true) }
    }

    fun askBefore(): Job? = changing { phone.askBefore(it) }

    fun neverExport(): Job? = changing { phone.neverExport(it) }

    fun storePin(pin: String?): Job? = changing { phone.storePin(it, pin) }

    fun switchKind(to: CodeKind): Job? = changing { phone.switchKind(it, to) }

    /** Takes the key off the screen. */
    fun hide() = change { it.copy(secret = null, picture = null) }

    fun forget() = change { DetailsState() }

    private suspend fun granted(account: String, wish: DetailsWish, proof: Proof) {
        when (wish) {
            DetailsWish.Secret -> phone.showSecret(account, proof).let { link -> shown(account) { it.copy(secret = link, picture = null) } }
            DetailsWish.Picture -> phone.showPicture(account, proof).let { picture -> shown(account) { it.copy(secret = null, picture = picture) } }
            DetailsWish.StopAsking -> phone.stopAsking(account, proof)
        }
    }

    /** Only for who still looks at this account. */
    private fun shown(account: String, to: (DetailsState) -> DetailsState) = change { if (it.account == account) to(it) else it }

    private fun changing(act: suspend (String) -> Unit): Job? {
        val account = current.account ?: return null
        change { it.copy(annotated = false, trouble = null) }
        return attempt(::failed) {
            act(account)
            draw()
        }
    }

    private fun draw() {
        look()
        if (current.account != null) changed()
    }

    /** Draws what the list draws anew, while the details stand open. */
    internal fun look() {
        val account = current.account ?: return
        val details = guard({}) { phone.details(account) }
        change { if (it.account == account) it.copy(details = details) else it }
    }

    private fun failed(trouble: UserError) = change { it.copy(trouble = trouble) }
}

/** A comma of any keyboard. */
private val COMMAS = Regex("[,\u060C\u3001\uFF0C]")
