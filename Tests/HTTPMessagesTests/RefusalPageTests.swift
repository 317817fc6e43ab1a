import Foundation
import HTTPMessages
import Testing

@Suite("docs/oracle-api.md: what is refused before a path is asked")
struct RefusalPageTests {
    @Test("every refusal but that of foreign names stands there with status, code and sentence")
    func rows() throws {
        let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../docs/oracle-api.md")
        let text = try String(contentsOf: page, encoding: .utf8)
        let section = try #require(
            text.components(separatedBy: "\n## ").first {
                $0.hasPrefix("Refused before a path is asked")
            })
        let rows = section.split(separator: "\n").filter { $0.hasPrefix("| ") }.dropFirst()
        // A public oracle answers to any name.
        let due = HTTPRefusal.allCases.filter { $0 != .foreignHost }.map {
            "| \($0.status.rawValue) | `\($0.code)` | \($0) |"
        }
        #expect(rows.map(String.init) == due)
    }
}
