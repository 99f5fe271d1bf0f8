package org.countersign.app

import android.graphics.Matrix
import android.graphics.RectF
import android.hardware.camera2.CaptureRequest
import android.util.Size
import org.countersign.app.platform.CameraPicture
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode

@RunWith(RobolectricTestRunner::class)
@GraphicsMode(GraphicsMode.Mode.NATIVE)
@Config(sdk = [34])
class CameraPictureTest {
    @Test
    fun the_smallest_size_is_taken_whose_shorter_side_is_enough() {
        val offered = listOf(Size(4000, 3000), Size(1920, 1080), Size(1280, 960), Size(1440, 480), Size(1280, 600), Size(640, 480))
        assertEquals(Size(1280, 960), CameraPicture.best(offered, offered))
        // What the screen cannot take is not asked for, unless it takes nothing of what there is.
        assertEquals(Size(1920, 1080), CameraPicture.best(offered, listOf(Size(1920, 1080), Size(640, 480))))
        assertEquals(Size(1280, 960), CameraPicture.best(offered, listOf(Size(800, 600))))
        assertEquals(Size(640, 480), CameraPicture.best(listOf(Size(320, 240), Size(640, 480)), emptyList()))
        assertEquals(Size(1280, 720), CameraPicture.best(emptyList(), emptyList()))
    }

    @Test
    fun a_camera_that_cannot_follow_the_focus_is_not_told_to() {
        val following = CaptureRequest.CONTROL_AF_MODE_CONTINUOUS_PICTURE
        assertEquals(following, CameraPicture.focus(intArrayOf(CaptureRequest.CONTROL_AF_MODE_OFF, following)))
        assertNull(CameraPicture.focus(intArrayOf(CaptureRequest.CONTROL_AF_MODE_OFF)))
        assertNull(CameraPicture.focus(null))
    }

    /**
     * What the view shows of the picture: the texture, set upright for the phone's usual position, is stretched to the view and
     * then changed by the fit. Its four corners say how large it is, how it is turned, and that it is not stretched.
     */
    @Test
    fun the_picture_is_upright_fills_the_view_and_is_not_stretched_however_the_phone_is_held() {
        val picture = Size(1280, 720)
        for (sensor in listOf(0, 90, 270)) for (rotation in 0..3) for (view in listOf(Size(600, 800), Size(800, 600), Size(500, 500))) {
            val fit = CameraPicture.fit(picture, sensor, rotation, view)
            val matrix = Matrix().apply {
                setScale(fit.scaleX, fit.scaleY, view.width / 2f, view.height / 2f)
                postRotate(fit.degrees, view.width / 2f, view.height / 2f)
            }
            val shown = RectF(0f, 0f, view.width.toFloat(), view.height.toFloat()).also { matrix.mapRect(it) }
            val case = "sensor $sensor, display $rotation, view $view: $shown"
            // The sensor's longer side lies along the view's width when sensor and display are turned alike.
            val lies = (sensor / 90 + rotation) % 2 == 0
            val wanted = if (lies) picture.width.toFloat() / picture.height else picture.height.toFloat() / picture.width
            assertEquals(case, wanted, shown.width() / shown.height(), 0.01f)
            assertTrue(case, shown.width() >= view.width - 1 && shown.height() >= view.height - 1)
            assertTrue(case, shown.width() <= view.width + 1 || shown.height() <= view.height + 1)
            // What was up in the phone's usual position points away from where the display was turned to.
            val up = floatArrayOf(0f, -1f).also { matrix.mapVectors(it) }
            val expected = listOf(0f to -1f, -1f to 0f, 0f to 1f, 1f to 0f)[rotation]
            assertEquals(case, expected.first, Math.signum(Math.round(up[0] * 100) / 100f), 0.01f)
            assertEquals(case, expected.second, Math.signum(Math.round(up[1] * 100) / 100f), 0.01f)
        }
    }

    /** Where a code is drawn is where the fitted picture shows it: the sensor's turn, the stretching to the view, then the fit. */
    @Test
    fun a_frame_is_drawn_where_the_picture_shows_the_code_a68() {
        val picture = Size(1280, 720)
        for (sensor in listOf(0, 90, 180, 270)) for (rotation in 0..3) for (view in listOf(Size(600, 800), Size(800, 600))) {
            val fit = CameraPicture.fit(picture, sensor, rotation, view)
            val shown = Matrix().apply {
                setRotate(sensor.toFloat(), 0.5f, 0.5f)
                postScale(view.width.toFloat(), view.height.toFloat())
                postScale(fit.scaleX, fit.scaleY, view.width / 2f, view.height / 2f)
                postRotate(fit.degrees, view.width / 2f, view.height / 2f)
            }
            for ((x, y) in listOf(0f to 0f, 1f to 0f, 0.25f to 0.75f, 0.5f to 0.5f)) {
                val wanted = floatArrayOf(x, y).also { shown.mapPoints(it) }
                val drawn = CameraPicture.onScreen(x, y, picture, sensor, rotation, view)
                val case = "sensor $sensor, display $rotation, view $view, $x $y"
                assertEquals(case, wanted[0], drawn.x, 0.5f)
                assertEquals(case, wanted[1], drawn.y, 0.5f)
            }
        }
    }
}
