import CountersignKit
import CountersignTwins
import Testing

@testable import CoreBridge

/// The way of a ring with the real library and the real service: a receiver in memory hands out an address of the transport
/// `log`, and its push wakes the library.
@MainActor @Suite(.serialized)
struct RingTests {
    private let bell = MemoryBell()
    private let receiver = MemoryReceiver()

    @Test func the_service_learns_where_to_ring_and_a_push_brings_the_request_a09() async throws {
        try await Player.play(prelude: "enrolled") { player in
            let waker = Waker(phone: player.phone, bell: bell, receiver: receiver)
            waker.notifications(allowed: true)
            try #require(receiver.registered)
            waker.reached(at: PushAddress(.log, "ring-me-here"))
            #expect(!player.cable.carried("ring-me-here"))
            await waker.wake()
            #expect(player.cable.carried(#""pushProviderId":"ring-me-here""#))
            #expect(player.cable.carried(#""pushProviderType":"log""#))
            #expect(bell.rung.isEmpty)

            let signIn: JSON = .object([
                "do": .text("service.signin"), "browser": .text("B"), "state": .text("number"),
            ])
            try await player.play([try Step(signIn)])
            await waker.wake()
            await waker.wake()
            #expect(bell.rung == [.request])
            let front = try player.phone.inbox().front
            #expect(front?.phase == .open)
        }
    }

    @Test func refused_notifications_take_the_address_back_from_the_service_a10() async throws {
        try await Player.play(prelude: "enrolled") { player in
            let waker = Waker(phone: player.phone, bell: bell, receiver: receiver)
            waker.notifications(allowed: true)
            waker.reached(at: PushAddress(.log, "ring-me-here"))
            await waker.wake()
            #expect(!player.cable.carried(#""pushProviderType":"none""#))
            waker.notifications(allowed: false)
            await waker.wake()
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
