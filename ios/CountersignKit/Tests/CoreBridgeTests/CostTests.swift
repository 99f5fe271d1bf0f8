import CountersignKit
import CountersignFakes
import Foundation
import Testing

@testable import CoreBridge

/// What a crossing costs, printed for the reader; a slow machine fails nothing. The library is the debug build.
@MainActor @Suite(.serialized, .enabled(if: ProcessInfo.processInfo.environment["COUNTERSIGN_COSTS"] != nil))
struct CostTests {
    private func measure(_ what: String, _ times: Int, _ act: () throws -> Void) rethrows {
        let clock = ContinuousClock()
        let took = try clock.measure { for _ in 0..<times { try act() } }
        print("cost: \(what): \(took / times)")
    }

    @Test func a_frame_and_a_list() async throws {
        let frame = Frame(luma: Data(count: 1920 * 1088), width: 1920, height: 1080, stride: 1920)
        let reader = LibraryReader()
        measure("an empty frame of 1920 x 1080", 20) { _ = reader.read(frame) }
        let wrong = Frame(luma: frame.luma, width: 1921, height: 1200, stride: 1920)
        measure("crossing with a frame of 1920 x 1080 that is refused at once", 200) { _ = reader.read(wrong) }

        let phone = try CoreAuthenticatorService.loopback(
            files: MemoryFiles(), values: MemoryDeviceStateStore(), keys: MemoryKeys(), clock: StoryClock())
        try await phone.create(passcode: "482615")
        for number in 0..<1000 {
            let key = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
            let preview = try await phone.preview(issuer: "Shop \(number)", account: "ida", key: key)
            _ = try await phone.add(preview, .keepBoth)
        }
        #expect(try phone.codes().count == 1000)
        try measure("the codes of 1,000 accounts", 20) { _ = try phone.codes() }
        let screen = try phone.accounts().prefix(20).map(\.id)
        try measure("the codes of 20 of them", 200) { _ = try phone.codes(of: screen) }
        try measure("the rows of 1,000 accounts", 20) { _ = try phone.accounts() }
    }
}
