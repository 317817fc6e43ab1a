public import Notation

extension Settings {
    /// What `config show` prints: each effective value as TOML, with its origin behind it where
    /// asked for. A secret's value is never printed.
    public func shown(withOrigin: Bool) -> String {
        items.map { item in
            var line = "\(item.setting.key) = \(Self.shown(item))"
            if withOrigin, item.value != nil { line += "  # \(item.origin)" }
            return line + "\n"
        }.joined()
    }

    /// What `config show --json` prints: for each setting its value and origin, for a secret only
    /// whether it is set.
    public func write(to json: inout JSONWriter) {
        for item in items {
            json.member(item.setting.key) { json in
                json.object { json in
                    if item.setting.isSecret {
                        json.member("set", item.value != nil)
                    } else {
                        json.member("value") { json in
                            if let value = item.value {
                                json.string(value.text)
                            } else {
                                json.null()
                            }
                        }
                    }
                    json.member("origin", item.origin.description)
                }
            }
        }
    }

    /// What `config check` prints: every problem on a line of its own.
    public var problemList: String { problems.map { "\($0)\n" }.joined() }

    /// What `config template` prints: a TOML file with every setting, what it is for, its type and
    /// its effective value. Values that are the default, and secrets, are commented out.
    public func template() -> String {
        var text = ""
        var section = ""
        // Keys without a section must come first in TOML.
        let sections = items.map(\.setting.section)
        var order: [String] = [""]
        for section in sections where !order.contains(section) { order.append(section) }
        for name in order {
            for item in items where item.setting.section == name {
                if name != section {
                    text += "\(text.isEmpty ? "" : "\n")[\(name)]\n"
                    section = name
                }
                text += Self.templateEntry(item)
            }
        }
        return text
    }

    private static func templateEntry(_ item: Item) -> String {
        let setting = item.setting
        let unit = setting.unit.map { ", in \($0)" } ?? ""
        var text = "\n# \(setting.summary): \(setting.type.description)\(unit).\n"
        let name = setting.name
        if setting.isSecret {
            text += "# Secret: better in a file named by the environment or a systemd credential.\n"
            return text + "# \(name) = \"\"\n"
        }
        let isSet = item.value != nil && item.origin != .builtIn
        return text + "\(isSet ? "" : "# ")\(name) = \(item.value?.text ?? example(setting.type))\n"
    }

    private static func example(_ type: SettingType) -> String {
        switch type {
        case .text: "\"\""
        case .integer(let bounds): String(bounds.lowerBound)
        case .flag: "false"
        case .duration: "\"30s\""
        case .decibels(let bounds): bounds.lowerBound.number
        case .choice(let choices): SettingValue.quoted(choices.first ?? "")
        case .list: "[]"
        }
    }

    private static func shown(_ item: Item) -> String {
        guard let value = item.value else { return "(not set)" }
        return item.setting.isSecret ? "(secret, set)" : value.text
    }
}
