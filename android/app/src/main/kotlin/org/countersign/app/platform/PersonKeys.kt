package org.countersign.app.platform

import android.app.KeyguardManager
import android.content.Context
import android.os.Build
import androidx.biometric.BiometricManager
import androidx.biometric.BiometricManager.Authenticators.BIOMETRIC_STRONG
import androidx.biometric.BiometricManager.Authenticators.DEVICE_CREDENTIAL
import org.countersign.kit.PersonKey

/** What can release a key at each use: a phone's own lock only from Android 11 on. */
internal val RELEASING: Int =
    if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.R) BIOMETRIC_STRONG or DEVICE_CREDENTIAL else BIOMETRIC_STRONG

/**
 * Whether a key that asks for the person can be made on this phone as it is set up now. On Android 9 the library cannot tell
 * whether a fingerprint is enrolled (what it asks, `FingerprintManagerCompat`, is empty since AndroidX Core 1.18), and on 10 not
 * whether a face counts: then it shows when the key is made.
 */
class PersonKeys(private val context: Context) : () -> PersonKey {
    override fun invoke(): PersonKey = when {
        !context.service<KeyguardManager>().isDeviceSecure -> PersonKey.NoScreenLock
        else -> when (BiometricManager.from(context).canAuthenticate(RELEASING)) {
            BiometricManager.BIOMETRIC_SUCCESS -> PersonKey.Possible
            BiometricManager.BIOMETRIC_STATUS_UNKNOWN -> PersonKey.Unknown
            else -> PersonKey.Impossible
        }
    }
}
