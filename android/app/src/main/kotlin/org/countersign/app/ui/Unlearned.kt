package org.countersign.app.ui

import android.view.inputmethod.EditorInfo
import androidx.compose.runtime.Composable
import androidx.compose.ui.ExperimentalComposeUiApi
import androidx.compose.ui.platform.InterceptPlatformTextInput
import androidx.compose.ui.platform.PlatformTextInputMethodRequest

/** Keyboards are asked to learn nothing of what is typed below, whatever the field. */
@OptIn(ExperimentalComposeUiApi::class)
@Composable
fun Unlearned(content: @Composable () -> Unit) = InterceptPlatformTextInput(
    { request, next ->
        next.startInputMethod(
            PlatformTextInputMethodRequest { info ->
                request.createInputConnection(info).also {
                    info.imeOptions = info.imeOptions or EditorInfo.IME_FLAG_NO_PERSONALIZED_LEARNING
                }
            },
        )
    },
    content,
)
