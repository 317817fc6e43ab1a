/// Commands of one subject, declared in a file of their own and listed in the program's table.
///
///     let hexCommands = CommandGroup(
///         "hex", "cells of the H3 grid",
///         [
///             .lines(
///                 "parent", "the cell's ancestor at a coarser resolution",
///                 details: "Reads one cell per line and writes its ancestor.",
///                 flags: [resolution],
///                 examples: [.init("-r 5", input: "891f1d48177ffff", output: "851f1d4bfffffff")]
///             ) { (options) throws(UsageError) in
///                 let resolution = options[resolution]
///                 return { (line, output) throws(LineError) in
///                     let cell = try LineError.from { () throws(HexGridError) in
///                         try Cell(parsing: line)
///                     }
///                     output.append(cell.parent(at: resolution).description)
///                 }
///             }
///         ])
///
/// What a command gets: `options[flag]` is typed and checked before `start` runs; a line comes
/// without its line end; `Fields` splits it without allocating; `output` has appends for text,
/// numbers and hex. Whatever a handler appended before it threw is taken back.
public struct CommandGroup: Sendable {
    /// Stands before the commands' names; nil when they stand alone, such as `earshot region`.
    public let name: String?
    public let summary: String
    public let commands: [Command]
    /// The command whose name may be left out: `earshot rewards 7` is `earshot rewards show 7`.
    public let otherwise: String?

    public init(
        _ name: String?, _ summary: String, _ commands: [Command], otherwise: String? = nil
    ) {
        self.name = name
        self.summary = summary
        self.commands = commands
        self.otherwise = otherwise
    }
}

/// What a program calls itself, and of what it was built.
public struct ProgramIdentity: Sendable {
    public let name: String
    public let summary: String
    /// Semantic version.
    public let version: String
    public let commit: String

    public init(name: String, summary: String, version: String, commit: String) {
        self.name = name
        self.summary = summary
        self.version = version
        self.commit = commit
    }
}

/// All commands of one program. The one place from which parsing, help, completions and the
/// manual are made.
public struct CommandTable: Sendable {
    public let program: ProgramIdentity
    public let groups: [CommandGroup]

    /// A table that contradicts itself is our own bug, and traps at the program's start.
    public init(_ program: ProgramIdentity, groups: [CommandGroup]) {
        self.program = program
        self.groups = groups
        checkTable()
    }

    /// A program that does one thing: its flags follow its own name.
    /// - Parameter command: its name is empty.
    public init(_ program: ProgramIdentity, only command: Command) {
        precondition(command.name.isEmpty, "\(program.name) \(command.name)")
        self.init(program, groups: [CommandGroup(nil, program.summary, [command])])
    }

    /// What a program does without a word.
    var only: Entry? { entries.first { $0.path.isEmpty } }

    /// Whether it does one thing and has no commands beside it, such as `man`: then flags stand for
    /// those.
    var isSolo: Bool { entries.count == 1 && only != nil }

    /// A command with the words that call it.
    struct Entry: Sendable {
        let path: [String]
        let command: Command
        let group: CommandGroup
    }

    var entries: [Entry] {
        groups.flatMap { group in
            group.commands.map { command in
                Entry(
                    path: [group.name ?? "", command.name].filter { !$0.isEmpty },
                    command: command, group: group)
            }
        }
    }

    /// The first words there are: group names, and commands that stand alone.
    var firstWords: [String] {
        groups.flatMap { group in group.name.map { [$0] } ?? group.commands.map(\.name) }
            .filter { !$0.isEmpty }
    }

    private func checkTable() {
        let words = firstWords
        for (index, word) in words.enumerated() {
            precondition(!words[..<index].contains(word), "two commands named \(word)")
        }
        precondition(isSolo || only?.command.arguments.isEmpty ?? true, "commands or arguments?")
        for entry in entries {
            var seen = ["help", "json"]
            var shorts: [Character] = ["h"]
            for flag in entry.command.flags.map(\.declaration) {
                precondition(!seen.contains(flag.long), "\(entry.path): two --\(flag.long)")
                seen.append(flag.long)
                guard let short = flag.short else { continue }
                precondition(!shorts.contains(short), "\(entry.path): two -\(short)")
                shorts.append(short)
            }
        }
    }
}
