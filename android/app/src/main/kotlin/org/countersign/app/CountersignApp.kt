package org.countersign.app

import android.app.Application
import android.content.pm.PackageManager
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob
import org.countersign.app.platform.CountryOfNetwork
import org.countersign.app.platform.Databases
import org.countersign.app.platform.FreeMemory
import org.countersign.app.platform.Keystore
import org.countersign.app.platform.Loader
import org.countersign.app.platform.Notifications
import org.countersign.app.platform.PersonKeys
import org.countersign.app.platform.PersonPrompt
import org.countersign.app.platform.AndroidServices
import org.countersign.app.platform.StoredChoices
import org.countersign.app.platform.UnifiedPush
import org.countersign.app.platform.phoneName
import org.countersign.app.platform.systemRoots
import org.countersign.kit.Clock
import org.countersign.kit.AuthenticatorService
import org.countersign.kit.core.PhoneInfo
import org.countersign.kit.core.coreAuthenticatorService
import org.countersign.kit.model.AppModel
import org.countersign.kit.model.PushRegistration
import org.countersign.kit.model.PushHandler
import org.countersign.kit.store.FileDeviceStateStore
import org.countersign.kit.store.FileVault

/** The process: one library object, one set of models. Tests put a twin of the library in its place. */
open class CountersignApp : Application() {
    val scope = CoroutineScope(SupervisorJob() + Dispatchers.Main.immediate)
    val prompt = PersonPrompt()
    open val clock: Clock = Clock.system

    /** Where files, keys and the library are read: never the main thread. */
    open val background: CoroutineDispatcher = Dispatchers.IO

    /** What is no part of any backup. */
    private val folder by lazy { noBackupFilesDir.toPath() }
    val notifications by lazy { Notifications(this) }
    val systemServices by lazy { AndroidServices(this, notifications) }

    /** The library and what stands on it: read when an activity or a push message first needs it. */
    val loader by lazy { Loader(scope, background) { Parts(makeService()) } }

    /** Made in the background, all but the model, which lives on the main thread. */
    inner class Parts(phone: AuthenticatorService) {
        val choices = StoredChoices(this@CountersignApp)
        val push = UnifiedPush(this@CountersignApp)
        val pushRegistration = PushRegistration(phone, FileDeviceStateStore(folder.resolve("ringing")), push).apply { load() }
        val pushHandler = PushHandler(phone, notifications)
        val model by lazy { AppModel(phone, clock, choices, systemServices, pushRegistration, scope, background) }
    }

    /** The models, once there is a library; null where it cannot be read. */
    suspend fun model(): AppModel? = loader.await()?.model

    protected open fun makeService(): AuthenticatorService {
        val strongBox = packageManager.hasSystemFeature(PackageManager.FEATURE_STRONGBOX_KEYSTORE)
        return coreAuthenticatorService(
            FileVault(folder.resolve("vault")),
            FileDeviceStateStore(folder.resolve("values")),
            Keystore(prompt, PersonKeys(this), strongBox),
            PhoneInfo(phoneName(this), VERSION, FreeMemory(this), Databases(cacheDir), CountryOfNetwork(this)),
            systemRoots(),
        )
    }

    private companion object {
        /** As in the build file; a test compares them. */
        const val VERSION = "0.1.0"
    }
}
