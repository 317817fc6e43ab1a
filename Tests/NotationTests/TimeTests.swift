import Foundation
import Seeds
import Testing
import Units

@testable import Notation

@Suite("RFC 3339: instants with one spelling")
struct RFC3339Tests {
    static let pairs: [(UInt64, String)] = [
        (0, "1970-01-01T00:00:00Z"),
        (1, "1970-01-01T00:00:00.000000001Z"),
        (1000, "1970-01-01T00:00:00.000001Z"),
        (500_000_000, "1970-01-01T00:00:00.500Z"),
        (951_782_400_000_000_000, "2000-02-29T00:00:00Z"),
        (1_795_227_480_000_000_000, "2026-11-21T02:18:00Z"),
        (4_107_542_399_999_999_999, "2100-02-28T23:59:59.999999999Z"),
        (4_107_542_400_000_000_000, "2100-03-01T00:00:00Z"),
        (.max, "2554-07-21T23:34:33.709551615Z"),
    ]

    @Test(arguments: pairs)
    func bothWays(value: UInt64, text: String) throws {
        #expect(RFC3339.text(of: Nanoseconds(value)) == text)
        #expect(try RFC3339.instant(from: text) == Nanoseconds(value))
    }

    static let refusals: [(String, RFC3339Error)] = [
        ("", .notATime("\"\"")),
        ("2026-11-21", .notATime("\"2026-11-21\"")),
        ("2026-13-01T00:00:00Z", .notATime("\"2026-13-01T00:00:00Z\"")),
        ("2100-02-29T00:00:00Z", .notATime("\"2100-02-29T00:00:00Z\"")),
        ("2026-11-21T24:00:00Z", .notATime("\"2026-11-21T24:00:00Z\"")),
        ("2026-11-21T02:18:00", .notATime("\"2026-11-21T02:18:00\"")),
        ("2026-11-21T02:18:00.Z", .notATime("\"2026-11-21T02:18:00.Z\"")),
        ("2026-11-21T02:18:00Z ", .notATime("\"2026-11-21T02:18:00Z \"")),
        ("2026-11-21 02:18:00Z", .notATime("\"2026-11-21 02:18:00Z\"")),
        ("2016-12-31T23:59:60Z", .leapSecond("\"2016-12-31T23:59:60Z\"")),
        ("1969-12-31T23:59:59Z", .outOfRange("\"1969-12-31T23:59:59Z\"")),
        ("2554-07-21T23:34:33.709551616Z", .outOfRange("\"2554-07-21T23:34:33.709551616Z\"")),
        ("2554-07-21T23:34:34Z", .outOfRange("\"2554-07-21T23:34:34Z\"")),
        (
            "2026-11-21T02:18:00.5Z",
            .otherSpelling("\"2026-11-21T02:18:00.5Z\"", write: "2026-11-21T02:18:00.500Z")
        ),
        (
            "2026-11-21t02:18:00z",
            .otherSpelling("\"2026-11-21t02:18:00z\"", write: "2026-11-21T02:18:00Z")
        ),
        (
            "2026-11-21T04:18:00+02:00",
            .otherSpelling("\"2026-11-21T04:18:00+02:00\"", write: "2026-11-21T02:18:00Z")
        ),
    ]

    @Test(arguments: refusals)
    func refuses(text: String, error: RFC3339Error) {
        #expect(throws: error) { try RFC3339.instant(from: text) }
    }

    @Test func everyDayOfTheCalendarAgreesWithFoundation() throws {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = try #require(TimeZone(secondsFromGMT: 0))
        for days in stride(from: 0, to: 213_503, by: 11) {
            let date = try #require(CivilDate(daysSince1970: days))
            #expect(date.daysSince1970 == days)
            let parts = calendar.dateComponents(
                [.year, .month, .day], from: Date(timeIntervalSince1970: Double(days) * 86_400))
            #expect(parts.year == date.year && parts.month == date.month && parts.day == date.day)
        }
        #expect(CivilDate(daysSince1970: -719_162)?.description == "0001-01-01")
        #expect(CivilDate(daysSince1970: 2_932_896)?.description == "9999-12-31")
        #expect(CivilDate(daysSince1970: 2_932_897) == nil)
        #expect(CivilDate(year: 1, month: 1, day: 1)?.daysSince1970 == -719_162)
    }

    @Test func seededInstantsRoundTrip() throws {
        var numbers = SeededNumbers(seed: 30)
        for _ in 0..<5_000 {
            let instant = Nanoseconds(numbers.next() >> UInt64.random(in: 0..<64, using: &numbers))
            #expect(try RFC3339.instant(from: RFC3339.text(of: instant)) == instant)
        }
    }
}

@Suite("Durations as people write them")
struct DurationTests {
    static let readings: [(String, UInt64, String)] = [
        ("30s", 30_000_000_000, "30s"), ("90s", 90_000_000_000, "1m30s"),
        ("5m", 300_000_000_000, "5m"), ("1h30m", 5_400_000_000_000, "1h30m"),
        ("250ms", 250_000_000, "250ms"), ("0s", 0, "0s"), ("0m", 0, "0s"),
        ("1d1ns", 86_400_000_000_001, "1d1ns"), ("18446744073709551615ns", .max, ""),
    ]

    @Test(arguments: readings)
    func reads(text: String, value: UInt64, printed: String) throws {
        let duration = try DurationText.duration(from: text)
        #expect(duration == Nanoseconds(value))
        if !printed.isEmpty { #expect(DurationText.text(of: duration) == printed) }
        #expect(try DurationText.duration(from: DurationText.text(of: duration)) == duration)
    }

    static let refusals: [(String, DurationError)] = [
        ("", .notADuration("\"\"")), ("s", .notADuration("\"s\"")), ("30", .noUnit("\"30\"")),
        ("-5s", .notADuration("\"-5s\"")), ("1.5h", .noUnit("\"1.5h\"")),
        ("5 m", .noUnit("\"5 m\"")), ("5x", .unknownUnit("\"5x\"", "\"x\"")),
        ("5M", .noUnit("\"5M\"")),
        ("5m1h", .wrongOrder("\"5m1h\"")), ("5m5m", .wrongOrder("\"5m5m\"")),
        ("18446744073709551616ns", .tooLong("\"18446744073709551616ns\"")),
        ("213504d", .tooLong("\"213504d\"")), ("213503d24h", .tooLong("\"213503d24h\"")),
    ]

    @Test(arguments: refusals)
    func refuses(text: String, error: DurationError) {
        #expect(throws: error) { try DurationText.duration(from: text) }
    }
}
