import CountersignKit
import CountersignFakes
import Testing

@testable import CoreBridge

/// The way of a ring with the real library and the real service: a receiver in memory hands out an address of the transport
/// `log`, and its push wakes the library.
@MainActor @Suite(.serialized)
struct PushNoticeTests {
    private let notifier = MemoryNotifier()
    private let receiver = MemoryReceiver()

    @Test func the_service_learns_where_to_ring_and_a_push_brings_the_request_a09() async throws {
        try await Player.play(prelude: "enrolled") { player in
            let pushHandler = PushHandler(phone: player.phone, notifier: notifier, receiver: receiver)
            pushHandler.notifications(allowed: true)
            try #require(receiver.registered)
            pushHandler.reached(at: PushAddress(.log, "ring-me-here"))
            #expect(!player.cable.carried("ring-me-here"))
            await pushHandler.wake()
            #expect(player.cable.carried(#""pushProviderId":"ring-me-here""#))
            #expect(player.cable.carried(#""pushProviderType":"log""#))
            #expect(notifier.rung.isEmpty)

            let signIn: JSON = .object([
                "do": .text("service.signin"), "browser": .text("B"), "state": .text("number"),
            ])
            try await player.play([try Step(signIn)])
            await pushHandler.wake()
            await pushHandler.wake()
            #expect(notifier.rung == [.request])
            let front = try player.phone.inbox().front
            #expect(front?.phase == .open)
        }
    }

    @Test func refused_notifications_take_the_address_back_from_the_service_a10() async throws {
        try await Player.play(prelude: "enrolled") { player in
            let pushHandler = PushHandler(phone: player.phone, notifier: notifier, receiver: receiver)
            pushHandler.notifications(allowed: true)
            pushHandler.reached(at: PushAddress(.log, "ring-me-here"))
            await pushHandler.wake()
            #expect(!player.cable.carried(#""pushProviderType":"none""#))
            pushHandler.notifications(allowed: false)
            await pushHandler.wake()
            #expect(player.cable.carried(#""pushProviderType":"none""#))
            let notes = try await player.phone.refresh().notes
            #expect(notes.isEmpty)
        }
    }

    @Test func an_address_that_nobody_can_ring_counts_as_none_a10() async throws {
        try await Player.play(prelude: "enrolled") { player in
            player.phone.ring(at: PushAddress(.log, "ring-me-here"))
            player.phone.ring(at: PushAddress(.log, "two\nlines"))
            _ = try await player.phone.refresh()
            #expect(player.cable.carried(#""pushProviderType":"none""#))
            #expect(!player.cable.carried("ring-me-here"))
        }
    }
}
