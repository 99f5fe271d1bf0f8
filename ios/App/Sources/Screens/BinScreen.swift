import CountersignKit
import SwiftUI

/// The accounts that were removed in the last thirty days. Deleting is asked for twice.
struct BinScreen: View {
    let app: AppModel

    @State private var all = false

    private var bin: BinModel { app.bin }

    var body: some View {
        Screen(title: .bin, back: { app.back() }) {
            if let trouble = bin.trouble {
                Notice(text: say(Phrase(trouble)), tone: .danger).onAppear { announce(Phrase(trouble)) }
            }
            if bin.rows.isEmpty { Soft(text: say(.binEmpty)) } else { Paragraph(text: say(.binText)) }
            ForEach(bin.rows) { row in BinnedRow(bin: bin, row: row) }
            if bin.rows.count > 1 {
                Danger(text: say(.binEmptyNow)) { all = true }
                    .confirmationDialog(say(.binEmptySure), isPresented: $all, titleVisibility: .visible) {
                        Button(say(.binEmptyNow), role: .destructive, action: { Task { await bin.empty() } })
                        Button(say(.cancel), role: .cancel, action: {})
                    } message: {
                        Text(verbatim: say(.binDeleteText))
                    }
            }
        }
    }
}

private struct BinnedRow: View {
    let bin: BinModel
    let row: BinRow

    @State private var sure = false

    var body: some View {
        Card {
            Text(verbatim: row.account.issuer).font(.headline)
            Soft(text: row.account.label)
            Soft(text: say(.binDays, .number(row.daysLeft)))
            Quiet(text: say(.binTakeBack)) { Task { await bin.takeBack(row.id) } }
            Danger(text: say(.binDelete)) { sure = true }
                .confirmationDialog(say(.binDelete), isPresented: $sure, titleVisibility: .visible) {
                    Button(say(.binDelete), role: .destructive, action: { Task { await bin.deleteNow(row.id) } })
                    Button(say(.cancel), role: .cancel, action: {})
                } message: {
                    Text(verbatim: say(.binDeleteText))
                }
        }
    }
}
