import CountersignKit
import SwiftUI

/// One account: its name, its place in the list, and the way to remove it.
struct AccountScreen: View {
    let app: AppModel
    let id: String

    @State private var name = ""
    @State private var sure = false

    private var list: AccountsModel { app.accounts }
    private var details: AccountDetails? { app.details.account == id ? app.details.details : nil }

    var body: some View {
        Screen(back: { app.back() }) {
            if let details, let account = details.account {
                Heading(text: account.issuer)
                if account.isPush { state(account) }
                Card {
                    Fact(name: say(.accountLabel), value: account.label)
                    if let push = account.push { facts(push) }
                }
                if account.push?.hasActivity == true, account.isInUse {
                    Quiet(text: say(.activity)) { app.go(.activity(id)) }
                }
                Field(name: say(.accountName), text: $name)
                Primary(text: say(.accountRename)) {
                    Task { await list.rename(id, to: name) }
                }
                if details.canGoUp { Quiet(text: say(.accountUp)) { move(-1) } }
                if details.canGoDown { Quiet(text: say(.accountDown)) { move(1) } }
                AccountNotes(model: app.details, details: details)
                if account.isPush, account.isInUse, account.state != .blocked { AccountKey(model: app.renewal) }
                if !account.isPush { CodeDetails(account: account, model: app.details) }
                Danger(text: say(.accountRemove)) { sure = true }
                    .confirmationDialog(
                        say(.accountRemoveSure, .text(account.issuer)), isPresented: $sure, titleVisibility: .visible
                    ) {
                        Button(say(.remove), role: .destructive, action: remove)
                        Button(say(.cancel), role: .cancel, action: {})
                    } message: {
                        Text(verbatim: say(account.isPush ? .accountRemovePush : .accountRemoveCode))
                    }
            }
        }
        .onAppear { name = details?.account?.issuer ?? "" }
    }

    @ViewBuilder private func state(_ account: Account) -> some View {
        Notice(text: say(Phrase(account.state)), tone: account.state == .active ? .plain : .warn)
        if account.mustBeSetUpAgain {
            Paragraph(text: say(.accountUnlinked, .text(account.issuer)))
            SetUpAgain(app: app, page: account.push?.page)
        }
    }

    @ViewBuilder private func facts(_ push: PushFacts) -> some View {
        Fact(name: say(.accountContacts), value: push.host)
        Fact(name: say(.accountPhone), value: push.deviceLabel)
        if let line = push.contact?.line { Fact(name: say(.accountIt), value: line) }
    }

    private func move(_ by: Int) {
        Task { await list.move(id, by: by) }
    }

    private func remove() {
        Task {
            await list.remove(id)
            app.back()
        }
    }
}

/// A new device key for an account that confirms sign-ins, and what became of it.
private struct AccountKey: View {
    let model: RenewalModel

    var body: some View {
        if let trouble = model.trouble {
            Notice(text: say(Phrase(trouble)), tone: .danger).onAppear { announce(Phrase(trouble)) }
        }
        switch model.done {
        case .renewed: Notice(text: say(.accountKeyRenewed)).onAppear { announce(Phrase(.accountKeyRenewed)) }
        case .queued: Notice(text: say(.accountKeyQueued), tone: .warn).onAppear { announce(Phrase(.accountKeyQueued)) }
        case nil: Soft(text: say(.accountKeyText))
        }
        if model.busy {
            Busy(text: say(.waiting))
        } else {
            Quiet(text: say(.accountKey)) { Task { await model.renew() } }
        }
    }
}
