import Notation

extension Settings {
    mutating func take(_ file: SettingSources.File) {
        do throws(TOMLError) {
            let table = try unsafe TOMLTable(parsing: file.text.span.bytes)
            take(table, under: "", from: file.path)
        } catch {
            problems.append(
                SettingProblem(
                    reason: String(
                        error.description.dropFirst(error.position.description.count + 2)),
                    origin: .file(path: file.path, error.position)))
        }
    }

    private mutating func take(_ table: TOMLTable, under prefix: String, from path: String) {
        for entry in table.entries {
            let key = prefix + entry.key
            let origin = SettingOrigin.file(path: path, entry.position)
            if let index = items.firstIndex(where: { $0.setting.key == key }) {
                do throws(SettingValueError) {
                    items[index].value = try items[index].setting.type.value(of: entry.value)
                    items[index].origin = origin
                } catch { complain(items[index].setting, error.reason, origin) }
            } else if case .table(let inner) = entry.value.value,
                items.contains(where: { $0.setting.key.hasPrefix(key + ".") })
            {
                take(inner, under: key + ".", from: path)
            } else {
                unknown(key, shown: key, from: origin)
            }
        }
    }

    mutating func takeEnvironment(_ name: String, _ value: String) {
        let prefix = table.environmentPrefix
        guard name.hasPrefix(prefix) else { return }
        let setting = items.first { $0.setting.environmentName(prefix: prefix) == name }?.setting
        if let setting { return take(setting.key, text: value, from: .environment(name)) }
        let isSecretFile = items.contains {
            $0.setting.isSecret && $0.setting.environmentName(prefix: prefix) + "_FILE" == name
        }
        if isSecretFile { return }
        // One underscore where two belong is the usual slip; other single words are not ours.
        let names = items.map { $0.setting.environmentName(prefix: prefix) }
        let meant = names.first { Self.withSingleUnderscores($0) == name }
        guard meant != nil || name.contains("__") else { return }
        let near = meant ?? Spelling.nearest(to: name, among: names)
        let hint = near.map { "; did you mean \($0)?" } ?? ""
        problems.append(
            SettingProblem(reason: "there is no such setting\(hint)", origin: .environment(name)))
    }

    private static func withSingleUnderscores(_ name: String) -> String {
        name.split(separator: "_").joined(separator: "_")
    }

    mutating func take(_ key: String, text: String, from origin: SettingOrigin) {
        guard let index = items.firstIndex(where: { $0.setting.key == key }) else {
            return unknown(key, shown: key, from: origin)
        }
        do throws(SettingValueError) {
            items[index].value = try items[index].setting.type.value(ofText: text)
            items[index].origin = origin
        } catch { complain(items[index].setting, error.reason, origin) }
    }

    private mutating func complain(
        _ setting: Setting, _ reason: String, _ origin: SettingOrigin
    ) {
        // A reason may quote the value.
        let shown = setting.isSecret ? "it must be \(setting.type.description)" : reason
        problems.append(SettingProblem(reason: "\(setting.key): \(shown)", origin: origin))
    }

    private mutating func unknown(_ key: String, shown: String, from origin: SettingOrigin) {
        let near = Spelling.nearest(to: key, among: items.map(\.setting.key))
        let hint = near.map { "; did you mean \(Quote.text($0))?" } ?? ""
        problems.append(
            SettingProblem(
                reason: "there is no setting \(Quote.text(shown))\(hint)", origin: origin))
    }
}
