package org.countersign.app.ui

import androidx.compose.foundation.Canvas
import androidx.compose.foundation.gestures.detectTapGestures
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.rememberUpdatedState
import androidx.compose.ui.Modifier
import androidx.compose.ui.geometry.Offset
import androidx.compose.ui.geometry.Size
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.Path
import androidx.compose.ui.graphics.PathEffect
import androidx.compose.ui.graphics.StrokeCap
import androidx.compose.ui.graphics.StrokeJoin
import androidx.compose.ui.graphics.drawscope.DrawScope
import androidx.compose.ui.graphics.drawscope.Stroke
import androidx.compose.ui.input.pointer.pointerInput
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.semantics.testTag
import androidx.compose.ui.unit.dp
import org.countersign.kit.Corner
import org.countersign.kit.model.InSight

/** Where a corner of a code stands on a view of this size that shows the camera's picture; null before there is one. */
fun interface OnScreen {
    fun at(corner: Corner, view: Size): Offset?
}

/** A frame around each code that the camera sees: whole around one that can be tapped, broken around others. */
@Composable
internal fun CodesInSight(codes: List<InSight>, onScreen: OnScreen, tap: (InSight) -> Unit) {
    val seen by rememberUpdatedState(codes)
    val tapped by rememberUpdatedState(tap)
    Canvas(
        Modifier.fillMaxSize().semantics { testTag = "codes" }.pointerInput(onScreen) {
            detectTapGestures { at ->
                val view = Size(size.width.toFloat(), size.height.toFloat())
                seen.firstOrNull { it.wanted && holds(outline(it, onScreen, view), at) }?.let { tapped(it) }
            }
        },
    ) {
        for (code in codes) frame(outline(code, onScreen, size), code.wanted)
    }
}

private fun outline(code: InSight, onScreen: OnScreen, view: Size): List<Offset> =
    code.code.corners.mapNotNull { onScreen.at(it, view) }.takeIf { it.size == code.code.corners.size }.orEmpty()

/** A dark line below the light one: it is seen on any picture. */
private fun DrawScope.frame(corners: List<Offset>, wanted: Boolean) {
    if (corners.size < 3) return
    val path = Path().apply {
        moveTo(corners[0].x, corners[0].y)
        corners.drop(1).forEach { lineTo(it.x, it.y) }
        close()
    }
    val broken = if (wanted) null else PathEffect.dashPathEffect(floatArrayOf(8.dp.toPx(), 8.dp.toPx()))
    for ((colour, width) in listOf(Color.Black to 7.dp, (if (wanted) WANTED else Color.White) to 4.dp)) {
        drawPath(path, colour, style = Stroke(width.toPx(), cap = StrokeCap.Round, join = StrokeJoin.Round, pathEffect = broken))
    }
}

/** Whether a tap meant it: inside of its corners, or nearer to its middle than they are. */
internal fun holds(corners: List<Offset>, at: Offset): Boolean {
    if (corners.size < 3) return false
    val middle = Offset(corners.map { it.x }.average().toFloat(), corners.map { it.y }.average().toFloat())
    return (at - middle).getDistance() <= corners.maxOf { (it - middle).getDistance() }
}

private val WANTED = Color(0xFF8BE28B)
