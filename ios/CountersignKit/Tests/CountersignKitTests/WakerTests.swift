import CountersignKit
import CountersignTwins
import Testing

@MainActor
struct WakerTests {
    private let bell = MemoryBell()

    @Test func a_push_message_wakes_the_core_and_the_request_rings_once_a09() async {
        let phone = MemoryPhone(rows: Samples.all, requests: [Samples.request])
        let waker = Waker(phone: phone, bell: bell)
        await waker.wake()
        await waker.wake()
        #expect(bell.rung == [.request])
        #expect(phone.calls.filter { $0 == "refresh" }.count == 2)
        phone.requests = []
        await waker.wake()
        #expect(bell.shown == nil)
    }

    @Test func a_locked_app_rings_without_asking_anybody_a35() async {
        let phone = MemoryPhone(state: MemoryPhone.locked)
        await Waker(phone: phone, bell: bell).wake()
        #expect(bell.rung == [.maybeRequest])
        #expect(!phone.calls.contains("refresh"))
    }

    @Test func a_message_without_a_request_is_silent() async {
        await Waker(phone: MemoryPhone(), bell: bell).wake()
        #expect(bell.rung.isEmpty)
    }

    @Test func a_service_that_cannot_be_reached_rings_nothing_a55() async {
        let phone = MemoryPhone()
        phone.nextTrouble = .offline
        await Waker(phone: phone, bell: bell).wake()
        #expect(bell.rung.isEmpty)
    }

    @Test func a_ring_holds_no_word_of_the_request_a35() {
        for ring in Ring.allCases { #expect(Phrase(ring).arguments.isEmpty) }
    }
}
