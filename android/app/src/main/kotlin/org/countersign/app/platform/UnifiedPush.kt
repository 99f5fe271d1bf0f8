package org.countersign.app.platform

import android.app.BroadcastOptions
import android.app.PendingIntent
import android.content.Context
import android.content.Intent
import android.os.Build
import androidx.core.content.edit
import org.countersign.app.R
import org.countersign.kit.PushDistributor
import org.countersign.kit.PushService

/**
 * UnifiedPush distributors: apps that a person installs to carry push messages without Google (https://unifiedpush.org, versions
 * 2 and 3 of its Android specification). The only one there is is asked; between several the person chooses.
 */
class UnifiedPush(private val context: Context) : PushService {
    /** Read whole where this is made: in the background. */
    private val stored = context.getSharedPreferences("push", Context.MODE_PRIVATE).also { it.all }

    override fun distributors(): List<PushDistributor> = with(context.packageManager) {
        queryBroadcastReceivers(Intent(REGISTER), 0).map { it.activityInfo }.distinctBy { it.packageName }
            .map { PushDistributor(it.packageName, getApplicationLabel(it.applicationInfo).toString()) }.sortedBy { it.name }
    }

    override fun distributor(): PushDistributor? {
        val there = distributors()
        return there.firstOrNull { it.id == stored.getString(CHOSEN, null) } ?: there.singleOrNull()
    }

    override fun choose(distributor: String) = stored.edit { putString(CHOSEN, distributor) }

    override fun ask(token: String) =
        send(Intent(REGISTER).putExtra(TOKEN, token).signed().putExtra("message", context.getString(R.string.channel)))

    override fun withdraw(token: String) = send(Intent(UNREGISTER).putExtra(TOKEN, token).signed())

    /** What carried this id arrived. An id that is longer than the specification allows is no id. */
    fun acknowledge(token: String, id: String) {
        if (id.toByteArray().size <= LONGEST_ID) send(Intent(MESSAGE_ACK).putExtra(TOKEN, token).putExtra(ID, id))
    }

    /** Says which app this is: version 2 by its name, version 3 by an intent that nobody receives, and from Android 14 on by [send]. */
    private fun Intent.signed(): Intent {
        val nobody = Intent().setPackage("org.unifiedpush.dummy_app")
        val me = PendingIntent.getBroadcast(context, 0, nobody, PendingIntent.FLAG_IMMUTABLE)
        return putExtra("application", context.packageName).putExtra("pi", me)
    }

    private fun send(intent: Intent) {
        val distributor = distributor() ?: return
        intent.setPackage(distributor.id)
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.UPSIDE_DOWN_CAKE) {
            context.sendBroadcast(intent, null, BroadcastOptions.makeBasic().setShareIdentityEnabled(true).toBundle())
        } else {
            context.sendBroadcast(intent)
        }
    }

    companion object {
        const val TOKEN = "token"
        const val ID = "id"
        const val ENDPOINT = "endpoint"
        const val NEW_ENDPOINT = "org.unifiedpush.android.connector.NEW_ENDPOINT"
        const val UNREGISTERED = "org.unifiedpush.android.connector.UNREGISTERED"
        const val REGISTRATION_FAILED = "org.unifiedpush.android.connector.REGISTRATION_FAILED"
        const val TEMP_UNAVAILABLE = "org.unifiedpush.android.connector.TEMP_UNAVAILABLE"
        const val MESSAGE = "org.unifiedpush.android.connector.MESSAGE"
        const val RAISE = "org.unifiedpush.android.connector.RAISE_TO_FOREGROUND"

        /** What the receiver hears. */
        val HEARD = setOf(NEW_ENDPOINT, UNREGISTERED, REGISTRATION_FAILED, TEMP_UNAVAILABLE, MESSAGE)
        const val REGISTER = "org.unifiedpush.android.distributor.REGISTER"
        const val UNREGISTER = "org.unifiedpush.android.distributor.UNREGISTER"

        const val MESSAGE_ACK = "org.unifiedpush.android.distributor.MESSAGE_ACK"

        private const val CHOSEN = "chosen"

        /** In bytes. */
        private const val LONGEST_ID = 100
    }
}
