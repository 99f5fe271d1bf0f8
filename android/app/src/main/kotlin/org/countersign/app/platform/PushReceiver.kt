package org.countersign.app.platform

import android.app.Service
import android.content.BroadcastReceiver
import android.content.Context
import android.content.Intent
import android.os.Binder
import android.os.IBinder
import kotlin.time.TimeSource
import kotlinx.coroutines.launch
import org.countersign.app.CountersignApp
import org.countersign.kit.model.PushHandler

/**
 * What a UnifiedPush distributor sends. Any app can send the same: only what carries the token of this phone's registration
 * is heard. A message's content is not looked at: it only wakes the core, which asks the services itself.
 */
class PushReceiver : BroadcastReceiver() {
    override fun onReceive(context: Context, intent: Intent) {
        val app = context.applicationContext as? CountersignApp ?: return
        if (intent.action !in UnifiedPush.HEARD) return
        // The library may have to be loaded, and what is heard is written down: not on the main thread.
        val done = goAsync()
        app.scope.launch(app.background) {
            try {
                hear(app, intent)
            } finally {
                done?.finish()
            }
        }
    }

    private suspend fun hear(app: CountersignApp, intent: Intent) {
        val begun = TimeSource.Monotonic.markNow()
        val parts = app.loader.await() ?: return
        val token = intent.getStringExtra(UnifiedPush.TOKEN)
        if (token == null || !parts.pushRegistration.isOurs(token)) return
        // Said at once: a distributor sends again what was not acknowledged, and forgets a phone that never acknowledges.
        intent.getStringExtra(UnifiedPush.ID)?.let { parts.push.acknowledge(token, it) }
        when (intent.action) {
            UnifiedPush.NEW_ENDPOINT -> parts.pushRegistration.given(token, intent.getStringExtra(UnifiedPush.ENDPOINT))
            UnifiedPush.TEMP_UNAVAILABLE -> parts.pushRegistration.unavailable(token)
            UnifiedPush.REGISTRATION_FAILED -> parts.pushRegistration.refused(token)
            UnifiedPush.UNREGISTERED -> parts.pushRegistration.gone(token)
            UnifiedPush.MESSAGE -> parts.pushHandler.wake(PushHandler.WITHIN - begun.elapsedNow())
        }
    }
}

/**
 * A distributor binds to it for some seconds when it sends a message, so that the system lets this app work meanwhile
 * (version 3 of the specification: "Service to raise to the foreground"). There is nothing to ask it for.
 */
class RaiseService : Service() {
    override fun onBind(intent: Intent): IBinder? = if (intent.action == UnifiedPush.RAISE) Binder() else null
}
