package org.countersign.app.platform

import android.app.PendingIntent
import android.content.Context
import android.content.Intent
import androidx.core.content.edit
import org.countersign.app.R
import org.countersign.kit.Carrier
import org.countersign.kit.PushService

/**
 * UnifiedPush distributors: apps that a person installs to carry push messages without Google (https://unifiedpush.org, versions
 * 2 and 3 of its Android specification). The only one there is is asked; between several the person chooses.
 */
class UnifiedPush(private val context: Context) : PushService {
    private val stored = context.getSharedPreferences("push", Context.MODE_PRIVATE)

    override fun carriers(): List<Carrier> = with(context.packageManager) {
        queryBroadcastReceivers(Intent(REGISTER), 0).map { it.activityInfo }.distinctBy { it.packageName }
            .map { Carrier(it.packageName, getApplicationLabel(it.applicationInfo).toString()) }.sortedBy { it.name }
    }

    override fun carrier(): Carrier? {
        val there = carriers()
        return there.firstOrNull { it.id == stored.getString(CHOSEN, null) } ?: there.singleOrNull()
    }

    override fun choose(carrier: String) = stored.edit { putString(CHOSEN, carrier) }

    override fun ask(token: String) {
        val me = PendingIntent.getBroadcast(context, 0, Intent(PROOF).setPackage(context.packageName), PendingIntent.FLAG_IMMUTABLE)
        send(
            Intent(REGISTER).putExtra(TOKEN, token).putExtra("application", context.packageName).putExtra("pi", me)
                .putExtra("message", context.getString(R.string.channel)),
        )
    }

    override fun withdraw(token: String) = send(Intent(UNREGISTER).putExtra(TOKEN, token))

    private fun send(intent: Intent) {
        val distributor = carrier() ?: return
        context.sendBroadcast(intent.setPackage(distributor.id))
    }

    companion object {
        const val TOKEN = "token"
        const val ENDPOINT = "endpoint"
        const val NEW_ENDPOINT = "org.unifiedpush.android.connector.NEW_ENDPOINT"
        const val UNREGISTERED = "org.unifiedpush.android.connector.UNREGISTERED"
        const val REGISTRATION_FAILED = "org.unifiedpush.android.connector.REGISTRATION_FAILED"
        const val MESSAGE = "org.unifiedpush.android.connector.MESSAGE"
        const val REGISTER = "org.unifiedpush.android.distributor.REGISTER"
        const val UNREGISTER = "org.unifiedpush.android.distributor.UNREGISTER"

        private const val CHOSEN = "chosen"

        /** Nobody receives it: version 3 knows by it which app asks. */
        private const val PROOF = "org.countersign.app.PUSH"
    }
}
