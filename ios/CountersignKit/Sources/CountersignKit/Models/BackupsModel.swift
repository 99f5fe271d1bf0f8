import Foundation
import Observation

/// What takes a fresh unlock of its own.
public enum BackupWish: Equatable, Sendable { case passphrase, backup, folder }

/// Encrypted backups: the passphrase, one by hand, and those that are made by themselves.
@MainActor @Observable
public final class BackupsModel {
    /// A passphrase is set.
    public private(set) var hasPassphrase = false
    /// Automatic backups, where they are on, and what the person calls their folder.
    public private(set) var auto: AutoBackup?
    public private(set) var folderName = ""
    /// What is done once the passcode was typed.
    public private(set) var waits: BackupWish?
    public private(set) var busy = false
    /// A backup, until it was written and read back.
    public private(set) var made: Export?
    /// One was written just now, and held so many accounts.
    public private(set) var written: Int?
    /// A passphrase that could be set, for the person to write down; kept nowhere else.
    public private(set) var suggested: String?
    /// The passphrase was set just now.
    public private(set) var wasSet = false
    public private(set) var trouble: UserError?

    @ObservationIgnored private let phone: any AuthenticatorService
    @ObservationIgnored private let systemServices: any SystemServices
    @ObservationIgnored private var passphrase: String?
    @ObservationIgnored private var chosen: String?
    @ObservationIgnored private var running = false
    /// What was begun before this changed is dropped.
    @ObservationIgnored private var turn = 0

    init(phone: any AuthenticatorService, systemServices: any SystemServices) {
        self.phone = phone
        self.systemServices = systemServices
    }

    func begin() {
        forget()
        draw()
    }

    /// Shows a passphrase that nobody can guess.
    public func suggest() {
        do {
            suggested = try phone.suggestPassphrase()
        } catch {
            (suggested, trouble) = (nil, error)
        }
    }

    /// Sets the passphrase, which is typed twice.
    public func setPassphrase(_ new: String, again: String) async {
        guard new == again else { return trouble = .transfer(.differ) }
        passphrase = new
        await wish(.passphrase)
    }

    /// Asks the person, then does it; by the passcode where the phone's own lock does not open the vault.
    public func wish(_ wish: BackupWish, passcode: String? = nil) async {
        guard !busy else { return }
        let proof: Proof? = passcode.map { .passcode($0) } ?? (phone.platformKey() == .ready ? .platform : nil)
        guard let proof else { return waits = wish }
        let turn = turn
        await work { () async throws(UserError) in
            try await self.granted(wish, proof, turn)
        }
        guard turn == self.turn else { return }
        switch trouble {
        case nil, .transfer: waits = nil
        default: waits = wish
        }
    }

    /// The backup was written where the person wanted it, and read back; nil where that failed.
    public func written(_ readBack: Data?) async {
        guard let made else { return }
        await work { [phone] () async throws(UserError) in
            guard let readBack else { throw .transfer(.notWritten) }
            try await phone.check(made, readBack)
            self.made = nil
            self.written = made.accounts
        }
    }

    /// Backups go to this folder by themselves from now on, once the person was asked.
    public func folder(_ name: String) async {
        chosen = name
        await wish(.folder)
    }

    public func turnOff() async {
        await work { [phone] () async throws(UserError) in
            try await phone.stopAutoBackup()
            self.draw()
        }
    }

    /// Makes a backup where one is due, beside the screen. What goes wrong is told on the list.
    public func run() async {
        guard !running, let auto = try? phone.autoBackup() else { return }
        running = true
        _ = try? await phone.runAutoBackup(systemServices.backupFolder(auto.folder) ?? NoFolder())
        running = false
        draw()
    }

    func forget() {
        turn += 1
        passphrase = nil
        chosen = nil
        waits = nil
        made = nil
        written = nil
        wasSet = false
        suggested = nil
        trouble = nil
        hasPassphrase = false
        auto = nil
    }

    private func draw() {
        auto = try? phone.autoBackup()
        folderName = auto.map { systemServices.nameOfFolder($0.folder) } ?? ""
        hasPassphrase = (try? phone.safety().backup) ?? false
    }

    private func granted(_ wish: BackupWish, _ proof: Proof, _ turn: Int) async throws(UserError) {
        switch wish {
        case .passphrase:
            guard let passphrase else { return }
            try await phone.setBackupPassphrase(proof, passphrase)
            guard turn == self.turn else { return }
            (self.passphrase, suggested) = (nil, nil)
            wasSet = true
            draw()
        case .folder:
            guard let chosen else { return }
            try await phone.startAutoBackup(proof, chosen)
            guard turn == self.turn else { return }
            self.chosen = nil
            draw()
            await run()
        case .backup:
            let made = try await phone.backUp(proof)
            guard turn == self.turn else { return }
            self.made = made
            written = nil
            wasSet = false
        }
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

/// A folder that is not there any more: the library says so on the list until another one is chosen.
private struct NoFolder: BackupFolder {
    func names() throws(BackupFailure) -> [String] { throw .noFolder }
    func read(_ name: String, limit: Int) throws(BackupFailure) -> Data { throw .noFolder }
    func writeNew(_ name: String, _ bytes: Data) throws(BackupFailure) { throw .noFolder }
    func delete(_ name: String) throws(BackupFailure) { throw .noFolder }
}
