import CountersignKit
import SwiftUI

/// A new recovery code: shown once, then two groups of it are typed.
struct RecoveryScreen: View {
    let app: AppModel

    @State private var first = ""
    @State private var second = ""

    private var model: RecoveryModel { app.recovery }

    var body: some View {
        Screen(title: .recovery, back: { app.back() }) {
            if model.done {
                Notice(text: say(.recoveryDone)).onAppear { announce(Phrase(.recoveryDone)) }
                Primary(text: say(.done)) { app.back() }
            } else if let code = model.code {
                if model.typing { groups(code) } else { shown(code) }
            } else {
                Paragraph(text: say(.recoveryText))
                if model.exists { Soft(text: say(.recoveryExists)) }
                trouble
                if model.passcode {
                    PasscodeAsked(busy: model.busy) { typed in Task { await model.make(passcode: typed) } }
                } else {
                    Primary(text: say(.recoveryMake), busy: model.busy) { Task { await model.make() } }
                }
            }
        }
    }

    @ViewBuilder private func shown(_ code: RecoveryCode) -> some View {
        Paragraph(text: say(.recoveryWrite))
        Card {
            ForEach(Array(code.groups.enumerated()), id: \.offset) { place, group in
                Text(verbatim: say(.recoveryGroupLine, .number(place + 1), .text(group))).font(.title2).monospacedDigit()
                    .accessibilityLabel(
                        Text(
                            verbatim: say(
                                .recoveryGroupSpoken, .number(place + 1), .text(Digits.spoken(group)))))
            }
        }
        .privacySensitive()
        Primary(text: say(.recoveryWritten)) { model.written() }
    }

    @ViewBuilder private func groups(_ code: RecoveryCode) -> some View {
        Paragraph(text: say(.recoveryType))
        Field(name: say(.recoveryGroup, .number(code.asked[0])), text: $first)
        Field(name: say(.recoveryGroup, .number(code.asked[1])), text: $second)
        trouble
        Primary(text: say(.goOn), enabled: !first.isEmpty && !second.isEmpty, busy: model.busy) {
            Task { await model.use(first, second) }
        }
        Quiet(text: say(.recoveryLook)) { model.lookAgain() }
    }

    @ViewBuilder private var trouble: some View {
        if let trouble = model.trouble {
            Notice(text: say(Phrase(trouble)), tone: .danger).onAppear { announce(Phrase(trouble)) }
        }
    }
}

/// Unlocks by the recovery code; a new passcode is chosen by the way.
struct RecoverScreen: View {
    let app: AppModel

    @State private var code = ""
    @State private var new = ""
    @State private var again = ""

    var body: some View {
        Screen(title: .recover, back: { app.back() }) {
            Paragraph(text: say(.recoverText))
            Field(name: say(.recovery), text: $code)
            Field(name: say(.passcodeNewField), text: $new, kind: .secret)
            Field(name: say(.passcodeAgainField), text: $again, kind: .secret)
            PasscodeTrouble(model: app.locking)
            Primary(text: say(.unlock), enabled: complete, busy: app.locking.busy) {
                Task { await app.locking.recover(code, new: new, again: again) }
            }
        }
    }

    private var complete: Bool { !code.isEmpty && !new.isEmpty && !again.isEmpty }
}
