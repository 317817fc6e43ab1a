import Seeds
import Testing

@testable import Notation

@Suite("JSON: RFC 8259, strict and bounded")
struct JSONTests {
    static let values: [(String, JSON)] = [
        ("null", .null), ("true", .bool(true)), (" false\n", .bool(false)),
        ("0", .integer(0)), ("-1", .integer(-1)),
        ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)),
        ("9223372036854775808", .number(.unsigned(1 << 63))),
        ("18446744073709551615", .number(.unsigned(.max))),
        ("18446744073709551616", .number(.decimal(0x1p64, text: "18446744073709551616"))),
        ("1.0", .number(.decimal(1, text: "1.0"))), ("1e2", .number(.decimal(100, text: "1e2"))),
        ("5e-324", .number(.decimal(.leastNonzeroMagnitude, text: "5e-324"))),
        (#""a\"\\\/\b\f\n\r\té""#, .string("a\"\\/\u{8}\u{c}\n\r\té")),
        (#""\u00e9\ud83d\ude00""#, .string("é😀")),
        ("[]", .array([])), ("[1, [2]]", .array([.integer(1), .array([.integer(2)])])),
        ("{}", .object([])),
        (
            #"{"b":1,"a":{"b":2}}"#,
            .object([("b", .integer(1)), ("a", .object([("b", .integer(2))]))])
        ),
    ]

    @Test(arguments: values)
    func reads(text: String, value: JSON) throws {
        #expect(try JSON(parsing: text) == value)
        #expect(try JSON(parsing: value.text) == value)
    }

    static let refusals: [(String, JSONError.Reason, String)] = [
        ("", .unexpectedEnd, "1:1"),
        ("[1", .unexpectedEnd, "1:3"),
        ("\"a", .unexpectedEnd, "1:3"),
        ("tru", .unexpectedEnd, "1:1"),
        ("trux", .expected("a value", found: "\"trux\""), "1:1"),
        ("nan", .expected("a value", found: "\"nan\""), "1:1"),
        ("[1 2]", .expected("',' or ']'", found: "\"2]\""), "1:4"),
        ("[1,]", .expected("a value", found: "\"]\""), "1:4"),
        ("{\"a\" 1}", .expected("':'", found: "\"1}\""), "1:6"),
        ("{a:1}", .expected("a name in double quotes", found: "\"a:1}\""), "1:2"),
        ("{\"a\":1,}", .expected("a name in double quotes", found: "\"}\""), "1:8"),
        ("1 2", .textAfterValue("\"2\""), "1:3"),
        ("{\"é\":1,\n \"é\":2}", .duplicateName("é"), "2:2"),
        ("\"a\nb\"", .controlCharacter(0x0a), "1:3"),
        (#""\x""#, .unknownEscape(#""\\x""#), "1:2"),
        (#""\u12g4""#, .unknownEscape(#""\\u12g4""#), "1:2"),
        (#""\ud800""#, .loneSurrogate, "1:2"),
        (#""\udc00""#, .loneSurrogate, "1:2"),
        (#""\ud800\u0041""#, .loneSurrogate, "1:2"),
        ("01", .wrongNumber("\"01\""), "1:1"),
        ("1.", .wrongNumber("\"1.\""), "1:1"),
        ("[-]", .wrongNumber("\"-\""), "1:2"),
        ("1e400", .wrongNumber("\"1e400\""), "1:1"),
        ("+1", .expected("a value", found: "\"+1\""), "1:1"),
        ("\u{feff}1", .expected("a value", found: "\"\\u{feff}1\""), "1:1"),
    ]

    @Test(arguments: refusals)
    func refuses(text: String, reason: JSONError.Reason, position: String) {
        do throws(JSONError) {
            let value = try JSON(parsing: text)
            Issue.record("\(text) was read as \(value)")
        } catch {
            #expect(error.reason == reason)
            #expect(error.position.description == position)
            #expect(error.description.hasPrefix(position))
        }
    }

    @Test func boundsHoldAndOnePastThemDoesNot() throws {
        let limits = JSONLimits(bytes: 20, depth: 3)
        #expect(throws: Never.self) { try JSON(parsing: "[[[]]]", limits: limits) }
        #expect(throws: JSONError.self) { try JSON(parsing: "[[[[]]]]", limits: limits) }
        let long = "\"" + String(repeating: "a", count: 18) + "\""
        #expect(throws: Never.self) { try JSON(parsing: long, limits: limits) }
        do throws(JSONError) {
            _ = try JSON(parsing: long + " ", limits: limits)
            Issue.record("21 bytes were read")
        } catch { #expect(error.reason == .tooLong(bytes: 21, limit: 20)) }
        let deep = String(repeating: "[", count: 1 << 20)
        #expect(throws: JSONError.self) { try JSON(parsing: deep) }
    }

    @Test func brokenUTF8IsRefusedWhereItBreaks() {
        let rows: [([UInt8], Int)] = [
            ([0x22, 0x80, 0x22], 2), ([0x22, 0xc3, 0x22], 2), ([0x22, 0xc0, 0x80, 0x22], 2),
            ([0x22, 0xed, 0xa0, 0x80, 0x22], 2), ([0x22, 0xf4, 0x90, 0x80, 0x80, 0x22], 2),
            ([0x22, 0xe0, 0x9f, 0x80, 0x22], 2), ([0x22, 0xf5, 0x22], 2), ([0x22, 0x61, 0xff], 3),
        ]
        for (bytes, column) in rows {
            do throws(JSONError) {
                _ = try unsafe JSON(parsing: bytes.span.bytes)
                Issue.record("\(bytes) was read")
            } catch {
                #expect(error.reason == .notUTF8)
                #expect(error.position == TextPosition(line: 1, column: column))
            }
        }
    }

    @Test func aDuplicateAmongManyIsFound() {
        let many = (0..<40).map { "\"k\($0)\":\($0)" } + ["\"k17\":1"]
        #expect(throws: JSONError.self) {
            try JSON(parsing: "{" + many.joined(separator: ",") + "}")
        }
        // Two spellings of é that Swift's == takes for the same text are two names.
        #expect(throws: Never.self) { try JSON(parsing: "{\"\u{e9}\":1,\"e\u{301}\":2}") }
    }

    @Test func writerEscapesAndOrders() {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("b", "q\"\\\n\u{1}é\u{7f}")
            writer.member("a", -5)
            writer.member("list") { list in
                list.array { list in
                    list.double(0.1)
                    list.bool(false)
                    list.null()
                    list.object { _ in }
                    list.integer(UInt64.max)
                }
            }
        }
        #expect(
            String(decoding: writer.bytes, as: UTF8.self)
                == "{\"b\":\"q\\\"\\\\\\n\\u0001é\u{7f}\",\"a\":-5,"
                + "\"list\":[0.1,false,null,{},18446744073709551615]}")
    }
}

@Suite("JSON: as Python's json reads it")
struct JSONDifferentialTests {
    @Test func seededDocuments() throws {
        var numbers = SeededNumbers(seed: 20)
        var documents: [[UInt8]] = []
        for round in 0..<6_000 {
            var document = Array(Self.document(&numbers, depth: 3).utf8)
            // Two in three are damaged.
            if round % 3 > 0 { Self.damage(&document, &numbers) }
            documents.append(document)
        }
        let answers = try PythonReference.answers(kind: "json", documents: documents)
        #expect(answers.count == documents.count)
        var accepted = 0
        for (document, answer) in zip(documents, answers) {
            let ours = (try? unsafe JSON(parsing: document.span.bytes)).map(Self.tagged) ?? "-"
            accepted += ours == "-" ? 0 : 1
            #expect(ours == answer, "\(String(decoding: document, as: UTF8.self))")
        }
        #expect(accepted > 2_000 && accepted < 5_000)
    }

    static func tagged(_ value: JSON) -> String {
        switch value {
        case .null: "n"
        case .bool(let flag): flag ? "t" : "u"
        case .number(.integer(let number)): "i\(number)"
        case .number(.unsigned(let number)): "i\(number)"
        case .number(.decimal(let number, _)): PythonReference.tagged(number)
        case .string(let text): PythonReference.tagged(text)
        case .array(let values): "[" + values.map(tagged).joined(separator: ",") + "]"
        case .object(let object):
            "{"
                + object.members.map { PythonReference.tagged($0.name) + ":" + tagged($0.value) }
                .joined(separator: ",") + "}"
        }
    }

    static let atoms = [
        "null", "true", "false", "0", "-0", "-0.0", "1e5", "1E+5", "1.5e-3",
        "123456789012345678901",
        "18446744073709551615", "18446744073709551616", "-9223372036854775809", "0.1", "1e308",
        "2.2250738585072011e-308", "179769313486231580793e289", "9007199254740993", "1e-400",
        "0.30000000000000004", "9007199254740993.0", "123456.789e-3", "\"\"", "\"é\\n\"",
        "\"\\u00e9\"",
        "\"\\ud83d\\ude00\"", "\"\\ud83d\"", "\"\\\\\"", "\"\\/\"", "[]", "{}", "NaN", "Infinity",
        "01", ".5",
    ]

    static func document(_ numbers: inout SeededNumbers, depth: Int) -> String {
        let pad = [" ", "", "", "\n", "\t", "\r"].randomElement(using: &numbers) ?? ""
        let choice = Int.random(in: 0..<(depth > 0 ? 6 : 3), using: &numbers)
        let body: String
        switch choice {
        case 0: body = String(Int.random(in: -1_000_000...1_000_000, using: &numbers))
        case 1:
            body =
                "\(Double.random(in: -1e3...1e3, using: &numbers))"
        case 2:
            // The refused atoms are rare.
            body = atoms[Int.random(in: 0..<atoms.count - 4, using: &numbers)]
        case 3, 4:
            let count = Int.random(in: 0...3, using: &numbers)
            body =
                "["
                + (0..<count).map { _ in document(&numbers, depth: depth - 1) }
                .joined(separator: ",") + "]"
        default:
            let count = Int.random(in: 0...3, using: &numbers)
            body =
                "{"
                + (0..<count).map { index in
                    let name = Int.random(in: 0..<30, using: &numbers) == 0 ? 0 : index
                    return "\"n\(name)\":" + document(&numbers, depth: depth - 1)
                }.joined(separator: ",") + "}"
        }
        return pad + body
    }

    static func damage(_ document: inout [UInt8], _ numbers: inout SeededNumbers) {
        let letters = Array("{}[],:\"\\0123456789.eE+-ntfu \n\u{1}é".utf8) + [0xff, 0x80]
        let place = Int.random(in: 0...document.count, using: &numbers)
        let letter = letters.randomElement(using: &numbers) ?? 0x20
        switch Int.random(in: 0..<3, using: &numbers) {
        case 0: document.insert(letter, at: place)
        case 1 where place < document.count: document.remove(at: place)
        default:
            guard place < document.count else { return }
            document[place] = letter
        }
    }
}
