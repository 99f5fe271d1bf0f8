package org.countersign.app.platform

import android.app.Notification
import android.app.NotificationChannel
import android.app.NotificationManager
import android.app.PendingIntent
import android.content.Context
import android.content.Intent
import androidx.core.app.NotificationManagerCompat
import org.countersign.app.MainActivity
import org.countersign.app.R
import org.countersign.kit.model.Notifier
import org.countersign.kit.model.PushNotice

/**
 * The app's one notification. It says that a request waits and leads into the app: no number, no code, no name of anybody,
 * and no button, on a locked phone and on an open one.
 */
class Notifications(private val context: Context) : Notifier {
    private val manager = context.service<NotificationManager>()

    /** Whether the person lets this app ring: neither all its notifications nor the one channel is switched off. */
    fun allowed(): Boolean {
        val channel = manager.getNotificationChannel(CHANNEL)
        return NotificationManagerCompat.from(context).areNotificationsEnabled() &&
            channel?.importance != NotificationManager.IMPORTANCE_NONE
    }

    override fun ring(ring: PushNotice) {
        if (!allowed()) return
        manager.createNotificationChannel(
            NotificationChannel(CHANNEL, context.getString(R.string.channel), NotificationManager.IMPORTANCE_HIGH),
        )
        manager.notify(ID, notification(ring))
    }

    override fun quiet() = manager.cancel(ID)

    private fun notification(ring: PushNotice): Notification {
        val title = if (ring == PushNotice.Request) R.string.ring_request else R.string.ring_maybe
        val open = PendingIntent.getActivity(
            context,
            0,
            Intent(context, MainActivity::class.java),
            PendingIntent.FLAG_IMMUTABLE or PendingIntent.FLAG_UPDATE_CURRENT,
        )
        return Notification.Builder(context, CHANNEL)
            .setSmallIcon(R.drawable.ic_ring)
            .setColor(context.getColor(R.color.accent))
            .setContentTitle(context.getString(title))
            .setContentText(context.getString(R.string.ring_text))
            .setCategory(Notification.CATEGORY_MESSAGE)
            .setVisibility(Notification.VISIBILITY_PUBLIC)
            .setContentIntent(open)
            .setAutoCancel(true)
            .setLocalOnly(true)
            .setTimeoutAfter(LIFE_MILLIS)
            .build()
    }

    private companion object {
        const val CHANNEL = "requests"
        const val ID = 1

        /** Longer than a request lives; nothing stale stays on the lock screen. */
        const val LIFE_MILLIS = 120_000L
    }
}
