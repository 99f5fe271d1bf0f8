import Countersign
import CountersignKit
import CountersignFakes
import Foundation
import Testing

@testable import CoreBridge

/// What a scenario expects of the browsers, the service and the phone.
extension Player {
    func expect(_ step: Step, _ here: Comment) async throws {
        switch step.verb {
        case "expect.browser":
            let seen = try await look(try browser(step))["state"]?.text
            let state = try step.text("state")
            #expect(seen == state, here)
        case "expect.log":
            let event = try step.text("event")
            let log = try await service.get("/test/log").list
            let lines = try #require(log).filter { $0["event"]?.text == event }
            let times = try step.number("times")
            #expect(lines.count == times, "\(here): \(event)")
            if let device = step.value("device")?.text {
                #expect(lines.allSatisfy { Self.called($0["device"]?.text) == device }, "\(here): \(lines)")
            }
        case "expect.accounts":
            let wanted = try #require(step.value("accounts")?.list)
            let rows = try holder.phone.accounts()
            #expect(rows.count == wanted.count, here)
            for (row, fields) in zip(rows, wanted) {
                let facts = [
                    "kind": row.kind, "state": Word.of(row.state), "label": row.label, "issuer": row.issuer,
                    "device": Self.called(row.push?.deviceLabel),
                ]
                for (name, value) in try #require(fields.object) { #expect(facts[name] == value.text, here) }
            }
        case "expect.list":
            app.accounts.tick()
            let shown = try #require(step.value("shown")?.list).compactMap(\.text)
            let groups = try #require(step.value("groups")?.list).compactMap(\.text)
            #expect(app.accounts.rows.map(\.account.issuer) == shown, here)
            #expect(app.accounts.groups.map(\.name) == groups, here)
        case "expect.details":
            app.go(.account(try account(step)))
            let details = try #require(app.details.details)
            let groups = try #require(step.value("groups")?.list).compactMap(\.text)
            let quality = try #require(step.value("quality")?.list).compactMap(\.text)
            let (note, favourite) = (try step.text("note"), try step.needed("favourite"))
            #expect(details.note == note && details.tags == groups && details.favourite == favourite, here)
            #expect(details.quality.map { Word.of($0) } == quality, here)
        case "expect.moved_in":
            let totals = try #require(app.moveIn.report).totals
            #expect(try totals.added == step.number("added") && totals.refused == step.number("refused"), here)
        case "expect.codes":
            app.accounts.tick()
            let codes = app.accounts.rows.compactMap(\.code?.digits).filter { (6...8).contains($0.count) }
            let count = try step.number("codes")
            #expect(codes.count == count, here)
        case "expect.preview": try expectPreview(step, here)
        case "expect.inbox":
            let inbox = try holder.phone.inbox()
            let open = try step.number("open")
            #expect(inbox.requests.filter { !$0.isEnded }.count == open, here)
            if let offline = try step.flag("offline") {
                let stale = app.accounts.notes.contains {
                    switch $0 {
                    case .offline, .unreachable: true
                    default: false
                    }
                }
                #expect(stale == offline, here)
            }
        case "expect.request": try expectRequest(step, here)
        case "expect.activity":
            let rows = try #require(app.activity.rows)
            let wanted = try #require(step.value("activity")?.list)
            #expect(rows.count == wanted.count, here)
            for (row, fields) in zip(rows, wanted) {
                #expect(Word.of(row.outcome) == fields["outcome"]?.text, here)
                #expect(row.service.map(Self.bare) == fields["service"]?.text, here)
                #expect(JSON.bool(row.canUndo) == fields["can_undo"], here)
            }
        case "expect.lock":
            let locked = try step.needed("locked")
            #expect((app.destination == .unlock) == locked, here)
        case "expect.note":
            let note = try step.text("note")
            guard note == "notifications_refused" else { throw Step.Misread("nobody knows the note \(note)") }
            app.accounts.tick()
            let stands = try step.flag("stands") ?? true
            #expect(app.accounts.notes.contains(.notificationsRefused) == stands, here)
        default: throw Step.Misread("nobody knows \(step.verb)")
        }
    }

    /// A phone's name in a label: four characters and a blank follow it.
    private static func called(_ label: String?) -> String? {
        guard let label, label.dropLast(4).hasSuffix(" ") else { return nil }
        return String(label.dropLast(5))
    }

    /// Without what stands around a text of others, so that it keeps its direction.
    private nonisolated static func bare(_ text: String) -> String { text.filter { $0 != "\u{2068}" && $0 != "\u{2069}" } }

    private func expectPreview(_ step: Step, _ here: Comment) throws {
        if let conflict = step.value("conflict")?.text {
            #expect(app.adding.preview?.conflict.map(Word.of) == conflict, here)
        }
        if let replaceable = try step.flag("replaceable") {
            #expect(app.adding.preview?.replaceable == replaceable, here)
        }
        if let wanted = step.value("warnings")?.list?.compactMap(\.text) {
            guard case .codes(_, _, let warnings)? = app.adding.preview?.kind else { throw Step.Misread("no codes") }
            #expect(warnings.map(Word.of).sorted() == wanted, here)
        }
        let facts: [String: String?] =
            switch try #require(app.adding.preview, here).kind {
            case .codes(let issuer, let label, _): ["kind": "otp", "issuer": issuer, "label": label]
            case .organisation(let host, _, let user, let device):
                [
                    "kind": "enrol", "host": host.split(separator: ":").first.map(String.init), "user": user,
                    "device": device,
                ]
            }
        for name in ["kind", "host", "user", "device", "issuer", "label"] {
            if let wanted = step.value(name)?.text { #expect(facts[name] == wanted, here) }
        }
    }

    private func expectRequest(_ step: Step, _ here: Comment) throws {
        let request = try #require(app.answering.request, here)
        if let phase = step.value("phase")?.text { #expect(Word.of(request.phase) == phase, here) }
        if let outcome = step.value("outcome")?.text { #expect(request.outcome.map(Word.of) == outcome, here) }
        if let purpose = step.value("purpose")?.text { #expect((request.tryout ? "tryout" : "login") == purpose, here) }
        if let can = try step.flag("can_approve") { #expect(request.canApprove == can, here) }
        if let needs = try step.flag("needs_unlock") { #expect(request.needsUnlock == needs, here) }
        if let prompt = step.value("prompt")?.text { #expect(Word.of(request.prompt) == prompt, here) }
        if let warning = step.value("warning")?.text { #expect(request.answerWarning.map(Word.of) == warning, here) }
        if let text = step.value("text")?.text { #expect(request.text.map(Self.bare) == text, here) }
        if let number = step.value("number")?.text { #expect(request.number.map(Word.of) == number, here) }
        if let service = step.value("service")?.text { #expect(request.service.map(Self.bare) == service, here) }
        if let reported = try step.flag("reported") { #expect(request.reported == reported, here) }
        if let asked = try step.flag("sure_asked") { #expect(app.answering.sureAsked == asked, here) }
    }
}
