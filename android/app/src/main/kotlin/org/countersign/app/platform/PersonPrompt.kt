package org.countersign.app.platform

import android.os.Build
import androidx.biometric.BiometricPrompt
import androidx.core.content.ContextCompat
import androidx.fragment.app.FragmentActivity
import java.lang.ref.WeakReference
import java.util.concurrent.CompletableFuture
import java.util.concurrent.ExecutionException
import java.util.concurrent.TimeUnit
import java.util.concurrent.TimeoutException
import javax.crypto.Cipher
import kotlin.time.Duration
import kotlin.time.Duration.Companion.minutes
import org.countersign.app.R
import org.countersign.kit.KeyException
import org.countersign.kit.KeyFailure

/** Puts a prompt over an activity, and returns what takes it away again. Called on the main thread. */
internal fun interface Sheet {
    fun show(activity: FragmentActivity, cipher: Cipher, answer: BiometricPrompt.AuthenticationCallback): () -> Unit
}

/**
 * The system's prompt for fingerprint, face or the phone's own lock. It stands over the activity in front; without one it is
 * as if the person had cancelled. It is asked from a background thread, which waits.
 */
class PersonPrompt internal constructor(private val longest: Duration, private val sheet: Sheet) : AskPerson {
    constructor() : this(LONGEST, Sheet(::systemPrompt))

    @Volatile
    private var front = WeakReference<FragmentActivity>(null)

    /** What takes the prompt away that stands now. Main thread only. */
    private var standing: Asked? = null

    /** The activity is in front. */
    fun shownBy(activity: FragmentActivity) {
        front = WeakReference(activity)
    }

    /** It is no longer. A prompt may still stand: on some phones it is a screen of its own. */
    fun hiddenBy(activity: FragmentActivity) {
        if (front.get() === activity) front = WeakReference(null)
    }

    /** It is gone for good, and with it whoever could have answered. */
    fun goneBy(activity: FragmentActivity) {
        hiddenBy(activity)
        standing?.takeIf { it.over.get() === activity }?.giveUp()
    }

    override fun release(cipher: Cipher): Cipher {
        val activity = front.get() ?: throw KeyException(KeyFailure.Cancelled)
        val asked = Asked(WeakReference(activity))
        activity.runOnUiThread { asked.show(activity, cipher) }
        return try {
            asked.answer.get(longest.inWholeMilliseconds, TimeUnit.MILLISECONDS)
        } catch (_: TimeoutException) {
            activity.runOnUiThread(asked::giveUp)
            throw KeyException(KeyFailure.Cancelled)
        } catch (refused: ExecutionException) {
            throw refused.cause as? KeyException ?: KeyException(KeyFailure.Failed)
        }
    }

    private inner class Asked(val over: WeakReference<FragmentActivity>) : BiometricPrompt.AuthenticationCallback() {
        val answer = CompletableFuture<Cipher>()
        private var takeAway: () -> Unit = {}

        fun show(activity: FragmentActivity, cipher: Cipher) {
            // Over an activity whose state is saved no prompt can stand, and the library says nothing of it to anybody.
            if (activity.supportFragmentManager.isStateSaved || activity.isDestroyed) refuse(KeyFailure.Cancelled)
            if (answer.isDone) return
            try {
                takeAway = sheet.show(activity, cipher, this)
                standing = this
            } catch (_: IllegalStateException) {
                refuse(KeyFailure.Failed)
            } catch (_: IllegalArgumentException) {
                refuse(KeyFailure.Failed)
            }
        }

        /** Nobody waits for the answer any more. */
        fun giveUp() {
            if (refuse(KeyFailure.Cancelled)) takeAway()
        }

        override fun onAuthenticationSucceeded(result: BiometricPrompt.AuthenticationResult) {
            result.cryptoObject?.cipher?.let(answer::complete) ?: refuse(KeyFailure.Failed)
            ended()
        }

        override fun onAuthenticationError(code: Int, text: CharSequence) {
            refuse(failure(code))
            ended()
        }

        private fun refuse(failure: KeyFailure) = answer.completeExceptionally(KeyException(failure))

        private fun ended() {
            if (standing === this) standing = null
        }
    }

    internal companion object {
        /** Longer than a person takes. */
        private val LONGEST = 2.minutes

        private fun systemPrompt(
            activity: FragmentActivity,
            cipher: Cipher,
            answer: BiometricPrompt.AuthenticationCallback,
        ): () -> Unit {
            val prompt = BiometricPrompt(activity, ContextCompat.getMainExecutor(activity), answer)
            prompt.authenticate(words(activity), BiometricPrompt.CryptoObject(cipher))
            return prompt::cancelAuthentication
        }

        private fun words(activity: FragmentActivity): BiometricPrompt.PromptInfo =
            BiometricPrompt.PromptInfo.Builder()
                .setTitle(activity.getString(R.string.prompt_title))
                .setSubtitle(activity.getString(R.string.prompt_text))
                .setConfirmationRequired(false)
                .setAllowedAuthenticators(RELEASING)
                .apply {
                    // Where the phone's own lock cannot release a key, the other way is the passcode.
                    if (Build.VERSION.SDK_INT < Build.VERSION_CODES.R) setNegativeButtonText(activity.getString(R.string.unlock_passcode))
                }
                .build()

        /** The prompt's error as the library's kind of it. */
        fun failure(code: Int): KeyFailure = when (code) {
            BiometricPrompt.ERROR_USER_CANCELED,
            BiometricPrompt.ERROR_NEGATIVE_BUTTON,
            BiometricPrompt.ERROR_CANCELED,
            BiometricPrompt.ERROR_TIMEOUT,
            -> KeyFailure.Cancelled
            BiometricPrompt.ERROR_LOCKOUT, BiometricPrompt.ERROR_LOCKOUT_PERMANENT -> KeyFailure.LockedOut
            BiometricPrompt.ERROR_NO_BIOMETRICS,
            BiometricPrompt.ERROR_NO_DEVICE_CREDENTIAL,
            BiometricPrompt.ERROR_HW_NOT_PRESENT,
            BiometricPrompt.ERROR_HW_UNAVAILABLE,
            -> KeyFailure.Unsupported
            else -> KeyFailure.Failed
        }
    }
}
