package org.countersign.app

import android.graphics.Bitmap
import android.graphics.Color
import android.net.Uri
import androidx.test.core.app.ApplicationProvider
import java.io.File
import org.countersign.app.platform.luma
import org.countersign.app.platform.sample
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNull
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode

@RunWith(RobolectricTestRunner::class)
@GraphicsMode(GraphicsMode.Mode.NATIVE)
@Config(sdk = [34], application = TwinApp::class)
class PictureTest {
    private val app: TwinApp = ApplicationProvider.getApplicationContext()

    @Test
    fun colours_become_their_brightness_and_what_is_transparent_stands_on_white() {
        val picture = Bitmap.createBitmap(3, 2, Bitmap.Config.ARGB_8888)
        val colours = listOf(Color.BLACK, Color.WHITE, Color.RED, Color.GREEN, Color.BLUE, Color.TRANSPARENT)
        colours.forEachIndexed { place, colour -> picture.setPixel(place % 3, place / 3, colour) }
        val frame = luma(picture)
        assertEquals(listOf(3, 2, 3), listOf(frame.width, frame.height, frame.stride))
        assertEquals(listOf(0, 255, 76, 149, 28, 255), colours.indices.map { frame.luma[it].toInt() and 0xFF })
    }

    @Test
    fun a_large_picture_is_made_smaller_while_it_is_opened() {
        assertEquals(listOf(1, 1, 2, 5), listOf(1 to 1, 2400 to 100, 2401 to 1, 12000 to 9000).map { (width, height) -> sample(width, height) })
    }

    @Test
    fun a_picture_file_is_opened_and_another_file_is_not() {
        val picture = File(app.cacheDir, "picture.png")
        val white = Bitmap.createBitmap(8, 4, Bitmap.Config.ARGB_8888).apply { eraseColor(Color.WHITE) }
        picture.outputStream().use { white.compress(Bitmap.CompressFormat.PNG, 100, it) }
        val frame = checkNotNull(luma(app.contentResolver, Uri.fromFile(picture)))
        assertEquals(8 to 4, frame.width to frame.height)
        assertEquals(255, frame.luma[0].toInt() and 0xFF)
        picture.writeText("no picture")
        assertNull(luma(app.contentResolver, Uri.fromFile(picture)))
        assertNull(luma(app.contentResolver, Uri.fromFile(File(app.cacheDir, "missing.png"))))
    }
}
