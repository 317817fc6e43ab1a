import Seeds
import Testing

@testable import Notation

@Suite("TOML 1.0: as Python's tomllib reads it, with positions")
struct TOMLTests {
    /// One rule of the standard each, kept and broken.
    static let documents: [String] = [
        "", "# nothing", "a = 1", "a = 1\n", "a = 1\r\nb = 2\r\n", "a = 1\rb = 2", "a =\n1", "= 1",
        "a = 1 b = 2", "a = 1 # c", "\"a b\" = 1", "'a b' = 1", "\"\" = 1", "a b = 1", "é = 1",
        "\"\"\"a\"\"\" = 1", "1.2 = 3", "a.b.c = 1\na.b.d = 2", "a = 1\na.b = 2", "a.b = 1\na = 2",
        "a = 1\na = 2", "a = 1\n\"a\" = 2", "a . b = 1", "a. = 1", ".a = 1", "a..b = 1",
        "[a]\n[a]", "[a]\n[a.b]\n[a]", "[a.b]\n[a]", "[a.b]\n[a]\nb.c = 1",
        "[a.b]\nc=1\n[a]\nb.d = 1",
        "[a.b.c]\nz=9\n[a]\nb.c.t = 1", "[a.b.c.d]\nz=9\n[a]\nb.c.d.k.t = 1",
        "[a.b.c]\n[a]\nb.x = 1",
        "[a.b.c]\n[a]\nb.x = 1\n[a.b]", "[fruit]\napple.color=1\n[fruit.apple]",
        "[fruit]\napple.color=1\n[fruit.apple.texture]\nx=1", "[a]\nb.c = 1\n[[a.b]]",
        "[[a]]\nx=1\n[[a]]\nx=2\n[a.b]\nc=3", "[[a]]\n[a]", "[a]\n[[a]]", "a=[]\n[[a]]",
        "a=[{}]\n[a.b]",
        "[[a.b]]\n[a]\n", "[[a]]\n[[a.b]]\n[[a.b]]\n[a.b.c]\nd=1", "a={b=1}\n[a.c]",
        "a={b=1}\na.c=1",
        "a={b=1, b=2}", "a={b.c=1, b.d=2}", "a={b={c=1}, b.d=2}", "a={}", "a={b=1,}", "a={\nb=1}",
        "a={,}",
        "a = {b = [\n1,\n2]}", "[a", "[a]]", "[[a]", "[ a . b ]", "[[ a ]]", "[ [a] ]", "[]",
        "[a]x=1", "[a.]",
        "[a] # c\nb=1", "a=[1,2,]", "a=[,]", "a=[1 2]", "a=[\n# c\n1, # d\n]", "a=[1,'x',[true]]",
        "a=[",
        "a=0", "a=-0", "a=+0", "a=01", "a=-01", "a=1_000", "a=1__0", "a=_1", "a=1_", "a=0x_1",
        "a=0x1_f",
        "a=0xDEADbeef", "a=0Xff", "a=0o17", "a=0o8", "a=0b101", "a=0b2", "a=+0x1", "a=-0b1", "a=0x",
        "a=9223372036854775807", "a=-9223372036854775808", "a=9223372036854775808",
        "a=0x7fffffffffffffff", "a=0x8000000000000000", "a=++1", "a=1e5", "a=1E+05", "a=1e",
        "a=1.5",
        "a=1.", "a=.5", "a=1.e5", "a=1.5e-3", "a=01.5", "a=0.1_2", "a=0._1", "a=1_.5", "a=1e1_0",
        "a=inf",
        "a=-inf", "a=+inf", "a=nan", "a=-nan", "a=Inf", "a=infinity", "a=1e400", "a=-0.0", "a=0e0",
        "a=true", "a=True", "a=truex", "a=tru", "a='x'y", "a=bare",
        "a=1979-05-27", "a=1979-05-27T07:32:00", "a=1979-05-27 07:32:00Z", "a=1979-05-27t07:32:00z",
        "a=1979-05-27T07:32:00.5-07:00", "a=1979-05-27T07:32:00.1234567+23:59", "a=07:32:00",
        "a=07:32:00.999", "a=07:32", "a=24:00:00", "a=07:60:00", "a=23:59:60", "a=1979-02-29",
        "a=2000-02-29", "a=1900-02-29", "a=1979-13-01", "a=1979-5-27", "a=1979-05-27T",
        "a=1979-05-27 ",
        "a=1979-05-27T07:32:00+24:00", "a=1979-05-27T07:32:00+0700", "a=1979-05-27 # c",
        "a=0001-01-01",
        "a=1979-05-27T07:32:00.", "a=07:32:00Z", "a=1979-05-27  07:32:00", "a=12345-01-01",
        "a=\"\"", "a=''", "a=\"x\\\"y\"", "a=\"\\b\\t\\n\\f\\r\\\\\"", "a=\"\\u00e9\\U0001F600\"",
        "a=\"\\ud800\"", "a=\"\\U00110000\"", "a=\"\\u12\"", "a=\"\\x41\"", "a=\"\\e\"",
        "a=\"\\/\"", "a='\\u'",
        "a=\"x", "a='x", "a=\"x\ny\"", "a='x\ny'", "a=\"tab\there\"", "a=\"\u{7f}\"", "a='\u{1}'",
        "# \u{1}", "# \u{7f}",
        "# tab\t", "a=\"\"\"\nx\ny\"\"\"", "a=\"\"\"\r\nx\r\ny\"\"\"", "a=\"\"\"x\ry\"\"\"",
        "a='''\nx\\y'''",
        "a=\"\"\"x\\\n   y\"\"\"", "a=\"\"\"x\\  \n\n   y\"\"\"", "a=\"\"\"x\\ y\"\"\"",
        "a=\"\"\"\"x\"\"\"\"",
        "a=\"\"\"\"\"x\"\"\"\"\"", "a=\"\"\"x\"\"\"\"\"\"", "a=''''x''''", "a='''''x'''''",
        "a='''x''''''",
        "a=\"\"\"\"\"\"", "a=\"\"\"\"\"\"\"\"", "a=\"\"\"x", "a=\"\"\"x\"\"", "a='''x",
        "a=\"\"\"\\", "a=\"\"\"x\\\n\"\"\"",
        "a=\"\"\"\\\"\"\"\"", "\u{feff}a=1", "a=1\u{0}", "a\u{a0}=1", "\ta\t=\t1\t", "a=[[[[]]]]",
        "a.b=1\n[a.c]\nd=2", "a.b=1\n[a]\nd=2", "x=[{a=1},{a=2}]",
        "[x]\n[x.y]\n[x.y.z]\n[w]\n[x.q]",
        "[\"a.b\".c]\nd=1\n[a]", "\"\\u0061\"=1\na=2", "'a'.\"b\".c=1", "a = \"\\\\\"",
        "3=1\n-=2\n_=3",
        "[a.b]\n[[a.b.c]]\n[a.b.c.d]\n[[a.b.c]]\n[a.b.c.d]", "a=1979-05-27T07:32:00z\n",
        "a=+1.5\nb=+1",
    ]

    @Test func everyRuleAndEveryDamageAsInPython() throws {
        var numbers = SeededNumbers(seed: 40)
        var documents = Self.documents.map { Array($0.utf8) }
        for _ in 0..<4_000 {
            let count = Int.random(in: 1...3, using: &numbers)
            let parts = (0..<count).map { _ in
                Self.documents.randomElement(using: &numbers) ?? ""
            }
            var document = Array(parts.joined(separator: "\n").utf8)
            if Bool.random(using: &numbers) { Self.damage(&document, &numbers) }
            documents.append(document)
        }
        let answers = try PythonReference.answers(kind: "toml", documents: documents)
        #expect(answers.count == documents.count)
        var accepted = 0
        for (document, answer) in zip(documents, answers) {
            let ours = (try? unsafe TOMLTable(parsing: document.span.bytes)).map(Self.tagged)
            accepted += ours == nil ? 0 : 1
            #expect(
                ours ?? "-" == answer, "\(Quote.text(String(decoding: document, as: UTF8.self)))")
        }
        #expect(accepted > 500 && accepted < 4_000)
    }

    static func damage(_ document: inout [UInt8], _ numbers: inout SeededNumbers) {
        let letters = Array("[]{}=.,\"'\\#_-+:0179aeuxTZ \t\n\r\u{1}é".utf8)
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

    static func tagged(_ table: TOMLTable) -> String {
        let rows = table.entries.map { (PythonReference.tagged($0.key), tagged($0.value)) }
        return "{" + rows.sorted { $0.0 < $1.0 }.map { "\($0.0):\($0.1)" }.joined(separator: ",")
            + "}"
    }

    static func tagged(_ node: TOML) -> String {
        switch node.value {
        case .string(let text): PythonReference.tagged(text)
        case .integer(let number): "i\(number)"
        case .float(let number): PythonReference.tagged(number)
        case .bool(let flag): flag ? "t" : "u"
        case .instant(let date, let time, let minutes):
            "o\(date)T\(micro(time))\(minutes < 0 ? "" : "+")\(minutes)"
        case .localDateTime(let date, let time): "l\(date)T\(micro(time))"
        case .localDate(let date): "d\(date)"
        case .localTime(let time): "c\(micro(time))"
        case .array(let values): "[" + values.map(tagged).joined(separator: ",") + "]"
        case .table(let table): tagged(table)
        }
    }

    /// Python keeps microseconds.
    static func micro(_ time: CivilTime) -> String {
        [time.hour, time.minute, time.second].map { padded($0, 2) }.joined(separator: ":") + "."
            + padded(time.nanosecond / 1000, 6)
    }

    static let refusals: [(String, TOMLError.Reason, String)] = [
        ("a = 1\nbb = x", .wrongValue("\"x\""), "2:6"),
        ("a = 1\n  a = 2", .keyTwice("a"), "2:3"),
        ("[t]\n[t]", .tableTwice("t"), "2:2"),
        ("a = 1\n[a.b]", .notATable("a"), "2:2"),
        ("a = {}\n[a.b]", .closedTable("a"), "2:2"),
        ("a = \"x", .unclosedText, "1:7"),
        ("é = 1", .expected("a key", found: "\"é\""), "1:1"),
        ("a = 'é' x", .expected("the end of the line", found: "\"x\""), "1:9"),
        ("a = 9223372036854775808", .numberTooLarge("\"9223372036854775808\""), "1:5"),
        ("a = \"\\q\"", .unknownEscape("\"\\\\q\""), "1:6"),
        ("a =", .expected("a value", found: "the end of the file"), "1:4"),
        ("\u{feff}a=1", .byteOrderMark, "1:1"),
        ("# \u{2}", .controlCharacter(2), "1:3"),
        ("a=" + String(repeating: "[", count: 33), .tooDeep, "1:35"),
    ]

    @Test("each refusal names its place", arguments: refusals)
    func refuses(text: String, reason: TOMLError.Reason, position: String) {
        do throws(TOMLError) {
            _ = try TOMLTable(parsing: text)
            Issue.record("\(text) was read")
        } catch {
            #expect(error.reason == reason)
            #expect(error.position.description == position)
        }
    }

    @Test func valuesKnowTheirPlace() throws {
        let table = try TOMLTable(parsing: "[hotspot]\n\"é\".name = 'x'\n[[route]]\nid = 1\n")
        #expect(table.entries.map(\.key) == ["hotspot", "route"])
        guard case .table(let hotspot)? = table["hotspot"]?.value,
            case .table(let inner)? = hotspot["é"]?.value
        else {
            Issue.record("tables are missing")
            return
        }
        #expect(inner["name"]?.position == TextPosition(line: 2, column: 12))
        #expect(inner.entries.first?.position == TextPosition(line: 2, column: 5))
    }

    @Test func boundsHoldAndOnePastThemDoesNot() throws {
        let deep = { (count: Int) in
            "a=" + String(repeating: "[", count: count) + String(repeating: "]", count: count)
        }
        #expect(throws: Never.self) { try TOMLTable(parsing: deep(32)) }
        #expect(throws: TOMLError.self) { try TOMLTable(parsing: deep(33)) }
        let long = "#" + String(repeating: "x", count: (1 << 20) - 1)
        #expect(throws: Never.self) { try TOMLTable(parsing: long) }
        #expect(throws: TOMLError.self) { try TOMLTable(parsing: long + "x") }
    }
}
