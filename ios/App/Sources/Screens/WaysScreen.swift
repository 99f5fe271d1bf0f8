import CountersignKit
import SwiftUI

/// The ways to open the app, and a new vault key: what it drops is named before.
struct WaysScreen: View {
    let app: AppModel

    @State private var changes = false
    @State private var passcode = ""
    @State private var code = ""

    private var model: WaysModel { app.ways }

    var body: some View {
        Screen(title: .ways, back: { app.back() }) {
            if let trouble = model.trouble {
                Notice(text: say(Phrase(trouble)), tone: .danger).onAppear { announce(Phrase(trouble)) }
            }
            if let dropped = model.dropped {
                Notice(text: say(.waysDone)).onAppear { announce(Phrase(.waysDone)) }
                ForEach(dropped, id: \.self) { way in Soft(text: say(.waysGoes, .phrase(Phrase(way)))) }
            }
            Card { ForEach(model.ways, id: \.self) { way in Paragraph(text: say(Phrase(way))) } }
            if model.platform != .ready {
                Paragraph(text: say(.waysAddText))
                typed(.waysAdd) { await model.addPlatformKey(passcode: $0) }
            } else if model.dropped == nil {
                if changes { newKey } else { Quiet(text: say(.waysNew)) { changes = true } }
            }
        }
    }

    @ViewBuilder private var newKey: some View {
        let drops = model.drops(keepsRecovery: !code.isEmpty)
        Heading(text: say(.waysNew))
        Paragraph(text: say(.waysNewText))
        ForEach(model.ways.filter { !drops.contains($0) }, id: \.self) { way in Paragraph(text: say(Phrase(way))) }
        ForEach(drops, id: \.self) { way in Notice(text: say(.waysGoes, .phrase(Phrase(way))), tone: .warn) }
        if model.hasPassphrase { Notice(text: say(.waysBackups), tone: .warn) }
        if model.ways.contains(.recovery) { Field(name: say(.waysRecoveryField), text: $code, kind: .secret) }
        typed(.waysMake) { await model.changeKey(passcode: $0, recoveryCode: code) }
    }

    @ViewBuilder private func typed(_ name: Phrase.Key, _ act: @escaping (String) async -> Void) -> some View {
        Field(name: say(.passcodeField), text: $passcode, kind: .secret)
        Primary(text: say(name), enabled: !passcode.isEmpty, busy: model.busy) {
            let given = passcode
            passcode = ""
            Task { await act(given) }
        }
    }
}
