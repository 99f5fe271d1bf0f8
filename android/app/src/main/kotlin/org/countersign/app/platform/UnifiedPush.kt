package org.countersign.app.platform

import android.app.PendingIntent
import android.content.Context
import android.content.Intent
import org.countersign.app.R
import org.countersign.kit.PushService

/**
 * The UnifiedPush distributor on this phone, an app that the person installed to carry push messages without Google
 * (https://unifiedpush.org, versions 2 and 3 of its Android specification). With none, or with several, nobody is asked.
 */
class UnifiedPush(private val context: Context) : PushService {
    override fun ask(token: String) {
        val me = PendingIntent.getBroadcast(context, 0, Intent(PROOF).setPackage(context.packageName), PendingIntent.FLAG_IMMUTABLE)
        send(
            Intent(REGISTER).putExtra(TOKEN, token).putExtra("application", context.packageName).putExtra("pi", me)
                .putExtra("message", context.getString(R.string.channel)),
        )
    }

    override fun withdraw(token: String) = send(Intent(UNREGISTER).putExtra(TOKEN, token))

    private fun send(intent: Intent) {
        val distributor = distributors().singleOrNull() ?: return
        context.sendBroadcast(intent.setPackage(distributor))
    }

    /** Packages of the distributors that are installed. */
    private fun distributors(): Set<String> =
        context.packageManager.queryBroadcastReceivers(Intent(REGISTER), 0).map { it.activityInfo.packageName }.toSet()

    companion object {
        const val TOKEN = "token"
        const val ENDPOINT = "endpoint"
        const val NEW_ENDPOINT = "org.unifiedpush.android.connector.NEW_ENDPOINT"
        const val UNREGISTERED = "org.unifiedpush.android.connector.UNREGISTERED"
        const val REGISTRATION_FAILED = "org.unifiedpush.android.connector.REGISTRATION_FAILED"
        const val MESSAGE = "org.unifiedpush.android.connector.MESSAGE"
        const val REGISTER = "org.unifiedpush.android.distributor.REGISTER"
        const val UNREGISTER = "org.unifiedpush.android.distributor.UNREGISTER"

        /** Nobody receives it: version 3 knows by it which app asks. */
        private const val PROOF = "org.countersign.app.PUSH"
    }
}
