import CountersignKit
import CountersignTwins
import Foundation
import Testing

@MainActor
struct WakerTests {
    private let bell = MemoryBell()
    private let receiver = MemoryReceiver()

    private func waker(_ phone: MemoryPhone) -> Waker { Waker(phone: phone, bell: bell, receiver: receiver) }

    @Test func a_push_message_wakes_the_core_and_the_request_rings_once_a09() async {
        let phone = MemoryPhone(rows: Samples.all, requests: [Samples.request])
        let waker = waker(phone)
        await waker.wake()
        await waker.wake()
        #expect(bell.rung == [.request])
        #expect(phone.calls.filter { $0 == "refresh" }.count == 2)
        phone.requests = []
        await waker.wake()
        #expect(bell.shown == nil)
    }

    @Test func allowed_notifications_give_the_services_this_phones_address_a09() {
        let phone = MemoryPhone()
        let waker = waker(phone)
        waker.notifications(allowed: true)
        #expect(receiver.registered)
        #expect(phone.rings == nil)
        waker.reached(at: PushAddress(.log, "phone-1"))
        #expect(phone.rings == PushAddress(.log, "phone-1"))
        waker.notifications(allowed: true)
        #expect(phone.calls == ["ring"])
        waker.reached(at: .apns(token: Data([0, 10, 255])))
        #expect(phone.rings == PushAddress(.apns, "000aff"))
    }

    @Test func refused_notifications_take_the_address_back_and_none_that_comes_late_is_given_a10() {
        let phone = MemoryPhone()
        let waker = waker(phone)
        waker.notifications(allowed: true)
        waker.reached(at: PushAddress(.log, "phone-1"))
        waker.notifications(allowed: false)
        #expect(!receiver.registered)
        #expect(phone.rings == nil)
        waker.reached(at: PushAddress(.log, "phone-2"))
        #expect(phone.rings == nil)
        waker.notifications(allowed: true)
        waker.reached(at: PushAddress(.log, "phone-2"))
        #expect(phone.rings == PushAddress(.log, "phone-2"))
    }

    @Test func who_never_allowed_notifications_has_no_address_a10() {
        let phone = MemoryPhone()
        let waker = waker(phone)
        waker.reached(at: PushAddress(.log, "phone-1"))
        waker.notifications(allowed: false)
        #expect(phone.calls == ["ring nowhere"])
        #expect(!receiver.registered)
    }

    @Test func a_request_rings_while_slow_services_are_still_asked_a09() async {
        let phone = MemoryPhone(rows: Samples.all, requests: [Samples.request])
        var rungBefore: [Ring] = []
        phone.answers = [{}, { [bell] in rungBefore = bell.rung }]
        await waker(phone).wake()
        #expect(rungBefore == [.request])
        #expect(bell.rung == [.request])
        #expect(phone.asked == [.byARing])
    }

    @Test func a_locked_app_rings_without_asking_anybody_a35() async {
        let phone = MemoryPhone(state: MemoryPhone.locked)
        await waker(phone).wake()
        #expect(bell.rung == [.maybeRequest])
        #expect(!phone.calls.contains("refresh"))
    }

    @Test func a_message_without_a_request_is_silent() async {
        await waker(MemoryPhone()).wake()
        #expect(bell.rung.isEmpty)
    }

    @Test func a_service_that_cannot_be_reached_rings_nothing_a55() async {
        let phone = MemoryPhone()
        phone.nextTrouble = .unreachable(.offline)
        await waker(phone).wake()
        #expect(bell.rung.isEmpty)
    }

    @Test func a_ring_holds_no_word_of_the_request_a35() {
        for ring in Ring.allCases { #expect(Phrase(ring).arguments.isEmpty) }
    }
}
