package org.countersign.kit.model

import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import org.countersign.kit.Account
import org.countersign.kit.Choices
import org.countersign.kit.Frame
import org.countersign.kit.AuthenticatorService
import org.countersign.kit.Preview
import org.countersign.kit.Scanned
import org.countersign.kit.UserError

/** What the screens for adding an account draw. */
data class AddingState(
    /** The camera may be used; null until the person was asked. */
    val camera: Boolean? = null,
    /** A work or school account is being added, not one for codes. */
    val work: Boolean = true,
    val busy: Boolean = false,
    val preview: Preview? = null,
    val trouble: UserError? = null,
    val added: Account? = null,
)

/** From a code before the camera, or a text that was typed, to an account. */
class AddingModel(private val phone: AuthenticatorService, private val choices: Choices, scope: CoroutineScope) :
    Model<AddingState>(scope, AddingState()) {
    init {
        choices.deviceName?.let { name -> guard({}) { phone.setDeviceName(name) } }
    }

    /** Begins anew. */
    fun start(work: Boolean) = change { AddingState(camera = it.camera, work = work) }

    fun camera(allowed: Boolean) = change { it.copy(camera = allowed) }

    /**
     * A frame of the camera, on the camera's thread. True when it held a code: the camera may rest until the preview is answered.
     */
    fun frame(frame: Frame): Boolean {
        if (current.busy || current.preview != null || current.trouble != null) return false
        val codes = guard({}) { phone.read(frame) }.orEmpty()
        when (codes.size) {
            0 -> return false
            1 -> scanned(codes.single())
            else -> change { it.copy(trouble = UserError.SeveralCodes) }
        }
        return true
    }

    /** A picture that the person chose, as its luma plane; null where the platform could not open it. */
    fun picture(luma: Frame?): Job {
        change { it.copy(busy = true, trouble = null) }
        return attempt(::failed) {
            val codes = luma?.let { phone.readStill(it) }.orEmpty()
            when (codes.size) {
                0 -> failed(UserError.NoCodeInPicture)
                1 -> scanned(codes.single()).join()
                else -> failed(UserError.SeveralCodes)
            }
        }
    }

    /** A code that was read. */
    fun scanned(code: Scanned): Job = previewing { phone.preview(code) }

    fun typedLink(link: String): Job = previewing { phone.previewText(link.trim()) }

    fun typedKey(issuer: String, account: String, key: String): Job =
        previewing { phone.previewKey(issuer.trim(), account.trim(), key) }

    /**
     * "Continue", or "Keep both" where the preview said what is there already. `device` is what the person calls this phone,
     * where they changed its name.
     */
    fun accept(device: String? = null): Job? {
        val preview = current.preview ?: return null
        if (current.busy) return null
        change { it.copy(busy = true, trouble = null) }
        return attempt(::failed) {
            if (device != null) {
                choices.deviceName = device
                phone.setDeviceName(device)
            }
            val added = phone.add(preview, keepBoth = preview.conflict != null)
            change { it.copy(busy = false, preview = null, added = added) }
        }
    }

    /** "Cancel", or "Scan again" after a code that was none. */
    fun drop() = change { it.copy(busy = false, preview = null, trouble = null) }

    private fun previewing(ask: suspend () -> Preview): Job {
        change { it.copy(busy = true, trouble = null, added = null) }
        return attempt(::failed) {
            val preview = ask()
            change { it.copy(busy = false, preview = preview) }
        }
    }

    private fun failed(trouble: UserError) = change { it.copy(busy = false, preview = null, trouble = trouble) }
}
