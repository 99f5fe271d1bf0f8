import Countersign
import CountersignKit
import CountersignFakes
import Foundation
import Testing

@testable import CoreBridge

/// The phone's clock: the system's, and what a scenario adds to it.
final class StoryClock: CountersignKit.Clock {
    private let added = MemoryClock(0)

    func now() -> Int { SystemClock().now() + added.now() }

    func elapsed() -> Int { SystemClock().elapsed() + added.now() }

    func advance(_ seconds: Int) { added.advance(seconds) }
}

/// One phone of a scenario: what lasts when the app is restarted, and the app over it.
@MainActor
struct StoryPhone {
    let files: any CountersignKit.VaultStore
    let values: any CountersignKit.DeviceStateStore
    let keys = MemoryKeys()
    let systemServices = MemorySystemServices()
    let choices = MemoryChoices()
    let clock: StoryClock
    private(set) var phone: CoreAuthenticatorService
    private(set) var app: AppModel

    init(clock: StoryClock) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("countersign-\(UUID().uuidString)")
        files = FileVault(folder: folder)
        values = FileDeviceStateStore(folder: folder.appendingPathComponent("values"))
        self.clock = clock
        phone = try CoreAuthenticatorService.loopback(files: files, values: values, keys: keys, clock: clock)
        app = AppModel(phone: phone, clock: clock, choices: choices, systemServices: systemServices)
        app.comeToFront()
    }

    /// The app's process ends and begins anew.
    mutating func restart() throws {
        phone = try CoreAuthenticatorService.loopback(files: files, values: values, keys: keys, clock: clock)
        app = AppModel(phone: phone, clock: clock, choices: choices, systemServices: systemServices)
        app.comeToFront()
    }
}

extension CoreAuthenticatorService {
    /// A phone that may speak plain http to this machine.
    static func loopback(
        files: any CountersignKit.VaultStore, values: any CountersignKit.DeviceStateStore,
        keys: any CountersignKit.SecureKey, clock: any CountersignKit.Clock
    ) throws -> CoreAuthenticatorService {
        let device = DeviceInfo(name: "Ida's phone", platform: .test, appVersion: "0.1.0", country: "NL")
        let core = try Authenticator.forLoopback(
            store: VaultStoreAdapter(files), deviceState: DeviceStateAdapter(values), keys: SecureKeyAdapter(keys),
            clock: ClockAdapter(clock),
            device: device)
        return try CoreAuthenticatorService(core: core)
    }
}

/// Plays a scenario: the service is real, the library is real, the models are those that the screens draw.
@MainActor
final class Player {
    private let script: Script
    let service: Service
    private let clock = StoryClock()
    private let reader = LibraryReader()
    var holder: StoryPhone
    /// Where the service tells of each, by its letter.
    private var browsers: [String: String] = [:]
    private var scanned: Scanned?
    /// What was made last, by whichever phone.
    private var backup: Data?
    private var passphrase: String?
    private var played = 0

    private init() throws {
        script = try Script.load()
        service = try Service()
        holder = try StoryPhone(clock: clock)
    }

    static func play(_ id: String) async throws {
        let player = try Player()
        defer { player.service.stop() }
        try await player.play(try player.script.steps(id))
        #expect(player.played > 2, "\(id) does nothing")
    }

    /// Plays a prelude, and goes on with what cannot be written in a scenario.
    static func play(prelude: String, then act: (Player) async throws -> Void) async throws {
        let player = try Player()
        defer { player.service.stop() }
        try await player.play(try player.script.steps(prelude: prelude))
        try await act(player)
    }

    func play(_ steps: [Step]) async throws {
        for step in steps {
            played += 1
            try await play(step)
            try step.finish()
        }
    }

    /// The library of the phone, and what it is connected by.
    var phone: CoreAuthenticatorService { holder.phone }
    var cable: Cable { service.cable }

    var app: AppModel { holder.app }

    private func play(_ step: Step) async throws {
        let here = Comment(rawValue: "step \(played), \(step.verb)")
        switch step.verb {
        case "service.user":
            _ = try await service.post(
                "/test/user", ["name": user(step), "password": script.password, "mfa": try step.text("mfa")])
        case "service.signin":
            var (realm, typed) = ("/test", ["user": user(step), "password": script.password])
            if try step.flag("plain") == true { realm = "/test/plain/\(Service.plain)" }
            if let asks = step.value("pipush")?.text { (realm, typed["asks"]) = ("/test/pipush/\(Service.pipush)", asks) }
            let seen = try await service.post("\(realm)/signin", typed)
            browsers[try step.text("browser")] = "\(realm)/browser/\(try #require(seen["browser"]?.text))"
            let state = try step.text("state")
            #expect(seen["state"]?.text == state, here)
        case "service.code":
            // The person types the code that the phone shows on the page.
            guard case .showCode(let code)? = app.answering.request?.prompt else { throw Step.Misread("no code is shown") }
            _ = try await service.post("\(try browser(step))/code", ["code": code])
        case "service.next": try await press(try browser(step), until: try step.text("until"))
        case "service.add_phone":
            let seen = try await service.post("\(try browser(step))/add_phone")
            let state = try step.text("state")
            #expect(seen["state"]?.text == state, here)
        case "clock.advance":
            let seconds = try step.number("seconds")
            _ = try await service.post("/test/clock", ["advance": seconds])
            clock.advance(seconds)
        case "network": service.cable.plug(try step.needed("on"))
        case _ where step.verb.hasPrefix("expect."): try await expect(step, here)
        case _ where step.verb.hasPrefix("phone."):
            try await use(step)
            try settle(step, here)
        default: throw Step.Misread("nobody knows \(step.verb)")
        }
    }

    // MARK: The phone

    private func use(_ step: Step) async throws {
        switch step.verb {
        case "phone.create":
            await app.locking.create(passcode: script.passcode, again: script.passcode)
            // From here on the person answers the phone's own prompt by "Cancel", and types the passcode.
            holder.keys.refuses = .cancelled
        case "phone.new":
            _ = try step.text("name")
            holder = try StoryPhone(clock: clock)
        case "phone.restart": try holder.restart()
        case "phone.unlock": await app.locking.unlock(.passcode(try passcode(step)))
        case "phone.scan":
            let frame = try await frame(step)
            let found = reader.read(frame)
            #expect(reader.read(still: frame).count == 1)
            scanned = try #require(found.first)
            app.add(work: true)
            await app.adding.seen(found)
        case "phone.scan_again":
            app.add(work: true)
            let again = try #require(scanned)
            await app.adding.found([again])
        case "phone.add_text":
            let text = try step.text("text")
            app.add(work: false)
            await app.adding.typed(link: text == "code_account" ? script.code_account : text)
        case "phone.type": try await type(step)
        case "phone.scan_number":
            app.scanNumber()
            app.matching.found(reader.read(try await frame(step)))
        case "phone.activity":
            let account = try #require(app.accounts.rows.first { $0.account.push?.hasActivity == true }).id
            app.go(.activity(account))
            await app.activity.look()
        case "phone.renew_key":
            let account = try #require(app.accounts.rows.first { $0.account.isPush }?.id)
            app.go(.account(account))
            await app.renewal.renew()
            let renewal = try step.text("renewal")
            #expect(app.renewal.done.map { Word.of($0) } == renewal)
        case "phone.undo":
            let past = try #require(app.activity.rows?.first { $0.canUndo })
            await app.activity.undo(past.id)
        case "phone.continue":
            await app.adding.accept(device: step.value("device")?.text, replace: try step.flag("replace") ?? false)
        case "phone.cancel": app.back()
        case "phone.take_back":
            app.go(.bin)
            let issuer = try step.text("account")
            await app.bin.takeBack(try #require(app.bin.rows.first { $0.account.issuer == issuer }).id)
            app.back()
        case "phone.notifications":
            holder.systemServices.notificationsAllowed = try step.needed("allowed")
            app.notificationsAnswered()
        case "phone.details": try await setDetails(step)
        case "phone.search":
            app.accounts.show(group: step.value("group")?.text)
            app.accounts.search(try step.text("words"))
        case "phone.move_in": await moveIn(step, Data(try step.text("text").utf8))
        case "phone.restore": await moveIn(step, try #require(backup))
        case "phone.undo_move_in": await app.moveIn.undo(try #require(app.moveIn.past.first).id)
        case "phone.back_up": try await backUp(step)
        case "phone.refresh":
            await app.refresh()
            await app.opening?.value
        case "phone.look":
            app.answering.tick()
            app.accounts.tick()
        case "phone.advance": try await holder.phone.advance()
        case "phone.leave": app.leaveFront()
        case "phone.come_back": app.comeToFront()
        case "phone.open":
            let inbox = try holder.phone.inbox()
            let behind = try step.flag("behind") ?? false
            let asked = inbox.requests.first { !$0.isEnded && $0.inFront != behind }
            await app.openRequest(try #require(asked, "no such request waits").id).value
        case "phone.prove": await app.answering.prove(.passcode(try passcode(step)))
        case "phone.number": app.answering.number(try await number(step))
        case "phone.pick": app.answering.pick(try await place(step))
        case "phone.confirm": app.answering.confirm()
        case "phone.yes": await app.answering.yes()
        case "phone.no": await app.answering.no()
        case "phone.report":
            // Who is not sure stops where the app asks once more.
            let sure = try step.flag("sure") ?? true
            let asked = app.answering.sureAsked
            await app.answering.report()
            if sure, app.answering.sureAsked, !asked { await app.answering.report() }
        case "phone.not_now": await app.answering.notNow()
        case "phone.retry": await app.answering.retry()
        case "phone.close": if case .request = app.destination { app.back() } else { app.answering.close() }
        default: throw Step.Misread("nobody knows \(step.verb)")
        }
    }

    private func moveIn(_ step: Step, _ file: Data) async {
        app.moveInFromElsewhere()
        await app.moveIn.chosen(file)
        if app.moveIn.kind != nil { await app.moveIn.open(password: passphrase ?? script.passphrase) }
        if let alike = step.value("alike")?.text {
            for one in Alike.allCases where Word.of(one) == alike { app.moveIn.alike(one) }
        }
        if step.value("fails") == nil { await app.moveIn.commit() }
    }

    private func setDetails(_ step: Step) async throws {
        app.go(.account(try account(step)))
        let details = try #require(app.details.details)
        if let favourite = try step.flag("favourite") { await app.details.favourite(favourite) }
        let groups = step.value("groups")?.text ?? details.tags.joined(separator: ",")
        await app.details.annotate(note: step.value("note")?.text ?? details.note, groups: groups)
    }

    /// The account of the issuer that a step names.
    func account(_ step: Step) throws -> String {
        let issuer = try step.text("account")
        return try #require(try holder.phone.accounts().first { $0.issuer == issuer }).id
    }

    /// The person answers the phone's own prompt by "Cancel", and types the passcode for each.
    private func backUp(_ step: Step) async throws {
        app.go(.backups)
        let backups = app.backups
        if try step.flag("suggested") == true {
            backups.suggest()
            passphrase = try #require(backups.suggested)
        }
        if !backups.hasPassphrase {
            let passphrase = passphrase ?? script.passphrase
            await backups.setPassphrase(passphrase, again: passphrase)
            await backups.wish(.passphrase, passcode: script.passcode)
        }
        await backups.wish(.backup, passcode: script.passcode)
        let made = try #require(backups.made)
        backup = made.file
        await backups.written(made.file)
        #expect(backups.written == made.accounts)
    }

    /// What went wrong is what the step says; where it says nothing, nothing went wrong.
    private func settle(_ step: Step, _ here: Comment) throws {
        let trouble: UserError? =
            switch step.verb {
            case "phone.create", "phone.unlock": app.locking.trouble
            case "phone.scan", "phone.scan_again", "phone.add_text", "phone.type", "phone.continue": app.adding.trouble
            case "phone.scan_number": app.matching.trouble
            case "phone.activity", "phone.undo": app.activity.trouble
            case "phone.renew_key": app.renewal.trouble
            case "phone.prove": app.answering.proofTrouble
            case "phone.move_in", "phone.restore", "phone.undo_move_in": app.moveIn.trouble
            case "phone.back_up": app.backups.trouble
            case "phone.details": app.details.trouble
            default: app.answering.trouble
            }
        let expected = step.value("fails")?.text
        let word: String? =
            switch trouble {
            case nil: nil
            case .wrongPasscode: "wrong_passcode"
            case .alreadyUsed: "already_used"
            case .foreign: "foreign"
            case .transfer(.unknownFormat): "unknown_format"
            case let other?: Word.of(other)
            }
        #expect(word == expected, here)
        if step.verb == "phone.scan_number" {
            // What was wrong leaves the scanner open, what was right leads back.
            if expected != nil { app.back() }
            #expect(app.destination == app.answering.request.map { .request($0.id) }, here)
        }
        if expected != nil, step.verb.hasPrefix("phone.add") || step.verb.hasPrefix("phone.scan") { app.adding.drop() }
    }

    private func user(_ step: Step) -> String { step.value("user")?.text ?? script.user }

    /// The picture that the page shows, as the camera would bring it.
    private func frame(_ step: Step) async throws -> Frame {
        let picture = try await look(try browser(step))["qr_png"]?.text
        let png = try #require(picture.flatMap { Data(base64Encoded: $0) }, "the page shows no code")
        return try Picture.frame(png: Array(png))
    }

    /// What the page shows for typing, as it is or otherwise where the step says so.
    private func type(_ step: Step) async throws {
        let shown = try #require(try await look(try browser(step))["typed"], "the page shows nothing to type")
        var address = try #require(step.value("address")?.text ?? shown["address"]?.text)
        var code = try #require(step.value("code")?.text ?? shown["code"]?.text)
        if let host = step.value("host")?.text { address = address.replacingOccurrences(of: "localhost", with: host) }
        if try step.flag("loosely") == true {
            address = " \(address.replacingOccurrences(of: "localhost", with: "LOCALHOST")) "
            code = code.lowercased().replacingOccurrences(of: "-", with: " ")
        }
        app.typeInstead()
        await app.adding.typed(address: address, code: code)
    }

    /// Where the number of a browser stands among those that the phone offers, or another one.
    private func place(_ step: Step) async throws -> Int {
        guard case .choice(let offered)? = app.answering.request?.prompt else { throw Step.Misread("nothing is offered") }
        let (of, wrong) = (step.value("of")?.text, step.value("wrong_for")?.text)
        let shown = try await number(try #require(of ?? wrong))
        let right = try #require(offered.firstIndex(of: shown), "the number is not offered")
        return of == nil ? (right + 1) % offered.count : right
    }

    private func passcode(_ step: Step) throws -> String { step.value("passcode")?.text ?? script.passcode }

    private func number(_ step: Step) async throws -> String {
        if let letter = step.value("of")?.text { return try await number(letter) }
        if let letter = step.value("short_of")?.text { return String(try await number(letter).dropLast()) }
        if let letter = step.value("wrong_for")?.text {
            let right = try await number(letter)
            let last = try #require(right.last?.wholeNumberValue)
            return right.dropLast() + String((last + 1) % 10)
        }
        return try step.text("text")
    }

    // MARK: The browsers

    func browser(_ step: Step) throws -> String {
        let letter = try step.text("browser")
        return try #require(browsers[letter], "\(step.verb): no such browser")
    }

    func look(_ browser: String) async throws -> JSON { try await service.get(browser) }

    private func number(_ letter: String) async throws -> String {
        let browser = try #require(browsers[letter])
        let number = try await look(browser)["number"]?.text
        return try #require(number, "\(letter) shows no number")
    }

    private func press(_ browser: String, until state: String) async throws {
        for _ in 0..<10 {
            if try await service.post("\(browser)/next")["state"]?.text == state { return }
        }
        throw Step.Misread("the browser never shows \(state)")
    }
}
