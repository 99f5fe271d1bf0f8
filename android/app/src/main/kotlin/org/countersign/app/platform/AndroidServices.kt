package org.countersign.app.platform

import android.content.ClipData
import android.content.ClipDescription
import android.content.ClipboardManager
import android.content.Context
import android.content.SharedPreferences
import android.net.Uri
import android.os.Build
import android.os.PersistableBundle
import android.provider.DocumentsContract
import androidx.core.content.edit
import java.util.UUID
import org.countersign.kit.BackupFolder
import org.countersign.kit.Choices
import org.countersign.kit.SystemServices

/** Clipboard, notifications and the app behind this one. */
class AndroidServices(context: Context, private val notifications: Notifications) : SystemServices {
    private val clipboard = context.service<ClipboardManager>()
    private val resolver = context.contentResolver
    private var copied: String? = null

    /** Sends the activity behind the others; set while there is one. */
    @Volatile
    var moveBehind: (() -> Boolean)? = null

    override fun notificationsAllowed(): Boolean = notifications.allowed()

    override fun copy(code: String, sensitive: Boolean) {
        val clip = ClipData.newPlainText("", code)
        val mark = UUID.randomUUID().toString()
        clip.description.extras = PersistableBundle().apply {
            putBoolean(SENSITIVE, sensitive)
            putString(MARK, mark)
        }
        clipboard.setPrimaryClip(clip)
        copied = mark
    }

    override fun clearCopied() {
        val ours = copied ?: return
        copied = null
        // What another app put there since is left alone, and its content is not looked at: of a clip only the description is
        // asked for, where ours has its mark. What cannot be seen from behind other apps is taken for ours.
        val there = clipboard.primaryClipDescription
        if (there == null || there.extras?.getString(MARK) == ours) clipboard.clearPrimaryClip()
    }

    override fun stepAside(): Boolean = moveBehind?.invoke() ?: false

    override fun backupFolder(folder: String): BackupFolder? {
        val tree = Uri.parse(folder)
        return if (DocumentsContract.isTreeUri(tree)) TreeFolder(resolver, tree) else null
    }

    override fun nameOfFolder(folder: String): String = nameOf(Uri.parse(folder))

    private companion object {
        const val MARK = "org.countersign.app.clip"
        val SENSITIVE =
            if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.TIRAMISU) ClipDescription.EXTRA_IS_SENSITIVE
            else "android.content.extra.IS_SENSITIVE"
    }
}

/** The choices in a file of the app's own. */
class StoredChoices(context: Context) : Choices {
    /** Read whole where this is made: in the background. */
    private val stored: SharedPreferences = context.getSharedPreferences("choices", Context.MODE_PRIVATE).also { it.all }

    override var appLock: Boolean
        get() = stored.getBoolean("app_lock", true)
        set(value) = stored.edit { putBoolean("app_lock", value) }

    override var screenshots: Boolean
        get() = stored.getBoolean("screenshots", false)
        set(value) = stored.edit { putBoolean("screenshots", value) }

    override var askedForNotifications: Boolean
        get() = stored.getBoolean("asked_for_notifications", false)
        set(value) = stored.edit { putBoolean("asked_for_notifications", value) }

    override var deviceName: String?
        get() = stored.getString("device_name", null)
        set(value) = stored.edit { putString("device_name", value) }
}
