import Notation
import Settings
import Testing
import Units

@Suite("Log: one event, one line, nothing that steers a terminal, no secret")
struct LogLineTests {
    let line = LogLine(
        .warning, "radio lost",
        [
            ("serial", .text("A1")), ("why", .text("no \"answer\"\nlevel=error\u{1b}[2J")),
            ("tries", .integer(-3)), ("final", .flag(false)), ("token", .secret),
        ])

    @Test func asText() {
        #expect(
            line.text(as: .text, time: nil)
                == "level=warning event=\"radio lost\" serial=A1 "
                + "why=\"no \\\"answer\\\"\\nlevel=error\\u{1b}[2J\" tries=-3 final=false token=(secret)"
        )
        #expect(
            line.text(as: .text, time: Nanoseconds(0)).hasPrefix("time=1970-01-01T00:00:00Z level=")
        )
    }

    @Test func asJSON() throws {
        let text = line.text(as: .json, time: Nanoseconds(0))
        let value = try JSON(parsing: text)
        #expect(value["level"] == .string("warning"))
        #expect(value["tries"] == .integer(-3))
        #expect(value["why"]?.string == "no \"answer\"\nlevel=error\u{1b}[2J")
        #expect(value["token"] == .string("(secret)"))
        #expect(text.unicodeScalars.allSatisfy { $0.value >= 0x20 })
    }

    @Test func longTextsAreCut() {
        let long = LogLine(.info, "x", [("a", .text(String(repeating: "y", count: 5_000)))])
        #expect(long.text(as: .text, time: nil).utf8.count < 1_100)
        #expect(long.text(as: .json, time: nil).utf8.count < 1_100)
    }

    @Test func levelsAreOrdered() {
        #expect(LogLevel.allCases.sorted() == LogLevel.allCases)
    }
}

@Suite("Log: repeats are counted, then summed up")
struct RepeatLimiterTests {
    @Test func fivePassTheRestAreTold() {
        var limiter = RepeatLimiter()
        var written = 0
        for second in 0..<245 {
            let now = Nanoseconds(UInt64(second) * 1_000_000_000)
            written += limiter.admit(LogLine(.error, "no GPS"), at: now).count
        }
        #expect(written == 5)
        // Another event, or another level, is not held back.
        #expect(limiter.admit(LogLine(.error, "other"), at: Nanoseconds(1)).count == 1)
        #expect(limiter.admit(LogLine(.info, "no GPS"), at: Nanoseconds(1)).count == 1)
        #expect(limiter.due(at: Nanoseconds(599_999_999_999)).isEmpty)
        let sums = limiter.due(at: Nanoseconds(600_000_000_000))
        #expect(
            sums.map { $0.text(as: .text, time: nil) } == [
                "level=error event=\"no GPS\" repeated=\"… 240 more in 10 min\""
            ])
        let again = limiter.admit(LogLine(.error, "no GPS"), at: Nanoseconds(600_000_000_001))
        #expect(again.count == 1)
    }

    @Test func memoryIsBoundedAndNothingIsLost() {
        var limiter = RepeatLimiter()
        for _ in 0..<7 { _ = limiter.admit(LogLine(.info, "first"), at: Nanoseconds(0)) }
        var lines: [LogLine] = []
        for index in 0..<300 {
            lines += limiter.admit(LogLine(.info, "e\(index)"), at: Nanoseconds(1))
        }
        #expect(lines.count == 301)
        #expect(
            lines.contains {
                $0.event == "first" && $0.fields.first?.value == .text("… 2 more in 10 min")
            })
    }
}
