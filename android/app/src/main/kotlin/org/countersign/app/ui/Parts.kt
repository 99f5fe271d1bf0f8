package org.countersign.app.ui

import androidx.annotation.DrawableRes
import androidx.annotation.StringRes
import androidx.compose.foundation.BorderStroke
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.BoxWithConstraints
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.layout.PaddingValues
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.RowScope
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.imePadding
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.safeDrawingPadding
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.layout.widthIn
import androidx.compose.foundation.lazy.LazyColumn
import androidx.compose.foundation.lazy.LazyListScope
import androidx.compose.foundation.lazy.LazyListState
import androidx.compose.foundation.rememberScrollState
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.foundation.verticalScroll
import androidx.compose.material3.Button
import androidx.compose.material3.ButtonDefaults
import androidx.compose.material3.CircularProgressIndicator
import androidx.compose.material3.HorizontalDivider
import androidx.compose.material3.Icon
import androidx.compose.material3.IconButton
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.OutlinedButton
import androidx.compose.material3.Surface
import androidx.compose.material3.Text
import androidx.compose.material3.TextButton
import androidx.compose.runtime.Composable
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.runtime.ReadOnlyComposable
import androidx.compose.runtime.compositionLocalOf
import androidx.compose.runtime.staticCompositionLocalOf
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.platform.LocalDensity
import androidx.compose.ui.res.painterResource
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.style.TextAlign
import androidx.compose.ui.unit.Dp
import androidx.compose.ui.unit.dp
import org.countersign.app.R
import org.countersign.kit.isolated

private val Control = RoundedCornerShape(12.dp)
private val Widest = 520.dp
private const val LARGE = 1.4f

/** What stands between a screen's edge and what scrolls in it. */
private val Inside = PaddingValues(start = 20.dp, end = 20.dp, top = 8.dp, bottom = 24.dp)

/** Below this height what is pinned would leave nothing of what scrolls: the keyboard is up, or the phone is turned. */
private val Low = 400.dp
private val LocalLow = staticCompositionLocalOf { false }

/** The screen is so low that only what must never be looked for stays pinned. */
val lowScreen: Boolean
    @Composable
    @ReadOnlyComposable
    get() = LocalLow.current

/** What came meanwhile and stands above every screen, below its bar. */
val LocalIncoming = compositionLocalOf<(@Composable () -> Unit)?> { null }

/** A whole screen: bar on top, everything below scrolls, and nothing is ever cut off; what is `pinned` is always in sight. */
@Composable
fun Screen(
    title: String?,
    back: (() -> Unit)?,
    actions: @Composable RowScope.() -> Unit = {},
    arrangement: Arrangement.Vertical = Arrangement.spacedBy(16.dp),
    pinned: (@Composable ColumnScope.() -> Unit)? = null,
    content: @Composable ColumnScope.() -> Unit,
) {
    Surface(Modifier.fillMaxSize(), color = MaterialTheme.colorScheme.background) {
        BoxWithConstraints(Modifier.fillMaxSize().safeDrawingPadding().imePadding()) {
            CompositionLocalProvider(LocalLow provides (maxHeight < Low)) {
                Whole(title, back, actions, pinned) { modifier ->
                    Column(modifier.verticalScroll(rememberScrollState()).padding(Inside), verticalArrangement = arrangement) {
                        if (title != null && largeText) Title(title)
                        content()
                    }
                }
            }
        }
    }
}

/** A screen of rows without end, of which only those in sight are made. */
@Composable
fun ListScreen(title: String, actions: @Composable RowScope.() -> Unit, list: LazyListState, content: LazyListScope.() -> Unit) {
    Surface(Modifier.fillMaxSize(), color = MaterialTheme.colorScheme.background) {
        Box(Modifier.fillMaxSize().safeDrawingPadding().imePadding()) {
            Whole(title, null, actions, null) { modifier ->
                val large = largeText
                LazyColumn(modifier, list, Inside, verticalArrangement = Arrangement.spacedBy(12.dp)) {
                    if (large) item { Title(title) }
                    content()
                }
            }
        }
    }
}

@Composable
private fun Whole(
    title: String?,
    back: (() -> Unit)?,
    actions: @Composable RowScope.() -> Unit,
    pinned: (@Composable ColumnScope.() -> Unit)?,
    content: @Composable (Modifier) -> Unit,
) = Column(Modifier.fillMaxSize(), horizontalAlignment = Alignment.CenterHorizontally) {
    Row(
        Modifier.widthIn(max = Widest).fillMaxWidth().heightIn(min = 56.dp).padding(start = if (back == null) 20.dp else 4.dp, end = 8.dp),
        verticalAlignment = Alignment.CenterVertically,
    ) {
        if (back != null) IconAction(R.drawable.ic_back, R.string.back, back)
        Box(Modifier.weight(1f)) { if (title != null && !largeText) Title(title, Modifier.padding(horizontal = 4.dp)) }
        actions()
    }
    LocalIncoming.current?.let { Box(Modifier.widthIn(max = Widest).padding(horizontal = 20.dp)) { it() } }
    content(Modifier.weight(1f).widthIn(max = Widest).fillMaxWidth())
    if (pinned != null) {
        HorizontalDivider(color = tokens.line)
        Column(
            Modifier.widthIn(max = Widest).fillMaxWidth().padding(horizontal = 20.dp, vertical = 12.dp),
            verticalArrangement = Arrangement.spacedBy(10.dp),
            content = pinned,
        )
    }
}

/** Text is so large that what stands beside each other elsewhere stands below each other. */
val largeText: Boolean
    @Composable
    @ReadOnlyComposable
    get() = LocalDensity.current.fontScale > LARGE

@Composable
private fun Title(text: String, modifier: Modifier = Modifier) =
    Text(text, modifier.padding(vertical = 8.dp).semantics { heading() }, style = MaterialTheme.typography.titleLarge)

/** What happened as a heading, and what to do below it: the two lines of a sentence such as [words] gives. */
@Composable
fun Result(text: String) = Column(
    Modifier.fillMaxWidth().semantics(mergeDescendants = true) { liveRegion = LiveRegionMode.Polite },
    verticalArrangement = Arrangement.spacedBy(8.dp),
) {
    Heading(text.substringBefore(NEXT), Modifier.fillMaxWidth(), TextAlign.Center)
    if (NEXT in text) Body(text.substringAfter(NEXT), Modifier.fillMaxWidth(), TextAlign.Center)
}

/** Both lines of a result in one, where it stands beside something else. */
fun inOneLine(text: String): String = text.replace(NEXT, ' ')

private const val NEXT = '\n'

/** The one question or statement of a screen. */
@Composable
fun Heading(text: String, modifier: Modifier = Modifier, align: TextAlign? = null) =
    Text(text, modifier.semantics { heading() }, style = MaterialTheme.typography.headlineMedium, textAlign = align)

@Composable
fun Body(text: String, modifier: Modifier = Modifier, align: TextAlign? = null) =
    Text(text, modifier, style = MaterialTheme.typography.bodyLarge, textAlign = align)

@Composable
fun Soft(text: String, modifier: Modifier = Modifier, align: TextAlign? = null) =
    Text(text, modifier, style = MaterialTheme.typography.bodyMedium, color = tokens.soft, textAlign = align)

/** Two facts in one line, or below each other where text is large. */
@Composable
fun Two(first: String, second: String, draw: @Composable (String) -> Unit) {
    if (largeText) {
        draw(first)
        draw(second)
    } else {
        draw(stringResource(R.string.pair, isolated(first), isolated(second)))
    }
}

/** A card with a hairline. */
@Composable
fun Card(modifier: Modifier = Modifier, colour: Color = MaterialTheme.colorScheme.surfaceContainer, content: @Composable ColumnScope.() -> Unit) {
    Surface(
        modifier.fillMaxWidth(),
        shape = RoundedCornerShape(16.dp),
        color = colour,
        contentColor = MaterialTheme.colorScheme.onSurface,
        border = BorderStroke(1.dp, tokens.line),
    ) { Column(content = content) }
}

@Composable
fun Primary(text: String, enabled: Boolean = true, modifier: Modifier = Modifier, busy: Boolean = false, act: () -> Unit) = Button(
    act,
    modifier.fillMaxWidth().heightIn(min = 52.dp),
    enabled = enabled && !busy,
    shape = Control,
    colors = ButtonDefaults.buttonColors(disabledContainerColor = tokens.line, disabledContentColor = tokens.soft),
) {
    if (busy) CircularProgressIndicator(Modifier.padding(end = 12.dp).size(20.dp), color = tokens.soft, strokeWidth = 2.dp)
    Text(text, textAlign = TextAlign.Center)
}

@Composable
fun Second(text: String, modifier: Modifier = Modifier, enabled: Boolean = true, act: () -> Unit) = OutlinedButton(
    act,
    modifier.fillMaxWidth().heightIn(min = 52.dp),
    enabled = enabled,
    shape = Control,
    border = BorderStroke(1.dp, tokens.soft),
    colors = ButtonDefaults.outlinedButtonColors(contentColor = MaterialTheme.colorScheme.primary, disabledContentColor = tokens.soft),
) { Text(text, textAlign = TextAlign.Center) }

@Composable
fun Quiet(text: String, modifier: Modifier = Modifier, enabled: Boolean = true, act: () -> Unit) =
    TextButton(act, modifier.fillMaxWidth().heightIn(min = 48.dp), enabled = enabled, shape = Control) { Text(text, textAlign = TextAlign.Center) }

/** A refusal: words, an icon, and the colour of danger. `solid` where it is the first thing to do. */
@Composable
fun Danger(text: String, modifier: Modifier = Modifier, enabled: Boolean = true, solid: Boolean = false, act: () -> Unit) = OutlinedButton(
    act,
    modifier.fillMaxWidth().heightIn(min = 52.dp),
    enabled = enabled,
    shape = Control,
    border = BorderStroke(2.dp, if (enabled) tokens.danger else tokens.line),
    colors = if (solid) {
        ButtonDefaults.buttonColors(containerColor = tokens.danger, contentColor = MaterialTheme.colorScheme.onError)
    } else {
        ButtonDefaults.outlinedButtonColors(contentColor = tokens.danger)
    },
) {
    Icon(painterResource(R.drawable.ic_no), null, Modifier.padding(end = 10.dp).size(22.dp))
    Text(text, textAlign = TextAlign.Center)
}

@Composable
fun IconAction(@DrawableRes icon: Int, @StringRes name: Int, act: () -> Unit) = IconButton(act, Modifier.size(48.dp)) {
    Icon(painterResource(icon), stringResource(name), tint = MaterialTheme.colorScheme.primary)
}

/** What kind of notice it is; none is told by its colour alone. */
enum class Tone { Plain, Warn, Danger }

/** What can be done about a notice. */
class NoticeAction(@param:StringRes val name: Int, val act: () -> Unit)

/** A sentence that comes up by itself: spoken once, without moving the focus. */
@Composable
fun Notice(text: String, tone: Tone, modifier: Modifier = Modifier, spoken: Boolean = true, action: NoticeAction? = null) {
    val (back, ink, icon) = when (tone) {
        Tone.Plain -> Triple(tokens.tint, MaterialTheme.colorScheme.primary, R.drawable.ic_tick)
        Tone.Warn -> Triple(tokens.warnBack, tokens.warn, R.drawable.ic_stop)
        Tone.Danger -> Triple(MaterialTheme.colorScheme.surfaceContainer, tokens.danger, R.drawable.ic_stop)
    }
    Surface(
        modifier.fillMaxWidth().semantics(mergeDescendants = true) { if (spoken) liveRegion = LiveRegionMode.Polite },
        shape = Control,
        color = back,
        border = if (tone == Tone.Danger) BorderStroke(1.dp, tokens.danger) else null,
    ) {
        Row(Modifier.padding(horizontal = 14.dp, vertical = 12.dp), horizontalArrangement = Arrangement.spacedBy(12.dp)) {
            Icon(painterResource(icon), null, Modifier.size(22.dp), tint = ink)
            Column(verticalArrangement = Arrangement.spacedBy(4.dp)) {
                Text(text, style = MaterialTheme.typography.bodyMedium, color = ink)
                if (action != null) Quiet(stringResource(action.name), act = action.act)
            }
        }
    }
}

/** A large icon in a soft circle. */
@Composable
fun Badge(@DrawableRes icon: Int, ink: Color = MaterialTheme.colorScheme.primary, back: Color = tokens.tint, size: Dp = 72.dp) {
    Surface(Modifier.size(size), shape = RoundedCornerShape(percent = 50), color = back) {
        Icon(painterResource(icon), null, Modifier.padding(size / 4), tint = ink)
    }
}

/** Waiting for something, with words. */
@Composable
fun Busy(text: String, modifier: Modifier = Modifier) = Row(
    modifier.fillMaxWidth().heightIn(min = 52.dp).semantics(mergeDescendants = true) { liveRegion = LiveRegionMode.Polite },
    horizontalArrangement = Arrangement.spacedBy(14.dp, Alignment.CenterHorizontally),
    verticalAlignment = Alignment.CenterVertically,
) {
    CircularProgressIndicator(Modifier.size(24.dp), strokeWidth = 3.dp, trackColor = tokens.line)
    Body(text)
}

/** A fact with its name above it. */
@Composable
fun Fact(name: String, value: String) = Column(Modifier.semantics(mergeDescendants = true) {}) {
    Soft(name)
    Body(value)
}
