import Foundation

/// One Swift file as the rules see it: its path from the top of the repository, its lines, and the
/// same lines with comments and string literals blanked, so that prose never breaks a rule.
struct SourceFile {
    let path: String
    let lines: [String]
    let code: [String]

    init(path: String, text: String) {
        self.path = path
        lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        code = Self.blankingProse(text)
            .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    /// Every Swift file under a folder of the repository, in the order of their paths.
    static func all(under folder: String) -> [SourceFile] {
        // A link is not looked behind.
        let top = Repository.top.appendingPathComponent(folder).resolvingSymlinksInPath()
        let found = FileManager.default.enumerator(atPath: top.path)?.compactMap { $0 as? String }
        return (found ?? []).filter { $0.hasSuffix(".swift") }.sorted().map { name in
            let text = (try? String(contentsOf: top.appendingPathComponent(name), encoding: .utf8))
            return SourceFile(path: "\(folder)/\(name)", text: text ?? "")
        }
    }

    func isIn(_ folder: String) -> Bool { path.hasPrefix(folder + "/") }

    /// Whether the line, or the one above, says why, behind the given mark.
    func reason(_ mark: String, at index: Int) -> Bool {
        let here = lines[index]
        let above = index > 0 ? lines[index - 1].trimmingCharacters(in: .whitespaces) : ""
        return here.contains("// \(mark): ") || above.hasPrefix("// \(mark): ")
    }

    private enum State { case code, lineComment, blockComment, string, multilineString }

    private static func blankingProse(_ text: String) -> String {
        let source = Array(text.unicodeScalars)
        var blanked = String.UnicodeScalarView()
        var state = State.code
        var index = 0
        func starts(_ token: String) -> Bool {
            let token = Array(token.unicodeScalars)
            return index + token.count <= source.count
                && Array(source[index..<index + token.count]) == token
        }
        func skip(_ count: Int) {
            for _ in 0..<count { blanked.append(" ") }
            index += count
        }
        while index < source.count {
            let scalar = source[index]
            switch state {
            case .code where starts("//"): state = .lineComment
            case .code where starts("/*"): state = .blockComment
            case .code where starts("\"\"\""):
                state = .multilineString
                skip(2)
            case .code where scalar == "\"": state = .string
            case .code:
                blanked.append(scalar)
                index += 1
                continue
            case .lineComment where scalar == "\n": state = .code
            case .blockComment where starts("*/"):
                state = .code
                skip(1)
            case .string where scalar == "\\", .multilineString where scalar == "\\": skip(1)
            case .string where scalar == "\"": state = .code
            case .multilineString where starts("\"\"\""):
                state = .code
                skip(2)
            default: break
            }
            guard index < source.count else { break }
            blanked.append(source[index] == "\n" ? "\n" : " ")
            index += 1
        }
        return String(blanked)
    }
}

/// Where the repository lies, from the place of this file.
enum Repository {
    static let top = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    static func text(_ path: String) throws -> String {
        try String(contentsOf: top.appendingPathComponent(path), encoding: .utf8)
    }
}
