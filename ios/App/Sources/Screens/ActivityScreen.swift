import CountersignKit
import SwiftUI

/// What this phone answered lately for one account: when, where, and what became of it.
struct ActivityScreen: View {
    let app: AppModel

    private var activity: ActivityModel { app.activity }

    var body: some View {
        Screen(title: .activity, back: { app.back() }) {
            if activity.undone { Notice(text: say(.activityUndone)).onAppear { announce(Phrase(.activityUndone)) } }
            if let trouble = activity.trouble {
                Notice(text: say(Phrase(trouble)), tone: .danger).onAppear { announce(Phrase(trouble)) }
                Quiet(text: say(.tryAgain), enabled: !activity.busy) { Task { await activity.look() } }
            }
            if activity.busy { Busy(text: say(.waiting)) }
            if let rows = activity.rows {
                if rows.isEmpty { Paragraph(text: say(.activityNone)) } else { Soft(text: say(.activityText)) }
                ForEach(rows) { past in
                    PastView(past: past, enabled: !activity.busy) { Task { await activity.undo(past.id) } }
                }
            }
        }
        .task { if activity.rows == nil { await activity.look() } }
    }
}

private struct PastView: View {
    let past: PastRequest
    let enabled: Bool
    let notMe: () -> Void

    var body: some View {
        Card {
            VStack(alignment: .leading, spacing: 2) {
                HStack(alignment: .firstTextBaseline, spacing: 8) {
                    Image(systemName: mark.name).foregroundStyle(mark.colour).accessibilityHidden(true)
                    Text(verbatim: say(past.outcomeWords)).font(.headline)
                }
                Paragraph(text: say(past.what))
                Soft(text: say(past.origin.words))
            }
            .accessibilityElement(children: .combine)
            if past.canUndo { Danger(text: say(.activityNotMe), enabled: enabled, act: notMe) }
        }
    }

    private var mark: (name: String, colour: Color) {
        switch past.outcome {
        case .approved: ("checkmark", Theme.accent)
        case .denied, .wrongNumber, .accountBlocked: ("hand.raised", Theme.danger)
        case .expired, .superseded, .cancelled, .other: ("clock", Theme.soft)
        }
    }
}

/// Where a new code for this phone comes from, and where it goes.
struct SetUpAgain: View {
    let app: AppModel
    let page: String?

    var body: some View {
        if let page {
            Paragraph(text: say(.accountAgainText))
            Quiet(text: say(.accountPage)) {
                app.leaveTemporarily()
                AppleServices.open(page: page)
            }
        }
        Primary(text: say(.accountSetUpAgain)) { app.add(work: true) }
    }
}
