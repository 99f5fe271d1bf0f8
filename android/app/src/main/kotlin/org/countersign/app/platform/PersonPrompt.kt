package org.countersign.app.platform

import android.os.Build
import androidx.biometric.BiometricManager.Authenticators.BIOMETRIC_STRONG
import androidx.biometric.BiometricManager.Authenticators.DEVICE_CREDENTIAL
import androidx.biometric.BiometricPrompt
import androidx.core.content.ContextCompat
import androidx.fragment.app.FragmentActivity
import java.lang.ref.WeakReference
import java.util.concurrent.CompletableFuture
import java.util.concurrent.ExecutionException
import java.util.concurrent.TimeUnit
import java.util.concurrent.TimeoutException
import javax.crypto.Cipher
import org.countersign.app.R
import org.countersign.kit.KeyException
import org.countersign.kit.KeyFailure

/**
 * The system's prompt for fingerprint, face or the phone's own lock. It stands over the activity in front; without one it is
 * as if the person had cancelled. It is asked from a background thread, which waits.
 */
class PersonPrompt : AskPerson {
    @Volatile
    private var front = WeakReference<FragmentActivity>(null)

    /** The activity is in front. */
    fun shownBy(activity: FragmentActivity) {
        front = WeakReference(activity)
    }

    /** It is no longer. */
    fun hiddenBy(activity: FragmentActivity) {
        if (front.get() === activity) front = WeakReference(null)
    }

    override fun release(cipher: Cipher): Cipher {
        val activity = front.get() ?: throw KeyException(KeyFailure.Cancelled)
        val answer = CompletableFuture<Cipher>()
        activity.runOnUiThread {
            BiometricPrompt(activity, ContextCompat.getMainExecutor(activity), Answer(answer))
                .authenticate(words(activity), BiometricPrompt.CryptoObject(cipher))
        }
        return try {
            answer.get(LONGEST_MINUTES, TimeUnit.MINUTES)
        } catch (_: TimeoutException) {
            throw KeyException(KeyFailure.Cancelled)
        } catch (refused: ExecutionException) {
            throw refused.cause as? KeyException ?: KeyException(KeyFailure.Failed)
        }
    }

    private fun words(activity: FragmentActivity): BiometricPrompt.PromptInfo =
        BiometricPrompt.PromptInfo.Builder()
            .setTitle(activity.getString(R.string.prompt_title))
            .setSubtitle(activity.getString(R.string.prompt_text))
            .setConfirmationRequired(false)
            .apply {
                // A phone's own lock can release a key only from Android 11 on.
                if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.R) {
                    setAllowedAuthenticators(BIOMETRIC_STRONG or DEVICE_CREDENTIAL)
                } else {
                    setAllowedAuthenticators(BIOMETRIC_STRONG)
                    setNegativeButtonText(activity.getString(R.string.unlock_passcode))
                }
            }
            .build()

    private class Answer(private val to: CompletableFuture<Cipher>) : BiometricPrompt.AuthenticationCallback() {
        override fun onAuthenticationSucceeded(result: BiometricPrompt.AuthenticationResult) {
            val cipher = result.cryptoObject?.cipher
            if (cipher != null) to.complete(cipher) else to.completeExceptionally(KeyException(KeyFailure.Failed))
        }

        override fun onAuthenticationError(code: Int, text: CharSequence) {
            to.completeExceptionally(KeyException(failure(code)))
        }
    }

    internal companion object {
        /** Longer than a person takes; the system may take a prompt away without a word. */
        private const val LONGEST_MINUTES = 2L

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
