import CountersignKit
import PhotosUI
import SwiftUI

/// The scanner; where the camera is refused, the other way to the same account.
struct ScanScreen: View {
    let app: AppModel
    let reader: any FrameReader

    @State private var picture: PhotosPickerItem?

    private var adding: AddingModel { app.adding }

    var body: some View {
        if let preview = adding.preview {
            PreviewScreen(app: app, preview: preview)
        } else if !adding.offered.isEmpty {
            OfferedScreen(app: app)
        } else {
            Screen(back: { app.back() }) {
                switch adding.camera {
                case true?:
                    Finder(
                        reader: reader, aim: .scanAim, inSight: adding.inSight,
                        tap: { [adding] place in Task { await adding.tap(place) } },
                        found: { [adding] codes in Task { await adding.seen(codes) } })
                case false?: refused
                case nil: ask
                }
                // The system shows the pictures, and this app gets the chosen one: nothing has to be allowed.
                PhotosPicker(selection: $picture, matching: .images) { QuietLabel(text: say(.choosePicture)) }
                    .disabled(adding.busy)
                Quiet(text: say(.scanType)) { app.type() }
                told
            }
            .onChange(of: picture) { _, chosen in
                if let chosen { Task { await read(chosen) } }
            }
        }
    }

    @ViewBuilder private var told: some View {
        if let part = adding.part {
            Notice(text: say(Phrase(part))).onAppear { announce(Phrase(part)) }
        }
        if let nothing = adding.addsNothing {
            let why = nothing.kind == .store ? Phrase(.scanStore) : Phrase(nothing.why)
            Notice(text: say(why), tone: .warn).onAppear { announce(why) }
        }
        if adding.inSight.contains(where: \.wanted) {
            Notice(text: say(.scanTap)).onAppear { announce(Phrase(.scanTap)) }
            Quiet(text: say(.scanList)) { Task { await adding.list() } }
        }
        if adding.busy { Busy(text: say(.scanChecking)) }
        if let trouble = adding.trouble {
            Notice(text: say(Phrase(trouble)), tone: .danger).onAppear { announce(Phrase(trouble)) }
            if adding.camera == true { Primary(text: say(.scanAgain)) { adding.drop() } }
        }
    }

    @ViewBuilder private var ask: some View {
        Heading(text: say(.cameraWhy)).task { if Camera.decided { await allow() } }
        Paragraph(text: say(.cameraWhyText))
        Primary(text: say(.cameraAllow)) { Task { await allow() } }
    }

    @ViewBuilder private var refused: some View {
        Heading(text: say(.cameraRefused))
        Paragraph(text: say(.cameraRefusedText))
        Quiet(text: say(.cameraSettings)) { AppleServices.openSettings() }
    }

    private func read(_ item: PhotosPickerItem) async {
        let file = (try? await item.loadTransferable(type: Data.self)) ?? nil
        let codes = await reader.read(picture: file ?? Data(), decode: StillPicture.frame)
        await adding.picture(codes)
        picture = nil
    }

    private func allow() async {
        adding.camera(allowed: await Camera.allowed())
    }
}
