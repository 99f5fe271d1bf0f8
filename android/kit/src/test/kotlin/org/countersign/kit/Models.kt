package org.countersign.kit

import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.test.TestScope
import kotlinx.coroutines.test.UnconfinedTestDispatcher
import kotlinx.coroutines.test.runTest
import org.countersign.kit.memory.MemoryChoices
import org.countersign.kit.memory.MemoryClock
import org.countersign.kit.memory.MemoryPhone
import org.countersign.kit.memory.MemoryPushService
import org.countersign.kit.memory.MemorySurroundings
import org.countersign.kit.memory.MemoryValues
import org.countersign.kit.memory.Samples
import org.countersign.kit.model.AppModel
import org.countersign.kit.model.Ringing

/** An app over the twin in memory, open unless the test says otherwise. */
class Rig(scope: TestScope, state: Vault = Vault.Open) {
    val clock = MemoryClock(Samples.NOW)
    val phone = MemoryPhone("482615", state, Samples.all, Samples.codes, clock = clock)
    val choices = MemoryChoices()
    val surroundings = MemorySurroundings()
    val push = MemoryPushService()
    val ringing = Ringing(phone, MemoryValues(), push)
    val app = AppModel(phone, clock, choices, surroundings, ringing, scope.backgroundScope, Dispatchers.Unconfined)
}

/** Runs a test whose coroutines run at once. */
@OptIn(ExperimentalCoroutinesApi::class)
fun model(act: suspend TestScope.() -> Unit) = runTest(UnconfinedTestDispatcher(), testBody = act)

/** A rig whose app was looked at once. */
suspend fun TestScope.opened(): Rig = Rig(this).also { it.app.locking.look() }
