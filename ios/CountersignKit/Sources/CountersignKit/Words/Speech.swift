/// How digits are written and spoken.
public enum Digits {
    /// A code or number digit by digit, for a screen reader.
    public static func spoken(_ code: String) -> String {
        code.filter { !$0.isWhitespace }.map(String.init).joined(separator: " ")
    }

    /// A code with so many characters together: 492 039. Nought leaves it whole.
    public static func grouped(_ code: String, by size: Int) -> String {
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
