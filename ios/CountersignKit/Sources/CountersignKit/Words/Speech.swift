/// How digits are written and spoken.
public enum Digits {
    /// A code or number digit by digit, for a screen reader.
    public static func spoken(_ code: String) -> String {
        code.filter { !$0.isWhitespace }.map(String.init).joined(separator: " ")
    }

    /// A code in groups: 492 039, 7KQ4M, 1234 5678.
    public static func grouped(_ code: String) -> String {
        let size = code.count % 3 == 0 ? 3 : code.count % 4 == 0 ? 4 : code.count
        guard size > 0 else { return code }
        var groups: [Substring] = []
        var rest = Substring(code)
        while !rest.isEmpty {
            groups.append(rest.prefix(size))
            rest = rest.dropFirst(size)
        }
        return groups.joined(separator: " ")
    }
}
