import CountersignKit
import SwiftUI

/// From the accounts to another app's file or codes.
struct MoveOutScreen: View {
    let app: AppModel

    @State private var saving = false
    @State private var password = ""
    @State private var again = ""
    @State private var typed = ""

    private var model: MoveOutModel { app.moveOut }

    var body: some View {
        Screen(title: .moveOut, back: { app.back() }) {
            if let trouble = model.trouble {
                Notice(text: say(Phrase(trouble)), tone: .danger).onAppear { announce(Phrase(trouble)) }
            }
            if let target = model.target {
                if let made = model.made { out(target, made) } else { make(target) }
            } else {
                forms
            }
        }
        .fileExporter(
            isPresented: $saving, document: model.made.map { ExportedFile(bytes: $0.file) }, contentType: .data,
            defaultFilename: model.target == .otpauth ? "countersign-links.txt" : "countersign-export.json"
        ) { place in
            Task { await model.written(await ChosenFile.read(try? place.get())) }
        }
    }

    @ViewBuilder private var forms: some View {
        Paragraph(text: say(.moveOutText))
        ForEach(ExportTarget.allCases) { target in
            form(Phrase(target), Phrase.use(of: target)) { model.choose(target) }
        }
        form(Phrase(.backups), Phrase(.backupsText)) { app.go(.backups) }
    }

    private func form(_ name: Phrase, _ text: Phrase, _ act: @escaping () -> Void) -> some View {
        Button(action: act) {
            Card {
                Text(verbatim: say(name)).font(.headline)
                Soft(text: say(text))
            }
        }
        .accessibilityElement(children: .combine)
        .accessibilityAddTraits(.isButton)
    }

    @ViewBuilder private func make(_ target: ExportTarget) -> some View {
        Heading(text: say(Phrase(target)))
        if model.passcode {
            PasscodeAsked(busy: model.busy) { typed in Task { await model.make(passcode: typed) } }
        } else if target == .aegis {
            Paragraph(text: say(.outPasswordText))
            Field(name: say(.outPassword), text: $password, kind: .secret)
            Field(name: say(.outPasswordAgain), text: $again, kind: .secret)
            Primary(text: say(.outMake), enabled: !password.isEmpty && !again.isEmpty, busy: model.busy) {
                Task { await model.make(password: password, again: again) }
            }
        } else {
            // Whoever has it has the codes: a word is typed first.
            Notice(text: say(.outWarn, .number(model.accounts)), tone: .danger)
            Field(name: say(.outType, .text(say(.outWord))), text: $typed)
            Primary(text: say(target == .google ? .outShow : .outMake), enabled: agreed, busy: model.busy) {
                typed = ""
                Task { await model.make() }
            }
        }
    }

    private var agreed: Bool {
        typed.trimmingCharacters(in: .whitespaces).lowercased() == say(.outWord).lowercased()
    }

    @ViewBuilder private func out(_ target: ExportTarget, _ made: Export) -> some View {
        if model.done {
            Heading(text: say(target == .google ? .outShown : .outDone, .number(made.accounts)))
            LeftOutPart(made: made)
            Primary(text: say(.done)) { app.back() }
        } else if made.pictures.indices.contains(model.place) {
            Notice(text: say(.detailsKeyWarn), tone: .warn)
            Paragraph(text: say(.outCode, .number(model.place + 1), .number(made.pictures.count)))
            PictureView(picture: made.pictures[model.place], name: .outCodeSpoken).privacySensitive()
            Primary(text: say(model.place + 1 == made.pictures.count ? .done : .outNext)) { model.next() }
            if model.place > 0 { Quiet(text: say(.outPrevious)) { model.previous() } }
        } else {
            Paragraph(text: say(.outReady))
            Primary(text: say(.outSave), busy: model.busy) {
                app.leaveTemporarily()
                saving = true
            }
            LeftOutPart(made: made)
        }
    }
}

/// What could not go along, by name.
struct LeftOutPart: View {
    let made: Export

    var body: some View {
        if made.leftBehind { Soft(text: say(.outLeftBehind)) }
        if made.unreadable > 0 { Soft(text: say(.outUnreadable, .number(made.unreadable))) }
        if !made.leftOut.isEmpty {
            Card {
                Text(verbatim: say(.outLeft)).font(.headline)
                ForEach(Array(made.leftOut.enumerated()), id: \.offset) { _, one in
                    Paragraph(text: say(.pair, .text(one.issuer), .text(one.label)))
                    Soft(text: say(Phrase(one.reason)))
                }
            }
        }
    }
}
