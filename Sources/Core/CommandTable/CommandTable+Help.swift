extension CommandTable {
    /// Help in three parts: one line, usage, then commands or flags with their defaults in
    /// brackets; the long form adds details and ends with examples.
    func help(on topic: HelpTopic, isLong: Bool) -> String {
        switch topic {
        case .program: programHelp(isLong: isLong)
        case .group(let group): groupHelp(group, isLong: isLong)
        case .command(let entry): commandHelp(entry, isLong: isLong)
        }
    }

    private func programHelp(isLong: Bool) -> String {
        var text = "\(program.name) \(program.version): \(program.summary)\n\n"
        text += "Usage: \(program.name) COMMAND [FLAGS] [ARGUMENTS]\n"
        for group in groups {
            text += "\n\(group.name.map { "\($0): " } ?? "")\(group.summary)\n"
            let rows = group.commands.map { command in
                ((group.name.map { $0 + " " } ?? "") + command.name, command.summary)
            }
            text += Self.columns(rows)
        }
        text += "\nEverywhere\n"
        text += Self.columns(Self.everywhere + [Self.versionFlag])
        text += "\nExit codes\n" + Self.columns(Self.exitCodes)
        guard isLong, let entry = entries.first(where: { !$0.command.examples.isEmpty }) else {
            return text + "\n`\(program.name) COMMAND --help` says more.\n"
        }
        return text + exampleText(entry, limit: 1)
    }

    private func groupHelp(_ group: CommandGroup, isLong: Bool) -> String {
        let name = "\(program.name) \(group.name ?? "")"
        var text = "\(name): \(group.summary)\n\nUsage: \(name) COMMAND [FLAGS]\n\nCommands\n"
        text += Self.columns(group.commands.map { ($0.name, $0.summary) })
        text += "\nFlags\n" + Self.columns(Self.everywhere)
        guard isLong else { return text }
        let inGroup = entries.first { $0.group.name == group.name && !$0.command.examples.isEmpty }
        return text + (inGroup.map { exampleText($0, limit: 1) } ?? "")
    }

    private func commandHelp(_ entry: Entry, isLong: Bool) -> String {
        let command = entry.command
        let name = ([program.name] + entry.path).joined(separator: " ")
        var text = "\(name): \(command.summary)\n\nUsage: \(usage(of: entry))\n"
        if isLong, !command.details.isEmpty { text += "\n\(command.details)\n" }
        if !command.arguments.isEmpty {
            text += "\nArguments\n"
            text += Self.columns(command.arguments.map { ($0.usage, $0.summary) })
        }
        let flags = command.flags.map(\.declaration).map { ($0.fullUsage, $0.explained) }
        let own = entry.path.isEmpty ? ownFlags : []
        text += "\nFlags\n" + Self.columns(flags + Self.everywhere + own)
        if entry.path.isEmpty, !isSolo {
            let others = entries.filter { !$0.path.isEmpty }
            text += "\nCommands: \(program.name) COMMAND [FLAGS] [ARGUMENTS]\n"
            text += Self.columns(
                others.map { ($0.path.joined(separator: " "), $0.command.summary) })
        }
        return isLong ? text + exampleText(entry, limit: .max) : text
    }

    func usage(of entry: Entry) -> String {
        var words = [program.name] + entry.path
        for flag in entry.command.flags.map(\.declaration) {
            words.append(flag.isRequired ? flag.usage : "[\(flag.usage)]")
        }
        words += entry.command.arguments.map(\.usage)
        if case .lines = entry.command.action { words.append("< LINES") }
        return words.joined(separator: " ")
    }

    /// What an example looks like on a terminal.
    func transcript(of example: Command.Example, _ entry: Entry) -> String {
        switch example {
        case .session(let text): return text
        case .use(let arguments, let input, let output):
            var command = ([program.name] + entry.path).joined(separator: " ")
            if !arguments.isEmpty { command += " " + arguments }
            if let input {
                let quoted = input.split(separator: "\n", omittingEmptySubsequences: false)
                    .map { "'\($0)'" }.joined(separator: " ")
                command = "printf '%s\\n' \(quoted) | \(command)"
            }
            return "$ \(command)\n\(output)"
        }
    }

    private func exampleText(_ entry: Entry, limit: Int) -> String {
        let examples = entry.command.examples.prefix(limit)
        guard !examples.isEmpty else { return "" }
        let blocks = examples.map { example in
            transcript(of: example, entry).split(separator: "\n", omittingEmptySubsequences: false)
                .map { "  \($0)" }.joined(separator: "\n")
        }
        return "\nExample\(examples.count > 1 ? "s" : "")\n" + blocks.joined(separator: "\n") + "\n"
    }

    static let everywhere = [
        ("    --json", "answer as JSON with a schema, for programs"),
        ("-h, --help", "short help, long help"),
    ]

    private static let versionFlag = ("    --version", "name, version and commit")

    /// What a program answers besides what it does without a word; one with commands has commands
    /// for the rest.
    var ownFlags: [(String, String)] {
        guard isSolo else { return [Self.versionFlag] }
        return [
            Self.versionFlag, ("    --manual", "the manual page, for man -l"),
            ("    --completion SHELL", "a script that completes its flags in bash, zsh or fish"),
        ]
    }

    static let exitCodes = [
        ("0", "success"), ("1", "the operation failed, or a line was bad"),
        ("2", "the command line is wrong"), ("3", "working, but degraded"),
        ("69, 75, 78", "a service is missing; try again later; the configuration is wrong"),
    ]

    static func columns(_ rows: [(String, String)]) -> String {
        let width = rows.map(\.0.count).max() ?? 0
        return rows.map { row in
            "  \(row.0)\(String(repeating: " ", count: width - row.0.count))  \(row.1)\n"
        }.joined()
    }
}

extension FlagDeclaration {
    /// The summary, the values there are, and the default in brackets.
    var explained: String {
        var text = summary
        if !choices.isEmpty { text += ": " + choices.joined(separator: ", ") }
        if isRequired { text += " [required]" }
        if let defaultText { text += " [\(defaultText)]" }
        return text
    }
}
