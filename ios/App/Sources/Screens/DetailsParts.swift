import CountersignKit
import SwiftUI

/// How a code account is guarded, of which kind its codes are, and its key.
struct CodeDetails: View {
    let account: Account
    let model: DetailsModel

    @State private var kinds = false
    @State private var never = false

    var body: some View {
        if let details = model.details, model.account == account.id {
            if let wish = model.waits {
                PasscodeAsked(busy: model.proving) { typed in Task { await model.wish(wish, passcode: typed) } }
            }
            Card {
                Toggle(isOn: Binding(get: { details.askBefore }, set: { ask($0) })) {
                    VStack(alignment: .leading, spacing: 2) {
                        Text(verbatim: say(.detailsAsk)).font(.headline)
                        Soft(text: say(.detailsAskText))
                    }
                }
            }
            if let stored = details.pinStored { PinPart(stored: stored, model: model) }
            kind
            key(details)
        }
    }

    private func ask(_ on: Bool) {
        Task {
            if on { await model.askBefore() } else { await model.wish(.stopAsking) }
        }
    }

    /// Another kind is chosen where a guess was wrong.
    @ViewBuilder private var kind: some View {
        if kinds {
            Card {
                Text(verbatim: say(.detailsKind)).font(.headline)
                Soft(text: say(.detailsKindText))
                ForEach(CodeKind.allCases) { kind in
                    Quiet(text: say(Phrase(kind)), enabled: kind.rawValue != account.kind) {
                        Task { await model.switchKind(to: kind) }
                    }
                }
            }
        } else {
            Quiet(text: say(.detailsKind)) { kinds = true }
        }
    }

    @ViewBuilder private func key(_ details: AccountDetails) -> some View {
        if details.neverExport {
            Notice(text: say(.detailsNeverMarked))
        } else {
            if model.isSecret {
                Notice(text: say(.detailsKeyWarn), tone: .warn)
                if let secret = model.secret { Paragraph(text: secret).privacySensitive() }
                if let picture = model.picture {
                    PictureView(picture: picture, name: .detailsPictureSpoken).privacySensitive()
                }
                Primary(text: say(.done)) { model.hide() }
            } else if details.mayShow {
                Quiet(text: say(.detailsKey)) { Task { await model.wish(.secret) } }
                Quiet(text: say(.detailsPicture)) { Task { await model.wish(.picture) } }
            }
            Danger(text: say(.detailsNever)) { never = true }
                .confirmationDialog(say(.detailsNeverSure), isPresented: $never, titleVisibility: .visible) {
                    Button(say(.detailsNever), role: .destructive, action: { Task { await model.neverExport() } })
                    Button(say(.cancel), role: .cancel, action: {})
                } message: {
                    Text(verbatim: say(.detailsNeverText))
                }
        }
    }
}

private struct PinPart: View {
    let stored: Bool
    let model: DetailsModel

    @State private var pin = ""

    var body: some View {
        if stored {
            Quiet(text: say(.detailsPinForget)) { Task { await model.storePin(nil) } }
        } else {
            Soft(text: say(.detailsPinText))
            Field(name: say(.codePin), text: $pin, kind: .secret, submit: store)
            Quiet(text: say(.detailsPinStore), enabled: !pin.isEmpty, act: store)
        }
    }

    private func store() {
        guard !pin.isEmpty else { return }
        let typed = pin
        pin = ""
        Task { await model.storePin(typed) }
    }
}

/// Dark on light in every theme, with the light edge that readers need.
struct PictureView: View {
    let picture: CodePicture
    let name: Phrase.Key

    private var module: CGFloat { 280 / CGFloat(picture.side + 8) }

    var body: some View {
        VStack(alignment: .leading, spacing: 0) {
            ForEach(Array(0..<picture.side), id: \.self) { y in
                HStack(spacing: 0) {
                    ForEach(Array(0..<picture.side), id: \.self) { x in
                        Theme.module(dark: picture.dark[y * picture.side + x]).frame(width: module, height: module)
                    }
                }
            }
        }
        .padding(4 * module)
        .background(Theme.module(dark: false))
        .accessibilityElement(children: .ignore)
        .accessibilityLabel(Text(verbatim: say(name)))
        .accessibilityAddTraits(.isImage)
    }
}
