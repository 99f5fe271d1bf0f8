import CountersignKit
import SwiftUI

/// Which kind of account is added; what is scanned for it can be typed at once.
struct AddScreen: View {
    let app: AppModel

    var body: some View {
        Screen(title: .addAccount, back: { app.back() }) {
            choice(.addWork, .addWorkText, "building.2") { app.add(work: true) }
            choice(.addOther, .addOtherText, "key") { app.add(work: false) }
            choice(.moveIn, .moveInFrom, "tray.and.arrow.down") { app.moveInFromElsewhere() }
            Quiet(text: say(.addType)) { app.typeInstead() }
        }
    }

    private func choice(
        _ name: Phrase.Key, _ text: Phrase.Key, _ mark: String, _ act: @escaping () -> Void
    ) -> some View {
        Button(action: act) {
            Card {
                HStack(spacing: 14) {
                    Image(systemName: mark).foregroundStyle(Theme.accent).accessibilityHidden(true)
                    VStack(alignment: .leading, spacing: 2) {
                        Text(verbatim: say(name)).font(.headline)
                        Soft(text: say(text))
                    }
                }
            }
        }
        .accessibilityElement(children: .combine)
        .accessibilityAddTraits(.isButton)
    }
}

/// Typing what the page shows, for who cannot scan: an address and a code for a work or school account, a key for one-time
/// codes; or a link.
struct TypedScreen: View {
    let app: AppModel

    @State private var byLink = false
    @State private var address = ""
    @State private var code = ""
    @State private var link = ""
    @State private var issuer = ""
    @State private var account = ""
    @State private var key = ""

    private var adding: AddingModel { app.adding }

    var body: some View {
        if let preview = adding.preview {
            PreviewScreen(app: app, preview: preview)
        } else {
            Screen(back: { app.back() }) {
                if !adding.work { keyPart } else if byLink { linkPart } else { codePart }
                if adding.busy { Busy(text: say(.scanChecking)) }
                if let trouble = adding.trouble, byLink || adding.field == nil || !adding.work { wrong(trouble) }
            }
        }
    }

    /// What is wrong with one of the two stands below it.
    @ViewBuilder private var codePart: some View {
        Heading(text: say(.typedCode))
        Paragraph(text: say(.typedCodeText))
        Field(name: say(.typedAddress), text: $address, kind: .link)
        if adding.field == .address, let trouble = adding.trouble { wrong(trouble) }
        Field(name: say(.typedCodeField), text: $code, submit: send)
        if adding.field == .code, let trouble = adding.trouble { wrong(trouble) }
        Primary(text: say(.goOn), enabled: !address.isEmpty && !code.isEmpty, busy: adding.busy, act: send)
        Quiet(text: say(.typedByLink)) { byLink = true }
    }

    private func wrong(_ trouble: UserError) -> some View {
        Notice(text: say(Phrase(trouble)), tone: .danger).onAppear { announce(Phrase(trouble)) }
    }

    private func send() {
        guard !address.isEmpty, !code.isEmpty else { return }
        Task { await adding.typed(address: address, code: code) }
    }

    @ViewBuilder private var linkPart: some View {
        Heading(text: say(.typedLink))
        Paragraph(text: say(.typedLinkText))
        Field(name: say(.typedLinkField), text: $link, kind: .link)
        Primary(text: say(.goOn), enabled: !link.isEmpty, busy: adding.busy) {
            Task { await adding.typed(link: link) }
        }
    }

    @ViewBuilder private var keyPart: some View {
        Heading(text: say(.typedKey))
        Paragraph(text: say(.typedKeyText))
        Field(name: say(.typedIssuer), text: $issuer)
        Field(name: say(.typedAccount), text: $account)
        Field(name: say(.typedKeyField), text: $key, kind: .secret)
        Primary(text: say(.goOn), enabled: !key.isEmpty, busy: adding.busy) {
            Task { await adding.typed(issuer: issuer, account: account, key: key) }
        }
    }
}

/// What would be added. Nothing is until the person goes on.
struct PreviewScreen: View {
    let app: AppModel
    let preview: CountersignKit.Preview

    /// What the person calls this phone; nil as long as they leave the name that is there.
    @State private var device: String?

    var body: some View {
        Screen(title: .preview) {
            Card {
                switch preview.kind {
                case .codes(let issuer, let label, _):
                    Text(verbatim: issuer).font(.headline)
                    Paragraph(text: label)
                case .organisation(let host, let name, let user, _):
                    Text(verbatim: name ?? host).font(.headline)
                    Paragraph(text: user)
                    Soft(text: say(.previewContacts))
                    Text(verbatim: host).font(.title3).fontWeight(.semibold)
                    Soft(text: say(.previewHost))
                }
            }
            if case .organisation(_, _, _, let suggested) = preview.kind {
                Field(name: say(.deviceName), text: Binding(get: { device ?? suggested }, set: { device = $0 }))
                Soft(text: say(.deviceNameText))
            }
            if case .codes(_, _, let warnings) = preview.kind {
                ForEach(warnings, id: \.self) { Notice(text: say(Phrase($0)), tone: .warn) }
            }
            ForEach(beside, id: \.self) { Soft(text: say(Phrase($0))) }
            if let conflict = preview.conflict { Notice(text: say(Phrase(conflict)), tone: .warn) }
            Primary(text: say(preview.conflict == nil ? .goOn : .keepBoth), busy: app.adding.busy) {
                Task { await app.adding.accept(device: device) }
            }
            if preview.replaceable {
                Quiet(text: say(.previewReplace), enabled: !app.adding.busy) {
                    Task { await app.adding.accept(device: device, replace: true) }
                }
            }
            Quiet(text: say(.cancel)) { app.back() }
        }
    }

    private var beside: [ScannedKind] {
        app.adding.beside.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }
}

/// Several codes were seen together: which of them.
struct OfferedScreen: View {
    let app: AppModel

    private var offered: [CountersignKit.Preview] { app.adding.offered }

    var body: some View {
        Screen(title: .scanWhich) {
            Paragraph(text: say(.scanWhichText))
            ForEach(offered.indices, id: \.self) { place in
                Button {
                    app.adding.choose(offered[place])
                } label: {
                    Card {
                        Text(verbatim: offered[place].names.0).font(.headline)
                        Soft(text: offered[place].names.1)
                    }
                }
                .accessibilityElement(children: .combine)
                .accessibilityAddTraits(.isButton)
            }
            Quiet(text: say(.cancel)) { app.back() }
        }
    }
}

/// The question for notifications, put by the app before the system puts it.
struct NotificationsScreen: View {
    let app: AppModel
    let systemServices: AppleServices

    var body: some View {
        Screen(title: .notify) {
            Paragraph(text: say(.notifyText))
            Primary(text: say(.notifyAllow)) {
                Task {
                    await systemServices.askForNotifications()
                    app.notificationsAnswered()
                }
            }
            Quiet(text: say(.notifyLater)) { app.notificationsAnswered() }
        }
    }
}
