import CountersignKit
import SwiftUI

/// What is typed before a code is shown: the account's PIN, and the passcode where the phone's own lock did not do.
struct CodeAsked: View {
    let model: CodeAskingModel

    @State private var pin = ""
    @State private var passcode = ""

    var body: some View {
        VStack(alignment: .leading, spacing: 12) {
            if model.pin { Field(name: say(.codePin), text: $pin, kind: .secret, submit: give) }
            if model.passcode { Field(name: say(.passcodeField), text: $passcode, kind: .secret, submit: give) }
            if let trouble = model.trouble {
                Notice(text: say(Phrase(trouble)), tone: .danger).onAppear { announce(Phrase(trouble)) }
            }
            if model.pin || model.passcode {
                Primary(text: say(.codeShow), enabled: complete, busy: model.busy, act: give)
                Quiet(text: say(.cancel)) { model.forget() }
            }
        }
    }

    private var complete: Bool { (!model.pin || !pin.isEmpty) && (!model.passcode || !passcode.isEmpty) }

    private func give() {
        guard complete else { return }
        let typed = (model.pin ? pin : nil, model.passcode ? passcode : nil)
        pin = ""
        passcode = ""
        Task { await model.give(pin: typed.0, passcode: typed.1) }
    }
}

/// The passcode, where the phone's own lock does not show that the person is there.
struct PasscodeAsked: View {
    let busy: Bool
    let give: (String) -> Void

    @State private var passcode = ""

    var body: some View {
        Field(name: say(.passcodeField), text: $passcode, kind: .secret, submit: enter)
        Primary(text: say(.goOn), enabled: !passcode.isEmpty, busy: busy, act: enter)
    }

    private func enter() {
        guard !passcode.isEmpty else { return }
        let typed = passcode
        passcode = ""
        give(typed)
    }
}

/// Which time codes are made by, where that is not the phone's or should not be.
struct ClockNotice: View {
    let list: AccountsModel

    var body: some View {
        if let off = list.codeClock.off {
            if list.codeClock.used {
                Notice(text: say(.clockUsed, .number(abs(off))))
                Quiet(text: say(.clockPhone)) { Task { await list.useCorrectedTime(false) } }
            } else {
                Notice(text: say(.clockOffer, .number(abs(off))), tone: .warn)
                Quiet(text: say(.clockUse)) { Task { await list.useCorrectedTime(true) } }
            }
        }
    }
}

/// A lost phone loses the codes.
struct LossNotice: View {
    let app: AppModel

    var body: some View {
        if app.accounts.warnOfLoss {
            Notice(text: say(.loss), tone: .warn)
            Quiet(text: say(.recoveryMake)) { app.go(.recovery) }
            Quiet(text: say(.done)) { Task { await app.accounts.dismissLoss() } }
        }
    }
}
