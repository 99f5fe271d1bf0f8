package org.countersign.app

import android.Manifest
import android.content.ActivityNotFoundException
import android.content.Intent
import android.content.pm.PackageManager
import android.net.Uri
import android.os.Build
import android.os.Bundle
import android.provider.Settings
import android.view.TextureView
import android.view.WindowManager
import androidx.activity.OnBackPressedCallback
import androidx.activity.compose.setContent
import androidx.activity.enableEdgeToEdge
import androidx.activity.result.PickVisualMediaRequest
import androidx.activity.result.contract.ActivityResultContracts.PickVisualMedia
import androidx.activity.result.contract.ActivityResultContracts.RequestPermission
import androidx.compose.runtime.Composable
import androidx.compose.runtime.DisposableEffect
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.LocalContext
import androidx.compose.ui.viewinterop.AndroidView
import androidx.core.content.ContextCompat
import androidx.fragment.app.FragmentActivity
import androidx.lifecycle.lifecycleScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext
import org.countersign.app.platform.Camera
import org.countersign.app.platform.luma
import org.countersign.app.platform.shield
import org.countersign.app.ui.AppScreen
import org.countersign.app.ui.CountersignTheme
import org.countersign.app.ui.Shell
import org.countersign.kit.model.Place

/** The one activity: it draws the models and asks the system for what they need. It reads nothing from the intent. */
class MainActivity : FragmentActivity(), Shell {
    private val app get() = application as CountersignApp
    private val model get() = app.model

    override val canStepAside: Boolean = true
    override var cameraFailed by mutableStateOf(false)
        private set

    private val cameraAnswer = registerForActivityResult(RequestPermission()) { model.adding.camera(it) }
    private val pictureAnswer = registerForActivityResult(PickVisualMedia()) { picture ->
        if (picture != null) app.scope.launch { model.adding.picture(withContext(Dispatchers.IO) { luma(contentResolver, picture) }) }
    }
    private val notificationsAnswer = registerForActivityResult(RequestPermission()) { model.notificationsAnswered() }

    override fun onCreate(savedInstanceState: Bundle?) {
        super.onCreate(savedInstanceState)
        shield(this)
        enableEdgeToEdge()
        lifecycleScope.launch { model.settings.state.collect { secure(!it.screenshots) } }
        lifecycleScope.launch { model.place.collect { if (it == Place.Scan) lookForCamera() } }
        onBackPressedDispatcher.addCallback(this, object : OnBackPressedCallback(true) {
            override fun handleOnBackPressed() {
                if (!model.back()) moveTaskToBack(true)
            }
        })
        setContent { CountersignTheme { AppScreen(model, this, app.clock) } }
    }

    override fun onStart() {
        super.onStart()
        app.prompt.shownBy(this)
        app.surroundings.moveBehind = { moveTaskToBack(true) }
        app.notifications.quiet()
        model.start()
        if (model.place.value == Place.Scan) lookForCamera()
    }

    override fun onStop() {
        // A turned phone is not a person who left.
        if (!isChangingConfigurations) model.stop()
        app.surroundings.moveBehind = null
        app.prompt.hiddenBy(this)
        super.onStop()
    }

    override fun askForCamera() {
        cameraFailed = false
        cameraAnswer.launch(Manifest.permission.CAMERA)
    }

    override fun choosePicture() {
        model.stepOut()
        pictureAnswer.launch(PickVisualMediaRequest(PickVisualMedia.ImageOnly))
    }

    /** The system asks once or twice, then never again: after that the way leads to its settings. */
    override fun askForNotifications() {
        val here = model.place.value
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.TIRAMISU && here == Place.Notifications) {
            notificationsAnswer.launch(Manifest.permission.POST_NOTIFICATIONS)
        } else {
            start(Intent(Settings.ACTION_APP_NOTIFICATION_SETTINGS).putExtra(Settings.EXTRA_APP_PACKAGE, packageName))
            if (here == Place.Notifications) model.notificationsAnswered()
        }
    }

    override fun openSystemSettings() =
        start(Intent(Settings.ACTION_APPLICATION_DETAILS_SETTINGS, Uri.fromParts("package", packageName, null)))

    override fun call(number: String) = start(Intent(Intent.ACTION_DIAL, Uri.fromParts("tel", number, null)))

    @Composable
    override fun Camera(modifier: Modifier) {
        val context = LocalContext.current
        val view = remember { TextureView(context) }
        DisposableEffect(view) {
            val camera = Camera(context, view, { model.adding.frame(it) }) { runOnUiThread { cameraFailed = true } }
            onDispose { camera.close() }
        }
        AndroidView({ view }, modifier)
    }

    /** Whether the camera was allowed or refused before; only a person who was never asked is asked. */
    private fun lookForCamera() {
        cameraFailed = false
        val has = ContextCompat.checkSelfPermission(this, Manifest.permission.CAMERA) == PackageManager.PERMISSION_GRANTED
        if (has) model.adding.camera(true)
    }

    private fun secure(on: Boolean) {
        if (on) window.addFlags(WindowManager.LayoutParams.FLAG_SECURE)
        else window.clearFlags(WindowManager.LayoutParams.FLAG_SECURE)
    }

    private fun start(intent: Intent) {
        try {
            startActivity(intent)
        } catch (_: ActivityNotFoundException) {
            // A tablet without a telephone: the number stands on the screen.
        }
    }
}
