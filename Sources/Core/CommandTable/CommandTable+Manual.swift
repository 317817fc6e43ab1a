extension CommandTable {
    /// The program's manual page, section 1, in the language of man(7).
    public func manualPage() -> String {
        var text = ".TH \(program.name.uppercased()) 1 \"\" \"\(Roff.text(program.version))\"\n"
        text += ".SH NAME\n\(program.name) \\- \(Roff.text(program.summary))\n"
        if let only {
            text += ".SH SYNOPSIS\n.B \(Roff.text(usage(of: only)))\n"
            if !isSolo { text += ".br\n.B \(program.name)\nCOMMAND [FLAGS] [ARGUMENTS]\n" }
            text += ".SH DESCRIPTION\n"
            text += manualBody(only)
            for (usage, summary) in ownFlags {
                let usage = usage.drop { $0 == " " }
                text += ".TP\n.B \(Roff.text(usage))\n\(Roff.text(summary))\n"
            }
            let others = entries.filter { !$0.path.isEmpty }
            if !others.isEmpty { text += ".SH COMMANDS\n" }
            for entry in others { text += manualEntry(entry) }
        } else {
            text += ".SH SYNOPSIS\n.B \(program.name)\nCOMMAND [FLAGS] [ARGUMENTS]\n"
            text += ".SH COMMANDS\n"
            for entry in entries { text += manualEntry(entry) }
        }
        text += ".SH EXIT STATUS\n"
        for (code, meaning) in Self.exitCodes {
            text += ".TP\n.B \(code)\n\(Roff.text(meaning))\n"
        }
        return text
    }

    private func manualEntry(_ entry: Entry) -> String {
        ".SS \"\(Roff.text(entry.path.joined(separator: " ")))\"\n"
            + "\(Roff.text(entry.command.summary))\n.PP\n.B \(Roff.text(usage(of: entry)))\n"
            + manualBody(entry)
    }

    private func manualBody(_ entry: Entry) -> String {
        let command = entry.command
        var text = ""
        if !command.details.isEmpty { text += ".PP\n\(Roff.text(command.details))\n" }
        for argument in command.arguments {
            text += ".TP\n.I \(Roff.text(argument.usage))\n\(Roff.text(argument.summary))\n"
        }
        for flag in command.flags.map(\.declaration) {
            let usage = flag.fullUsage.drop { $0 == " " }
            text += ".TP\n.B \(Roff.text(usage))\n\(Roff.text(flag.explained))\n"
        }
        for example in command.examples {
            text += ".PP\n.EX\n\(Roff.text(transcript(of: example, entry)))\n.EE\n"
        }
        return text
    }

    /// The commands as Markdown, each with its examples as ```console blocks.
    public func reference() -> String {
        var text = referencePreface
        for group in groups {
            text += "\n## \(group.name.map { "\($0): " } ?? "")\(group.summary)\n"
            for entry in entries where entry.group.summary == group.summary {
                let command = entry.command
                let path = entry.path.isEmpty ? program.name : entry.path.joined(separator: " ")
                text += "\n### \(path)\n\n"
                text += "`\(usage(of: entry))`: \(command.summary).\n"
                if !command.details.isEmpty { text += "\n\(command.details)\n" }
                let flags = command.flags.map(\.declaration)
                if !flags.isEmpty { text += "\n" }
                for flag in flags {
                    text += "- `\(flag.fullUsage.drop { $0 == " " })`: \(flag.explained)\n"
                }
                for example in command.examples {
                    text += "\n```console\n\(transcript(of: example, entry))\n```\n"
                }
            }
        }
        return text
    }

    private var referencePreface: String {
        let codes = Self.exitCodes.map { "| \($0.0) | \($0.1) |" }.joined(separator: "\n")
        return """
            # The commands of \(program.name)

            Made by `\(program.name) man --format markdown`; a test compares it and runs every example. \(lineRules)Data goes to
            standard output, talk to standard error. `--json` answers as JSON with a schema; `--help` explains.

            | exit code | meaning |
            |---|---|
            \(codes)

            In the examples `…` stands for what differs each time, and the exit code is 0 unless `[exit N]` says otherwise.

            """
    }

    /// What holds for commands that read lines, where there are any.
    private var lineRules: String {
        let hasLines = entries.contains {
            if case .lines = $0.command.action { true } else { false }
        }
        guard hasLines else { return "" }
        return """
            A command whose usage
            ends in `< LINES` reads one item per line on standard input and writes exactly one line for each, in order.
            A bad line answers `-` on standard output and `line N: reason` on standard error, and the command ends with
            1. Several values of one line are separated by a space; a place is `lat,lng` in degrees.\u{20}
            """
    }
}
