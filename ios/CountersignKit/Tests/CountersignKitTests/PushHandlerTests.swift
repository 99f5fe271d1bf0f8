import CountersignKit
import CountersignFakes
import Foundation
import Testing

@MainActor
struct PushHandlerTests {
    private let notifier = MemoryNotifier()
    private let receiver = MemoryReceiver()

    private func pushHandler(_ phone: FakeAuthenticatorService) -> PushHandler {
        PushHandler(phone: phone, notifier: notifier, receiver: receiver)
    }

    @Test func a_push_message_wakes_the_core_and_the_request_rings_once_a09() async {
        let phone = FakeAuthenticatorService(rows: Samples.all, requests: [Samples.request])
        let pushHandler = pushHandler(phone)
        await pushHandler.wake()
        await pushHandler.wake()
        #expect(notifier.rung == [.request])
        #expect(phone.calls.filter { $0 == "refresh" }.count == 2)
        phone.requests = []
        await pushHandler.wake()
        #expect(notifier.shown == nil)
    }

    @Test func allowed_notifications_give_the_services_this_phones_address_a09() {
        let phone = FakeAuthenticatorService()
        let pushHandler = pushHandler(phone)
        pushHandler.notifications(allowed: true)
        #expect(receiver.registered)
        #expect(phone.pushRegistered == nil)
        pushHandler.reached(at: PushAddress(.log, "phone-1"))
        #expect(phone.pushRegistered == PushAddress(.log, "phone-1"))
        pushHandler.notifications(allowed: true)
        #expect(phone.calls == ["ring"])
        pushHandler.reached(at: .apns(token: Data([0, 10, 255])))
        #expect(phone.pushRegistered == PushAddress(.apns, "000aff"))
    }

    @Test func refused_notifications_take_the_address_back_and_none_that_comes_late_is_given_a10() {
        let phone = FakeAuthenticatorService()
        let pushHandler = pushHandler(phone)
        pushHandler.notifications(allowed: true)
        pushHandler.reached(at: PushAddress(.log, "phone-1"))
        pushHandler.notifications(allowed: false)
        #expect(!receiver.registered)
        #expect(phone.pushRegistered == nil)
        pushHandler.reached(at: PushAddress(.log, "phone-2"))
        #expect(phone.pushRegistered == nil)
        pushHandler.notifications(allowed: true)
        pushHandler.reached(at: PushAddress(.log, "phone-2"))
        #expect(phone.pushRegistered == PushAddress(.log, "phone-2"))
    }

    @Test func who_never_allowed_notifications_has_no_address_a10() {
        let phone = FakeAuthenticatorService()
        let pushHandler = pushHandler(phone)
        pushHandler.reached(at: PushAddress(.log, "phone-1"))
        pushHandler.notifications(allowed: false)
        #expect(phone.calls == ["ring nowhere"])
        #expect(!receiver.registered)
    }

    @Test func a_request_rings_while_slow_services_are_still_asked_a09() async {
        let phone = FakeAuthenticatorService(rows: Samples.all, requests: [Samples.request])
        var rungBefore: [PushNotice] = []
        phone.answers = [{}, { [notifier] in rungBefore = notifier.rung }]
        await pushHandler(phone).wake()
        #expect(rungBefore == [.request])
        #expect(notifier.rung == [.request])
        #expect(phone.asked == [.byAPush])
    }

    @Test func a_locked_app_rings_without_asking_anybody_a35() async {
        let phone = FakeAuthenticatorService(state: FakeAuthenticatorService.locked)
        await pushHandler(phone).wake()
        #expect(notifier.rung == [.maybeRequest])
        #expect(!phone.calls.contains("refresh"))
    }

    @Test func a_message_without_a_request_is_silent() async {
        await pushHandler(FakeAuthenticatorService()).wake()
        #expect(notifier.rung.isEmpty)
    }

    @Test func where_a_service_cannot_be_asked_something_may_wait_a55() async {
        let phone = FakeAuthenticatorService()
        phone.nextTrouble = .unreachable(.offline)
        await pushHandler(phone).wake()
        #expect(notifier.rung == [.maybeRequest])
        phone.box = Inbox(notes: [.unreachable(organisation: "Harbour Bank", .timedOut)])
        await pushHandler(phone).wake()
        #expect(notifier.rung == [.maybeRequest, .maybeRequest])
    }

    @Test func a_request_rings_though_another_service_cannot_be_asked_a55() async {
        let phone = FakeAuthenticatorService(rows: Samples.all, requests: [Samples.request])
        phone.box = Inbox(requests: [Samples.request], notes: [.offline])
        await pushHandler(phone).wake()
        #expect(notifier.rung == [.request])
    }

    @Test func a_ring_holds_no_word_of_the_request_a35() {
        for ring in PushNotice.allCases { #expect(Phrase(ring).arguments.isEmpty) }
    }
}
