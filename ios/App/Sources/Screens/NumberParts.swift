import CountersignKit
import SwiftUI

/// One field for the whole number, so that it can be pasted; the largest thing on the screen, and never wider than it.
struct NumberField: View {
    let model: AnsweringModel
    let digits: Int
    let organisation: String

    @FocusState private var typing: Bool
    @Environment(\.accessibilityVoiceOverEnabled) private var spoken
    @ScaledMetric(relativeTo: .largeTitle) private var size: CGFloat = 57

    var body: some View {
        VStack(alignment: .leading, spacing: 6) {
            Text(verbatim: say(.numberField)).font(.headline).accessibilityHidden(true)
            TextField("", text: Binding(get: { model.text }, set: { model.number($0) }))
                .font(.system(size: fitting, weight: .semibold))
                .monospacedDigit()
                .kerning(fitting * 0.08)
                .multilineTextAlignment(.center)
                .foregroundStyle(Theme.accent)
                .keyboardType(.numberPad)
                .autocorrectionDisabled()
                .focused($typing)
                .frame(minHeight: 64)
                .padding(12)
                .background(Theme.tint, in: RoundedRectangle(cornerRadius: 12))
                .overlay(RoundedRectangle(cornerRadius: 12).strokeBorder(Theme.accent, lineWidth: 2))
                .accessibilityLabel(Text(verbatim: say(.numberFieldSpoken, .text(organisation))))
                .accessibilityValue(Text(verbatim: Digits.spoken(model.text)))
        }
        // Who listens hears what is asked before the field.
        .onAppear { typing = !spoken }
    }

    /// As large as the person wants it and so many digits allow.
    private var fitting: CGFloat { min(size, 280 / (CGFloat(max(digits, model.text.count)) * 0.7)) }
}

/// The numbers that a server offers to pick from.
struct NumberChoice: View {
    let model: AnsweringModel
    let options: [String]

    var body: some View {
        Text(verbatim: say(.numberPick)).font(.headline)
        ForEach(options.indices, id: \.self) { place in
            Button {
                model.pick(place)
            } label: {
                Text(verbatim: options[place]).font(.title).fontWeight(.semibold).monospacedDigit()
                    .frame(maxWidth: .infinity, minHeight: 64)
                    .overlay(RoundedRectangle(cornerRadius: 12).strokeBorder(Theme.accent, lineWidth: 2))
            }
            .accessibilityLabel(Text(verbatim: Digits.spoken(options[place])))
        }
    }
}

/// A code that the page asks for.
struct ShownCode: View {
    let code: String

    var body: some View {
        Text(verbatim: say(.numberShowCode)).font(.headline)
        Text(verbatim: code).font(.largeTitle).fontWeight(.semibold).monospacedDigit().minimumScaleFactor(0.4)
            .foregroundStyle(Theme.accent)
            .frame(maxWidth: .infinity)
            .accessibilityLabel(Text(verbatim: Digits.spoken(code)))
    }
}

/// The request is over: what happened, then what to do.
struct RequestEnd: View {
    let app: AppModel
    let request: Request

    private var model: AnsweringModel { app.answering }
    private var account: Account? { app.accounts.rows.first { $0.id == request.account }?.account }

    var body: some View {
        VStack(spacing: 16) {
            Image(systemName: mark.name).font(.largeTitle).foregroundStyle(mark.colour).accessibilityHidden(true)
            ResultText(text: say(model.endWords))
        }
        .padding(24)
        .frame(maxWidth: .infinity)
        .onAppear { announce(model.endWords) }
        if request.reported, let phone = request.contact?.phone {
            Primary(text: say(.call, .text(phone))) { AppleServices.call(phone) }
            Quiet(text: say(.done), act: done)
        } else if request.outcome == .accountUnlinked {
            SetUpAgain(app: app, page: account?.push?.page)
            Quiet(text: say(.done), act: done)
        } else {
            Primary(text: say(.done), act: done)
        }
        if request.outcome == .approved, !request.tryout, account?.push?.hasActivity == true {
            Danger(text: say(.activityNotMe)) { Task { await app.takeBack() } }
        }
    }

    private func done() { app.back() }

    private var mark: (name: String, colour: Color) {
        if request.reported || request.outcome == .approved { return ("checkmark.circle", Theme.accent) }
        switch request.outcome {
        case .denied: return ("hand.raised", Theme.accent)
        case .wrongNumber, .accountBlocked: return ("xmark.octagon", Theme.danger)
        case .expired: return ("clock", Theme.warn)
        default: return ("exclamationmark.circle", Theme.warn)
        }
    }
}
