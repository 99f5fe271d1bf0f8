import CountersignKit
import CountersignFakes
import Foundation
import Observation
import Testing

/// The string catalogue as it stands in the app's sources, read by the tests as Xcode reads it.
struct CatalogueFile: Sendable {
    let texts: [String: [String: [String: String]]]

    /// `texts[name][language]` is the sentence by plural case; one without cases is its `other`.
    init(_ name: String = "Localizable") throws {
        let path = Self.ios.appendingPathComponent("App/Resources/\(name).xcstrings")
        let file = try JSONDecoder().decode(File.self, from: Data(contentsOf: path))
        texts = file.strings.mapValues { entry in
            entry.localizations.mapValues { text in
                if let unit = text.stringUnit { return ["other": unit.value] }
                return (text.variations?.plural ?? [:]).mapValues(\.stringUnit.value)
            }
        }
    }

    static var ios: URL {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
    }

    func catalogue(_ language: String) -> Catalogue {
        Catalogue(locale: Locale(identifier: language)) { name in texts[name]?[language]?["other"] }
    }

    private struct File: Decodable {
        let strings: [String: Entry]
    }
    private struct Entry: Decodable {
        let localizations: [String: Text]
    }
    private struct Text: Decodable {
        let stringUnit: Unit?
        let variations: Variations?
    }
    private struct Variations: Decodable {
        let plural: [String: Case]
    }
    private struct Case: Decodable {
        let stringUnit: Unit
    }
    private struct Unit: Decodable {
        let value: String
    }
}

@MainActor
struct WordsTests {
    static let languages = ["en", "nl"]

    @Test func every_sentence_stands_in_every_language_and_no_other_a65() throws {
        let file = try CatalogueFile()
        let names = Set(Phrase.Key.allCases.map(\.rawValue))
        for name in names {
            for language in Self.languages {
                #expect(file.texts[name]?[language]?["other"]?.isEmpty == false, "\(name) in \(language)")
            }
        }
        for name in file.texts.keys where !name.hasPrefix("country_") {
            #expect(names.contains(name), "\(name) is in the catalogue and nowhere in the app")
        }
        for (name, texts) in file.texts { #expect(texts.keys.sorted() == Self.languages, "\(name)") }
    }

    @Test func a_sentence_takes_the_same_arguments_in_every_language_a65() throws {
        let holes = /%(?:\d\$)?(?:@|lld)/
        for (name, texts) in try CatalogueFile().texts {
            let sets = texts.values.flatMap(\.values).map { text in
                Set(text.matches(of: holes).map { String($0.output) })
            }
            #expect(Set(sets).count <= 1, "\(name)")
        }
    }

    @Test func every_sentence_is_used_by_a_screen_a65() throws {
        let sources = try [
            CatalogueFile.ios.appendingPathComponent("App/Sources"),
            CatalogueFile.ios.appendingPathComponent("CountersignKit/Sources/CountersignKit/Words"),
        ].flatMap { try swiftFiles($0) }.filter { !$0.path.hasSuffix("Phrase.swift") }
        let text = try sources.map { try String(contentsOf: $0, encoding: .utf8) }.joined(separator: "\n")
        let used = afterDots(text)
        for key in Phrase.Key.allCases { #expect(used.contains(key.rawValue), "\(key.rawValue)") }
    }

    @Test func no_screen_holds_words_of_its_own_a65() throws {
        for file in try swiftFiles(CatalogueFile.ios.appendingPathComponent("App/Sources")) {
            let text = try String(contentsOf: file, encoding: .utf8)
            #expect(text.firstMatch(of: /(?:Text|Button|Label|Toggle|TextField|SecureField)\("[A-Za-z]/) == nil, "\(file)")
        }
    }

    @Test func no_sentence_frightens_or_speaks_jargon() throws {
        for (name, texts) in try CatalogueFile().texts {
            for (language, text) in texts.flatMap({ language, cases in cases.values.map { (language, $0) } }) {
                #expect(!text.contains("!"), "\(name) in \(language)")
                #expect(text.firstMatch(of: /(?i)\b(?:MFA|push|token|challenge|oops)\b/) == nil, "\(name) in \(language)")
            }
        }
    }

    @Test func the_other_country_is_named_in_the_persons_language_a65() throws {
        let file = try CatalogueFile()
        var request = Samples.request
        request.country = "BR"
        let words = request.words(.otherCountry)
        #expect(
            file.catalogue("en").text(words)
                == "This sign-in comes from Brazil. Your phone is in the Netherlands.")
        #expect(
            file.catalogue("nl").text(words)
                == "Deze aanmelding komt uit Brazilië. Je telefoon is in Nederland.")
        request.phoneCountry = nil
        #expect(request.words(.otherCountry) == Phrase(.warnCountryOnly))
    }

    @Test func a_request_says_service_account_browser_and_place() throws {
        let english = try CatalogueFile().catalogue("en")
        var request = Samples.request
        #expect(plain(english, request.heading) == "Are you signing in?")
        #expect(plain(english, request.what) == "Mail · ida@harbour.test")
        #expect(plain(english, request.origin) == "Firefox on Windows, near Utrecht (NL)")
        #expect(plain(english, request.times) == "just now · 54 s left")
        request.service = nil
        request.browser = nil
        request.system = nil
        request.town = nil
        #expect(plain(english, request.what) == "Service: not given · ida@harbour.test")
        #expect(plain(english, request.origin) == "Browser: not given, place: not given")
    }

    @Test func what_the_service_says_is_never_taken_for_a_format() throws {
        var request = Samples.request
        request.service = "%@ %n %lld 100 %"
        #expect(plain(try CatalogueFile().catalogue("en"), request.what) == "%@ %n %lld 100 % · ida@harbour.test")
    }

    /// The sentence without what keeps the direction of texts of others.
    private func plain(_ catalogue: Catalogue, _ phrase: Phrase) -> String {
        catalogue.text(phrase).filter { $0 != "\u{2068}" && $0 != "\u{2069}" }
    }

    @Test func texts_of_others_keep_their_direction_to_themselves() throws {
        let english = try CatalogueFile().catalogue("en")
        var request = Samples.request
        request.service = "\u{5D3}\u{5D5}\u{5D0}\u{5E8}"
        let what = english.text(request.what)
        #expect(what == "\u{2068}\u{5D3}\u{5D5}\u{5D0}\u{5E8}\u{2069} · \u{2068}ida@harbour.test\u{2069}")
        #expect(english.text(Phrase(Note.removalPending(issuer: "Harbour"))).contains("\u{2068}Harbour\u{2069}"))
        let parts = ["IT desk", "+31 30 555 0142", "it@harbour.test"].map { "\u{2068}\($0)\u{2069}" }
        #expect(Samples.contact.line == parts.joined(separator: ", "))
    }

    @Test func a_result_is_a_heading_and_a_sentence_in_every_language() throws {
        let file = try CatalogueFile()
        let outcomes: [Outcome] = [
            .approved, .denied, .interrupted, .wrongNumber, .expired, .superseded, .alreadyHandled, .accountUnlinked,
            .appTooOld, .accountBlocked, .clockWrong(seconds: 90), .clockWrong(seconds: nil),
            .clockWrong(seconds: nil, certain: false), .refused,
        ]
        for language in Self.languages {
            for outcome in outcomes {
                var request = Samples.request
                request.outcome = outcome
                let end = try #require(request.end)
                let lines = file.catalogue(language).text(end).split(separator: "\n")
                #expect(lines.count == 2 && lines.allSatisfy { $0.hasSuffix(".") }, "\(outcome) in \(language)")
                #expect(!file.catalogue(language).inOneLine(end).contains("\n"))
            }
            for said in [Phrase(.reported), Phrase(.reportedCall, .text("IT")), Phrase(.endRefusedLate), Phrase(.endTried)] {
                #expect(file.catalogue(language).text(said).split(separator: "\n").count == 2, "\(said.key)")
            }
        }
    }

    @Test func yes_says_why_it_is_grey_a19() throws {
        let english = try CatalogueFile().catalogue("en")
        var request = Samples.request
        #expect(request.numberWords.map { english.text($0) } == "The number has 2 digits.")
        for field in [NumberField.empty, .tooShort, .complete] {
            request.number = field
            #expect(!request.numberIsWrong)
        }
        for field in [NumberField.tooLong, .notDigits] {
            request.number = field
            #expect(request.numberIsWrong)
        }
        request.prompt = .confirm
        #expect(request.numberWords == nil)
    }

    @Test func removing_a_code_account_does_not_speak_of_it_and_off_is_not_ready() throws {
        for language in Self.languages {
            let catalogue = try CatalogueFile().catalogue(language)
            #expect(catalogue.text(Phrase(.accountRemoveCode)).firstMatch(of: /\bIT\b|organi/) == nil)
            #expect(catalogue.text(Phrase(Note.removed(alsoOnThePage: false))).firstMatch(of: /\bIT\b|organi/) == nil)
            #expect(catalogue.text(Phrase(AccountState.off)) != catalogue.text(Phrase(AccountState.active)))
        }
    }

    @Test func every_trouble_note_state_and_outcome_has_its_words_a65() throws {
        let file = try CatalogueFile()
        let some: [UserError] = [
            .wrongPasscode(tries: 2), .tooSoon(waitSeconds: 30), .passcodeDisabled, .weakPasscode,
            .platformKey(lost: true), .platformKey(lost: false), .locked, .damaged, .newerVersion, .diskFull, .duplicate,
            .alreadyUsed, .codeExpired, .notHTTPS, .malformed, .wrongIssuer, .foreign(vendor: "Duo Mobile"), .notAnAccount,
            .partsMixed, .noCodeInPicture, .number(digits: 2), .anotherFirst, .gone, .noCode, .name, .refused,
            .pinNeeded, .cancelled, .lockedOut, .goesOn, .clockRefused, .appTooOld,
            .export, .exportTooLarge, .certificateUnchecked, .unknownProtocol,
        ]
        let troubles = some + UnreachableCause.allCases.map { .unreachable($0) }
        let answers: [Outcome] = [
            .approved, .denied, .interrupted, .wrongNumber, .expired, .superseded, .alreadyHandled, .accountUnlinked,
            .appTooOld, .accountBlocked, .clockWrong(seconds: -90), .clockWrong(seconds: nil),
            .clockWrong(seconds: nil, certain: false), .refused,
        ]
        let outcomes = answers + UnreachableCause.allCases.map { .unreachable($0) }
        var phrases = troubles.map { Phrase($0) }
        phrases += outcomes.compactMap { outcome in
            var request = Samples.request
            request.outcome = outcome
            return request.end
        }
        phrases += [.codeUsed, .codeLapsed, .refused].map {
            Phrase(Note.refused(RefusedSetup(service: "Harbour Bank", user: "ida", reason: $0)))
        }
        #expect(phrases.count == troubles.count + outcomes.count + 3)
        phrases += AccountWarning.allCases.map { Phrase($0) }
        phrases += [Note.unreadable(1), .unreadable(3), .deviceRestored].map { Phrase($0) }
        phrases += UnreachableCause.allCases.map { Phrase(Note.unreachable(organisation: "Harbour Bank", $0)) }
        for language in Self.languages {
            let texts = phrases.map { file.catalogue(language).text($0) }
            #expect(texts.allSatisfy { !$0.contains("%") && $0.hasSuffix(".") })
            #expect(texts.contains { $0.contains("Duo Mobile") })
            #expect(Set(texts).count >= UnreachableCause.allCases.count * 2 + troubles.count)
        }
        #expect(
            file.catalogue("en").text(Phrase(UserError.wrongPasscode(tries: 2))).hasPrefix("That is not the passcode. 2 "))
    }

    @Test func digits_are_spoken_one_by_one_and_written_in_groups_a50() {
        #expect(Digits.spoken("492039") == "4 9 2 0 3 9")
        #expect(Digits.spoken("492 039") == "4 9 2 0 3 9")
        #expect(Digits.grouped("492039", by: 3) == "492 039")
        #expect(Digits.grouped("12345678", by: 4) == "1234 5678")
        #expect(Digits.grouped("7KQ4M", by: 0) == "7KQ4M")
    }

    @Test func the_way_back_to_the_browser_stands_on_the_request_in_every_language_a26() throws {
        let file = try CatalogueFile()
        #expect(file.catalogue("en").text(Phrase(.showTheNumberHow)).contains("top left"))
        #expect(file.catalogue("nl").text(Phrase(.showTheNumberHow)).contains("linksboven"))
        let screen = CatalogueFile.ios.appendingPathComponent("App/Sources/Screens/RequestScreen.swift")
        let text = try String(contentsOf: screen, encoding: .utf8)
        let open = try #require(text.firstMatch(of: /struct OpenRequest: View \{[\s\S]*?\n\}/)).output
        #expect(open.contains("say(.showTheNumber)") && open.contains("say(.showTheNumberHow)"))
    }

    @Test func the_seconds_that_pass_change_no_spoken_word_a50() {
        let rig = Rig()
        let code = rig.code(1)
        #expect(code?.spoken == Phrase(.codeSpoken, .text("4 9 2 0 3 9")))
        #expect(code?.spokenTime == Phrase(.secondsLeftSpoken, .number(18)))
        let told = Told()
        withObservationTracking {
            _ = rig.list.notes
            _ = rig.list.waiting
        } onChange: {
            told.times += 1
        }
        rig.clock.advance(1)
        rig.list.tick()
        #expect(rig.code(1)?.secondsLeft == 17)
        #expect(rig.code(1)?.spoken == code?.spoken)
        #expect(told.times == 0)
        rig.list.copy("2")
        #expect(told.times == 1)
    }

    @Test func a_countdown_is_not_spoken_and_no_text_has_a_line_too_few_a50() throws {
        let files = try swiftFiles(CatalogueFile.ios.appendingPathComponent("App/Sources"))
        let text = try files.map { try String(contentsOf: $0, encoding: .utf8) }.joined(separator: "\n")
        for word in ["lineLimit", "truncationMode", "allowsTightening", ".updatesFrequently"] {
            #expect(!text.contains(word), "\(word)")
        }
        let countdown = try #require(text.firstMatch(of: /struct Countdown: View \{[\s\S]*?\n\}/))
        #expect(countdown.output.contains(".accessibilityHidden(true)"))
        // Of sentences that count, none is announced.
        for said in text.matches(of: /announce\(Phrase\(\.([a-zA-Z]+)/) {
            #expect(!said.output.1.lowercased().contains("left"), "\(said.output.1)")
        }
    }

    @Test func a_notification_has_nothing_to_press_and_takes_no_word_from_a_message_a35() throws {
        for file in try swiftFiles(CatalogueFile.ios.appendingPathComponent("App/Sources")) {
            let text = try String(contentsOf: file, encoding: .utf8)
            for word in [
                "UNNotificationCategory", "UNNotificationAction", "categoryIdentifier", "UNTextInput", "userInfo[",
                "content.subtitle", "content.userInfo", "content.attachments",
            ] {
                #expect(!text.contains(word), "\(word) in \(file.lastPathComponent)")
            }
        }
    }

    @Test func every_colour_can_be_read_in_light_and_dark_a65() throws {
        let theme = CatalogueFile.ios.appendingPathComponent("App/Sources/Parts/Theme.swift")
        let text = try String(contentsOf: theme, encoding: .utf8)
        var colours: [String: [Double]] = [:]
        for found in text.matches(of: /static let ([a-zA-Z]+) = colour\(0x([0-9A-F]{6}), 0x([0-9A-F]{6})\)/) {
            colours[String(found.output.1)] = [luminance(found.output.2), luminance(found.output.3)]
        }
        #expect(colours.count == 12)
        for (front, backs) in [
            ("ink", ["paper", "card", "tint"]), ("soft", ["paper", "card"]), ("accent", ["paper", "card", "tint"]),
            ("danger", ["paper", "card"]), ("warn", ["warnBack"]), ("onAccent", ["accent"]),
        ] {
            for back in backs {
                for mode in 0...1 {
                    let pair = [try #require(colours[front])[mode], try #require(colours[back])[mode]].sorted()
                    #expect((pair[1] + 0.05) / (pair[0] + 0.05) >= 4.5, "\(front) on \(back), mode \(mode)")
                }
            }
        }
    }

    @Test func the_system_asks_in_both_languages_too_a65() throws {
        let file = try CatalogueFile("InfoPlist")
        for name in ["NSCameraUsageDescription", "NSFaceIDUsageDescription"] {
            for language in Self.languages { #expect(file.texts[name]?[language]?["other"]?.isEmpty == false) }
        }
    }

    /// The words that stand behind a dot. By hand, as an expression takes half a minute on a machine that is busy.
    private func afterDots(_ text: String) -> Set<String> {
        var words: Set<String> = []
        var word: [UInt8]?
        for byte in text.utf8 {
            let letter = (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
            if letter {
                word?.append(byte)
            } else {
                if let word { words.insert(String(decoding: word, as: UTF8.self)) }
                word = byte == 0x2E ? [] : nil
            }
        }
        return words
    }

    /// Relative luminance by WCAG 2.2.
    private func luminance(_ hex: Substring) -> Double {
        let parts = [0, 2, 4].map { at -> Double in
            let start = hex.index(hex.startIndex, offsetBy: at)
            let value = Double(Int(hex[start..<hex.index(start, offsetBy: 2)], radix: 16) ?? 0) / 255
            return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
        }
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
    }

    private func swiftFiles(_ folder: URL) throws -> [URL] {
        let all = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
        let found = (all?.allObjects as? [URL] ?? []).filter { $0.pathExtension == "swift" }
        try #require(!found.isEmpty, "no source in \(folder.path)")
        return found
    }
}

/// Counts what an observer was told.
private final class Told: @unchecked Sendable {
    var times = 0
}
