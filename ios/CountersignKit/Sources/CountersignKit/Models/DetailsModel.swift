import Foundation
import Observation

/// One account: its row, note and groups; of a code account how it is guarded, and its key.
@MainActor @Observable
public final class DetailsModel {
    /// What takes a fresh unlock of its own.
    public enum Wish: Equatable, Sendable { case secret, picture, stopAsking }

    public private(set) var account: String?
    public private(set) var details: AccountDetails?
    /// Its key as a link, or as a code to be scanned, while the person looks.
    public private(set) var secret: String?
    public private(set) var picture: CodePicture?
    /// What is done once the passcode was typed.
    public private(set) var waits: Wish?
    public private(set) var proving = false
    /// Note and groups were stored just now.
    public private(set) var annotated = false
    public private(set) var trouble: UserError?

    /// Nobody may see the screen but who holds the phone.
    public var isSecret: Bool { secret != nil || picture != nil }

    @ObservationIgnored private let phone: any AuthenticatorService
    @ObservationIgnored var onChange: () -> Void = {}

    init(phone: any AuthenticatorService) {
        self.phone = phone
    }

    func begin(_ account: String) {
        forget()
        self.account = account
        draw()
    }

    /// Asks the person, then does it. `passcode`: typed, where the phone's own lock did not do.
    public func wish(_ wish: Wish, passcode: String? = nil) async {
        guard let account, !proving else { return }
        proving = true
        trouble = nil
        do {
            try await grant(account, wish, passcode.map { .passcode($0) } ?? .platform)
            if self.account == account {
                waits = nil
                draw()
            }
        } catch {
            if self.account == account {
                waits = error == .protected ? nil : wish
                trouble = error
            }
        }
        proving = false
    }

    public func favourite(_ on: Bool) async {
        await changing { [phone] account async throws(UserError) in try await phone.favourite(account, on) }
    }

    /// The person's own text, and the groups as they are typed: with commas between them.
    public func annotate(note: String, groups: String) async {
        let tags = groups.split { ",\u{60C}\u{3001}\u{FF0C}".contains($0) }
            .map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
        let newNote = note == details?.note ? nil : note
        let newTags = tags == details?.tags ? nil : tags
        await changing { [phone] account async throws(UserError) in
            try await phone.annotate(account, note: newNote, tags: newTags)
            if self.account == account { annotated = true }
        }
    }

    public func askBefore() async {
        await changing { [phone] account async throws(UserError) in try await phone.askBefore(account) }
    }

    public func neverExport() async {
        await changing { [phone] account async throws(UserError) in try await phone.neverExport(account) }
    }

    public func storePin(_ pin: String?) async {
        await changing { [phone] account async throws(UserError) in try await phone.storePin(account, pin) }
    }

    public func switchKind(to kind: CodeKind) async {
        await changing { [phone] account async throws(UserError) in try await phone.switchKind(account, to: kind) }
    }

    /// Takes the key off the screen.
    public func hide() {
        secret = nil
        picture = nil
    }

    func forget() {
        hide()
        account = nil
        details = nil
        waits = nil
        annotated = false
        trouble = nil
    }

    private func grant(_ account: String, _ wish: Wish, _ proof: Proof) async throws(UserError) {
        switch wish {
        case .secret:
            let link = try await phone.showSecret(account, proof)
            show(account, link, nil)
        case .picture:
            let picture = try await phone.showPicture(account, proof)
            show(account, nil, picture)
        case .stopAsking: try await phone.stopAsking(account, proof)
        }
    }

    /// Only for who still looks at this account.
    private func show(_ account: String, _ secret: String?, _ picture: CodePicture?) {
        guard self.account == account else { return }
        self.secret = secret
        self.picture = picture
    }

    private func changing(_ act: (String) async throws(UserError) -> Void) async {
        guard let account else { return }
        trouble = nil
        annotated = false
        do {
            try await act(account)
        } catch {
            trouble = error
        }
        draw()
    }

    private func draw() {
        look()
        if account != nil { onChange() }
    }

    /// Draws what the list draws anew, while the details stand open.
    func look() {
        guard let account else { return }
        let now = try? phone.details(account)
        if details != now { details = now }
    }
}
