package org.countersign.app.platform

import java.util.concurrent.atomic.AtomicBoolean
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext

/** Something that takes its time to make, such as a library with its keys and certificates: made once, off the main thread. */
class Loader<T : Any>(
    private val scope: CoroutineScope,
    private val background: CoroutineDispatcher,
    private val make: () -> T,
) {
    /** How far it is. */
    sealed interface State<out T> {
        data object Loading : State<Nothing>

        /** Another try may do better: [begin]. */
        data object Failed : State<Nothing>

        class Ready<T>(val made: T) : State<T>
    }

    private val now = MutableStateFlow<State<T>>(State.Loading)
    private val making = AtomicBoolean(false)

    val state: StateFlow<State<T>> = now

    /** What was made, or null while it is not there. */
    val ready: T? get() = (now.value as? State.Ready)?.made

    /** Begins to make it, unless it is made or being made. */
    fun begin() {
        if (ready != null || !making.compareAndSet(false, true)) return
        now.value = State.Loading
        scope.launch {
            val made = try {
                State.Ready(withContext(background) { make() })
            } catch (_: Exception) {
                State.Failed
            } catch (_: LinkageError) {
                // No library for this processor, or not the one that its sources were made from.
                State.Failed
            }
            making.set(false)
            now.value = made
        }
    }

    /** Begins where that was not done, and waits for it; null where it cannot be made. */
    suspend fun await(): T? {
        begin()
        return (state.first { it != State.Loading } as? State.Ready)?.made
    }
}
