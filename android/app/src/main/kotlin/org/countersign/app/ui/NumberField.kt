package org.countersign.app.ui

import androidx.compose.foundation.BorderStroke
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.BoxWithConstraints
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ExperimentalLayoutApi
import androidx.compose.foundation.layout.FlowRow
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.layout.widthIn
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.foundation.text.BasicTextField
import androidx.compose.foundation.text.KeyboardActions
import androidx.compose.foundation.text.KeyboardOptions
import androidx.compose.material3.ButtonDefaults
import androidx.compose.material3.Icon
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.OutlinedButton
import androidx.compose.material3.Surface
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.SolidColor
import androidx.compose.ui.platform.LocalDensity
import androidx.compose.ui.res.painterResource
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.semantics.clearAndSetSemantics
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.selected
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.TextStyle
import androidx.compose.ui.text.font.FontWeight
import androidx.compose.ui.text.input.ImeAction
import androidx.compose.ui.text.input.KeyboardType
import androidx.compose.ui.text.style.TextAlign
import androidx.compose.ui.unit.Dp
import androidx.compose.ui.unit.TextUnit
import androidx.compose.ui.unit.dp
import androidx.compose.ui.unit.min
import androidx.compose.ui.unit.sp
import org.countersign.app.R

/** One field for the whole number, so that it can be pasted; the largest thing on the screen, and never wider than it. */
@Composable
internal fun NumberField(text: String, digits: Int, organisation: String, events: RequestEvents) {
    val name = stringResource(R.string.number_field_spoken, organisation)
    Column(verticalArrangement = Arrangement.spacedBy(6.dp)) {
        // The field carries this name too: it is read once.
        Text(
            stringResource(R.string.number_field),
            Modifier.clearAndSetSemantics {},
            style = MaterialTheme.typography.titleMedium,
        )
        Surface(
            Modifier.fillMaxWidth(),
            shape = RoundedCornerShape(12.dp),
            color = tokens.tint,
            border = BorderStroke(2.dp, MaterialTheme.colorScheme.primary),
        ) {
            BoxWithConstraints(Modifier.padding(horizontal = 12.dp, vertical = 6.dp), contentAlignment = Alignment.Center) {
                BasicTextField(
                    text,
                    events::number,
                    Modifier.fillMaxWidth().heightIn(min = 64.dp).semantics { contentDescription = name },
                    singleLine = true,
                    textStyle = large(fitting(maxOf(digits, text.length), maxWidth)),
                    cursorBrush = SolidColor(MaterialTheme.colorScheme.primary),
                    keyboardOptions = KeyboardOptions(
                        autoCorrectEnabled = false,
                        keyboardType = KeyboardType.NumberPassword,
                        imeAction = ImeAction.Done,
                    ),
                    keyboardActions = KeyboardActions.Default,
                )
            }
        }
    }
}

/** The numbers that a server offers to pick from. */
@OptIn(ExperimentalLayoutApi::class)
@Composable
internal fun NumberChoice(options: List<String>, picked: Int?, events: RequestEvents) {
    Text(stringResource(R.string.number_pick), style = MaterialTheme.typography.titleMedium)
    FlowRow(horizontalArrangement = Arrangement.spacedBy(12.dp), verticalArrangement = Arrangement.spacedBy(12.dp)) {
        options.forEachIndexed { place, option ->
            val here = place == picked
            OutlinedButton(
                { events.pick(place) },
                Modifier.widthIn(min = 88.dp).heightIn(min = 64.dp).semantics {
                    contentDescription = spoken(option)
                    selected = here
                },
                shape = RoundedCornerShape(12.dp),
                border = BorderStroke(2.dp, MaterialTheme.colorScheme.primary),
                colors = if (here) ButtonDefaults.buttonColors() else ButtonDefaults.outlinedButtonColors(tokens.tint, MaterialTheme.colorScheme.primary),
            ) {
                if (here) Icon(painterResource(R.drawable.ic_tick), null, Modifier.padding(end = 8.dp).size(24.dp))
                Text(option, Modifier.clearAndSetSemantics {}, style = MaterialTheme.typography.headlineMedium)
            }
        }
    }
}

/** A code that the page asks for. */
@Composable
internal fun ShownCode(code: String) {
    Text(stringResource(R.string.number_show_code), style = MaterialTheme.typography.titleMedium)
    val said = spoken(code)
    BoxWithConstraints(Modifier.fillMaxWidth(), contentAlignment = Alignment.Center) {
        Text(
            code,
            Modifier.clearAndSetSemantics { contentDescription = said },
            style = large(fitting(code.length, maxWidth)),
        )
    }
}

@Composable
private fun large(size: TextUnit) = TextStyle(
    fontSize = size,
    fontWeight = FontWeight.SemiBold,
    letterSpacing = size * SPACING,
    textAlign = TextAlign.Center,
    color = MaterialTheme.colorScheme.primary,
    fontFeatureSettings = "tnum",
)

/** 57 sp, or as large as so many digits fit into the width. */
@Composable
private fun fitting(digits: Int, width: Dp): TextUnit = with(LocalDensity.current) {
    min(57.sp.toDp(), width / (digits * (DIGIT + SPACING))).toSp()
}

/** Width of a digit, and space after it, in parts of the size. */
private const val DIGIT = 0.66f
private const val SPACING = 0.08f
