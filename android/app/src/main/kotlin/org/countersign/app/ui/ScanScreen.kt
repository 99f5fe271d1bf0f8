package org.countersign.app.ui

import androidx.compose.foundation.background
import androidx.compose.foundation.border
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.aspectRatio
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.platform.LocalDensity
import androidx.compose.ui.platform.LocalWindowInfo
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.semantics.testTag
import androidx.compose.ui.text.style.TextAlign
import androidx.compose.ui.unit.dp
import org.countersign.app.R
import org.countersign.kit.ScannedKind
import org.countersign.kit.model.AddingState
import org.countersign.kit.model.InSight

/** What can be done on the scanner. */
interface ScanEvents {
    fun back()
    fun allow()
    fun systemSettings()
    fun picture()
    fun type()
    fun again()
    fun take(code: InSight)
    fun list()
}

/** The scanner; where the camera is refused or fails, typing stands in its place. */
@Composable
fun ScanScreen(
    state: AddingState,
    cameraFailed: Boolean,
    events: ScanEvents,
    onScreen: OnScreen = OnScreen { _, _ -> null },
    camera: @Composable (Modifier) -> Unit,
) = Screen(
    stringResource(R.string.scan_a_code),
    events::back,
) {
    val trouble = state.trouble
    when {
        state.busy -> Busy(stringResource(R.string.scan_checking), Modifier.padding(top = 120.dp))
        trouble != null -> {
            Notice(words(trouble), Tone.Danger)
            Primary(stringResource(R.string.scan_again), act = events::again)
            Quiet(stringResource(R.string.scan_picture), act = events::picture)
            Quiet(stringResource(R.string.scan_type), act = events::type)
        }
        state.camera == null -> {
            Explanation(R.string.camera_why, R.string.camera_why_text)
            Primary(stringResource(R.string.camera_allow), act = events::allow)
            Quiet(stringResource(R.string.scan_picture), act = events::picture)
            Quiet(stringResource(R.string.scan_type), act = events::type)
        }
        state.camera == false -> {
            Explanation(R.string.camera_refused, R.string.camera_refused_text)
            PartRead(state)
            Primary(stringResource(if (state.work) R.string.typed_code else R.string.typed_key), act = events::type)
            Quiet(stringResource(R.string.scan_picture), act = events::picture)
            Quiet(stringResource(R.string.camera_settings), act = events::systemSettings)
        }
        cameraFailed -> {
            Notice(stringResource(R.string.camera_failed), Tone.Warn)
            Primary(stringResource(R.string.scan_again), act = events::again)
            Quiet(stringResource(R.string.scan_picture), act = events::picture)
            Quiet(stringResource(R.string.scan_type), act = events::type)
        }
        else -> {
            val several = state.inSight.any { it.wanted }
            Finder(camera, guide = state.inSight.isEmpty()) { CodesInSight(state.inSight, onScreen, events::take) }
            PartRead(state)
            state.saying?.let { Notice(if (it.kind == ScannedKind.Store) stringResource(R.string.scan_store) else words(it.why), Tone.Warn) }
            if (several) Notice(stringResource(R.string.scan_tap), Tone.Plain)
            else Body(stringResource(R.string.scan_aim), Modifier.fillMaxWidth(), align = TextAlign.Center)
            if (several) Second(stringResource(R.string.scan_list), act = events::list)
            Quiet(stringResource(R.string.scan_picture), act = events::picture)
            Quiet(stringResource(R.string.scan_type), act = events::type)
        }
    }
}

/** A part of a code was read: which are still missing. */
@Composable
private fun PartRead(state: AddingState) {
    val part = state.part ?: return
    Notice(stringResource(R.string.scan_part, part.index, part.count, part.missing.joinToString(", ")), Tone.Plain)
}

@Composable
internal fun Explanation(title: Int, text: Int) {
    Column(Modifier.fillMaxWidth().padding(top = 24.dp), horizontalAlignment = Alignment.CenterHorizontally) {
        Badge(R.drawable.ic_camera)
    }
    Heading(stringResource(title), Modifier.fillMaxWidth(), TextAlign.Center)
    Body(stringResource(text), Modifier.fillMaxWidth(), TextAlign.Center)
}

/**
 * The camera's picture; a code is read anywhere in it, the frame only guides the hand. It stands as the screen does, and is never
 * so high that what can be pressed below it is out of sight.
 */
@Composable
internal fun Finder(camera: @Composable (Modifier) -> Unit, guide: Boolean = true, above: @Composable () -> Unit = {}) {
    val window = LocalWindowInfo.current.containerSize
    val highest = with(LocalDensity.current) { (window.height * SHARE).toDp() }
    val shape = if (window.width > window.height) 4f / 3f else 3f / 4f
    Box(Modifier.fillMaxWidth(), contentAlignment = Alignment.Center) {
        Box(
            Modifier.heightIn(max = highest).aspectRatio(shape).clip(RoundedCornerShape(16.dp)).background(Color.Black)
                .semantics { testTag = "finder" },
            contentAlignment = Alignment.Center,
        ) {
            camera(Modifier.fillMaxSize())
            if (guide) Box(Modifier.fillMaxWidth(FRAME).aspectRatio(1f).border(3.dp, Color.White, RoundedCornerShape(16.dp)))
            above()
        }
    }
}

private const val FRAME = 0.66f
private const val SHARE = 0.6f
