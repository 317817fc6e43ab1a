/// Text in the language of man(7).
public enum Roff {
    /// Its escape character, minus signs and control lines are made harmless, and what is not ASCII is
    /// named by its number, which needs no preprocessor.
    public static func text(_ text: some StringProtocol) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            var result = line.first == "." || line.first == "'" ? "\\&" : ""
            for character in line {
                switch character {
                case "\\": result += "\\e"
                case "-": result += "\\-"
                case "\"": result += "\\(dq"
                default:
                    for scalar in character.unicodeScalars { result += escape(scalar) }
                }
            }
            return result
        }.joined(separator: "\n")
    }

    private static func escape(_ scalar: UnicodeScalar) -> String {
        guard !scalar.isASCII else { return String(scalar) }
        let digits = String(scalar.value, radix: 16, uppercase: true)
        return "\\[u" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits + "]"
    }
}
