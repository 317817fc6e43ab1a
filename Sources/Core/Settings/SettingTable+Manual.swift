internal import CommandTable

extension SettingTable {
    /// The configuration file's manual page, section 5, in the language of man(7).
    /// - Parameters:
    ///   - name: the file's, without its folder.
    ///   - folder: whose files are read when no flag names others.
    ///   - program: who reads it.
    public func manualPage(
        name: String, version: String, folder: String, of program: ConfiguredProgram
    ) -> String {
        var text = ".TH \"\(name.uppercased())\" 5 \"\" \"\(Roff.text(version))\"\n"
        text += ".SH NAME\n\(name) \\- configuration of \(program.subject)\n"
        text += ".SH SYNOPSIS\n.I \(Roff.text("\(folder)/\(name)"))\n"
        text += ".SH DESCRIPTION\n\(Roff.text(description(of: folder, program)))\n"
        for section in sections {
            text += ".SH \"\(section.isEmpty ? "NO SECTION" : Roff.text("[\(section)]"))\"\n"
            for setting in settings where setting.section == section { text += entry(setting) }
        }
        text += ".SH ENVIRONMENT\n\(Roff.text(environment))\n"
        let others = program.manuals.map { ".BR \(Roff.text($0)) (1)" }
        return text + ".SH \"SEE ALSO\"\n\(others.joined(separator: ",\n"))\n"
    }

    /// In the order in which they are first named.
    private var sections: [String] {
        var sections: [String] = []
        for setting in settings where !sections.contains(setting.section) {
            sections.append(setting.section)
        }
        return sections
    }

    private func description(of folder: String, _ program: ConfiguredProgram) -> String {
        """
        TOML. Every file of \(folder) whose name ends in .toml is read, in the order of their names; \
        what a later one says holds over what an earlier one says, the environment over files, and \
        flags over the environment. A key that nobody knows is refused, with the nearest that there is.
        \(program.command) check says what is wrong, \(program.command) show --origin what holds and where \
        each value comes from. systemctl reload \(program.unit) has the daemon read it again and say \
        in its log what changed and what takes effect only at its next start.
        """
    }

    private var environment: String {
        """
        \(environmentPrefix)SECTION__KEY overrides a setting: two underscores between the levels, \
        because a name may hold one. A secret is better kept in a file that \
        \(environmentPrefix)SECTION__KEY_FILE names, or in a systemd credential named section.key.
        """
    }

    private func entry(_ setting: Setting) -> String {
        var text = ".TP\n.B \(Roff.text(setting.name))\n"
        let unit = setting.unit.map { ", in \($0)" } ?? ""
        text += "\(Roff.text(setting.summary)): \(Roff.text(setting.type.description + unit)).\n"
        if setting.isSecret { return text + "Secret: its value is never shown.\n" }
        let value = setting.defaultText.map { "Default: \($0)." } ?? "Not set by default."
        return text + "\(Roff.text(value))\n"
    }
}

/// The words in which a configuration's manual speaks of the program that reads it.
public struct ConfiguredProgram: Sendable {
    /// Such as `an Earshot box`.
    let subject: String
    /// Under which check and show are, such as `earshot config`.
    let command: String
    /// Of systemd.
    let unit: String
    /// Of section 1.
    let manuals: [String]

    public init(subject: String, command: String, unit: String, manuals: [String]) {
        self.subject = subject
        self.command = command
        self.unit = unit
        self.manuals = manuals
    }
}

extension Setting {
    /// Before the last dot; empty for a key without a section.
    var section: String { key.lastIndex(of: ".").map { String(key[..<$0]) } ?? "" }

    /// Behind the last dot.
    var name: String {
        key.lastIndex(of: ".").map { String(key[key.index(after: $0)...]) } ?? key
    }
}
