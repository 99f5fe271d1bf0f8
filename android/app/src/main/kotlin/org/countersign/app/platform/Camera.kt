package org.countersign.app.platform

import android.annotation.SuppressLint
import android.content.Context
import android.graphics.ImageFormat
import android.graphics.Matrix
import android.graphics.PointF
import android.graphics.SurfaceTexture
import android.hardware.camera2.CameraAccessException
import android.hardware.camera2.CameraCaptureSession
import android.hardware.camera2.CameraCharacteristics
import android.hardware.camera2.CameraDevice
import android.hardware.camera2.CameraManager
import android.hardware.camera2.CaptureRequest
import android.hardware.camera2.params.OutputConfiguration
import android.hardware.camera2.params.SessionConfiguration
import android.hardware.display.DisplayManager
import android.media.Image
import android.media.ImageReader
import android.os.Handler
import android.os.HandlerThread
import android.os.Looper
import android.util.Size
import android.view.Surface
import android.view.TextureView
import java.util.concurrent.Executor
import org.countersign.kit.Frame

/**
 * The back camera by camera2: its picture goes to a [TextureView], and of each frame only the luma plane goes to `frame`, on
 * the camera's own thread; frames that come while one is looked at are dropped. `failed` is called at most once, on the main
 * thread, and never after [close].
 */
class Camera(
    context: Context,
    private val view: TextureView,
    private val frame: (Frame) -> Unit,
    private val failed: () -> Unit,
) : TextureView.SurfaceTextureListener, DisplayManager.DisplayListener {
    private val manager = context.service<CameraManager>()
    private val displays = context.service<DisplayManager>()
    private val main = Handler(Looper.getMainLooper())
    private val thread = HandlerThread("camera").apply { start() }
    private val handler = Handler(thread.looper)
    private val executor = Executor(handler::post)
    private var device: CameraDevice? = null
    private var reader: ImageReader? = null
    private var screen: Surface? = null

    /** What the picture is like, once a camera was chosen. Main thread only. */
    private var picture: Picture? = null

    /** No camera is opened any more, and nothing is told. */
    @Volatile
    private var over = false

    private class Picture(val size: Size, val sensorDegrees: Int)

    init {
        view.surfaceTextureListener = this
        displays.registerDisplayListener(this, main)
        view.surfaceTexture?.let { onSurfaceTextureAvailable(it, view.width, view.height) }
    }

    /** Where on the view a point of a frame is seen, a share of its width and height; null before there is a picture. Main thread only. */
    fun onScreen(x: Float, y: Float): PointF? {
        val picture = picture ?: return null
        val rotation = view.display?.rotation ?: return null
        return CameraPicture.onScreen(x, y, picture.size, picture.sensorDegrees, rotation, Size(view.width, view.height))
    }

    /** Closes the camera and its thread. */
    fun close() {
        over = true
        view.surfaceTextureListener = null
        displays.unregisterDisplayListener(this)
        handler.post {
            end()
            thread.quitSafely()
        }
    }

    override fun onSurfaceTextureAvailable(texture: SurfaceTexture, width: Int, height: Int) {
        handler.post { attempt { open(texture) } }
    }

    override fun onSurfaceTextureSizeChanged(texture: SurfaceTexture, width: Int, height: Int) = fill()

    override fun onSurfaceTextureDestroyed(texture: SurfaceTexture): Boolean = true

    override fun onSurfaceTextureUpdated(texture: SurfaceTexture) = Unit

    override fun onDisplayAdded(id: Int) = Unit

    override fun onDisplayRemoved(id: Int) = Unit

    /** A phone that is turned over changes nothing but this. */
    override fun onDisplayChanged(id: Int) = fill()

    // The scanner is drawn only after the permission was given; a refusal in between is caught.
    @SuppressLint("MissingPermission")
    private fun open(texture: SurfaceTexture) {
        if (over) return
        val id = manager.cameraIdList.firstOrNull(::looksOutward) ?: manager.cameraIdList.firstOrNull() ?: return fail()
        val about = manager.getCameraCharacteristics(id)
        val sizes = about[CameraCharacteristics.SCALER_STREAM_CONFIGURATION_MAP]
        val size = CameraPicture.best(
            sizes?.getOutputSizes(ImageFormat.YUV_420_888).orEmpty().toList(),
            sizes?.getOutputSizes(SurfaceTexture::class.java).orEmpty().toList(),
        )
        val focus = CameraPicture.focus(about[CameraCharacteristics.CONTROL_AF_AVAILABLE_MODES])
        val sensorDegrees = about[CameraCharacteristics.SENSOR_ORIENTATION] ?: 0
        texture.setDefaultBufferSize(size.width, size.height)
        main.post {
            picture = Picture(size, sensorDegrees)
            fill()
        }
        manager.openCamera(id, executor, Opened(texture, size, focus))
    }

    private inner class Opened(
        private val texture: SurfaceTexture,
        private val size: Size,
        private val focus: Int?,
    ) : CameraDevice.StateCallback() {
        override fun onOpened(camera: CameraDevice) {
            device = camera
            if (over) end() else attempt { stream(camera, Surface(texture).also { screen = it }, size, focus) }
        }

        /** Another app took it. */
        override fun onDisconnected(camera: CameraDevice) = fail()

        override fun onError(camera: CameraDevice, error: Int) = fail()
    }

    private fun stream(camera: CameraDevice, screen: Surface, size: Size, focus: Int?) {
        val frames = ImageReader.newInstance(size.width, size.height, ImageFormat.YUV_420_888, FRAMES)
        reader = frames
        frames.setOnImageAvailableListener({ source -> source.acquireLatestImage()?.use { if (!over) frame(luma(it)) } }, handler)
        val outputs = listOf(OutputConfiguration(screen), OutputConfiguration(frames.surface))
        val session = object : CameraCaptureSession.StateCallback() {
            override fun onConfigured(session: CameraCaptureSession) = attempt {
                val request = camera.createCaptureRequest(CameraDevice.TEMPLATE_PREVIEW).apply {
                    addTarget(screen)
                    addTarget(frames.surface)
                    if (focus != null) set(CaptureRequest.CONTROL_AF_MODE, focus)
                }
                session.setRepeatingRequest(request.build(), null, handler)
            }

            override fun onConfigureFailed(session: CameraCaptureSession) = fail()
        }
        camera.createCaptureSession(SessionConfiguration(SessionConfiguration.SESSION_REGULAR, outputs, executor, session))
    }

    private fun looksOutward(id: String): Boolean =
        manager.getCameraCharacteristics(id)[CameraCharacteristics.LENS_FACING] == CameraCharacteristics.LENS_FACING_BACK

    private fun fill() {
        val picture = picture ?: return
        val rotation = view.display?.rotation ?: return
        if (view.width == 0 || view.height == 0) return
        val fit = CameraPicture.fit(picture.size, picture.sensorDegrees, rotation, Size(view.width, view.height))
        val (x, y) = view.width / 2f to view.height / 2f
        view.setTransform(Matrix().apply {
            setScale(fit.scaleX, fit.scaleY, x, y)
            postRotate(fit.degrees, x, y)
        })
    }

    /** Gives back what is held. On the camera's thread. */
    private fun end() {
        device?.close()
        device = null
        reader?.close()
        reader = null
        screen?.release()
        screen = null
    }

    /** Closes, and says so where the scanner still wants it. On the camera's thread. */
    private fun fail() {
        end()
        main.post {
            if (over) return@post
            over = true
            failed()
        }
    }

    private fun attempt(act: () -> Unit) {
        try {
            act()
        } catch (_: CameraAccessException) {
            fail()
        } catch (_: SecurityException) {
            fail()
        } catch (_: IllegalStateException) {
            if (!over) fail()
        } catch (_: IllegalArgumentException) {
            fail()
        }
    }

    private companion object {
        const val FRAMES = 2

        /** The luma plane where it lies: the core reads it in place, while the image is open, and skips the rows' padding. */
        fun luma(image: Image): Frame = image.planes[0].let { Frame(it.buffer, image.width, image.height, it.rowStride) }
    }
}
