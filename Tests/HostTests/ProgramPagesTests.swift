import Foundation
import Host
import Testing

@Suite("Program pages: code that is not used is not held")
struct ProgramPagesTests {
    /// Resident kilobytes that files stand behind.
    private static func mapped() throws -> Int {
        let text = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        return Int(try #require(text.firstMatch(of: /RssFile:\s+([0-9]+) kB/)?.1)) ?? 0
    }

    @Test("what was given back is gone from memory, and works when it is used again")
    func giveBack() throws {
        // Other tests run meanwhile and map their own.
        let isLess = try (0..<20).contains { _ in
            let before = try Self.mapped()
            #expect(ProgramPages.giveBack() > 1_000_000)
            return try Self.mapped() < before - 1_000
        }
        #expect(isLess)
        #expect(String(42).reversed().map(String.init).joined() == "24")
    }
}
