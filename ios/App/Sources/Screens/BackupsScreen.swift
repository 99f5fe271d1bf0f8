import CountersignKit
import SwiftUI

/// Encrypted backups: their passphrase, one now, and those that are made by themselves.
struct BackupsScreen: View {
    let app: AppModel

    @State private var saving = false
    @State private var choosing = false
    @State private var changes = false
    @State private var passphrase = ""
    @State private var again = ""

    private var model: BackupsModel { app.backups }

    var body: some View {
        Screen(title: .backups, back: { app.back() }) {
            Paragraph(text: say(.backupsText))
            if let trouble = model.trouble {
                Notice(text: say(Phrase(trouble)), tone: .danger).onAppear { announce(Phrase(trouble)) }
            }
            if let written = model.written {
                Notice(text: say(.backupMade, .number(written)))
                    .onAppear { announce(Phrase(.backupMade, .number(written))) }
            }
            if model.wasSet { Notice(text: say(.backupWasSet)).onAppear { announce(Phrase(.backupWasSet)) } }
            if let wish = model.waits {
                PasscodeAsked(busy: model.busy) { typed in Task { await model.wish(wish, passcode: typed) } }
            } else if let made = model.made {
                Paragraph(text: say(.backupReady))
                Primary(text: say(.backupSave), busy: model.busy) {
                    app.leaveTemporarily()
                    saving = true
                }
                LeftOutPart(made: made)
            } else if !model.hasPassphrase || changes && !model.wasSet {
                setting
            } else {
                Primary(text: say(.backupMake), busy: model.busy) { Task { await model.wish(.backup) } }
                automatic
                Quiet(text: say(.backupChange)) { changes = true }
            }
            Quiet(text: say(.backupRestore)) { app.go(.moveIn) }
        }
        .fileExporter(
            isPresented: $saving, document: model.made.map { ExportedFile(bytes: $0.file) }, contentType: .data,
            defaultFilename: "countersign.csbackup"
        ) { place in
            Task { await model.written(await ChosenFile.read(try? place.get())) }
        }
    }

    @ViewBuilder private var setting: some View {
        if let words = model.suggested {
            Paragraph(text: say(.backupSuggested))
            Card {
                // Read aloud letter by letter, as nobody can spell it by ear.
                Text(verbatim: words).font(.title2).monospaced()
                    .accessibilityLabel(Text(verbatim: Digits.spoken(words)))
            }
        }
        Paragraph(text: say(.backupPassphraseText))
        Field(name: say(.backupPassphrase), text: $passphrase, kind: .secret)
        Field(name: say(.backupPassphraseAgain), text: $again, kind: .secret)
        Primary(text: say(.backupSet), enabled: !passphrase.isEmpty && !again.isEmpty, busy: model.busy) {
            let (new, twice) = (passphrase, again)
            (passphrase, again) = ("", "")
            Task { await model.setPassphrase(new, again: twice) }
        }
        Quiet(text: say(model.suggested == nil ? .backupSuggest : .backupSuggestOther)) { model.suggest() }
    }

    private var automatic: some View {
        Card {
            Text(verbatim: say(.backupAuto)).font(.headline)
            Soft(text: say(.backupAutoText))
            if let auto = model.auto {
                Paragraph(text: say(.backupTo, .text(model.folderName)))
                Paragraph(text: auto.last.map { say(.backupLast, .text(Day.said($0))) } ?? say(.backupNone))
                if let failed = auto.failed { Notice(text: say(Phrase(TransferFailure.backup(failed))), tone: .danger) }
                Quiet(text: say(.backupFolderOther), act: choose)
                Quiet(text: say(.backupOff)) { Task { await model.turnOff() } }
            } else {
                Quiet(text: say(.backupFolder), act: choose)
            }
        }
        // A view takes one of the system's choosers, and the screen has its own.
        .fileImporter(isPresented: $choosing, allowedContentTypes: [.folder]) { chosen in
            guard let folder = ChosenFolder.name(of: try? chosen.get()) else { return }
            Task { await model.folder(folder) }
        }
    }

    private func choose() {
        app.leaveTemporarily()
        choosing = true
    }
}
