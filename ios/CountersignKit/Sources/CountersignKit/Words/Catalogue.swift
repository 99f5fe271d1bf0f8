import Foundation

/// The string catalogue in the person's language.
public struct Catalogue {
    private let look: (String) -> String?
    private let locale: Locale

    /// `look` finds the catalogue's text for a name, nil where there is none.
    public init(locale: Locale, look: @escaping (String) -> String?) {
        self.locale = locale
        self.look = look
    }

    /// The app's own catalogue.
    public static func app(_ bundle: Bundle = .main) -> Catalogue {
        Catalogue(locale: Locale(identifier: bundle.preferredLocalizations.first ?? "en")) { name in
            let text = bundle.localizedString(forKey: name, value: "\u{0}", table: nil)
            return text == "\u{0}" ? nil : text
        }
    }

    public func text(_ phrase: Phrase) -> String {
        let format = look(phrase.key.rawValue) ?? phrase.key.rawValue
        if phrase.arguments.isEmpty { return format }
        let text = String(format: format, locale: locale, arguments: phrase.arguments.map(argument))
        // A sentence of its own that follows.
        if phrase.key == .troubleWrongPasscode, case .phrase(let next)? = phrase.arguments.first {
            return "\(text) \(self.text(next))"
        }
        return text
    }

    /// Both lines of a result in one, where it stands beside something else.
    public func inOneLine(_ phrase: Phrase) -> String {
        text(phrase).split(separator: "\n").joined(separator: " ")
    }

    private func argument(_ argument: Phrase.Argument) -> any CVarArg {
        switch argument {
        // Of others: its direction stays its own, so that a right-to-left name moves no digit and no word beside it (FSI, PDI).
        case .text(let text): return "\u{2068}\(text)\u{2069}"
        case .number(let number): return number
        case .country(let code): return country(code)
        case .phrase(let phrase): return text(phrase)
        case .moment(let at): return moment(at)
        }
    }

    private func moment(_ at: Int) -> String {
        let writer = DateFormatter()
        writer.locale = locale
        writer.dateStyle = .medium
        writer.timeStyle = .short
        return writer.string(from: Date(timeIntervalSince1970: TimeInterval(at)))
    }

    /// A country's name as it stands in a sentence, where that differs from the system's own list.
    private func country(_ code: String) -> String {
        look("country_\(code)") ?? locale.localizedString(forRegionCode: code) ?? code
    }
}
