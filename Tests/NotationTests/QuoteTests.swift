import Testing

@testable import Notation

@Suite("Quote: what a person wrote cannot disturb a terminal or a log")
struct QuoteTests {
    static let rows = [
        ("plain", "\"plain\""), ("a\"b\\", "\"a\\\"b\\\\\""), ("\u{1b}[31m", "\"\\u{1b}[31m\""),
        ("x\ny\r\t", "\"x\\ny\\r\\t\""), ("\u{202e}abc", "\"\\u{202e}abc\""), ("é", "\"é\""),
        ("\u{85}\u{2028}", "\"\\u{85}\\u{2028}\""), ("", "\"\""),
    ]

    @Test(arguments: rows)
    func escapes(text: String, shown: String) {
        #expect(Quote.text(text) == shown)
        #expect(unsafe Quote.text(Array(text.utf8).span.bytes) == shown)
    }

    @Test("a reason becomes one harmless line; what is quoted in it already stays")
    func harmlessReason() {
        #expect(Quote.harmless("no file \u{1b}]0;x\u{7}") == "no file \\u{1b}]0;x\\u{7}")
        #expect(Quote.harmless("a\n\u{9b}\u{202e}é") == "a\\n\\u{9b}\\u{202e}é")
        let quoted = "no " + Quote.text("a\"\\\u{1b}")
        #expect(Quote.harmless(quoted) == quoted)
    }

    @Test func cutsLongText() {
        #expect(Quote.text("abcdef", limit: 6) == "\"abcdef\"")
        #expect(Quote.text("abcdefg", limit: 6) == "\"abcdef…\"")
        let long = [UInt8](repeating: 0x61, count: 10_000)
        #expect(unsafe Quote.text(long.span.bytes, limit: 3) == "\"aaa…\"")
    }

    @Test func brokenBytesStillShow() {
        #expect(unsafe Quote.text(([0x61, 0xff, 0x62] as [UInt8]).span.bytes) == "\"a\u{fffd}b\"")
        #expect(Quote.byte(0x1b) == "byte 0x1b")
        #expect(Quote.byte(0x41) == "'A'")
        #expect(Quote.byte(0x20) == "a space")
    }
}
