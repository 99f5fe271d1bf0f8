package org.countersign.app.platform

import android.content.BroadcastReceiver
import android.content.Context
import android.content.Intent
import kotlinx.coroutines.launch
import org.countersign.app.CountersignApp

/**
 * What a UnifiedPush distributor sends. Any app can send the same: only what carries the token of this phone's registration
 * is heard. A message's content is not looked at: it only wakes the core, which asks the services itself.
 */
class PushReceiver : BroadcastReceiver() {
    override fun onReceive(context: Context, intent: Intent) {
        val app = context.applicationContext as? CountersignApp ?: return
        val token = intent.getStringExtra(UnifiedPush.TOKEN)
        when (intent.action) {
            UnifiedPush.NEW_ENDPOINT -> app.ringing.given(token, intent.getStringExtra(UnifiedPush.ENDPOINT))
            UnifiedPush.UNREGISTERED, UnifiedPush.REGISTRATION_FAILED -> app.ringing.gone(token)
            UnifiedPush.MESSAGE -> if (app.ringing.isOurs(token)) wake(app)
        }
    }

    private fun wake(app: CountersignApp) {
        val done = goAsync()
        app.scope.launch {
            try {
                app.waker.wake()
            } finally {
                done?.finish()
            }
        }
    }
}
