package org.countersign.app.ui

import androidx.compose.foundation.isSystemInDarkTheme
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.material3.ColorScheme
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Shapes
import androidx.compose.material3.Typography
import androidx.compose.material3.darkColorScheme
import androidx.compose.material3.lightColorScheme
import androidx.compose.runtime.Composable
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.runtime.Immutable
import androidx.compose.runtime.ReadOnlyComposable
import androidx.compose.runtime.staticCompositionLocalOf
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.text.TextStyle
import androidx.compose.ui.text.font.FontWeight
import androidx.compose.ui.text.style.Hyphens
import androidx.compose.ui.text.style.LineHeightStyle
import androidx.compose.ui.unit.dp
import androidx.compose.ui.unit.sp

/** The colours that Material has no name for. */
@Immutable
data class Tokens(val soft: Color, val line: Color, val tint: Color, val warn: Color, val warnBack: Color, val danger: Color)

private val LightTokens =
    Tokens(Color(0xFF53615E), Color(0xFFDCDFDB), Color(0xFFE3F1EE), Color(0xFF7A4B00), Color(0xFFFFF2D9), Color(0xFFA3271B))
private val DarkTokens =
    Tokens(Color(0xFFA6B3B0), Color(0xFF2E3A38), Color(0xFF15322E), Color(0xFFFFD48A), Color(0xFF3A2A08), Color(0xFFFFB4A8))

private val Local = staticCompositionLocalOf { LightTokens }

/** The tokens of this theme. */
val tokens: Tokens
    @Composable
    @ReadOnlyComposable
    get() = Local.current

private fun ColorScheme.with(paper: Color, card: Color, ink: Color, accent: Color, onAccent: Color, more: Tokens) = copy(
    primary = accent,
    onPrimary = onAccent,
    primaryContainer = more.tint,
    onPrimaryContainer = accent,
    secondaryContainer = more.tint,
    onSecondaryContainer = accent,
    background = paper,
    onBackground = ink,
    surface = paper,
    onSurface = ink,
    onSurfaceVariant = more.soft,
    surfaceContainerLowest = card,
    surfaceContainerLow = card,
    surfaceContainer = card,
    surfaceContainerHigh = card,
    surfaceContainerHighest = card,
    surfaceVariant = card,
    outline = more.soft,
    outlineVariant = more.line,
    error = more.danger,
    onError = card,
)

private val LightColours = lightColorScheme()
    .with(Color(0xFFFBFAF7), Color.White, Color(0xFF16211F), Color(0xFF0B6157), Color.White, LightTokens)
private val DarkColours = darkColorScheme()
    .with(Color(0xFF0F1514), Color(0xFF18201F), Color(0xFFEEF3F1), Color(0xFF74D3C3), Color(0xFF06302A), DarkTokens)

private fun style(size: Int, weight: FontWeight = FontWeight.Normal) =
    TextStyle(fontSize = size.sp, lineHeight = (size * LINE_HEIGHT).sp, fontWeight = weight, hyphens = Hyphens.Auto, lineHeightStyle = Whole)

/** Two texts below each other stand as far apart as two lines of one. */
private val Whole = LineHeightStyle(LineHeightStyle.Alignment.Center, LineHeightStyle.Trim.None)

private const val LINE_HEIGHT = 1.45

private val Type = Typography(
    headlineMedium = style(28, FontWeight.SemiBold).copy(lineHeight = 36.sp),
    titleLarge = style(20, FontWeight.SemiBold),
    titleMedium = style(17, FontWeight.SemiBold),
    bodyLarge = style(17),
    bodyMedium = style(15),
    bodySmall = style(15),
    labelLarge = style(17, FontWeight.SemiBold),
    labelMedium = style(15),
    labelSmall = style(15),
)

/** The look of the sign-in pages on a phone (`LOOK.md`). */
@Composable
fun CountersignTheme(dark: Boolean = isSystemInDarkTheme(), content: @Composable () -> Unit) {
    CompositionLocalProvider(Local provides if (dark) DarkTokens else LightTokens) {
        MaterialTheme(
            colorScheme = if (dark) DarkColours else LightColours,
            typography = Type,
            shapes = Shapes(medium = RoundedCornerShape(16.dp), small = RoundedCornerShape(12.dp)),
            content = content,
        )
    }
}
