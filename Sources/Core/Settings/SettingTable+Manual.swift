internal import CommandTable

extension SettingTable {
    /// The configuration file's manual page, section 5, in the language of man(7).
    /// - Parameters:
    ///   - name: the file's, without its folder.
    ///   - folder: whose files are read when no flag names others.
    public func manualPage(name: String, version: String, folder: String) -> String {
        var text = ".TH \"\(name.uppercased())\" 5 \"\" \"\(Roff.text(version))\"\n"
        text += ".SH NAME\n\(name) \\- configuration of an Earshot box\n"
        text += ".SH SYNOPSIS\n.I \(Roff.text("\(folder)/\(name)"))\n"
        text += ".SH DESCRIPTION\n\(Roff.text(description(of: folder)))\n"
        for section in sections {
            text += ".SH \"\(section.isEmpty ? "NO SECTION" : Roff.text("[\(section)]"))\"\n"
            for setting in settings where setting.section == section { text += entry(setting) }
        }
        text += ".SH ENVIRONMENT\n\(Roff.text(environment))\n"
        return text + ".SH \"SEE ALSO\"\n.BR earshot (1),\n.BR earshot\\-hotspot (1)\n"
    }

    /// In the order in which they are first named.
    private var sections: [String] {
        var sections: [String] = []
        for setting in settings where !sections.contains(setting.section) {
            sections.append(setting.section)
        }
        return sections
    }

    private func description(of folder: String) -> String {
        """
        TOML. Every file of \(folder) whose name ends in .toml is read, in the order of their names; \
        what a later one says holds over what an earlier one says, the environment over files, and \
        flags over the environment. A key that nobody knows is refused, with the nearest that there is.
        earshot config check says what is wrong, earshot config show --origin what holds and where \
        each value comes from. systemctl reload earshot-hotspot has the daemon read it again and say \
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

extension Setting {
    /// Before the last dot; empty for a key without a section.
    var section: String { key.lastIndex(of: ".").map { String(key[..<$0]) } ?? "" }

    /// Behind the last dot.
    var name: String {
        key.lastIndex(of: ".").map { String(key[key.index(after: $0)...]) } ?? key
    }
}
