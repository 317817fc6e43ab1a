extension CommandTable {
    /// The table with the commands that are made from the table itself: `completion` and `man`.
    public func withItsOwnCommands() -> CommandTable {
        let shell = Argument("SHELL", "bash, zsh or fish")
        let completion = Command.run(
            "completion", "a script that completes commands in your shell",
            details: "Put it where your shell looks, such as ~/.local/share/bash-completion/"
                + "completions/\(program.name) or ~/.config/fish/completions/\(program.name).fish.",
            arguments: [shell],
            examples: [
                .session("$ \(program.name) completion bash | head -1\n_\(program.name)() {")
            ]
        ) { (options, console) throws(CommandFailure) in
            guard let shell = Shell(rawValue: options.arguments[0]) else {
                throw CommandFailure(
                    "completions are made for bash, zsh and fish", exit: .usage)
            }
            console.write(withItsOwnCommands().completion(for: shell))
            return .success
        }
        let format = Flag.choice(
            "format", default: ManualFormat.roff, "roff for man(1), or the commands as Markdown")
        let manual = Command.run(
            "man", "this program's manual page", details: "Read it with: man -l FILE.",
            flags: [format],
            examples: [
                .session(
                    "$ \(program.name) man | head -1\n"
                        + ".TH \(program.name.uppercased()) 1 \"\" \"\(program.version)\"")
            ]
        ) { (options, console) throws(CommandFailure) in
            let table = withItsOwnCommands()
            console.write(
                options[format] == .roff ? table.manualPage() : table.reference())
            return .success
        }
        let own = CommandGroup(nil, "About \(program.name) itself", [completion, manual])
        return CommandTable(program, groups: groups + [own])
    }
}

enum ManualFormat: String, CaseIterable, Sendable {
    case roff, markdown
}
