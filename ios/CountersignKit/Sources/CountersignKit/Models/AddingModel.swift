import Foundation
import Observation

/// From a code before the camera, or a text that was typed, to an account.
@MainActor @Observable
public final class AddingModel {
    /// The camera may be used; nil until the person was asked.
    public private(set) var camera: Bool?
    /// A work or school account is being added, not one for codes.
    public private(set) var work = true
    public private(set) var busy = false
    public private(set) var preview: Preview?
    public private(set) var trouble: UserError?

    @ObservationIgnored private let phone: any AuthenticatorService
    @ObservationIgnored private let choices: any Choices
    /// What was asked before this changed is not answered any more.
    @ObservationIgnored private var run = 0
    /// Told when an account was added.
    @ObservationIgnored var onAdded: (Account) -> Void = { _ in }

    public init(phone: any AuthenticatorService, choices: any Choices) {
        self.phone = phone
        self.choices = choices
        if let name = choices.deviceName { phone.setDeviceName(name) }
    }

    /// Begins anew.
    public func start(work: Bool) {
        self.work = work
        drop()
    }

    public func camera(allowed: Bool) {
        camera = allowed
    }

    /// Whether frames are looked at: not while something is shown that has to be answered first.
    public var scanning: Bool { !busy && preview == nil && trouble == nil }

    /// What a frame held. Between several codes nobody guesses.
    public func found(_ codes: [LibraryValue]) async {
        guard scanning, let first = codes.first else { return }
        if codes.count > 1 {
            trouble = .severalCodes
            return
        }
        await ask { [phone] () async throws(UserError) in try await phone.preview(first) }
    }

    /// What a picture held that the person chose.
    public func picture(_ codes: [LibraryValue]) async {
        guard !busy && preview == nil else { return }
        trouble = codes.isEmpty ? .noCodeInPicture : nil
        await found(codes)
    }

    public func typed(link: String) async {
        let link = link.trimmingCharacters(in: .whitespacesAndNewlines)
        await ask { [phone] () async throws(UserError) in try await phone.preview(link: link) }
    }

    public func typed(issuer: String, account: String, key: String) async {
        let issuer = issuer.trimmingCharacters(in: .whitespacesAndNewlines)
        let account = account.trimmingCharacters(in: .whitespacesAndNewlines)
        await ask { [phone] () async throws(UserError) in
            try await phone.preview(issuer: issuer, account: account, key: key)
        }
    }

    /// "Continue", or "Keep both" where the preview said what is there already. `device` is what the person calls this phone,
    /// where they changed its name.
    public func accept(device: String? = nil) async {
        guard let preview, !busy else { return }
        if let device {
            choices.deviceName = device
            phone.setDeviceName(device)
        }
        busy = true
        trouble = nil
        let mine = run
        do {
            let added = try await phone.add(preview, keepBoth: preview.conflict != nil)
            if run == mine { drop() }
            onAdded(added)
        } catch {
            guard run == mine else { return }
            drop()
            trouble = error
        }
    }

    /// "Cancel", "Scan again" after a code that was none, or the app was locked: nothing that was scanned stays, and what is
    /// still being asked for is not shown.
    public func drop() {
        run += 1
        busy = false
        preview = nil
        trouble = nil
    }

    private func ask(_ ask: () async throws(UserError) -> Preview) async {
        guard !busy else { return }
        busy = true
        preview = nil
        trouble = nil
        let mine = run
        do {
            let seen = try await ask()
            guard run == mine else { return }
            preview = seen
        } catch {
            guard run == mine else { return }
            trouble = error
        }
        busy = false
    }
}
