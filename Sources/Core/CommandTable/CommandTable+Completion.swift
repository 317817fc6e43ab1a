/// The shells completions are made for.
public enum Shell: String, CaseIterable, Sendable {
    case bash, zsh, fish
}

extension CommandTable {
    /// A script that completes commands, flags and the values that can be listed.
    public func completion(for shell: Shell) -> String {
        switch shell {
        case .bash: bashCompletion()
        case .zsh: zshCompletion()
        case .fish: fishCompletion()
        }
    }

    /// Every fact as one `case` pattern: the words so far, then what may follow.
    private func bashCompletion() -> String {
        let name = program.name
        var cases: [(String, [String])] = []
        for entry in entries {
            for flag in entry.command.flags.map(\.declaration) where !flag.choices.isEmpty {
                let path = entry.path.joined(separator: " ")
                cases.append(("'\(path) '*'--\(flag.long)'", flag.choices))
                if let short = flag.short {
                    cases.append(("'\(path) '*'-\(short)'", flag.choices))
                }
            }
        }
        for entry in entries where !entry.path.isEmpty {
            cases.append(("'\(entry.path.joined(separator: " "))'*", Self.flagWords(entry.command)))
        }
        for group in groups {
            guard let word = group.name else { continue }
            cases.append(("'\(word)'", group.commands.map(\.name)))
        }
        if isSolo { cases.append(("'--completion'", Shell.allCases.map(\.rawValue))) }
        if !isSolo {
            let flags = only.map { Self.flagWords($0.command) } ?? ["--help"]
            cases.append(("''", firstWords + ["help"] + flags + ["--version"]))
        }
        if let only { cases.append(("*", Self.flagWords(only.command) + ownFlagWords)) }
        var text = "_\(name)() {\n    local IFS=' '\n"
        text += "    local before=\"${COMP_WORDS[*]:1:$((COMP_CWORD - 1))}\" words=''\n"
        text += "    case \"$before\" in\n"
        for (pattern, words) in cases {
            text += "    \(pattern)) words='\(words.joined(separator: " "))' ;;\n"
        }
        text += "    esac\n"
        text += "    IFS=$' \\n'\n    COMPREPLY=($(compgen -W \"$words\" -- "
        text += "\"${COMP_WORDS[COMP_CWORD]}\"))\n"
        return text + "}\ncomplete -o default -F _\(name) \(name)\n"
    }

    /// Those for bash, which zsh can run. The first time, the file is read in the middle of a
    /// completion, and answers that too.
    private func zshCompletion() -> String {
        let name = program.name
        return "#compdef \(name)\nautoload -U +X bashcompinit && bashcompinit\n"
            + bashCompletion()
            + "[ \"$funcstack[1]\" = _\(name) ] && _bash_complete -o default -F _\(name)\n"
    }

    private func fishCompletion() -> String {
        let name = program.name
        var text = "complete -c \(name) -f\n"
        for group in groups {
            guard let word = group.name else {
                for command in group.commands where !command.name.isEmpty {
                    text += Self.fishWord(
                        name, "__fish_use_subcommand", command.name, command.summary)
                }
                continue
            }
            text += Self.fishWord(name, "__fish_use_subcommand", word, group.summary)
            let isNew = group.commands.map(\.name).joined(separator: " ")
            for command in group.commands {
                let when =
                    "__fish_seen_subcommand_from \(word); and not __fish_seen_subcommand_from \(isNew)"
                text += Self.fishWord(name, when, command.name, command.summary)
            }
        }
        for entry in entries {
            let own = isSolo ? "" : "__fish_use_subcommand"
            let when =
                entry.path.isEmpty
                ? own
                : entry.path.map { "__fish_seen_subcommand_from \($0)" }
                    .joined(separator: "; and ")
            for flag in entry.command.flags.map(\.declaration) {
                text += "complete -c \(name)\(when.isEmpty ? "" : " -n '\(when)'") -l \(flag.long)"
                if let short = flag.short { text += " -s \(short)" }
                if flag.placeholder != nil { text += " -x" }
                if !flag.choices.isEmpty { text += " -a '\(flag.choices.joined(separator: " "))'" }
                text += " -d '\(Self.fishQuoted(flag.summary))'\n"
            }
        }
        guard only != nil else { return text }
        let shells = Shell.allCases.map(\.rawValue).joined(separator: " ")
        for (usage, summary) in ownFlags {
            let words = usage.split(separator: " ")
            text += "complete -c \(name) -l \(words[0].dropFirst(2))"
            if words.count > 1 { text += " -x -a '\(shells)'" }
            text += " -d '\(Self.fishQuoted(summary))'\n"
        }
        return text
    }

    private var ownFlagWords: [String] {
        ownFlags.map { String($0.0.drop { $0 == " " }.prefix { $0 != " " }) }
    }

    private static func flagWords(_ command: Command) -> [String] {
        command.flags.map(\.declaration).flatMap { flag in
            ["--\(flag.long)"] + (flag.short.map { ["-\($0)"] } ?? [])
        } + ["--json", "--help"]
    }

    private static func fishWord(
        _ name: String, _ when: String, _ word: String, _ summary: String
    ) -> String {
        "complete -c \(name) -n '\(when)' -a \(word) -d '\(fishQuoted(summary))'\n"
    }

    private static func fishQuoted(_ text: String) -> String {
        String(text.flatMap { $0 == "'" || $0 == "\\" ? ["\\", $0] : [$0] })
    }
}
