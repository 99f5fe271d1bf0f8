import Foundation
import Observation

/// From the accounts to another app's file or codes. A fresh unlock is made for each.
@MainActor @Observable
public final class MoveOutModel {
    /// In which form; nil while the person chooses.
    public private(set) var target: ExportTarget?
    /// How many accounts make codes.
    public private(set) var accounts = 0
    /// The passcode has to be typed before the file is made.
    public private(set) var passcode = false
    public private(set) var busy = false
    /// The file, until it was written and read back, or its codes, while the person looks.
    public private(set) var made: Export?
    /// Which of the codes stands there.
    public private(set) var place = 0
    /// It was written and read back, or all codes were shown.
    public private(set) var done = false
    public private(set) var trouble: UserError?

    @ObservationIgnored private let phone: any AuthenticatorService
    @ObservationIgnored private var password: String?
    /// What was begun before this changed is dropped.
    @ObservationIgnored private var turn = 0

    init(phone: any AuthenticatorService) {
        self.phone = phone
    }

    /// Nobody may take a picture of the screen.
    public var isSecret: Bool { made?.pictures.isEmpty == false && !done }

    func begin() {
        forget()
        accounts = ((try? phone.accounts()) ?? []).filter { !$0.isPush }.count
    }

    public func choose(_ target: ExportTarget?) {
        begin()
        self.target = target
    }

    /// Makes a file under a password, which is typed twice.
    public func make(password: String, again: String) async {
        guard password == again else { return trouble = .transfer(.differ) }
        self.password = password
        await make()
    }

    /// Makes the file: the person was warned of one without a password. They are asked; by the passcode where the phone's own
    /// lock does not open the vault.
    public func make(passcode typed: String? = nil) async {
        guard let target, !busy else { return }
        let proof: Proof? = typed.map { .passcode($0) } ?? (phone.platformKey() == .ready ? .platform : nil)
        guard let proof else { return passcode = true }
        let turn = turn
        await work { [phone, password] () async throws(UserError) in
            let made = try await phone.export(proof, target, password: password)
            guard turn == self.turn else { return }
            self.made = made
            self.passcode = false
            self.password = nil
        }
        guard turn == self.turn, let trouble else { return }
        // Another password is typed first, where that is what was refused.
        if case .transfer = trouble { passcode = false } else { passcode = true }
    }

    /// The next of the codes; after the last one it is done.
    public func next() {
        if place + 1 < made?.pictures.count ?? 0 { place += 1 } else { done = true }
    }

    public func previous() {
        place = max(place - 1, 0)
    }

    /// It was written where the person wanted it, and read back; nil where that failed.
    public func written(_ readBack: Data?) async {
        guard let made else { return }
        await work { [phone] () async throws(UserError) in
            guard let readBack else { throw .transfer(.notWritten) }
            try await phone.check(made, readBack)
            self.done = true
        }
    }

    func forget() {
        turn += 1
        target = nil
        passcode = false
        made = nil
        place = 0
        done = false
        trouble = nil
        password = nil
    }

    private func work(_ act: () async throws(UserError) -> Void) async {
        guard !busy else { return }
        busy = true
        trouble = nil
        let turn = turn
        do {
            try await act()
        } catch {
            if turn == self.turn { trouble = error }
        }
        busy = false
    }
}
