import CountersignKit
import SwiftUI

/// A sign-in request, drawn from the core's snapshot: which part of it is drawn is the snapshot's phase, and nothing else. What
/// answers it is pinned below what scrolls, so that refusing is in sight however much there is to warn of.
struct RequestScreen: View {
    let app: AppModel

    private var model: AnsweringModel { app.answering }

    var body: some View {
        Screen(back: { app.back() }) {
            if let request = model.request { part(request) } else if model.trouble == nil { Busy(text: say(.waiting)) }
            if let trouble = model.trouble { Notice(text: say(Phrase(trouble)), tone: .danger) }
        } pinned: {
            if let request = model.request, request.canRefuse { Answers(model: model, request: request) }
        }
    }

    @ViewBuilder private func part(_ request: Request) -> some View {
        switch request.phase {
        case .open: OpenRequest(model: model, request: request) { app.scanNumber() }
        case .waiting:
            Question(request: request)
            Notice(text: say(.requestOtherFirst), tone: .warn)
        case .sending:
            Question(request: request)
            Busy(text: say(.requestSending))
        case .deliveryFailed:
            Question(request: request)
            if let end = request.end { Notice(text: say(end), tone: .warn).onAppear { announce(end) } }
            Primary(text: say(.tryAgain), busy: model.busy) { Task { await model.retry() } }
        case .askReport: AskReport(model: model, request: request)
        case .reporting:
            Heading(text: say(.reportAsk))
            Busy(text: say(.requestReporting))
        case .ended: RequestEnd(app: app, request: request)
        }
    }
}

/// Heading, warnings and facts: what stands on top as long as the request is not answered.
private struct Question: View {
    let request: Request

    var body: some View {
        Heading(text: say(request.heading))
        ForEach(request.warnings, id: \.self) { warning in
            Notice(text: say(request.words(warning)), tone: .warn)
        }
        Card {
            Text(verbatim: request.organisation).font(.headline)
            Paragraph(text: say(request.what))
            if let said = request.said { Paragraph(text: say(said)) }
            Paragraph(text: say(request.origin))
            Soft(text: say(request.times))
        }
        .accessibilityElement(children: .combine)
    }
}

/// YES and No. At the accessibility sizes only No is pinned: both would leave nothing of what scrolls.
private struct Answers: View {
    let model: AnsweringModel
    let request: Request

    @Environment(\.dynamicTypeSize) private var textSize

    var body: some View {
        Pinned {
            if !textSize.isAccessibilitySize { Approve(model: model, request: request) }
            Danger(text: say(.no), enabled: !model.busy) { Task { await model.no() } }
        }
    }
}

private struct Approve: View {
    let model: AnsweringModel
    let request: Request

    var body: some View {
        if request.phase == .open, answerable {
            Primary(text: say(.yes), enabled: model.yesIsEnabled, busy: model.busy) { Task { await model.yes() } }
        }
    }

    private var answerable: Bool {
        if case .showCode = request.prompt { false } else { true }
    }
}

private struct OpenRequest: View {
    let model: AnsweringModel
    let request: Request
    let scan: () -> Void

    @Environment(\.dynamicTypeSize) private var textSize

    var body: some View {
        Question(request: request)
        prompt
        if request.needsUnlock { ProofPart(model: model) }
        if textSize.isAccessibilitySize { Approve(model: model, request: request) }
        advice
        if request.moreWaiting > 0 { Soft(text: say(.moreWaiting, .number(request.moreWaiting))) }
    }

    /// A number is on the page, and comes from nowhere else; a code is for the page, and for nobody else.
    @ViewBuilder private var advice: some View {
        switch request.prompt {
        case .number, .choice:
            Soft(text: say(.neverType))
            VStack(alignment: .leading, spacing: 4) {
                Text(verbatim: say(.showTheNumber)).font(.headline)
                Soft(text: say(.showTheNumberHow))
            }
            .accessibilityElement(children: .combine)
        case .showCode: Soft(text: say(.neverTell))
        case .confirm: EmptyView()
        }
    }

    @ViewBuilder private var prompt: some View {
        switch request.prompt {
        case .number(let digits):
            if model.matched {
                MatchedNumber(model: model)
            } else {
                NumberField(model: model, digits: digits, organisation: request.organisation)
                WhyGrey(request: request)
                if request.canScan { Quiet(text: say(.matchScan), act: scan) }
            }
        case .choice(let options):
            Notice(text: say(.warnPicked), tone: .warn)
            NumberChoice(model: model, options: options)
        case .confirm:
            Notice(text: say(.warnNoNumber), tone: .warn)
            if request.typed == 0 { Quiet(text: say(.numberConfirm)) { model.confirm() } }
        case .showCode(let code): ShownCode(code: code)
        }
    }
}

/// Why YES is grey: in a line that stands all the while, so that nothing moves when the number is there.
private struct WhyGrey: View {
    let request: Request

    var body: some View {
        if let why = request.numberWords {
            if request.numberIsWrong {
                Notice(text: say(why), tone: .warn).onAppear { announce(why) }
            } else {
                Soft(text: say(why))
            }
        }
    }
}

/// The fresh unlock that this one answer needs: YES asks for the phone's own, a passcode is typed here. What was typed stays.
private struct ProofPart: View {
    let model: AnsweringModel

    @State private var passcode = ""

    var body: some View {
        if let trouble = model.proofTrouble {
            Notice(text: say(Phrase(trouble)), tone: .danger).onAppear { announce(Phrase(trouble)) }
        }
        if model.byPasscode {
            Field(name: say(.passcodeField), text: $passcode, kind: .secret, submit: enter)
            Quiet(text: say(.requestUnlock), enabled: !passcode.isEmpty && !model.proving, act: enter)
            Quiet(text: say(.unlockPhone)) { model.byPasscode(false) }
        } else {
            Quiet(text: say(.unlockPasscode)) { model.byPasscode(true) }
        }
    }

    private func enter() {
        let typed = passcode
        passcode = ""
        Task { await model.prove(.passcode(typed)) }
    }
}

private struct AskReport: View {
    let model: AnsweringModel
    let request: Request

    var body: some View {
        Notice(text: say(.endDenied)).onAppear { announce(Phrase(.endDenied)) }
        Heading(text: say(.reportAsk))
        Paragraph(text: say(.reportText))
        if model.sureAsked { Notice(text: say(.reportSure), tone: .warn) }
        if request.reportFailed { Notice(text: say(.reportFailed), tone: .danger) }
        Danger(text: say(.report), enabled: !model.busy) { Task { await model.report() } }
        Quiet(text: say(.reportNotNow), enabled: !model.busy) { Task { await model.notNow() } }
    }
}
