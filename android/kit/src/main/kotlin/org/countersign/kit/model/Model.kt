package org.countersign.kit.model

import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.update
import kotlinx.coroutines.launch
import org.countersign.kit.UserErrorException
import org.countersign.kit.UserError

/**
 * What a screen draws, and what is done when it is used. A model lives on one thread, the screen's; its work is cancelled with
 * its scope.
 */
abstract class Model<S>(protected val scope: CoroutineScope, first: S) {
    private val now = MutableStateFlow(first)

    /** What is to be drawn. */
    val state: StateFlow<S> = now

    protected val current: S get() = now.value

    protected fun change(to: (S) -> S) = now.update(to)

    /** Does something that may wait, and hands what went wrong to `failed`. */
    protected fun attempt(failed: (UserError) -> Unit, act: suspend () -> Unit): Job =
        scope.launch { guard(failed) { act() } }
}

/** Runs `act`; a refusal of the library goes to `failed` and gives null. */
internal inline fun <T> guard(failed: (UserError) -> Unit, act: () -> T): T? =
    try {
        act()
    } catch (refused: UserErrorException) {
        failed(refused.trouble)
        null
    }

/** As [Model.attempt], where a value of the scope is at hand. */
internal fun CoroutineScope.launchGuarded(failed: (UserError) -> Unit, act: suspend () -> Unit): Job =
    launch { guard(failed) { act() } }
