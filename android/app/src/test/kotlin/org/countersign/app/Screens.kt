package org.countersign.app

import android.graphics.Bitmap
import android.graphics.Canvas
import androidx.activity.ComponentActivity
import androidx.compose.ui.semantics.SemanticsActions
import androidx.compose.ui.semantics.SemanticsNode
import androidx.compose.ui.semantics.SemanticsProperties
import androidx.compose.ui.semantics.getOrNull
import androidx.compose.ui.test.SemanticsMatcher
import androidx.compose.ui.test.junit4.AndroidComposeTestRule
import androidx.compose.ui.text.TextLayoutResult
import androidx.test.ext.junit.rules.ActivityScenarioRule
import java.io.File
import org.countersign.app.ui.AppScreen
import org.countersign.app.ui.CountersignTheme
import org.countersign.app.ui.Shell
import org.countersign.kit.Vault
import org.countersign.kit.memory.MemoryChoices
import org.countersign.kit.memory.MemoryClock
import org.countersign.kit.memory.FakeAuthenticatorService
import org.countersign.kit.memory.MemoryPushService
import org.countersign.kit.memory.MemorySystemServices
import org.countersign.kit.memory.MemoryDeviceStateStore
import org.countersign.kit.memory.Samples
import org.countersign.kit.model.AppModel
import org.countersign.kit.model.PushRegistration
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.runBlocking
import androidx.compose.foundation.background
import androidx.compose.foundation.layout.Box
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.geometry.Offset
import androidx.compose.ui.graphics.Color
import org.countersign.app.ui.OnScreen

typealias Rule = AndroidComposeTestRule<ActivityScenarioRule<ComponentActivity>, ComponentActivity>

/** The whole app over the twin in memory, as a person sees it. */
class TestApp(state: Vault = Vault.Open) {
    val clock = MemoryClock(Samples.NOW)
    val phone = FakeAuthenticatorService("482615", state, Samples.all, Samples.codes, clock = clock)
    val systemServices = MemorySystemServices()
    val choices = MemoryChoices()
    val shell = TestShell()
    private val pushRegistration = PushRegistration(phone, MemoryDeviceStateStore(), MemoryPushService())
    val model = AppModel(phone, clock, choices, systemServices, pushRegistration, CoroutineScope(Dispatchers.Unconfined), Dispatchers.Unconfined)

    /** Draws the app and lets one second pass in it. */
    fun show(rule: Rule) {
        rule.setContent { CountersignTheme { AppScreen(model, shell, clock) } }
        runBlocking { model.locking.look() }
        tick()
        rule.waitForIdle()
    }

    fun tick() = model.tick()
}

/** A shell that remembers what was asked of it. */
class TestShell : Shell {
    val asked = mutableListOf<String>()
    override val canStepAside = true
    override var cameraFailed by mutableStateOf(false)

    override fun askForCamera() {
        asked += "camera"
    }

    override fun openCameraAgain() {
        asked += "camera again"
        cameraFailed = false
    }

    override fun choosePicture() {
        asked += "picture"
    }

    override fun chooseFile() {
        asked += "file"
    }

    override fun saveFile(name: String) {
        asked += "save $name"
    }

    override fun chooseFolder() {
        asked += "folder"
    }

    override fun askForNotifications() {
        asked += "notifications"
    }

    override fun openSystemSettings() {
        asked += "settings"
    }

    override fun call(number: String) {
        asked += "call $number"
    }

    override fun openPage(page: String) {
        asked += "page $page"
    }

    /** The picture fills the view. */
    override val onScreen = OnScreen { corner, view -> Offset(corner.x * view.width, corner.y * view.height) }

    @Composable
    override fun Camera(modifier: Modifier) = Box(modifier.background(Color.DarkGray))
}

/** Writes what the activity shows as a PNG. */
fun Rule.picture(name: String) {
    waitForIdle()
    val view = activity.window.decorView
    val bitmap = Bitmap.createBitmap(view.width, view.height, Bitmap.Config.ARGB_8888)
    runOnUiThread { view.draw(Canvas(bitmap)) }
    val file = File(System.getProperty("screenshots"), "$name.png")
    file.outputStream().use { bitmap.compress(Bitmap.CompressFormat.PNG, 100, it) }
}

/** Every node, those too that are merged into another. */
fun Rule.nodes(): List<SemanticsNode> =
    onAllNodes(SemanticsMatcher("any") { true }, useUnmergedTree = true).fetchSemanticsNodes()

/** The texts that do not fit into their place. */
fun Rule.cutOff(): List<String> = nodes().mapNotNull { node ->
    val results = mutableListOf<TextLayoutResult>()
    node.config.getOrNull(SemanticsActions.GetTextLayoutResult)?.action?.invoke(results)
    val field = SemanticsActions.SetText in node.config
    results.firstOrNull { it.isCut() || it.breaksWords() || node.isClipped() || field && it.size.width > node.size.width }?.layoutInput?.text?.text
}

/** A line that ends in dots or is wider than its place, or more lines than there is room for. */
private fun TextLayoutResult.isCut(): Boolean = didOverflowHeight ||
    (0 until lineCount).any { isLineEllipsized(it) || getLineRight(it) - getLineLeft(it) > size.width + 1 }

/** A line ends inside a word; addresses may break anywhere, and a word at a soft hyphen. */
private fun TextLayoutResult.breaksWords(): Boolean = (0 until lineCount - 1).any { line ->
    val text = layoutInput.text.text
    val end = getLineEnd(line)
    val word = text.substring(0, end).takeLastWhile { !it.isWhitespace() } + text.substring(end).takeWhile { !it.isWhitespace() }
    val inside = end in 1 until text.length && text[end - 1].isLetter() && text[end].isLetter()
    inside && word.none { it == '@' || it == '.' }
}

/** What is scrolled away can be scrolled to; what sticks out at a side cannot. */
private fun SemanticsNode.isClipped(): Boolean = boundsInRoot.width > 0 && boundsInRoot.width < size.width - 1

/** What can be pressed and is smaller than 48 dp either way. */
fun Rule.tooSmall(): List<String> {
    val least = 48 * density.density
    return nodes().filter { SemanticsActions.OnClick in it.config && SemanticsProperties.Disabled !in it.config }
        .filter { maxOf(it.touchBoundsInRoot.width, it.size.width.toFloat()) < least - 1 || maxOf(it.touchBoundsInRoot.height, it.size.height.toFloat()) < least - 1 }
        .map { "${it.config}" }
}
