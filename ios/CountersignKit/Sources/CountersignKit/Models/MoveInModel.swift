import Foundation
import Observation

/// From another app's file or codes to accounts: looked at, planned, added in one save, taken back.
@MainActor @Observable
public final class MoveInModel {
    /// Imports that can still be taken back.
    public private(set) var past: [PastImport] = []
    /// A file with a password: said with what opening it costs, before the password is typed.
    public private(set) var kind: FileKind?
    /// What the file is was not recognised, or guessed: the person may say from which app it comes.
    public private(set) var nameable = false
    /// The file is being read.
    public private(set) var busy = false
    /// What would be added.
    public private(set) var plan: ImportPlan?
    public private(set) var choices = ImportChoices()
    /// What was added.
    public private(set) var report: ImportReport?
    /// What taking an import back did.
    public private(set) var undone: Undone?
    public private(set) var trouble: UserError?

    @ObservationIgnored private let phone: any AuthenticatorService
    @ObservationIgnored private var file: Data?
    /// From which app the file comes, where the person said so.
    @ObservationIgnored private var named: FileFormat?
    @ObservationIgnored private var codes: [LibraryValue] = []
    /// What was begun before this changed is dropped.
    @ObservationIgnored private var run = 0
    @ObservationIgnored var onChange: () -> Void = {}

    init(phone: any AuthenticatorService) {
        self.phone = phone
    }

    /// Accounts come from codes, of which some were not scanned yet.
    public var isIncomplete: Bool { plan?.missing.isEmpty == false }

    /// Draws what can be taken back; what was begun stays.
    public func draw() {
        past = (try? phone.imports()) ?? []
    }

    /// A file that the person chose; nil where it could not be read.
    public func chosen(_ bytes: Data?) async {
        startOver()
        guard let bytes else { return trouble = .transfer(.noFile) }
        file = bytes
        await look(nil)
    }

    /// The person says that the guess was wrong: from which app the file comes is asked.
    public func notThat() {
        kind = nil
        trouble = nil
        nameable = file != nil
    }

    /// The person says from which app the file comes.
    public func from(_ format: FileFormat) async { await look(format) }

    private func look(_ format: FileFormat?) async {
        guard let file else { return }
        named = format
        await read { [phone] () async throws(UserError) in
            let kind = try await phone.inspect(file, as: format)
            let plan = kind.encrypted ? nil : try await phone.plan(file, as: format, password: nil)
            return {
                if let plan { return self.planned(plan) }
                self.nameable = false
                self.kind = kind
            }
        }
    }

    /// Opens the file with its password.
    public func open(password: String) async {
        guard let file else { return }
        await read { [phone, named] () async throws(UserError) in
            let plan = try await phone.plan(file, as: named, password: password)
            return { self.planned(plan) }
        }
    }

    /// Codes of another app's export were scanned.
    public func scanned(_ more: [LibraryValue]) async {
        let all = codes + more
        startOver()
        codes = all
        await read { [phone] () async throws(UserError) in
            let plan = try await phone.plan(scanned: all)
            return { self.planned(plan) }
        }
    }

    /// Leaves an entry out, or takes it in again.
    public func skip(_ position: Int, _ skip: Bool) {
        if skip { choices.skipped.insert(position) } else { choices.skipped.remove(position) }
    }

    /// What is done with accounts of which the name or the key is there already.
    public func alike(_ alike: Alike) {
        choices.alike = alike
    }

    /// What the person may choose for them.
    public var offers: Set<Alike> { Set(plan?.receipts.flatMap(\.offers) ?? []) }

    /// An entry that is added as things stand.
    public func adds(_ receipt: Receipt) -> Bool { choices.adds(receipt) }

    /// Adds what the plan shows. `incomplete`: "add these", where parts are missing.
    public func commit(incomplete: Bool = false) async {
        guard let plan else { return }
        if isIncomplete, !incomplete { return trouble = .transfer(.partsMissing) }
        var choices = choices
        choices.incomplete = incomplete
        await read { [phone, choices] () async throws(UserError) in
            let report = try await phone.commit(plan, choices)
            return {
                self.clear()
                self.report = report
                self.draw()
                self.onChange()
            }
        }
    }

    /// Takes an import back.
    public func undo(_ imported: String) async {
        await read { [phone] () async throws(UserError) in
            let undone = try await phone.undo(imported)
            return {
                self.clear()
                self.undone = undone
                self.draw()
                self.onChange()
            }
        }
    }

    /// "Cancel", also while a file is being read: what comes of it is dropped.
    public func startOver() {
        run += 1
        busy = false
        clear()
    }

    func forget() {
        startOver()
        past = []
    }

    private func clear() {
        forgetFile()
        codes = []
        kind = nil
        nameable = false
        plan = nil
        choices = ImportChoices()
        report = nil
        undone = nil
        trouble = nil
    }

    private func planned(_ plan: ImportPlan) {
        forgetFile()
        kind = nil
        nameable = false
        choices = ImportChoices()
        self.plan = plan
        trouble = plan.usable ? nil : .transfer(.nothingUsable)
    }

    private func forgetFile() {
        if let count = file?.count { file?.resetBytes(in: 0..<count) }
        file = nil
        named = nil
    }

    private func failed(_ error: UserError) {
        let unknown = error == .transfer(.unknownFormat)
        // What cannot be read is not kept; a password may be typed again, and the app named.
        if kind == nil, !unknown, !nameable { forgetFile() }
        nameable = file != nil && (unknown || nameable)
        trouble = error
    }

    private func read(_ act: () async throws(UserError) -> @MainActor () -> Void) async {
        guard !busy else { return }
        busy = true
        trouble = nil
        let mine = run
        do {
            let done = try await act()
            guard run == mine else { return }
            busy = false
            done()
        } catch {
            guard run == mine else { return }
            busy = false
            failed(error)
        }
    }
}
