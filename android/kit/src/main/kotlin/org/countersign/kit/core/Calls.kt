package org.countersign.kit.core

import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.withContext
import org.countersign.SettingsException
import org.countersign.TransferException
import org.countersign.UnlockException
import org.countersign.UnlockWith
import org.countersign.kit.KeyFailure
import org.countersign.kit.Proof
import org.countersign.kit.UserError
import org.countersign.kit.UserErrorException

/** How the library is called where it may wait, and where the person unlocks for it. */
internal class Calls(private val keys: SecureKeyAdapter, private val blocking: CoroutineDispatcher) {
    /**
     * For calls that may wait: for a key derivation, the disk, the platform's prompt or the network. Whoever waits is never
     * resumed on a thread of the library, from where the library must not be called again.
     */
    suspend fun <T> background(act: suspend () -> T): T = withContext(blocking) { calling { act() } }

    /** Does something for which the person unlocks. */
    suspend fun <T> proving(proof: Proof, act: (UnlockWith) -> T): T = background {
        keys.failure = null
        try {
            unwrapped { act(proof.toNative()) }
        } catch (refused: UnlockException.KeyFailed) {
            // A phone whose screen lock was taken away makes and uses no key for its person.
            if (keys.failure == KeyFailure.Unsupported) throw UserErrorException(UserError.NoScreenLock, refused)
            throw refused
        } catch (refused: UnlockException.KeyLost) {
            // The passcode too is tied to a key of the phone.
            throw UserErrorException(if (proof is Proof.Passcode) UserError.KeysGone else UserError.KeyLost, refused)
        }
    }
}

private inline fun <T> unwrapped(act: () -> T): T =
    try {
        act()
    } catch (refused: SettingsException.NotUnlocked) {
        throw refused.why
    } catch (refused: TransferException.NotUnlocked) {
        throw refused.why
    }

private fun Proof.toNative(): UnlockWith = when (this) {
    is Proof.Passcode -> UnlockWith.Passcode(text.encodeToByteArray())
    Proof.Platform -> UnlockWith.Platform
}
