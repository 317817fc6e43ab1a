import Foundation
import Testing

@Suite("docs/first-ten-minutes.md: what it shows is what happens")
struct FirstTenMinutesTests {
    @Test("script/first-ten-minutes prints the page's commands with the page's answers")
    func page() throws {
        let text = try String(
            contentsOf: Built.top.appendingPathComponent("docs/first-ten-minutes.md"),
            encoding: .utf8)
        let shown = Transcript.all(in: text).flatMap(\.steps)
        let step = Transcript.Step(
            command: "EARSHOT_PROGRAMS=\(Built.folder.path) script/first-ten-minutes",
            expected: [], exitCode: 0)
        let (output, exitCode) = try step.run(in: Built.top)
        #expect(exitCode == 0, "\(output)")
        let ran = Transcript.all(in: "```console\n\(output)```\n").flatMap(\.steps)
        #expect(ran.map(\.command) == shown.map(\.command))
        for (one, other) in zip(ran, shown) {
            #expect(Self.stable(one.expected) == Self.stable(other.expected), "\(one.command)")
            #expect(one.exitCode == other.exitCode, "\(one.command)")
        }
    }

    @Test("an answer that says something else is noticed")
    func bites() {
        let line = " OK   oracle  http://127.0.0.1:44051"
        #expect(Self.stable([line]) == Self.stable([" OK   oracle  http://127.0.0.1:1"]))
        #expect(Self.stable([line]) != Self.stable([" FAIL oracle  http://127.0.0.1:44051"]))
        #expect(Self.stable([line]) != Self.stable([" OK   router  http://127.0.0.1:44051"]))
    }

    /// Lines without what differs from run to run and from machine to machine: names made of new
    /// keys, ids, times, ports, folders, who vouches for the clock, how many records wait just then.
    static func stable(_ lines: [String]) -> [String] {
        lines.map { line in
            line.replacing(/\d{4}-\d\d-\d\dT[0-9:.]+Z/, with: "TIME")
                .replacing(/ear1[a-z0-9]+/, with: "ADDRESS")
                .replacing(/\b[0-9a-f]{16,}\b/, with: "HASH")
                .replacing(/127\.0\.0\.1:\d+/, with: "PORT")
                .replacing(/\/[a-zA-Z0-9\/_.]+\/(code|state|socket)/, with: { "FOLDER/\($0.1)" })
                .replacing(/\b[a-z]+-[a-z]+-[a-z]+\b/, with: "NAME")
                .replacing(/\b\d+s\b/, with: "SPAN")
                .replacing(/vouched for by [a-z ]+/, with: "vouched for")
                .replacing(/\d+ records wait, \d+ packets/, with: "RECORDS")
                .replacing(/records \d+ acknowledged \d+/, with: "RECORDS")
                .replacing(/\s+/, with: " ")
        }
    }
}
