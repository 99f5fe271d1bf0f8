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
import androidx.activity.result.contract.ActivityResultContracts.CreateDocument
import androidx.activity.result.contract.ActivityResultContracts.OpenDocument
import androidx.activity.result.contract.ActivityResultContracts.OpenDocumentTree
import androidx.activity.result.contract.ActivityResultContracts.PickVisualMedia
import androidx.activity.result.contract.ActivityResultContracts.RequestPermission
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.geometry.Offset
import androidx.compose.ui.platform.LocalContext
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.viewinterop.AndroidView
import androidx.core.content.ContextCompat
import androidx.fragment.app.FragmentActivity
import androidx.lifecycle.compose.LifecycleStartEffect
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import androidx.lifecycle.lifecycleScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.flow.combine
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext
import org.countersign.app.platform.Camera
import org.countersign.app.platform.Loader
import org.countersign.app.platform.luma
import org.countersign.app.platform.readDocument
import org.countersign.app.platform.shield
import org.countersign.app.platform.writeDocument
import org.countersign.app.ui.AppScreen
import org.countersign.app.ui.CountersignTheme
import org.countersign.app.ui.OnScreen
import org.countersign.app.ui.Shell
import org.countersign.app.ui.StartScreen
import org.countersign.kit.model.AppModel
import org.countersign.kit.model.Destination

/** The one activity: it draws the models and asks the system for what they need. It reads nothing from the intent. */
class MainActivity : FragmentActivity(), Shell {
    private val app get() = application as CountersignApp

    /** Waits for the library at the start of the app, which is read in the background. */
    private var starting: Job? = null

    override val canStepAside: Boolean = true
    override var cameraFailed by mutableStateOf(false)
        private set

    /** The camera that stands on the screen. */
    private var camera: Camera? = null

    private val cameraAnswer = registerForActivityResult(RequestPermission()) { allowed -> withModel { it.adding.camera(allowed) } }
    private val pictureAnswer = registerForActivityResult(PickVisualMedia()) { picture ->
        if (picture != null) withModel { it.adding.picture(withContext(app.background) { luma(contentResolver, picture) }) }
    }
    private val fileAnswer = registerForActivityResult(OpenDocument()) { file ->
        if (file != null) withModel { it.moveIn.chosen(withContext(app.background) { readDocument(contentResolver, file) }) }
    }
    private val saveAnswer = registerForActivityResult(CreateDocument("application/octet-stream")) { file ->
        if (file != null) withModel { written(it, file) }
    }
    private val folderAnswer = registerForActivityResult(OpenDocumentTree()) { folder ->
        if (folder != null) withModel { model ->
            contentResolver.takePersistableUriPermission(folder, Intent.FLAG_GRANT_READ_URI_PERMISSION or Intent.FLAG_GRANT_WRITE_URI_PERMISSION)
            model.backups.folder(folder.toString())
        }
    }
    private val notificationsAnswer = registerForActivityResult(RequestPermission()) { withModel { it.notificationsAnswered() } }

    override fun onCreate(savedInstanceState: Bundle?) {
        super.onCreate(savedInstanceState)
        shield(this)
        enableEdgeToEdge()
        app.loader.begin()
        onBackPressedDispatcher.addCallback(this, object : OnBackPressedCallback(true) {
            override fun handleOnBackPressed() {
                if (app.loader.ready?.model?.back() != true) moveTaskToBack(true)
            }
        })
        setContent { CountersignTheme { Loaded() } }
    }

    @Composable
    private fun Loaded() {
        val loaded by app.loader.state.collectAsStateWithLifecycle()
        when (val here = loaded) {
            is Loader.State.Ready -> AppScreen(here.made.model, this, app.clock)
            Loader.State.Loading -> StartScreen(null)
            Loader.State.Failed -> StartScreen(stringResource(R.string.start_failed), again = ::begin)
        }
    }

    override fun onStart() {
        super.onStart()
        app.prompt.shownBy(this)
        app.systemServices.moveBehind = { moveTaskToBack(true) }
        app.notifications.quiet()
        begin()
    }

    private fun begin() {
        starting?.cancel()
        starting = lifecycleScope.launch {
            val model = app.model() ?: return@launch
            model.start()
            // An account's key, a recovery code and codes of an export are in no picture, whatever was allowed.
            val secrets = combine(model.details.state, model.recovery.state, model.moveOut.state) { details, recovery, out ->
                details.isSecret || recovery.code != null || out.isSecret
            }
            launch { combine(model.settings.state, secrets) { settings, secret -> secret || !settings.screenshots }.collect(::secure) }
            launch { model.destination.collect { if (it == Destination.Scan || it is Destination.Match) lookForCamera(model) } }
        }
    }

    override fun onStop() {
        starting?.cancel()
        // A turned phone is not a person who left.
        if (!isChangingConfigurations) app.loader.ready?.model?.stop()
        app.systemServices.moveBehind = null
        app.prompt.hiddenBy(this)
        super.onStop()
    }

    override fun onDestroy() {
        app.prompt.goneBy(this)
        super.onDestroy()
    }

    override fun askForCamera() {
        cameraFailed = false
        cameraAnswer.launch(Manifest.permission.CAMERA)
    }

    override fun openCameraAgain() {
        cameraFailed = false
    }

    override fun choosePicture() = withModel {
        it.leaveTemporarily()
        try {
            pictureAnswer.launch(PickVisualMediaRequest(PickVisualMedia.ImageOnly))
        } catch (_: ActivityNotFoundException) {
            // Nothing on this phone shows pictures: it is told as a picture without a code.
            it.adding.picture(null)
        }
    }

    override fun chooseFile() = sendOut({ fileAnswer.launch(arrayOf("*/*")) }) { it.moveIn.chosen(null) }

    override fun saveFile(name: String) = sendOut({ saveAnswer.launch(name) }) { withModel { model -> written(model, null) } }

    override fun chooseFolder() = sendOut({ folderAnswer.launch(null) }) { }

    /** Leaves the app for a moment, for what the system shows; where nothing on this phone shows it, that is told. */
    private fun sendOut(launch: () -> Unit, nobody: (AppModel) -> Unit) = withModel {
        it.leaveTemporarily()
        try {
            launch()
        } catch (_: ActivityNotFoundException) {
            nobody(it)
        }
    }

    /** The file that was made goes where the person said, and is read back. */
    private suspend fun written(model: AppModel, file: Uri?) {
        val (out, backup) = model.moveOut.state.value.made to model.backups.state.value.made
        val made = if (model.destination.value == Destination.Backups) backup else out
        val readBack = file?.let { withContext(app.background) { writeDocument(contentResolver, it, made?.file) } }
        if (made === backup) model.backups.written(readBack) else model.moveOut.written(readBack)
    }

    /** The system asks once or twice, then never again: after that the way leads to its settings. */
    override fun askForNotifications() {
        val here = app.loader.ready?.model?.destination?.value
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.TIRAMISU && here == Destination.Notifications) {
            notificationsAnswer.launch(Manifest.permission.POST_NOTIFICATIONS)
        } else {
            start(Intent(Settings.ACTION_APP_NOTIFICATION_SETTINGS).putExtra(Settings.EXTRA_APP_PACKAGE, packageName))
            if (here == Destination.Notifications) withModel { it.notificationsAnswered() }
        }
    }

    override fun openSystemSettings() =
        start(Intent(Settings.ACTION_APPLICATION_DETAILS_SETTINGS, Uri.fromParts("package", packageName, null)))

    override fun openPage(page: String) = withModel {
        it.leaveTemporarily()
        start(Intent(Intent.ACTION_VIEW, Uri.parse(page)))
    }

    override fun call(number: String) = start(Intent(Intent.ACTION_DIAL, Uri.fromParts("tel", number, null)))

    override val onScreen = OnScreen { corner, _ -> camera?.onScreen(corner.x, corner.y)?.let { Offset(it.x, it.y) } }

    @Composable
    override fun Camera(modifier: Modifier) {
        val context = LocalContext.current
        val view = remember { TextureView(context) }
        // Closed while the app is not in sight: another app may want the camera, and the system takes it away.
        LifecycleStartEffect(view) {
            val opened = Camera(context, view, { app.loader.ready?.model?.frame(it) }) { cameraFailed = true }
            camera = opened
            onStopOrDispose {
                camera = null
                opened.close()
            }
        }
        AndroidView({ view }, modifier)
    }

    /** Whether the camera was allowed or refused before; only a person who was never asked is asked. */
    private fun lookForCamera(model: AppModel) {
        cameraFailed = false
        val has = ContextCompat.checkSelfPermission(this, Manifest.permission.CAMERA) == PackageManager.PERMISSION_GRANTED
        if (has) model.adding.camera(true)
    }

    /** An answer of the system may come before the library was read: the process had been ended meanwhile. */
    private fun withModel(act: suspend (AppModel) -> Unit) {
        app.scope.launch { app.model()?.let { act(it) } }
    }

    private fun secure(on: Boolean) {
        if (on) window.addFlags(WindowManager.LayoutParams.FLAG_SECURE)
        else window.clearFlags(WindowManager.LayoutParams.FLAG_SECURE)
    }

    private fun start(intent: Intent) {
        try {
            startActivity(intent)
        } catch (_: ActivityNotFoundException) {
            // A tablet without a telephone, or a phone without a browser: what was meant stands on the screen.
        }
    }
}
