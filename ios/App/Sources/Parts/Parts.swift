import CountersignKit
import SwiftUI

/// A screen: what stands in it, from top to bottom, and the way back. What is pinned stands below what scrolls, above the
/// keyboard, and is always in sight. `place` keeps which row of a list stands on top, for who comes back to it.
struct Screen<Content: View, Pinned: View>: View {
    var title: Phrase.Key?
    var back: (() -> Void)?
    var place: Binding<String?>?
    @ViewBuilder let content: () -> Content
    @ViewBuilder let pinned: () -> Pinned

    var body: some View {
        placed
            .scrollDismissesKeyboard(.interactively)
            .safeAreaInset(edge: .bottom, spacing: 0) { pinned() }
            .background(Theme.paper)
            .foregroundStyle(Theme.ink)
    }

    @ViewBuilder private var placed: some View {
        if let place { scroll.scrollPosition(id: place) } else { scroll }
    }

    private var scroll: some View {
        ScrollView {
            column
                .scrollTargetLayout()
                .padding(16)
                .frame(maxWidth: 560, alignment: .leading)
                .frame(maxWidth: .infinity)
        }
    }

    /// Of a list only what is in sight is made.
    @ViewBuilder private var column: some View {
        if place == nil {
            VStack(alignment: .leading, spacing: 14) { whole }
        } else {
            LazyVStack(alignment: .leading, spacing: 14) { whole }
        }
    }

    @ViewBuilder private var whole: some View {
        if let back {
            Button(action: back) {
                Image(systemName: "chevron.backward").frame(minWidth: 44, minHeight: 44, alignment: .leading)
            }
            .accessibilityLabel(Text(verbatim: say(.back)))
        }
        if let title { Heading(text: say(title)) }
        content()
    }
}

extension Screen where Pinned == EmptyView {
    init(
        title: Phrase.Key? = nil, back: (() -> Void)? = nil, place: Binding<String?>? = nil,
        @ViewBuilder content: @escaping () -> Content
    ) {
        self.init(title: title, back: back, place: place, content: content, pinned: { EmptyView() })
    }
}

/// What is pinned at the bottom of a screen.
struct Pinned<Content: View>: View {
    @ViewBuilder let content: () -> Content

    var body: some View {
        VStack(spacing: 0) {
            Divider()
            VStack(spacing: 10) { content() }
                .padding(12)
                .frame(maxWidth: 560)
        }
        .frame(maxWidth: .infinity)
        .background(Theme.paper)
    }
}

struct Heading: View {
    let text: String

    var body: some View {
        Text(verbatim: text).font(.title2).fontWeight(.semibold).fixedSize(horizontal: false, vertical: true)
            .accessibilityAddTraits(.isHeader)
    }
}

/// What happened as a heading, and what to do below it: the two lines of a result's sentence.
struct ResultText: View {
    let text: String

    private var lines: [String] { text.split(separator: "\n", maxSplits: 1).map(String.init) }

    var body: some View {
        VStack(spacing: 8) {
            Heading(text: lines.first ?? "").multilineTextAlignment(.center)
            if lines.count > 1 { Paragraph(text: lines[1]).multilineTextAlignment(.center) }
        }
        .accessibilityElement(children: .combine)
    }
}

/// A fact with its name above it.
struct Fact: View {
    let name: String
    let value: String

    var body: some View {
        VStack(alignment: .leading, spacing: 2) {
            Soft(text: name)
            Paragraph(text: value)
        }
        .accessibilityElement(children: .combine)
    }
}

struct Paragraph: View {
    let text: String

    var body: some View { Text(verbatim: text).font(.body).fixedSize(horizontal: false, vertical: true) }
}

struct Soft: View {
    let text: String

    var body: some View {
        Text(verbatim: text).font(.subheadline).foregroundStyle(Theme.soft).fixedSize(horizontal: false, vertical: true)
    }
}

/// A sentence that matters: by its words, a mark, and only then a colour.
struct Notice: View {
    let text: String
    var tone = Tone.plain

    var body: some View {
        HStack(alignment: .firstTextBaseline, spacing: 10) {
            Image(systemName: tone.mark).accessibilityHidden(true)
            Paragraph(text: text.split(separator: "\n").joined(separator: " "))
        }
        .foregroundStyle(tone.colour)
        .padding(12)
        .frame(maxWidth: .infinity, alignment: .leading)
        .background(tone.back, in: RoundedRectangle(cornerRadius: 12))
        .overlay(RoundedRectangle(cornerRadius: 12).strokeBorder(tone.colour.opacity(0.35)))
        .accessibilityElement(children: .combine)
    }
}

struct Card<Content: View>: View {
    @ViewBuilder let content: () -> Content

    var body: some View {
        VStack(alignment: .leading, spacing: 4) { content() }
            .padding(16)
            .frame(maxWidth: .infinity, alignment: .leading)
            .background(Theme.card, in: RoundedRectangle(cornerRadius: 16))
            .overlay(RoundedRectangle(cornerRadius: 16).strokeBorder(Theme.line))
    }
}

/// The one thing to do on a screen.
struct Primary: View {
    let text: String
    var enabled = true
    var busy = false
    let act: () -> Void

    var body: some View {
        Button(action: act) {
            HStack(spacing: 10) {
                if busy { ProgressView().tint(Theme.onAccent) }
                Text(verbatim: text).fontWeight(.semibold).multilineTextAlignment(.center)
            }
            .padding(12)
            .frame(maxWidth: .infinity, minHeight: 50)
            .background(Theme.accent, in: RoundedRectangle(cornerRadius: 12))
            .foregroundStyle(Theme.onAccent)
            .opacity(enabled ? 1 : 0.45)
        }
        .disabled(!enabled || busy)
    }
}

/// Refusing and removing.
struct Danger: View {
    let text: String
    var enabled = true
    let act: () -> Void

    var body: some View {
        Button(action: act) {
            HStack(spacing: 10) {
                Image(systemName: "hand.raised").accessibilityHidden(true)
                Text(verbatim: text).fontWeight(.semibold).multilineTextAlignment(.center)
            }
            .padding(12)
            .frame(maxWidth: .infinity, minHeight: 50)
            .foregroundStyle(Theme.danger)
            .overlay(RoundedRectangle(cornerRadius: 12).strokeBorder(Theme.danger, lineWidth: 2))
        }
        .disabled(!enabled)
    }
}

struct Quiet: View {
    let text: String
    var enabled = true
    let act: () -> Void

    var body: some View {
        Button(action: act) { QuietLabel(text: text) }
            .disabled(!enabled)
    }
}

struct QuietLabel: View {
    let text: String

    var body: some View {
        Text(verbatim: text).multilineTextAlignment(.center).frame(maxWidth: .infinity, minHeight: 44)
            .foregroundStyle(Theme.accent)
    }
}

struct Busy: View {
    let text: String

    var body: some View {
        HStack(spacing: 12) {
            ProgressView()
            Paragraph(text: text)
        }
        .frame(minHeight: 44)
        .accessibilityElement(children: .combine)
    }
}

/// One line of text to type, with its name above it.
struct Field: View {
    let name: String
    @Binding var text: String
    var kind = Kind.plain
    var submit: () -> Void = {}

    @FocusState private var typing: Bool

    enum Kind { case plain, link, lines, secret }

    var body: some View {
        VStack(alignment: .leading, spacing: 6) {
            Text(verbatim: name).font(.subheadline).foregroundStyle(Theme.soft).accessibilityHidden(true)
            field
                .padding(12)
                .frame(minHeight: 48)
                .background(Theme.card, in: RoundedRectangle(cornerRadius: 12))
                .overlay(RoundedRectangle(cornerRadius: 12).strokeBorder(Theme.soft))
                .accessibilityLabel(Text(verbatim: name))
                .autocorrectionDisabled()
                .textInputAutocapitalization(.never)
                .focused($typing)
                // Who sent something wrong types again: the keyboard stays.
                .onSubmit {
                    submit()
                    typing = true
                }
        }
    }

    @ViewBuilder private var field: some View {
        switch kind {
        case .plain: TextField("", text: $text)
        case .link: TextField("", text: $text).keyboardType(.URL)
        case .lines: TextField("", text: $text, axis: .vertical)
        // Named as what is used up at once, so that the system does not offer to keep it among the saved passwords.
        case .secret: SecureField("", text: $text).textContentType(.oneTimeCode).privacySensitive()
        }
    }
}
