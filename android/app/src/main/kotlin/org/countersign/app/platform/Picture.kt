package org.countersign.app.platform

import android.content.ContentResolver
import android.graphics.Bitmap
import android.graphics.Color
import android.graphics.ImageDecoder
import android.net.Uri
import java.io.IOException
import java.nio.ByteBuffer
import org.countersign.kit.Frame

/** The luma plane of a picture that the person chose, made smaller where it is large; null when it cannot be opened. */
fun luma(resolver: ContentResolver, picture: Uri): Frame? =
    try {
        luma(ImageDecoder.decodeBitmap(ImageDecoder.createSource(resolver, picture)) { decoder, info, _ ->
            decoder.allocator = ImageDecoder.ALLOCATOR_SOFTWARE
            decoder.setTargetSampleSize(sample(info.size.width, info.size.height))
        })
    } catch (_: IOException) {
        null
    } catch (_: SecurityException) {
        null
    } catch (_: IllegalArgumentException) {
        null
    }

/** What is transparent stands on white. */
internal fun luma(picture: Bitmap): Frame {
    val (width, height) = picture.width to picture.height
    val plane = ByteBuffer.allocateDirect(width * height)
    val row = IntArray(width)
    for (y in 0 until height) {
        picture.getPixels(row, 0, width, 0, y, width, 1)
        for (pixel in row) {
            val bright = (RED * Color.red(pixel) + GREEN * Color.green(pixel) + BLUE * Color.blue(pixel)) / WHOLE
            val alpha = Color.alpha(pixel)
            plane.put(((bright * alpha + WHITE * (WHITE - alpha)) / WHITE).toByte())
        }
    }
    plane.flip()
    picture.recycle()
    return Frame(plane, width, height, width)
}

/** Every how many pixels are taken of a picture of this size. */
internal fun sample(width: Int, height: Int): Int = (maxOf(width, height) + LONGEST_SIDE - 1) / LONGEST_SIDE

private const val LONGEST_SIDE = 2400
private const val WHITE = 255
private const val WHOLE = 256
private const val RED = 77
private const val GREEN = 150
private const val BLUE = 29
