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
}

@Suite("A program that does one thing and has commands beside it")
struct ServerProgramTests {
    private static let table = CommandTable(
        ProgramIdentity(name: "server", summary: "serves", version: "1.2.3", commit: "abc"),
        groups: [
            CommandGroup(
                nil, "serves",
                [
                    answering(
                        "", "serves", flags: [Flag.text("data", value: "DIR", "its data").optional],
                        examples: [.session("$ server\nserves")]),
                    answering("init", "begins", examples: [.session("$ server init\nbegins")]),
                ]),
            CommandGroup("config", "its file", [answering("check", "looks")]),
        ]
    ).withItsOwnCommands()

    private static func answering(
        _ name: String, _ text: String, flags: [any DeclaredFlag] = [],
        examples: [Command.Example] = []
    ) -> Command {
        .run(name, text, flags: flags, examples: examples) {
            (_, console) throws(CommandFailure) in
            console.write(text + "\n")
            return .success
        }
    }

    private func run(_ words: [String]) -> (code: Int32, output: String, talk: String) {
        let console = RecordedConsole()
        let code = Self.table.run(words, on: console).rawValue
        return (code, console.output, console.complaints)
    }

    @Test(
        "each is called by its name, alone and in groups",
        arguments: [
            ([], "serves\n", 0), (["--data", "x"], "serves\n", 0), (["init"], "begins\n", 0),
            (["config", "check"], "looks\n", 0), (["config"], "", 2), (["--data"], "", 2),
        ] as [([String], String, Int32)])
    func commands(words: [String], output: String, code: Int32) {
        let ran = run(words)
        #expect(ran.output == output && ran.code == code, "\(ran.talk)")
    }

    @Test(
        "a word that is no command is named, with the one that was meant",
        arguments: [
            (["inti"], "server has no command \"inti\"; did you mean \"init\"?"),
            (["serve"], "server has no command \"serve\""),
            ([""], "server has no command \"\""),
            (["help", "nothing"], "server has no command \"nothing\""),
            (["--manual"], "there is no flag \"--manual\" here"),
        ])
    func unknown(words: [String], reason: String) {
        let ran = run(words)
        #expect(ran.code == 2 && ran.talk.contains(reason), "\(ran.talk)")
        #expect(ran.talk.contains("See: server --help\n"))
    }

    @Test("help lists flags and commands", arguments: [["--help"], ["-h"], ["help"]])
    func help(words: [String]) {
        let text = run(words).output
        #expect(text.contains("Usage: server [--data DIR]\n"))
        #expect(text.contains("\nCommands: server COMMAND [FLAGS] [ARGUMENTS]\n  init "))
        #expect(text.contains("\n  config check ") && text.contains("\n  man "))
        #expect(!text.contains("--manual"))
    }

    @Test("help on a command", arguments: [["help", "init"], ["init", "--help"]])
    func helpOnCommand(words: [String]) {
        #expect(run(words).output.hasPrefix("server init: begins\n"))
    }

    @Test("the manual has each command; the reference too, with its example")
    func pages() {
        let manual = run(["man"]).output
        #expect(
            manual.contains(".SH SYNOPSIS\n.B server [\\-\\-data DIR]\n.br\n.B server\nCOMMAND"))
        #expect(manual.contains(".SH COMMANDS\n.SS \"init\"\nbegins\n"))
        #expect(manual.contains(".SS \"config check\"\nlooks\n"))
        let reference = run(["man", "--format", "markdown"]).output
        #expect(reference.contains("\n### server\n\n`server [--data DIR]`: serves.\n"))
        #expect(reference.contains("\n```console\n$ server init\nbegins\n```\n"))
        #expect(!reference.contains("< LINES"), "no command of it reads lines")
    }

    @Test("a shell offers commands first, then their flags")
    func completions() {
        let bash = run(["completion", "bash"]).output
        #expect(
            bash.contains(
                "    '') words='init config completion man help --data --json --help --version' ;;")
        )
        #expect(bash.contains("    *) words='--data --json --help --version' ;;"))
        let fish = run(["completion", "fish"]).output
        #expect(fish.contains("complete -c server -n '__fish_use_subcommand' -l data -x"))
        #expect(fish.contains("complete -c server -n '__fish_use_subcommand' -a init -d 'begins'"))
    }
}
