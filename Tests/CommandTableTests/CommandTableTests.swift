import Notation
import Primitives
import Testing

@testable import CommandTable

enum Mode: String, CaseIterable, Sendable {
    case centre, full
}

private let resolution = Flag.integer(
    "resolution", short: "r", value: "R", in: 0...15, "the cells' resolution")
private let mode = Flag.choice("mode", short: "m", default: Mode.centre, "what counts as inside")
private let note = Flag.text("note", value: "TEXT", "a note").optional
private let loud = Flag.toggle("loud", short: "l", "say it in capitals")

/// `grid echo` answers each line with its options; `grid fail` and `stop` end as they are told.
private let table = CommandTable(
    ProgramIdentity(name: "tool", summary: "a tool", version: "1.2.3", commit: "abc"),
    groups: [
        CommandGroup(
            "grid", "cells",
            [
                .lines(
                    "echo", "the line again", details: "Refuses the line bad.",
                    flags: [resolution, mode, note, loud],
                    examples: [.init("-r 9", input: "x", output: "9 centre - x")], longestLine: 20
                ) { options throws(UsageError) in
                    let start =
                        "\(options[resolution]) \(options[mode].rawValue) \(options[note] ?? "-") "
                    let isLoud = options[loud]
                    return { (line, output) throws(LineError) in
                        output.append(start)
                        if isLoud { output.append("LOUD " as StaticString) }
                        guard Quote.text(line) != "\"bad\"" else {
                            throw LineError("bad is not good")
                        }
                        output.append(line)
                    }
                },
                .run("fail", "fails", arguments: [Argument("WHY", "why")]) {
                    (options, _) throws(CommandFailure) in
                    throw CommandFailure(options.arguments[0], exit: .temporaryFailure)
                },
            ]),
        CommandGroup(
            "bill", "what is due",
            [
                .run("show", "shows", arguments: [Argument("WHOSE", "whose")]) {
                    (options, console) throws(CommandFailure) in
                    console.write("bill of \(options.arguments[0])\n")
                    return .success
                },
                .run("pay", "pays") { (_, console) throws(CommandFailure) in
                    console.write("paid\n")
                    return .success
                },
            ], otherwise: "show"),
        CommandGroup(
            nil, "others",
            [
                .lines("object", "answers JSON", examples: [], answersJSON: true) {
                    _ throws(UsageError) in
                    { (_, output) throws(LineError) in
                        output.json { $0.object { $0.member("a", 1) } }
                    }
                },
                .lines("refuse", "refuses every line, naming it", examples: []) {
                    _ throws(UsageError) in
                    { (line, _) throws(LineError) in
                        throw LineError(
                            "no " + String(decoding: [UInt8](copying: line), as: UTF8.self))
                    }
                },
                .run("stop", "ends", flags: [mode]) { (_, console) throws(CommandFailure) in
                    console.write("stopped\n")
                    return .degraded
                },
            ]),
    ]
).withItsOwnCommands()

private func run(
    _ words: String..., input: [String] = []
) -> (code: Int32, output: String, talk: String) {
    let console = RecordedConsole(input)
    let code = table.run(words, on: console)
    return (code.rawValue, console.output, console.complaints)
}

@Suite("Command line: what is typed is understood or explained")
struct CommandLineTests {
    static let understood: [([String], String)] = [
        (["bill", "show", "me"], "bill of me\n"),
        (["bill", "me"], "bill of me\n"),
        (["bill", "pay"], "paid\n"),
        (["grid", "echo", "-r", "9"], "9 centre - x\n"),
        (["grid", "echo", "-r9"], "9 centre - x\n"),
        (["grid", "echo", "--resolution", "0"], "0 centre - x\n"),
        (["grid", "echo", "--resolution=15", "--mode", "full"], "15 full - x\n"),
        (["grid", "echo", "-l", "-r1", "-mfull", "--note", "-n"], "1 full -n LOUD x\n"),
    ]

    @Test(arguments: understood)
    func understands(words: [String], output: String) {
        let console = RecordedConsole(["x\n"])
        #expect(table.run(words, on: console) == .success)
        #expect(console.output == output)
        #expect(console.complaints == "")
    }

    static let explained: [([String], String, String)] = [
        ([], "say what to do", "tool --help"),
        (["gird"], "tool has no command \"gird\"; did you mean \"grid\"?", "tool --help"),
        (["zzzz"], "tool has no command \"zzzz\"", "tool --help"),
        (["--loud"], "\"--loud\" is no flag of tool itself; flags follow a command", "tool --help"),
        (["grid"], "say which command of grid", "tool grid --help"),
        (
            ["grid", "ehco"], "tool grid has no command \"ehco\"; did you mean \"echo\"?",
            "tool grid --help"
        ),
        (
            ["grid", "echo"], "-r R is missing: the cells' resolution, 0 to 15",
            "tool grid echo --help"
        ),
        (["grid", "echo", "-r"], "-r needs a value: -r R", "tool grid echo --help"),
        (
            ["grid", "echo", "-r", "16"], "-r: \"16\" is not a whole number from 0 to 15",
            "tool grid echo --help"
        ),
        (
            ["grid", "echo", "-r", "-1"], "-r: \"-1\" is not a whole number from 0 to 15",
            "tool grid echo --help"
        ),
        (
            ["grid", "echo", "-r", "09"], "-r: \"09\" is not a whole number from 0 to 15",
            "tool grid echo --help"
        ),
        (["grid", "echo", "-r1", "-r2"], "-r is given twice", "tool grid echo --help"),
        (
            ["grid", "echo", "-r1", "--resolution=2"], "--resolution is given twice",
            "tool grid echo --help"
        ),
        (
            ["grid", "echo", "-r1", "--mdoe", "full"],
            "there is no flag \"--mdoe\" here; did you mean --mode?", "tool grid echo --help"
        ),
        (
            ["grid", "echo", "-r1", "-mode"], "-m: \"ode\" is not one of centre, full",
            "tool grid echo --help"
        ),
        (
            ["grid", "echo", "-r1", "-note"], "there is no flag \"-n\" here; did you mean --note?",
            "tool grid echo --help"
        ),
        (["grid", "echo", "-r1", "--loud=yes"], "--loud takes no value", "tool grid echo --help"),
        (
            ["grid", "echo", "-r1", "--note="], "--note: it cannot be empty",
            "tool grid echo --help"
        ),
        (["grid", "echo", "-r1", "x"], "\"x\" is one argument too many", "tool grid echo --help"),
        (["grid", "fail"], "WHY is missing: why", "tool grid fail --help"),
    ]

    @Test(arguments: explained)
    func explains(words: [String], reason: String, help: String) {
        let console = RecordedConsole()
        #expect(table.run(words, on: console) == .usage)
        #expect(console.complaints == "tool: \(reason)\nSee: \(help)\n")
        #expect(console.output == "")
    }

    @Test func commandsEndAsTheySay() {
        #expect(run("stop") == (3, "stopped\n", ""))
        #expect(run("grid", "fail", "no radio") == (75, "", "tool grid fail: no radio\n"))
        #expect(run("grid", "fail", "--", "-x").talk == "tool grid fail: -x\n")
        #expect(run("--version").output == "tool 1.2.3 (abc)\n")
        let codes: [ExitCode] = [
            .success, .failed, .usage, .degraded, .unavailable, .temporaryFailure,
            .wrongConfiguration,
        ]
        #expect(codes.map(\.rawValue) == [0, 1, 2, 3, 69, 75, 78])
    }
}

@Suite("Line commands: one line in, one line out")
struct LineCommandTests {
    @Test func badLinesAreDashesWithAReason() {
        let result = run("grid", "echo", "-r1", input: ["a\nbad\n\nb\n"])
        #expect(result.code == 1)
        #expect(result.output == "1 centre - a\n-\n1 centre - \n1 centre - b\n")
        #expect(result.talk == "line 2: bad is not good\n")
    }

    @Test("cut anywhere, the answers are the same", arguments: 1...9)
    func piecesDoNotMatter(length: Int) {
        let text = Array("one\r\nbad\ntwenty characters ok\nlast".utf8)
        let pieces = stride(from: 0, to: text.count, by: length).map { start in
            String(decoding: text[start..<min(start + length, text.count)], as: UTF8.self)
        }
        let result = run("grid", "echo", "-r1", input: [])
        #expect(result == (0, "", ""))
        let console = RecordedConsole(pieces)
        #expect(table.run(["grid", "echo", "-r1"], on: console) == .failed)
        #expect(
            console.output
                == "1 centre - one\n-\n1 centre - twenty characters ok\n1 centre - last\n")
        #expect(console.complaints == "line 2: bad is not good\n")
    }

    @Test("a line past the bound is a bad line, wherever it is cut", arguments: [1, 7, 1000])
    func longLines(length: Int) {
        let text = Array(
            (String(repeating: "x", count: 21) + "\nok\n"
                + String(repeating: "y", count: 100_000) + "\r\n"
                + String(repeating: "z", count: 20) + "\r\n" + String(repeating: "w", count: 21))
                .utf8)
        let pieces = stride(from: 0, to: text.count, by: length).map { start in
            String(decoding: text[start..<min(start + length, text.count)], as: UTF8.self)
        }
        let console = RecordedConsole(
            length == 1 ? [String(decoding: text, as: UTF8.self)] : pieces)
        #expect(table.run(["grid", "echo", "-r1"], on: console) == .failed)
        let last = String(repeating: "z", count: 20)
        #expect(console.output == "-\n1 centre - ok\n-\n1 centre - \(last)\n-\n")
        let reason = "the line is longer than 20 bytes"
        #expect(console.complaints == "line 1: \(reason)\nline 3: \(reason)\nline 5: \(reason)\n")
    }

    @Test("a reason that names what it was given cannot disturb the terminal")
    func reasonsAreHarmless() {
        let result = run("refuse", input: ["\u{1b}[31m\u{7}\n"])
        #expect(result == (1, "-\n", "line 1: no \\u{1b}[31m\\u{7}\n"))
        let talk = run("grid", "fail", "a\n\u{1b}b").talk
        #expect(talk == "tool grid fail: a\\n\\u{1b}b\n")
    }

    @Test func answersAreThereBeforeWaiting() {
        let console = RecordedConsole(["a\n", "b\n"])
        #expect(table.run(["grid", "echo", "-r1"], on: console) == .success)
        #expect(
            console.seenBeforeWaiting
                == ["", "1 centre - a\n", "1 centre - a\n1 centre - b\n"])
    }

    @Test func jsonNamesItsSchema() throws {
        let result = run("grid", "echo", "-r1", "--json", input: ["a\"\nbad\n"])
        let lines = result.output.split(separator: "\n")
        #expect(lines.count == 2 && result.code == 1)
        let first = try JSON(parsing: lines[0])
        #expect(first["schema"] == .string("tool.grid.echo/1"))
        #expect(first["line"] == .integer(1))
        #expect(first["answer"] == .string("1 centre - a\""))
        #expect(try JSON(parsing: lines[1])["error"] == .string("bad is not good"))
        let object = run("object", "--json", input: ["x\n"])
        #expect(object.output == "{\"schema\":\"tool.object/1\",\"line\":1,\"answer\":{\"a\":1}}\n")
        #expect(run("object", input: ["x\n"]).output == "{\"a\":1}\n")
    }

    @Test func fieldsCountEmptyParts() throws {
        let text = Array("a,,b,".utf8)
        var fields = Fields(separator: 0x2c)
        var found: [Range<Int>] = []
        while let range = unsafe fields.next(in: text.span.bytes) { found.append(range) }
        #expect(found == [0..<1, 2..<2, 3..<4, 5..<5])
        #expect(throws: LineError("\"a,,b,\": write it as a,b")) {
            _ = try unsafe Fields.two(in: text.span.bytes, separator: 0x2c, shape: "a,b")
        }
    }
}

@Suite("Help, completions and the manual come from the same table")
struct HelpTests {
    @Test func threePartsThenExamples() {
        let help = run("grid", "echo", "--help").output
        #expect(
            help == """
                tool grid echo: the line again

                Usage: tool grid echo -r R [-m MODE] [--note TEXT] [-l] < LINES

                Refuses the line bad.

                Flags
                  -r, --resolution R  the cells' resolution, 0 to 15 [required]
                  -m, --mode MODE     what counts as inside: centre, full [centre]
                      --note TEXT     a note
                  -l, --loud          say it in capitals
                      --json          answer as JSON with a schema, for programs
                  -h, --help          short help, long help

                Example
                  $ printf '%s\\n' 'x' | tool grid echo -r 9
                  9 centre - x

                """)
        let short = run("grid", "echo", "-h").output
        #expect(short.hasPrefix("tool grid echo: the line again\n\nUsage:"))
        #expect(!short.contains("Example") && !short.contains("Refuses"))
        #expect(run("help", "grid", "echo").output == help)
    }

    @Test func everyCommandIsInEveryPlace() {
        let program = run("--help").output
        let manual = run("man").output
        let markdown = run("man", "--format", "markdown").output
        for entry in table.entries {
            let name = entry.path.joined(separator: " ")
            #expect(program.contains("  \(name) "))
            #expect(manual.contains(".SS \"\(Roff.text(name))\""))
            #expect(markdown.contains("### \(name)\n"))
            #expect(run("help", entry.path[0]).code == 0)
        }
        for shell in Shell.allCases {
            let script = run("completion", shell.rawValue).output
            for entry in table.entries {
                #expect(
                    script.contains(entry.path.joined(separator: " "))
                        || script.contains("-a \(entry.path[0])"))
            }
            #expect(script.contains("resolution") && script.contains("centre full"))
        }
        #expect(run("completion", "tcsh").code == 2)
    }

    @Test("the manual is ASCII, which every roff reads")
    func manualIsASCII() {
        #expect(run("man").output.utf8.allSatisfy { $0 < 0x80 })
        #expect(Roff.text("ear1…é") == "ear1\\[u2026]\\[u00E9]")
        #expect(Roff.text(".a-b\\") == "\\&.a\\-b\\e")
    }

    @Test func groupHelp() {
        #expect(run("grid", "-h").output.contains("  echo  the line again\n"))
        #expect(run("grid", "--help").code == 0)
    }
}

@Suite("Did you mean")
struct SpellingTests {
    static let rows: [(String, [String], String?)] = [
        ("hxe", ["hex", "key"], "hex"), ("helo", ["help", "hello"], "help"),
        ("resoltion", ["resolution", "note"], "resolution"), ("abc", ["xyz"], nil),
        ("a", ["b"], nil), ("", ["a"], nil), (String(repeating: "x", count: 65), ["x"], nil),
    ]

    @Test(arguments: rows)
    func nearest(word: String, candidates: [String], found: String?) {
        #expect(Spelling.nearest(to: word, among: candidates) == found)
    }
}
