import CountersignKit
import SwiftUI

/// One account, and its code if it has one.
struct RowView: View {
    let app: AppModel
    let row: Row

    var body: some View {
        Card {
            Button {
                app.go(.account(row.id))
            } label: {
                VStack(alignment: .leading, spacing: 2) {
                    HStack(spacing: 8) {
                        Text(verbatim: row.account.issuer).font(.headline)
                        if row.account.favourite {
                            Image(systemName: "star.fill").foregroundStyle(Theme.accent)
                                .accessibilityLabel(Text(verbatim: say(.favourite)))
                        }
                    }
                    Soft(text: row.account.label)
                    if row.account.isPush { Soft(text: say(Phrase(row.account.state))) }
                }
                .frame(maxWidth: .infinity, minHeight: 44, alignment: .leading)
            }
            .accessibilityElement(children: .combine)
            .accessibilityAddTraits(.isButton)
            if let code = row.code {
                CodeView(app: app, account: row.account, code: code)
                if row.account.isPush { Soft(text: say(.codeOfPush)) }
            }
            if app.codeAsking.account == row.id { CodeAsked(model: app.codeAsking) }
        }
    }
}

/// The code: shown, masked, or to be made.
private struct CodeView: View {
    let app: AppModel
    let account: Account
    let code: CodeShown

    @Environment(\.dynamicTypeSize) private var size

    private var list: AccountsModel { app.accounts }

    /// Beside each other, or below each other where the text is large.
    private var line: AnyLayout {
        size.isAccessibilitySize
            ? AnyLayout(VStackLayout(alignment: .leading, spacing: 8)) : AnyLayout(HStackLayout(spacing: 12))
    }

    var body: some View {
        if let digits = code.digits {
            line {
                shown(digits)
                Spacer()
                if !code.onDemand { Countdown(left: code.secondsLeft, period: code.period) }
                IconButton(mark: "doc.on.doc", name: .codeCopy) { list.copy(account.id) }
            }
            if code.onDemand && !code.asks { make }
        } else if code.masked {
            Quiet(text: say(.codeShow)) { list.reveal(account.id) }
                .accessibilityValue(Text(verbatim: say(.codeMasked)))
        } else if code.asks {
            Quiet(text: say(.codeShow), enabled: app.codeAsking.account != account.id || !app.codeAsking.busy) {
                Task { await app.codeAsking.ask(account.id) }
            }
        } else {
            make
        }
    }

    private var make: some View {
        Quiet(text: say(.codeMake)) { Task { await list.next(account.id) } }
    }

    /// Read digit by digit; the seconds that are left are told when asked for and never interrupt.
    private func shown(_ digits: String) -> some View {
        VStack(alignment: .leading, spacing: 2) {
            Text(verbatim: Digits.grouped(digits, by: code.group)).font(.title).fontWeight(.semibold).monospacedDigit()
                .foregroundStyle(Theme.accent).minimumScaleFactor(0.6)
            if let next = code.next { Soft(text: say(.codeNext, .text(Digits.grouped(next, by: code.group)))) }
        }
        .privacySensitive()
        .accessibilityElement(children: .ignore)
        .accessibilityLabel(Text(verbatim: code.spoken.map { say($0) } ?? ""))
        .accessibilityCustomContent(Text(verbatim: account.issuer), Text(verbatim: say(code.spokenTime)))
    }
}

/// How much of a code's life is left, as a number and a ring.
private struct Countdown: View {
    let left: Int
    let period: Int

    @ScaledMetric(relativeTo: .caption) private var size: CGFloat = 36

    var body: some View {
        ZStack {
            Circle().stroke(Theme.line, lineWidth: 3)
            Circle().trim(from: 0, to: CGFloat(left) / CGFloat(period)).stroke(Theme.accent, lineWidth: 3)
            Text(verbatim: String(left)).font(.caption).monospacedDigit()
        }
        .frame(width: size, height: size)
        .accessibilityHidden(true)
    }
}
