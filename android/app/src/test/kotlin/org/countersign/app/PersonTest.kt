package org.countersign.app

import android.app.KeyguardManager
import android.content.pm.PackageManager
import androidx.biometric.BiometricPrompt
import androidx.lifecycle.Lifecycle
import androidx.test.core.app.ActivityScenario
import androidx.test.core.app.ApplicationProvider
import java.util.concurrent.CompletableFuture
import java.util.concurrent.ExecutionException
import java.util.concurrent.TimeUnit
import javax.crypto.Cipher
import kotlin.time.Duration
import kotlin.time.Duration.Companion.minutes
import org.countersign.app.platform.PersonKeys
import org.countersign.app.platform.PersonPrompt
import org.countersign.app.platform.Sheet
import org.countersign.app.platform.service
import org.countersign.kit.KeyException
import org.countersign.kit.KeyFailure
import org.countersign.kit.PersonKey
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertSame
import org.junit.Assert.assertThrows
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config
import org.robolectric.shadow.api.Shadow
import org.robolectric.shadows.ShadowBiometricManager
import org.robolectric.shadows.ShadowBuild

/** Asking for the person: whether it can be done, and that a waiting thread always gets an answer. */
@RunWith(RobolectricTestRunner::class)
@Config(sdk = [34], application = TwinApp::class)
class PersonTest {
    private val app: TwinApp = ApplicationProvider.getApplicationContext()
    private val cipher = Cipher.getInstance("AES/GCM/NoPadding")

    private fun secure(yes: Boolean) = shadowOf(app.service<KeyguardManager>()).setIsDeviceSecure(yes)

    private fun can(): PersonKey = PersonKeys(app)()

    @Test
    fun from_android_11_on_a_screen_lock_is_enough() {
        secure(false)
        assertEquals(PersonKey.NoScreenLock, can())
        secure(true)
        val biometrics: ShadowBiometricManager = Shadow.extract(app.getSystemService(android.hardware.biometrics.BiometricManager::class.java))
        biometrics.setCanAuthenticate(true)
        assertEquals(PersonKey.Possible, can())
    }

    @Test
    @Config(sdk = [28])
    fun on_android_9_a_screen_lock_says_nothing_of_fingerprints() {
        secure(false)
        assertEquals(PersonKey.NoScreenLock, can())
        secure(true)
        assertEquals("without a reader", PersonKey.Impossible, can())
        shadowOf(app.packageManager).setSystemFeature(PackageManager.FEATURE_FINGERPRINT, true)
        assertEquals("with one", PersonKey.Unknown, can())
    }

    private class Shown : Sheet {
        var times = 0
        var takenAway = 0
        var answer: BiometricPrompt.AuthenticationCallback? = null

        override fun show(activity: androidx.fragment.app.FragmentActivity, cipher: Cipher, answer: BiometricPrompt.AuthenticationCallback): () -> Unit {
            times += 1
            this.answer = answer
            return { takenAway += 1 }
        }
    }

    private val sheet = Shown()

    /** Asks from another thread, as the library does, while the main thread goes on. */
    private fun asked(prompt: PersonPrompt): CompletableFuture<Cipher> {
        val answer = CompletableFuture.supplyAsync { prompt.release(cipher) }
        val main = shadowOf(android.os.Looper.getMainLooper())
        while (sheet.times == 0 && !answer.isDone) main.idle()
        return answer
    }

    private fun failure(answer: CompletableFuture<Cipher>): KeyFailure {
        val thrown = assertThrows(ExecutionException::class.java) { answer.get(1, TimeUnit.MINUTES) }
        return (thrown.cause as KeyException).failure
    }

    private fun over(scenario: ActivityScenario<MainActivity>, longest: Duration = 5.minutes) =
        PersonPrompt(longest, sheet).also { prompt -> scenario.onActivity(prompt::shownBy) }

    @Test
    fun who_answers_releases_the_key_and_who_cancels_does_not() {
        ActivityScenario.launch(MainActivity::class.java).use { scenario ->
            val prompt = over(scenario)
            val released = asked(prompt)
            val result = BiometricPrompt.AuthenticationResult::class.java.declaredConstructors.single().apply { isAccessible = true }
                .newInstance(BiometricPrompt.CryptoObject(cipher), BiometricPrompt.AUTHENTICATION_RESULT_TYPE_BIOMETRIC)
            sheet.answer!!.onAuthenticationSucceeded(result as BiometricPrompt.AuthenticationResult)
            assertSame(cipher, released.get(1, TimeUnit.MINUTES))
            sheet.times = 0
            val refused = asked(prompt)
            sheet.answer!!.onAuthenticationError(BiometricPrompt.ERROR_USER_CANCELED, "")
            assertEquals(KeyFailure.Cancelled, failure(refused))
            assertEquals(0, sheet.takenAway)
        }
    }

    @Test
    fun a_prompt_over_an_activity_whose_state_is_saved_is_cancelled_at_once() {
        ActivityScenario.launch(MainActivity::class.java).use { scenario ->
            val prompt = over(scenario)
            scenario.moveToState(Lifecycle.State.CREATED)
            assertEquals(KeyFailure.Cancelled, failure(asked(prompt)))
            assertEquals(0, sheet.times)
        }
    }

    @Test
    fun a_prompt_that_nobody_answers_is_taken_away() {
        ActivityScenario.launch(MainActivity::class.java).use { scenario ->
            val prompt = over(scenario, longest = Duration.ZERO)
            val main = shadowOf(android.os.Looper.getMainLooper())
            // Whether the time is over before or after the prompt is shown: in the end none stands.
            assertEquals(KeyFailure.Cancelled, failure(CompletableFuture.supplyAsync { prompt.release(cipher) }))
            main.idle()
            assertEquals(sheet.times, sheet.takenAway)
        }
    }

    @Test
    fun an_activity_that_is_gone_takes_its_prompt_along() {
        val scenario = ActivityScenario.launch(MainActivity::class.java)
        val prompt = over(scenario)
        val waiting = asked(prompt)
        scenario.onActivity(prompt::goneBy)
        assertEquals(KeyFailure.Cancelled, failure(waiting))
        assertEquals(1, sheet.takenAway)
        assertEquals(KeyFailure.Cancelled, failure(asked(prompt)))
        scenario.close()
    }

    /** The library does not trust the system's prompt with keys there, and its own needs what AndroidX has emptied since. */
    @Test
    @Config(sdk = [28])
    fun a_samsung_with_android_9_says_at_once_that_it_cannot_ask() {
        ShadowBuild.setManufacturer("samsung")
        ShadowBuild.setBrand("samsung")
        ActivityScenario.launch(MainActivity::class.java).use { scenario ->
            val prompt = PersonPrompt().also { real -> scenario.onActivity(real::shownBy) }
            val waiting = CompletableFuture.supplyAsync { prompt.release(cipher) }
            val main = shadowOf(android.os.Looper.getMainLooper())
            while (!waiting.isDone) main.idle()
            assertEquals(KeyFailure.Unsupported, failure(waiting))
        }
    }

    @Test
    @Config(sdk = [28, 34])
    fun the_systems_own_prompt_is_put_up_and_taken_away() {
        ActivityScenario.launch(MainActivity::class.java).use { scenario ->
            val prompt = PersonPrompt().also { real -> scenario.onActivity(real::shownBy) }
            val waiting = CompletableFuture.supplyAsync { prompt.release(cipher) }
            val main = shadowOf(android.os.Looper.getMainLooper())
            var shown = false
            while (!shown && !waiting.isDone) {
                main.idle()
                scenario.onActivity { shown = it.supportFragmentManager.fragments.isNotEmpty() }
            }
            scenario.onActivity(prompt::goneBy)
            main.idle()
            assertFalse(failure(waiting) == KeyFailure.Lost)
        }
    }
}
