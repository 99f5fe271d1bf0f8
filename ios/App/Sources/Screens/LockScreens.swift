import CountersignKit
import SwiftUI

/// Before it is known where the vault stands, or while that cannot be told: then why, and what to do.
struct StartScreen: View {
    let app: AppModel

    private var model: LockingModel { app.locking }

    var body: some View {
        if model.previous {
            UnlockScreen(app: app)
        } else {
            Screen {
                if let trouble = model.trouble {
                    Notice(text: say(Phrase(trouble)), tone: .danger).onAppear { announce(Phrase(trouble)) }
                    Primary(text: say(.tryAgain)) { model.lookAgain() }
                } else {
                    Busy(text: say(.waiting))
                }
            }
        }
    }
}

/// The app is locked.
struct UnlockScreen: View {
    let app: AppModel

    @State private var passcode = ""
    @State private var byPasscode = false

    private var model: LockingModel { app.locking }

    var body: some View {
        Screen(title: .unlockTitle) {
            if let trouble = model.trouble {
                Notice(text: say(Phrase(trouble)), tone: .danger).onAppear { announce(Phrase(trouble)) }
            }
            if model.previous { Paragraph(text: say(.previousText)) }
            if case .locked(_, let wait)? = model.vault, wait > 0 { Soft(text: say(.unlockWait, .number(wait))) }
            if byPasscode {
                Field(name: say(.passcodeField), text: $passcode, kind: .secret, submit: enter)
                Primary(text: say(.unlock), enabled: !passcode.isEmpty, busy: model.busy, act: enter)
                Quiet(text: say(.unlockPhone)) { byPasscode = false }
            } else {
                Primary(text: say(.unlockPhone), busy: model.busy) { Task { await unlock(.platform) } }
                Quiet(text: say(.unlockPasscode)) { byPasscode = true }
            }
            Quiet(text: say(.recover)) { app.go(.recover) }
        }
    }

    private func enter() {
        let typed = passcode
        passcode = ""
        Task { await unlock(.passcode(typed)) }
    }

    /// The vault, or the save before it where the vault is damaged.
    private func unlock(_ proof: Proof) async {
        if model.previous { await model.unlockPrevious(proof) } else { await model.unlock(proof) }
    }
}

/// The vault is an older copy: told before it is taken.
struct OlderCopyScreen: View {
    let model: LockingModel

    var body: some View {
        Screen(title: .olderCopy) {
            Paragraph(text: say(.olderCopyText))
            if let trouble = model.trouble { Notice(text: say(Phrase(trouble)), tone: .danger) }
            Primary(text: say(.olderCopyTake), busy: model.busy) { Task { await model.accept() } }
        }
    }
}

/// A passcode is chosen before the first account is added.
struct NewPasscodeScreen: View {
    let app: AppModel

    @State private var new = ""
    @State private var again = ""

    var body: some View {
        Screen(title: .passcodeNew, back: { app.back() }) {
            Paragraph(text: say(.passcodeNewText))
            Field(name: say(.passcodeNewField), text: $new, kind: .secret)
            Field(name: say(.passcodeAgainField), text: $again, kind: .secret)
            PasscodeTrouble(model: app.locking)
            Primary(text: say(.goOn), enabled: !new.isEmpty && !again.isEmpty, busy: app.locking.busy) {
                Task { await app.locking.create(passcode: new, again: again) }
            }
        }
    }
}

struct ChangePasscodeScreen: View {
    let app: AppModel

    @State private var old = ""
    @State private var new = ""
    @State private var again = ""

    var body: some View {
        Screen(title: .passcodeChange, back: { app.back() }) {
            if app.locking.changed {
                Notice(text: say(.passcodeChanged)).onAppear { announce(Phrase(.passcodeChanged)) }
            } else {
                Field(name: say(.passcodeOldField), text: $old, kind: .secret)
                Field(name: say(.passcodeNewField), text: $new, kind: .secret)
                Field(name: say(.passcodeAgainField), text: $again, kind: .secret)
                PasscodeTrouble(model: app.locking)
                Primary(text: say(.passcodeChange), enabled: complete, busy: app.locking.busy) {
                    Task { await app.locking.change(old: old, new: new, again: again) }
                }
            }
        }
    }

    private var complete: Bool { !old.isEmpty && !new.isEmpty && !again.isEmpty }
}

struct PasscodeTrouble: View {
    let model: LockingModel

    var body: some View {
        if model.differ { Notice(text: say(.passcodeDiffer), tone: .danger) }
        if let trouble = model.trouble { Notice(text: say(Phrase(trouble)), tone: .danger) }
    }
}
