package org.countersign.app

import android.app.Application
import android.content.pm.PackageManager
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob
import org.countersign.app.platform.CountryOfNetwork
import org.countersign.app.platform.Keystore
import org.countersign.app.platform.Notifications
import org.countersign.app.platform.PersonPrompt
import org.countersign.app.platform.PhoneSurroundings
import org.countersign.app.platform.StoredChoices
import org.countersign.app.platform.UnifiedPush
import org.countersign.app.platform.phoneName
import org.countersign.app.platform.systemRoots
import org.countersign.kit.Clock
import org.countersign.kit.Phone
import org.countersign.kit.core.PhoneInfo
import org.countersign.kit.core.nativePhone
import org.countersign.kit.model.AppModel
import org.countersign.kit.model.Ringing
import org.countersign.kit.model.Waker
import org.countersign.kit.store.FileValues
import org.countersign.kit.store.FileVault

/** The process: one library object, one set of models. Tests put a twin of the library in its place. */
open class CountersignApp : Application() {
    val scope = CoroutineScope(SupervisorJob() + Dispatchers.Main.immediate)
    val prompt = PersonPrompt()
    open val clock: Clock = Clock.system

    /** What is no part of any backup. */
    private val folder by lazy { noBackupFilesDir.toPath() }
    val notifications by lazy { Notifications(this) }
    val surroundings by lazy { PhoneSurroundings(this, notifications) }
    val choices by lazy { StoredChoices(this) }
    val phone: Phone by lazy { makePhone() }
    val ringing by lazy { Ringing(phone, FileValues(folder.resolve("ringing")), UnifiedPush(this)) }
    val model by lazy { AppModel(phone, clock, choices, surroundings, ringing, scope) }
    val waker by lazy { Waker(phone, notifications) }

    protected open fun makePhone(): Phone {
        val strongBox = packageManager.hasSystemFeature(PackageManager.FEATURE_STRONGBOX_KEYSTORE)
        return nativePhone(
            FileVault(folder.resolve("vault")),
            FileValues(folder.resolve("values")),
            Keystore(prompt, strongBox),
            PhoneInfo(phoneName(this), VERSION, CountryOfNetwork(this)),
            systemRoots(),
        )
    }

    private companion object {
        /** As in the build file; a test compares them. */
        const val VERSION = "0.1.0"
    }
}
