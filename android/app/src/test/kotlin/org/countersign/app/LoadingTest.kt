package org.countersign.app

import android.Manifest
import android.os.Looper
import androidx.compose.ui.test.junit4.v2.createEmptyComposeRule
import androidx.compose.ui.test.onNodeWithText
import androidx.compose.ui.test.performClick
import androidx.test.core.app.ActivityScenario
import androidx.test.core.app.ApplicationProvider
import java.util.concurrent.CountDownLatch
import java.util.concurrent.Executors
import kotlinx.coroutines.asCoroutineDispatcher
import org.countersign.kit.AuthenticatorService
import org.countersign.kit.Vault
import org.countersign.kit.memory.FakeAuthenticatorService
import org.countersign.kit.memory.Samples
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config

/** The app whose library takes as long as the test says. */
class SlowApp : CountersignApp() {
    private val thread = Executors.newSingleThreadExecutor()
    override val background = thread.asCoroutineDispatcher()
    val mayLoad = CountDownLatch(1)
    var fails: Throwable? = null
    val loadedOnMain = mutableListOf<Boolean>()

    override fun onCreate() {
        super.onCreate()
        // A phone grants this one at the installation; Robolectric grants nothing by itself.
        shadowOf(this).grantPermissions(Manifest.permission.HIDE_OVERLAY_WINDOWS)
    }

    override fun makeService(): AuthenticatorService {
        loadedOnMain += Looper.myLooper() == Looper.getMainLooper()
        mayLoad.await()
        fails?.let { throw it }
        return FakeAuthenticatorService("482615", Vault.Open, Samples.all, Samples.codes)
    }

    /** Waits for what is being loaded, while the main thread goes on. */
    fun loaded() {
        mayLoad.countDown()
        thread.submit {}.get()
        shadowOf(Looper.getMainLooper()).idle()
    }
}

@RunWith(RobolectricTestRunner::class)
@Config(sdk = [34], application = SlowApp::class, qualifiers = "w360dp-h780dp-xhdpi")
class LoadingTest {
    @get:Rule
    val rule = createEmptyComposeRule()
    private val app: SlowApp = ApplicationProvider.getApplicationContext()

    @Test
    fun the_library_is_loaded_off_the_main_thread_behind_a_start_screen() {
        ActivityScenario.launch(MainActivity::class.java).use {
            rule.onNodeWithText("One moment").assertExists()
            app.loaded()
            rule.onNodeWithText("Accounts").assertExists()
        }
        assertEquals(listOf(false), app.loadedOnMain)
    }

    @Test
    fun an_app_that_is_left_while_it_loads_is_locked_by_nothing_that_is_not_there() {
        ActivityScenario.launch(MainActivity::class.java).use { scenario ->
            scenario.moveToState(androidx.lifecycle.Lifecycle.State.CREATED)
            app.loaded()
            scenario.moveToState(androidx.lifecycle.Lifecycle.State.RESUMED)
            rule.onNodeWithText("Accounts").assertExists()
        }
    }

    @Test
    fun a_library_that_cannot_be_loaded_is_told_and_tried_again() {
        app.fails = UnsatisfiedLinkError("no library for this processor")
        ActivityScenario.launch(MainActivity::class.java).use {
            for (next in listOf(IllegalStateException("checksum"), null)) {
                app.loaded()
                rule.onNodeWithText("The app could not be started. Try again, or install it anew.").assertExists()
                app.fails = next
                rule.onNodeWithText("Try again").performClick()
            }
            app.loaded()
            rule.onNodeWithText("Accounts").assertExists()
        }
        assertTrue(app.loadedOnMain.size == 3)
        assertFalse(true in app.loadedOnMain)
    }
}
