import Observation

/// An account of the bin, and the days that are left to take it back: the last one counts whole.
public struct BinRow: Equatable, Sendable, Identifiable {
    public let account: Account
    public let daysLeft: Int

    public var id: String { account.id }
}

/// The accounts that were removed in the last thirty days.
@MainActor @Observable
public final class BinModel {
    public private(set) var rows: [BinRow] = []
    public private(set) var trouble: UserError?

    @ObservationIgnored private let phone: any AuthenticatorService
    @ObservationIgnored private let clock: any Clock

    init(phone: any AuthenticatorService, clock: any Clock) {
        self.phone = phone
        self.clock = clock
    }

    public func draw() {
        let now = clock.now()
        let day = 24 * 60 * 60
        trouble = nil
        do {
            rows = try phone.bin().map {
                BinRow(account: $0.account, daysLeft: max(($0.until - now + day - 1) / day, 0))
            }
        } catch {
            rows = []
        }
    }

    public func takeBack(_ account: String) async {
        await changing { [phone] () async throws(UserError) in try await phone.takeBack(account) }
    }

    public func deleteNow(_ account: String) async {
        await changing { [phone] () async throws(UserError) in try await phone.deleteNow(account) }
    }

    public func empty() async {
        await changing { [phone] () async throws(UserError) in try await phone.emptyBin() }
    }

    func forget() {
        rows = []
        trouble = nil
    }

    private func changing(_ act: () async throws(UserError) -> Void) async {
        do {
            try await act()
            draw()
        } catch {
            draw()
            trouble = error
        }
    }
}
