package org.countersign.app.platform

import android.graphics.PointF
import android.hardware.camera2.CaptureRequest
import android.util.Size

/** What of the camera's picture can be reckoned without a camera. */
internal object CameraPicture {
    private const val ENOUGH = 720
    private const val QUARTER = 90
    private const val FULL = 4
    private const val HALF = 0.5f

    /**
     * The smallest size whose shorter side is enough to read a code by, else the largest there is. `shown` are the sizes that the
     * screen can take too; where none is in both, those of the frames count.
     */
    fun best(frames: List<Size>, shown: List<Size>): Size {
        val offered = frames.filter { it in shown }.ifEmpty { frames }
        return offered.filter { minOf(it.width, it.height) >= ENOUGH }.minByOrNull { it.width * it.height }
            ?: offered.maxByOrNull { it.width * it.height }
            ?: Size(1280, ENOUGH)
    }

    /** The focus that follows what is before the camera, where this one has it. */
    fun focus(modes: IntArray?): Int? =
        CaptureRequest.CONTROL_AF_MODE_CONTINUOUS_PICTURE.takeIf { modes != null && it in modes }

    /** How a view shows the picture upright and not stretched: scaled, then turned, both about its middle. */
    data class Fit(val scaleX: Float, val scaleY: Float, val degrees: Float)

    /**
     * A texture comes to the view set upright for a phone in its usual position, by the angle at which the sensor was built in,
     * and stretched to the view. Undone is the stretching; what remains is turned back by as much as the display is turned, and
     * made so large that it fills the view.
     */
    fun fit(picture: Size, sensorDegrees: Int, displayRotation: Int, view: Size): Fit {
        val lying = sensorDegrees % (2 * QUARTER) != 0
        val (width, height) = if (lying) picture.height to picture.width else picture.width to picture.height
        val across = displayRotation % 2 != 0
        val (shownWidth, shownHeight) = if (across) height to width else width to height
        val fill = maxOf(view.width.toFloat() / shownWidth, view.height.toFloat() / shownHeight)
        return Fit(fill * width / view.width, fill * height / view.height, -QUARTER.toFloat() * displayRotation)
    }

    /**
     * Where on the view a point of a frame is seen, both as the camera gives them: a share of the frame's width and height, in the
     * sensor's own position. Turned upright for the display as it is held, and so large that the picture fills the view.
     */
    fun onScreen(x: Float, y: Float, picture: Size, sensorDegrees: Int, displayRotation: Int, view: Size): PointF {
        val quarters = Math.floorMod(sensorDegrees / QUARTER - displayRotation, FULL)
        val (uprightX, uprightY) = when (quarters) {
            0 -> x to y
            1 -> 1 - y to x
            2 -> 1 - x to 1 - y
            else -> y to 1 - x
        }
        val (width, height) = if (quarters % 2 != 0) picture.height to picture.width else picture.width to picture.height
        val fill = maxOf(view.width.toFloat() / width, view.height.toFloat() / height)
        return PointF(view.width / 2f + (uprightX - HALF) * width * fill, view.height / 2f + (uprightY - HALF) * height * fill)
    }
}
