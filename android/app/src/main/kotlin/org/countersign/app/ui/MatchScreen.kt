package org.countersign.app.ui

import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.text.style.TextAlign
import org.countersign.app.R
import org.countersign.kit.model.MatchingState

/** What can be done on a request's scanner. */
interface MatchEvents {
    fun back()
    fun allow()
    fun systemSettings()
    fun again()
}

/** The scanner for the code beside a request's number: what is wrong stands below the picture, which goes on. */
@Composable
fun MatchScreen(state: MatchingState, allowed: Boolean?, cameraFailed: Boolean, events: MatchEvents, camera: @Composable (Modifier) -> Unit) = Screen(
    stringResource(R.string.match_title),
    events::back,
) {
    when {
        allowed == null -> {
            Explanation(R.string.camera_why, R.string.camera_why_text)
            Primary(stringResource(R.string.camera_allow), act = events::allow)
            Quiet(stringResource(R.string.match_type), act = events::back)
        }
        allowed == false -> {
            Explanation(R.string.camera_refused, R.string.match_refused_text)
            Primary(stringResource(R.string.match_type), act = events::back)
            Quiet(stringResource(R.string.camera_settings), act = events::systemSettings)
        }
        cameraFailed -> {
            Notice(stringResource(R.string.camera_failed), Tone.Warn)
            Primary(stringResource(R.string.scan_again), act = events::again)
            Quiet(stringResource(R.string.match_type), act = events::back)
        }
        else -> {
            Finder(camera)
            val trouble = state.trouble
            if (trouble == null) {
                Body(stringResource(R.string.match_aim), Modifier.fillMaxWidth(), TextAlign.Center)
            } else {
                Notice(words(trouble), Tone.Danger)
            }
            Quiet(stringResource(R.string.match_type), act = events::back)
        }
    }
}

/** In the place of the number field: the number is there, and nobody typed it. */
@Composable
internal fun MatchedNumber(events: RequestEvents) {
    Notice(stringResource(R.string.match_read), Tone.Plain)
    Quiet(stringResource(R.string.match_type)) { events.number("") }
}
