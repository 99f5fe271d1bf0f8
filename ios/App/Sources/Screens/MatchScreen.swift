import CountersignKit
import SwiftUI

/// The scanner for the code beside a request's number: what is wrong stands below the picture, which goes on.
struct MatchScreen: View {
    let app: AppModel
    let reader: any FrameReader

    private var matching: MatchingModel { app.matching }

    var body: some View {
        Screen(back: { app.back() }) {
            switch app.adding.camera {
            case true?: Finder(reader: reader, aim: .matchAim) { [matching] codes in matching.found(codes) }
            case false?:
                Heading(text: say(.cameraRefused))
                Paragraph(text: say(.matchRefusedText))
                Quiet(text: say(.cameraSettings)) { AppleServices.openSettings() }
            case nil:
                Heading(text: say(.cameraWhy)).task { if Camera.decided { await allow() } }
                Paragraph(text: say(.cameraWhyText))
                Primary(text: say(.cameraAllow)) { Task { await allow() } }
            }
            if let trouble = matching.trouble {
                Notice(text: say(Phrase(trouble)), tone: .danger).onAppear { announce(Phrase(trouble)) }
            }
            Quiet(text: say(.matchType)) { app.back() }
        }
    }

    private func allow() async {
        app.adding.camera(allowed: await Camera.allowed())
    }
}

/// In the place of the number field: the number is there, and nobody typed it.
struct MatchedNumber: View {
    let model: AnsweringModel

    var body: some View {
        Notice(text: say(.matchRead)).onAppear { announce(Phrase(.matchRead)) }
        Quiet(text: say(.matchType)) { model.number("") }
    }
}
