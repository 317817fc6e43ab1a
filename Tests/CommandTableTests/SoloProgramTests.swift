import Testing

@testable import CommandTable

@Suite("A program that does one thing: flags follow its own name")
struct SoloProgramTests {
    private static let table = CommandTable(
        ProgramIdentity(name: "daemon", summary: "serves", version: "1.2.3", commit: "abc"),
        only: .run(
            "", "serves", details: "Until it is told to end.",
            flags: [Flag.text("config", value: "PATH", "its file").optional]
        ) { (options, console) throws(CommandFailure) in
            console.write("config \(options[Flag.text("config", value: "", "").optional] ?? "-")\n")
            return .success
        })

    private func run(_ words: String...) -> (code: Int32, output: String, talk: String) {
        let console = RecordedConsole()
        let code = Self.table.run(words, on: console).rawValue
        return (code, console.output, console.complaints)
    }

    @Test("without words it runs; with flags it has them")
    func runs() {
        #expect(run() == (0, "config -\n", ""))
        #expect(run("--config", "a.toml") == (0, "config a.toml\n", ""))
        #expect(run("--version").output == "daemon 1.2.3 (abc)\n")
    }

    @Test("what it does not know is refused, with the way to help")
    func refuses() {
        let wrong = run("--confg", "a")
        #expect(wrong.code == 2)
        #expect(wrong.talk.contains("did you mean --config?"))
        #expect(wrong.talk.hasSuffix("See: daemon --help\n"))
        #expect(run("serve").code == 2)
    }

    @Test("help, manual and completions know it by its own name")
    func places() {
        #expect(run("--help").output.contains("Usage: daemon [--config PATH]"))
        let manual = Self.table.manualPage()
        #expect(manual.contains(".SH SYNOPSIS\n.B daemon [\\-\\-config PATH]\n.SH DESCRIPTION\n"))
        for shell in Shell.allCases {
            let text = Self.table.completion(for: shell)
            #expect(text.contains("config") && !text.contains("help daemon"))
        }
        #expect(!Self.table.completion(for: .fish).contains("-n ''"))
    }

    @Test("it prints its manual and its completions itself, for packages")
    func tellsOfItself() {
        #expect(run("--manual") == (0, Self.table.manualPage(), ""))
        for shell in Shell.allCases {
            #expect(
                run("--completion", shell.rawValue) == (0, Self.table.completion(for: shell), ""))
        }
        for flag in ["--version", "--manual", "--completion"] {
            #expect(run("--help").output.contains("    \(flag)"), "\(flag)")
            #expect(Self.table.completion(for: .bash).contains(" \(flag)"), "\(flag)")
            #expect(
                Self.table.completion(for: .fish).contains(" -l \(flag.dropFirst(2))"), "\(flag)")
        }
        #expect(run("--completion").code == 2)
        #expect(run("--completion", "sh").talk.contains("bash, zsh and fish"))
        #expect(run("--completion", "bash", "zsh").code == 2)
        #expect(run("--manual", "now").code == 2)
    }

    @Test("beside what it does without a word it has commands, alone and in groups")
    func commands() {
        let own = Command.run("", "serves") { (_, console) throws(CommandFailure) in
            console.write("serves\n")
            return .success
        }
        let alone = Command.run("init", "begins") { (_, console) throws(CommandFailure) in
            console.write("begins\n")
            return .success
        }
        let grouped = Command.run("check", "looks") { (_, console) throws(CommandFailure) in
            console.write("looks\n")
            return .success
        }
        let table = CommandTable(
            Self.table.program,
            groups: [
                CommandGroup(nil, "serves", [own, alone]),
                CommandGroup("config", "its file", [grouped]),
            ])
        for (words, output, code) in [
            ([], "serves\n", Int32(0)), (["init"], "begins\n", 0),
            (["config", "check"], "looks\n", 0), (["config"], "", 2), (["serve"], "", 2),
        ] {
            let console = RecordedConsole()
            #expect(table.run(words, on: console).rawValue == code, "\(words)")
            #expect(console.output == output, "\(words)")
        }
        let manual = table.manualPage()
        #expect(manual.contains(".SH COMMANDS\n.SS \"init\"\nbegins\n"))
        #expect(manual.contains(".SS \"config check\"\nlooks\n"))
    }
}
