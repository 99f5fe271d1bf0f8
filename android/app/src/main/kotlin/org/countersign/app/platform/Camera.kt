package org.countersign.app.platform

import android.annotation.SuppressLint
import android.content.Context
import android.graphics.ImageFormat
import android.graphics.Matrix
import android.graphics.SurfaceTexture
import android.hardware.camera2.CameraAccessException
import android.hardware.camera2.CameraCaptureSession
import android.hardware.camera2.CameraCharacteristics
import android.hardware.camera2.CameraDevice
import android.hardware.camera2.CameraManager
import android.hardware.camera2.CaptureRequest
import android.hardware.camera2.params.OutputConfiguration
import android.hardware.camera2.params.SessionConfiguration
import android.media.Image
import android.media.ImageReader
import android.os.Handler
import android.os.HandlerThread
import android.util.Size
import android.view.Surface
import android.view.TextureView
import java.util.concurrent.Executor
import org.countersign.kit.Frame

/**
 * The back camera by camera2: its picture goes to a [TextureView], and of each frame only the luma plane goes to `frame`, on
 * the camera's own thread; frames that come while one is looked at are dropped. `failed` is called at most once.
 */
class Camera(
    context: Context,
    private val view: TextureView,
    private val frame: (Frame) -> Unit,
    private val failed: () -> Unit,
) : TextureView.SurfaceTextureListener {
    private val manager = context.service<CameraManager>()
    private val thread = HandlerThread("camera").apply { start() }
    private val handler = Handler(thread.looper)
    private val executor = Executor(handler::post)
    private var device: CameraDevice? = null
    private var reader: ImageReader? = null
    private var closed = false

    init {
        view.surfaceTextureListener = this
        view.surfaceTexture?.let { onSurfaceTextureAvailable(it, view.width, view.height) }
    }

    /** Closes the camera and its thread. */
    fun close() {
        view.surfaceTextureListener = null
        handler.post {
            closed = true
            device?.close()
            reader?.close()
            thread.quitSafely()
        }
    }

    override fun onSurfaceTextureAvailable(texture: SurfaceTexture, width: Int, height: Int) {
        handler.post { attempt { open(texture) } }
    }

    override fun onSurfaceTextureSizeChanged(texture: SurfaceTexture, width: Int, height: Int) = Unit

    override fun onSurfaceTextureDestroyed(texture: SurfaceTexture): Boolean = true

    override fun onSurfaceTextureUpdated(texture: SurfaceTexture) = Unit

    // The scanner is drawn only after the permission was given; a refusal in between is caught.
    @SuppressLint("MissingPermission")
    private fun open(texture: SurfaceTexture) {
        if (closed) return
        val id = manager.cameraIdList.firstOrNull(::looksOutward) ?: manager.cameraIdList.firstOrNull() ?: return failed()
        val size = size(id)
        texture.setDefaultBufferSize(size.width, size.height)
        view.post { fill(size) }
        manager.openCamera(id, executor, Opened(texture, size))
    }

    private inner class Opened(private val texture: SurfaceTexture, private val size: Size) : CameraDevice.StateCallback() {
        override fun onOpened(camera: CameraDevice) {
            device = camera
            if (closed) camera.close() else attempt { stream(camera, Surface(texture), size) }
        }

        override fun onDisconnected(camera: CameraDevice) = camera.close()

        override fun onError(camera: CameraDevice, error: Int) {
            camera.close()
            failed()
        }
    }

    private fun stream(camera: CameraDevice, screen: Surface, size: Size) {
        val frames = ImageReader.newInstance(size.width, size.height, ImageFormat.YUV_420_888, FRAMES)
        reader = frames
        frames.setOnImageAvailableListener({ source -> source.acquireLatestImage()?.use { frame(luma(it)) } }, handler)
        val outputs = listOf(OutputConfiguration(screen), OutputConfiguration(frames.surface))
        val session = object : CameraCaptureSession.StateCallback() {
            override fun onConfigured(session: CameraCaptureSession) = attempt {
                val request = camera.createCaptureRequest(CameraDevice.TEMPLATE_PREVIEW).apply {
                    addTarget(screen)
                    addTarget(frames.surface)
                    set(CaptureRequest.CONTROL_AF_MODE, CaptureRequest.CONTROL_AF_MODE_CONTINUOUS_PICTURE)
                }
                session.setRepeatingRequest(request.build(), null, handler)
            }

            override fun onConfigureFailed(session: CameraCaptureSession) = failed()
        }
        camera.createCaptureSession(SessionConfiguration(SessionConfiguration.SESSION_REGULAR, outputs, executor, session))
    }

    private fun looksOutward(id: String): Boolean =
        manager.getCameraCharacteristics(id)[CameraCharacteristics.LENS_FACING] == CameraCharacteristics.LENS_FACING_BACK

    private fun size(id: String): Size {
        val offered = manager.getCameraCharacteristics(id)[CameraCharacteristics.SCALER_STREAM_CONFIGURATION_MAP]
            ?.getOutputSizes(ImageFormat.YUV_420_888)
        return best(offered.orEmpty().toList())
    }

    /** The sensor's picture lies on its side in an upright phone: the view's matrix sets it upright and fills the frame. */
    private fun fill(size: Size) {
        val (width, height) = view.width.toFloat() to view.height.toFloat()
        if (width == 0f || height == 0f) return
        // The texture is already turned; only its proportions are stretched to the view's.
        val wanted = size.height.toFloat() / size.width
        val shown = width / height
        val matrix = Matrix()
        if (shown > wanted) matrix.setScale(1f, shown / wanted, width / 2, height / 2)
        else matrix.setScale(wanted / shown, 1f, width / 2, height / 2)
        view.setTransform(matrix)
    }

    private fun attempt(act: () -> Unit) {
        try {
            act()
        } catch (_: CameraAccessException) {
            failed()
        } catch (_: SecurityException) {
            failed()
        } catch (_: IllegalStateException) {
            failed()
        } catch (_: IllegalArgumentException) {
            failed()
        }
    }

    internal companion object {
        private const val FRAMES = 2
        private const val ENOUGH = 1280

        /** The smallest size whose longer side is enough to read a code by, else the largest there is. */
        fun best(offered: List<Size>): Size =
            offered.filter { maxOf(it.width, it.height) >= ENOUGH }.minByOrNull { it.width * it.height }
                ?: offered.maxByOrNull { it.width * it.height }
                ?: Size(ENOUGH, 720)

        /** The luma plane where it lies: the core reads it in place, while the image is open, and skips the rows' padding. */
        fun luma(image: Image): Frame = image.planes[0].let { Frame(it.buffer, image.width, image.height, it.rowStride) }
    }
}
