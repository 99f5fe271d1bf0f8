import CountersignKit
import SwiftUI

/// From another app's file or codes to accounts: what it is, what it would add, what was added.
struct MoveInScreen: View {
    let app: AppModel

    @State private var choosing = false
    @State private var password = ""

    private var model: MoveInModel { app.moveIn }

    var body: some View {
        Screen(title: .moveIn, back: { app.back() }) {
            if let trouble = model.trouble {
                Notice(text: say(Phrase(trouble)), tone: .danger).onAppear { announce(Phrase(trouble)) }
            }
            if let report = model.report {
                added(report)
            } else if let undone = model.undone {
                takenBack(undone)
            } else if let plan = model.plan {
                PlanPart(app: app, plan: plan, chooseAgain: choose)
            } else if model.busy {
                Busy(text: say(.moveInBusy))
                Quiet(text: say(.cancel)) { model.startOver() }
            } else if let kind = model.kind {
                opening(kind)
            } else if model.nameable {
                name
            } else {
                begin
            }
        }
        .fileImporter(isPresented: $choosing, allowedContentTypes: [.item]) { chosen in
            Task { await model.chosen(await ChosenFile.read(try? chosen.get())) }
        }
    }

    private func choose() {
        app.leaveTemporarily()
        choosing = true
    }

    @ViewBuilder private var begin: some View {
        Paragraph(text: say(.moveInText))
        Soft(text: say(.moveInFrom))
        Primary(text: say(.moveInFile), act: choose)
        Quiet(text: say(.moveInScan)) { app.scanExport() }
        if !model.past.isEmpty {
            Heading(text: say(.moveInPast))
            Soft(text: say(.moveInPastText))
            ForEach(model.past) { past in
                Card {
                    Text(verbatim: say(.moveInAdded, .number(past.added))).font(.headline)
                    if let format = past.format { Soft(text: say(Phrase(format))) }
                    Soft(text: Day.said(past.at))
                    Quiet(text: say(.moveInUndo)) { Task { await model.undo(past.id) } }
                }
            }
        }
    }

    @ViewBuilder private func opening(_ kind: FileKind) -> some View {
        Heading(text: say(.moveInKind, .phrase(Phrase(kind.format))))
        Paragraph(text: say(.moveInHasPassword))
        if kind.seconds > 0 { Notice(text: say(.moveInCost, .number(kind.seconds), .number(kind.megabytes))) }
        Field(name: say(.moveInPassword), text: $password, kind: .secret, submit: open)
        Primary(text: say(.moveInOpen), enabled: !password.isEmpty, act: open)
        if kind.guessed { Quiet(text: say(.moveInOther)) { model.notThat() } }
        Quiet(text: say(.moveInAgain), act: choose)
    }

    /// From which app the file comes, where it does not say so itself.
    @ViewBuilder private var name: some View {
        Heading(text: say(.moveInName))
        Soft(text: say(.moveInNameText))
        Card {
            ForEach(FileFormat.allCases, id: \.self) { format in
                Button(action: { Task { await model.from(format) } }) {
                    Paragraph(text: say(Phrase(listed: format)))
                        .frame(maxWidth: .infinity, minHeight: 44, alignment: .leading)
                }
            }
        }
        Quiet(text: say(.moveInAgain), act: choose)
        Quiet(text: say(.cancel)) { model.startOver() }
    }

    private func open() {
        let typed = password
        password = ""
        Task { await model.open(password: typed) }
    }

    @ViewBuilder private func added(_ report: ImportReport) -> some View {
        Heading(text: say(.moveInAdded, .number(report.totals.added)))
        OthersPart(totals: report.totals, leftBehind: false)
        ReceiptsPart(receipts: report.receipts) { receipt in ReceiptText(receipt: receipt) }
        Primary(text: say(.done), busy: model.busy) { app.back() }
        if let commit = report.commit {
            Soft(text: say(.moveInPastText))
            Quiet(text: say(.moveInUndo)) { Task { await model.undo(commit) } }
        }
    }

    @ViewBuilder private func takenBack(_ undone: Undone) -> some View {
        Heading(text: say(.moveInBinned, .number(undone.binned)))
        if undone.restored > 0 { Paragraph(text: say(.moveInRestored, .number(undone.restored))) }
        if !undone.kept.isEmpty {
            Paragraph(text: say(.moveInKept, .text(undone.kept.joined(separator: ", "))))
        }
        Primary(text: say(.done)) { app.back() }
    }
}

/// What would be added. Nothing is until the person goes on.
private struct PlanPart: View {
    let app: AppModel
    let plan: ImportPlan
    let chooseAgain: () -> Void

    private var model: MoveInModel { app.moveIn }
    private var count: Int { plan.receipts.filter { model.adds($0) }.count }

    var body: some View {
        Soft(text: say(.moveInKind, .phrase(Phrase(plan.format))))
        Heading(text: say(.moveInWould, .number(count)))
        if model.isIncomplete {
            let missing = plan.missing.map(String.init).joined(separator: ", ")
            Notice(text: say(.moveInMissing, .number(plan.parts), .text(missing)), tone: .warn)
            Primary(text: say(.moveInNext)) { app.scanExport() }
        }
        if plan.mayLack { Notice(text: say(.moveInLacks), tone: .warn) }
        OthersPart(totals: plan.totals, leftBehind: plan.leftBehind)
        if !model.offers.isEmpty { alike }
        ReceiptsPart(receipts: plan.receipts) { receipt in entry(receipt) }
        if !plan.usable {
            Quiet(text: say(.moveInAgain), act: chooseAgain)
        } else if model.isIncomplete {
            Quiet(text: say(.moveInThese), enabled: count > 0 && !model.busy) {
                Task { await model.commit(incomplete: true) }
            }
        } else {
            Primary(text: say(.moveInAdd), enabled: count > 0, busy: model.busy) { Task { await model.commit() } }
        }
        Quiet(text: say(.cancel)) { model.startOver() }
    }

    /// What is done with accounts of which the name or the key is there already.
    private var alike: some View {
        Card {
            Text(verbatim: say(.moveInAlike)).font(.headline)
            Soft(text: say(.moveInAlikeText))
            ForEach(Alike.allCases.filter { $0 == .skip || model.offers.contains($0) }) { alike in
                let chosen = model.choices.alike == alike
                Button(action: { model.alike(alike) }) {
                    HStack(spacing: 10) {
                        Image(systemName: chosen ? "largecircle.fill.circle" : "circle").accessibilityHidden(true)
                        Paragraph(text: say(Phrase(alike)))
                    }
                    .frame(maxWidth: .infinity, minHeight: 44, alignment: .leading)
                }
                .accessibilityAddTraits(chosen ? .isSelected : .isButton)
            }
        }
    }

    /// A switch where the person may leave it out.
    @ViewBuilder private func entry(_ receipt: Receipt) -> some View {
        let skipped = model.choices.skipped.contains(receipt.position)
        if model.adds(receipt) || skipped {
            Toggle(isOn: Binding(get: { !skipped }, set: { model.skip(receipt.position, !$0) })) {
                ReceiptText(receipt: receipt, chosen: !skipped)
            }
        } else {
            ReceiptText(receipt: receipt)
        }
    }
}

private struct OthersPart: View {
    let totals: ImportTotals
    let leftBehind: Bool

    var body: some View {
        if totals.refused > 0 { Soft(text: say(.moveInRefused, .number(totals.refused))) }
        if totals.others > 0 { Soft(text: say(.moveInOthers, .number(totals.others))) }
        if leftBehind { Soft(text: say(.moveInLeft)) }
    }
}

/// What becomes of each entry; a long list in full only when it is asked for.
private struct ReceiptsPart<Entry: View>: View {
    let receipts: [Receipt]
    @ViewBuilder let entry: (Receipt) -> Entry

    @State private var all = false

    private var shown: [Receipt] { all ? receipts : Array(receipts.prefix(100)) }

    var body: some View {
        Card {
            ForEach(shown) { receipt in
                entry(receipt)
                if receipt.id != shown.last?.id { Divider() }
            }
        }
        if shown.count < receipts.count { Quiet(text: say(.moveInMore, .number(receipts.count))) { all = true } }
    }
}

private struct ReceiptText: View {
    let receipt: Receipt
    var chosen = false

    private var name: String {
        if !receipt.issuer.isEmpty { return receipt.issuer }
        return receipt.label.isEmpty ? say(.moveInEntry, .number(receipt.position + 1)) : receipt.label
    }

    var body: some View {
        VStack(alignment: .leading, spacing: 2) {
            Text(verbatim: name).font(.headline)
            if !receipt.label.isEmpty, receipt.label != name { Soft(text: receipt.label) }
            if let refusal = receipt.refusal {
                if !chosen { Soft(text: say(Phrase(refusal))) }
            } else {
                ForEach(receipt.warnings, id: \.self) { warning in Soft(text: say(Phrase(warning))) }
            }
        }
        .padding(4)
        .accessibilityElement(children: .combine)
    }
}
