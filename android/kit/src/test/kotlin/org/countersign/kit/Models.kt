package org.countersign.kit

import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.test.TestScope
import kotlinx.coroutines.test.UnconfinedTestDispatcher
import kotlinx.coroutines.test.runTest
import org.countersign.kit.memory.MemoryChoices
import org.countersign.kit.memory.MemoryClock
import org.countersign.kit.memory.FakeAuthenticatorService
import org.countersign.kit.memory.MemoryPushService
import org.countersign.kit.memory.MemorySystemServices
import org.countersign.kit.memory.MemoryDeviceStateStore
import org.countersign.kit.memory.Samples
import org.countersign.kit.model.AppModel
import org.countersign.kit.model.PushRegistration

/** An app over the twin in memory, open unless the test says otherwise. */
class Rig(scope: TestScope, state: Vault = Vault.Open) {
    val clock = MemoryClock(Samples.NOW)
    val phone = FakeAuthenticatorService("482615", state, Samples.all, Samples.codes, clock = clock)
    val choices = MemoryChoices()
    val systemServices = MemorySystemServices()
    val push = MemoryPushService()
    val pushRegistration = PushRegistration(phone, MemoryDeviceStateStore(), push)
    val app = AppModel(phone, clock, choices, systemServices, pushRegistration, scope.backgroundScope, Dispatchers.Unconfined)
}

/** Runs a test whose coroutines run at once. */
@OptIn(ExperimentalCoroutinesApi::class)
fun model(act: suspend TestScope.() -> Unit) = runTest(UnconfinedTestDispatcher(), testBody = act)

/** A rig whose app was looked at once. */
suspend fun TestScope.opened(): Rig = Rig(this).also { it.app.locking.look() }
