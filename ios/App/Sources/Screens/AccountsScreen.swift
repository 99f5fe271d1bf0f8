import CountersignKit
import SwiftUI

/// The account list; while there is none, the way to the first one.
struct AccountsScreen: View {
    let app: AppModel
    let systemServices: AppleServices

    private var list: AccountsModel { app.accounts }

    var body: some View {
        Screen(place: Binding(get: { list.place }, set: { list.place = $0 })) {
            header
            ForEach(list.waiting) { request in
                WaitingRow(request: request) { app.openRequest(request.id) }
            }
            ForEach(Array(list.notes.enumerated()), id: \.offset) { _, note in
                Notice(text: say(Phrase(note)), tone: note.tone)
                if case .refused = note { Quiet(text: say(.done)) { list.dismissRefusedSetups() } }
                if note == .notificationsRefused { Quiet(text: say(.notifyAllow), act: allow) }
            }
            ClockNotice(list: list)
            LossNotice(app: app)
            if list.isEmpty {
                EmptyList(app: app)
            } else {
                if list.total > 3 || !list.search.isEmpty {
                    Field(name: say(.search), text: Binding(get: { list.search }, set: { list.search($0) }))
                }
                if !list.groups.isEmpty { GroupsPart(list: list) }
                if list.rows.isEmpty { Soft(text: say(.accountsNoneFound)) }
                ForEach(list.rows) { row in
                    RowView(app: app, row: row)
                        .onAppear { list.see(row.id, true) }
                        .onDisappear { list.see(row.id, false) }
                }
            }
        }
        .refreshable { await app.refresh() }
        .onChange(of: list.notes) { old, new in
            for note in new where !old.contains(note) { announce(Phrase(note)) }
        }
    }

    /// The system asks once; after that its settings are the way.
    private func allow() {
        Task {
            await systemServices.askForNotifications()
            if systemServices.notificationsAllowed != true { AppleServices.openSettings() }
            app.tick()
        }
    }

    private var header: some View {
        HStack(spacing: 4) {
            Heading(text: say(.accounts))
            Spacer()
            IconButton(mark: "gearshape", name: .settings) { app.go(.settings) }
            if !list.isEmpty { IconButton(mark: "plus", name: .addAccount) { app.otherWays() } }
        }
    }
}

/// The groups that there are; one is shown, or all.
private struct GroupsPart: View {
    let list: AccountsModel

    var body: some View {
        ScrollView(.horizontal) {
            HStack(spacing: 8) {
                chip(say(.groupAll), nil)
                ForEach(list.groups) { group in chip(group.name, group.name) }
            }
        }
    }

    private func chip(_ name: String, _ group: String?) -> some View {
        let chosen = list.group == group
        return Button(action: { list.show(group: group) }) {
            Text(verbatim: name).font(.subheadline).padding(10).frame(minHeight: 44)
                .background(chosen ? Theme.accent : Theme.card, in: RoundedRectangle(cornerRadius: 10))
                .foregroundStyle(chosen ? Theme.onAccent : Theme.accent)
                .overlay(RoundedRectangle(cornerRadius: 10).strokeBorder(chosen ? Theme.accent : Theme.soft))
        }
        .accessibilityAddTraits(chosen ? .isSelected : .isButton)
    }
}

private struct EmptyList: View {
    let app: AppModel

    var body: some View {
        VStack(spacing: 12) {
            Image("Mark").resizable().frame(width: 72, height: 72).accessibilityHidden(true)
            Heading(text: say(.accountsNone))
            Primary(text: say(.scanACode)) { app.add(work: true) }
            Quiet(text: say(.otherWays)) { app.otherWays() }
        }
        .padding(24)
        .frame(maxWidth: .infinity)
    }
}

/// A request that waits: a tap opens it.
struct WaitingRow: View {
    let request: Request
    let open: () -> Void

    var body: some View {
        Button(action: open) {
            Card {
                HStack(spacing: 14) {
                    Image(systemName: "bell").foregroundStyle(Theme.accent).accessibilityHidden(true)
                    VStack(alignment: .leading, spacing: 2) {
                        Text(verbatim: say(.requestWaiting)).font(.headline)
                        Soft(
                            text: say(
                                .pair, .text(request.organisation), .phrase(request.ageWords)))
                    }
                }
            }
        }
        .accessibilityElement(children: .combine)
        .accessibilityAddTraits(.isButton)
    }
}

struct IconButton: View {
    let mark: String
    let name: Phrase.Key
    let act: () -> Void

    var body: some View {
        Button(action: act) { Image(systemName: mark).frame(minWidth: 44, minHeight: 44) }
            .accessibilityLabel(Text(verbatim: say(name)))
    }
}
