import Accessibility
import CountersignKit

/// A sentence in the person's language.
func say(_ key: Phrase.Key, _ arguments: Phrase.Argument...) -> String {
    Catalogue.app().text(Phrase(key, arguments))
}

/// A sentence in the person's language.
func say(_ phrase: Phrase) -> String { Catalogue.app().text(phrase) }

/// Tells a screen reader what happened, without moving its focus.
@MainActor
func announce(_ phrase: Phrase) {
    AccessibilityNotification.Announcement(Catalogue.app().inOneLine(phrase)).post()
}
