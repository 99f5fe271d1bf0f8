import Foundation

/// The scenarios that both kits play: `tests/scenarios/scenarios.json`.
struct Script: Decodable {
    let user: String
    let password: String
    let passcode: String
    let passphrase: String
    let code_account: String
    let preludes: [String: [JSON]]
    let scenarios: [Scenario]

    struct Scenario: Decodable {
        let id: String
        let statements: [Int]
        let steps: [JSON]
    }

    static func load() throws -> Script {
        var folder = URL(fileURLWithPath: #filePath)
        for _ in 0..<6 { folder.deleteLastPathComponent() }
        let file = folder.appendingPathComponent("tests/scenarios/scenarios.json")
        return try JSONDecoder().decode(Script.self, from: Data(contentsOf: file))
    }

    /// The steps of a scenario with all preludes in their places.
    func steps(_ id: String) throws -> [Step] {
        guard let scenario = scenarios.first(where: { $0.id == id }) else { throw Step.Misread("no scenario \(id)") }
        return try flat(scenario.steps)
    }

    func steps(prelude: String) throws -> [Step] {
        guard let prelude = preludes[prelude] else { throw Step.Misread("no prelude \(prelude)") }
        return try flat(prelude)
    }

    private func flat(_ steps: [JSON]) throws -> [Step] {
        try steps.flatMap { json -> [Step] in
            let step = try Step(json)
            guard step.verb == "use" else { return [step] }
            let name = try step.text("prelude")
            guard let prelude = preludes[name] else { throw Step.Misread("no prelude \(name)") }
            return try flat(prelude)
        }
    }
}

/// One step. A field that nobody asked for stops the run: what cannot be played is not passed over.
final class Step {
    struct Misread: Error, CustomStringConvertible {
        let description: String

        init(_ description: String) {
            self.description = description
        }
    }

    let verb: String
    private let fields: [String: JSON]
    private var read: Set<String> = ["do"]

    init(_ json: JSON) throws {
        guard let fields = json.object, let verb = fields["do"]?.text else { throw Misread("not a step: \(json)") }
        self.fields = fields
        self.verb = verb
    }

    func value(_ name: String) -> JSON? {
        read.insert(name)
        return fields[name]
    }

    func text(_ name: String) throws -> String {
        guard let text = value(name)?.text else { throw Misread("\(verb) lacks \(name)") }
        return text
    }

    func number(_ name: String) throws -> Int {
        guard case .number(let number)? = value(name) else { throw Misread("\(verb) lacks \(name)") }
        return number
    }

    func flag(_ name: String) throws -> Bool? {
        switch value(name) {
        case nil: return nil
        case .bool(let flag)?: return flag
        default: throw Misread("\(verb): \(name) is true or false")
        }
    }

    func needed(_ name: String) throws -> Bool {
        guard let flag = try flag(name) else { throw Misread("\(verb) lacks \(name)") }
        return flag
    }

    func finish() throws {
        let unread = Set(fields.keys).subtracting(read)
        guard unread.isEmpty else { throw Misread("\(verb): nobody knows \(unread.sorted())") }
    }
}

/// The words of the command for a value: its name in snake case.
enum Word {
    static func of(_ value: some Any) -> String {
        let name = "\(value)".prefix { $0 != "(" }
        return name.reduce(into: "") { word, letter in
            if letter.isUppercase { word += "_" }
            word += letter.lowercased()
        }
    }
}
