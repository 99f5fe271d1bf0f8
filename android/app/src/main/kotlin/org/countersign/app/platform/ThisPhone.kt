package org.countersign.app.platform

import android.app.ActivityManager
import android.content.Context
import android.os.Build
import android.provider.Settings
import android.telephony.TelephonyManager
import java.io.IOException
import java.security.GeneralSecurityException
import java.security.KeyStore

/** A service of the system that every phone has. */
internal inline fun <reified T : Any> Context.service(): T = checkNotNull(getSystemService(T::class.java))

/** The name that the person gave this phone, else its model. The organisation lists it. */
fun phoneName(context: Context): String =
    Settings.Global.getString(context.contentResolver, Settings.Global.DEVICE_NAME)?.takeIf { it.isNotBlank() } ?: Build.MODEL

/** The country of the mobile network that the phone is in, where there is one. It needs no permission and is never sent. */
class CountryOfNetwork(context: Context) : () -> String? {
    private val telephony = context.getSystemService(TelephonyManager::class.java)

    override fun invoke(): String? = telephony?.networkCountryIso?.uppercase()?.takeIf { it.length == CODE }

    private companion object {
        const val CODE = 2
    }
}

/** Bytes of memory that the system reports as free. */
class FreeMemory(context: Context) : () -> Long? {
    private val manager = context.service<ActivityManager>()

    override fun invoke(): Long = ActivityManager.MemoryInfo().also(manager::getMemoryInfo).availMem
}

/** The certificates that the system trusts, in DER, without those that its user added; null where they cannot be read. */
fun systemRoots(): List<ByteArray>? =
    try {
        val store = KeyStore.getInstance("AndroidCAStore").apply { load(null) }
        store.aliases().toList().filter { it.startsWith("system:") }
            .mapNotNull { store.getCertificate(it)?.encoded }.ifEmpty { null }
    } catch (_: GeneralSecurityException) {
        null
    } catch (_: IOException) {
        null
    }
