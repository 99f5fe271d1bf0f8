package org.countersign.app.platform

import android.content.BroadcastReceiver
import android.content.Context
import android.content.Intent
import kotlinx.coroutines.launch
import org.countersign.app.CountersignApp

/**
 * A push message of a UnifiedPush distributor. Its content is not looked at: it only wakes the core, which asks the services
 * itself, so that whoever sends one learns nothing and can show nothing.
 */
class PushReceiver : BroadcastReceiver() {
    override fun onReceive(context: Context, intent: Intent) {
        if (intent.action != MESSAGE) return
        val app = context.applicationContext as? CountersignApp ?: return
        val done = goAsync()
        app.scope.launch {
            try {
                app.waker.wake()
            } finally {
                done?.finish()
            }
        }
    }

    companion object {
        const val MESSAGE = "org.unifiedpush.android.connector.MESSAGE"
    }
}
