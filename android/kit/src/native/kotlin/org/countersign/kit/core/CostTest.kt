package org.countersign.kit.core

import java.nio.ByteBuffer
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlinx.coroutines.runBlocking
import org.countersign.FrameScanner
import org.countersign.ScanException
import org.countersign.kit.AddChoice
import org.countersign.kit.memory.MemoryClock
import org.countersign.kit.memory.MemoryFiles
import org.countersign.kit.memory.MemoryKeys
import org.countersign.kit.memory.MemoryDeviceStateStore
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable

/** What a crossing costs, printed for the reader: `android/check costs`. A slow machine fails nothing. */
@EnabledIfEnvironmentVariable(named = "COUNTERSIGN_COSTS", matches = ".+")
class CostTest {
    @Test
    fun a_frame_and_a_list() = runBlocking {
        val luma = ByteBuffer.allocateDirect(1920 * 1080)
        val scanner = FrameScanner()
        cost("crossing with a frame of 1920 x 1080 that is refused at once", 2000) {
            try {
                scanner.scan(luma, 1921u, 1080u, 1920u)
            } catch (_: ScanException) {
            }
        }
        cost("an empty frame of 1920 x 1080", 200) { scanner.scan(luma, 1920u, 1080u, 1920u) }

        val phone = loopbackService(MemoryFiles(), MemoryDeviceStateStore(), MemoryKeys(), MemoryClock())
        phone.create("482615")
        repeat(1000) { phone.add(phone.previewKey("Shop $it", "ida", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"), AddChoice.KeepBoth) }
        assertEquals(1000, phone.codes().size)
        cost("the codes of 1,000 accounts", 200) { phone.codes() }
        val screen = phone.accounts().take(20).map { it.id }
        cost("the codes of 20 of them", 200) { phone.codes(screen) }
        cost("the rows of 1,000 accounts", 200) { phone.accounts() }
    }

    /** Half the times to warm up, then the middle one of the rest. */
    private fun cost(what: String, times: Int, act: () -> Unit) {
        repeat(times / 2) { act() }
        val took = List(times) {
            val begun = System.nanoTime()
            act()
            System.nanoTime() - begun
        }.sorted()
        println("cost: $what: median ${took[times / 2] / 1000} µs of $times, worst ${took.last() / 1000} µs")
    }
}
