public import Notation
public import Units

/// Where a value came from.
public enum SettingOrigin: Equatable, Sendable, CustomStringConvertible {
    case builtIn
    case file(path: String, TextPosition)
    case environment(String)
    case secretFile(path: String)
    case flag(String)

    public var description: String {
        switch self {
        case .builtIn: "default"
        case .file(let path, let position): "\(path):\(position)"
        case .environment(let name): "environment \(name)"
        case .secretFile(let path): "secret file \(path)"
        case .flag(let name): "flag \(name)"
        }
    }
}

/// Something wrong with the configuration: what, where, and what to write instead.
public struct SettingProblem: Error, Equatable, Sendable, CustomStringConvertible {
    public let reason: String
    public let origin: SettingOrigin

    public var description: String { "\(origin): \(reason)" }
}

/// What configuration comes from, in rising order: a later one wins.
public struct SettingSources: Sendable {
    public struct File: Sendable {
        public let path: String
        public let text: [UInt8]

        public init(path: String, text: [UInt8]) {
            self.path = path
            self.text = text
        }
    }

    /// A secret's content, read from a file named by `…_FILE` or from a systemd credential.
    public struct Secret: Sendable {
        public let key: String
        public let path: String
        public let value: String

        public init(key: String, path: String, value: String) {
            self.key = key
            self.path = path
            self.value = value
        }
    }

    public struct Flag: Sendable {
        public let key: String
        public let name: String
        public let value: String

        public init(key: String, name: String, value: String) {
            self.key = key
            self.name = name
            self.value = value
        }
    }

    public var files: [File] = []
    public var environment: [(name: String, value: String)] = []
    public var secrets: [Secret] = []
    public var flags: [Flag] = []

    public init() {}
}

/// The effective configuration of a program: every value with its origin, and every problem found,
/// so that a person can mend all of them at once.
public struct Settings: Sendable {
    public struct Item: Sendable {
        public let setting: Setting
        public internal(set) var value: SettingValue?
        public internal(set) var origin: SettingOrigin
    }

    public internal(set) var items: [Item] = []
    public internal(set) var problems: [SettingProblem] = []
    let table: SettingTable

    public subscript(key: String) -> SettingValue? { item(key).value }

    public func origin(of key: String) -> SettingOrigin { item(key).origin }

    /// The value of a text or a choice; nil when nobody gave one.
    public func text(_ key: String) -> String? {
        guard case .text(let text)? = self[key] else { return nil }
        return text
    }

    public func integer(_ key: String) -> Int? {
        guard case .integer(let number)? = self[key] else { return nil }
        return number
    }

    public func flag(_ key: String) -> Bool { self[key] == .flag(true) }

    public func duration(_ key: String) -> Nanoseconds? {
        guard case .duration(let duration)? = self[key] else { return nil }
        return duration
    }

    public func decibels(_ key: String) -> Decibels? {
        guard case .decibels(let decibels)? = self[key] else { return nil }
        return decibels
    }

    public func list(_ key: String) -> [String] {
        guard case .list(let items)? = self[key] else { return [] }
        return items
    }

    private func item(_ key: String) -> Item {
        guard let found = items.first(where: { $0.setting.key == key }) else {
            preconditionFailure("\(key) is not declared")
        }
        return found
    }
}

/// All settings of a program, and how they are read.
public struct SettingTable: Sendable {
    public let settings: [Setting]
    /// What environment variables begin with: `EARSHOT_`.
    public let environmentPrefix: String

    /// A table that contradicts itself is our own bug, and traps.
    public init(environmentPrefix: String = "EARSHOT_", _ settings: [Setting]) {
        for (index, setting) in settings.enumerated() {
            precondition(
                !settings[..<index].contains { $0.key == setting.key }, "two \(setting.key)")
            if let text = setting.defaultText {
                precondition(
                    (try? setting.type.value(ofText: text)) != nil,
                    "\(setting.key) cannot be \(text) by default")
            }
        }
        self.settings = settings
        self.environmentPrefix = environmentPrefix
    }

    /// Defaults, then files in order, then the environment, then secrets, then flags.
    public func read(_ sources: SettingSources) -> Settings {
        var result = Settings(table: self)
        result.items = settings.map { setting in
            let value = setting.defaultText.flatMap { try? setting.type.value(ofText: $0) }
            return Settings.Item(setting: setting, value: value, origin: .builtIn)
        }
        for file in sources.files { result.take(file) }
        for (name, value) in sources.environment { result.takeEnvironment(name, value) }
        for secret in sources.secrets {
            result.take(secret.key, text: secret.value, from: .secretFile(path: secret.path))
        }
        for flag in sources.flags {
            result.take(flag.key, text: flag.value, from: .flag(flag.name))
        }
        return result
    }

    /// The secrets whose content stands in a file: `EARSHOT_ROUTER__TOKEN_FILE=/path`, and
    /// `router.token` in the directory systemd gives for credentials. Whoever calls reads them.
    public func secretFiles(
        environment: [(name: String, value: String)], credentialsDirectory: String?
    ) -> [(key: String, path: String, mustExist: Bool)] {
        var found: [(key: String, path: String, mustExist: Bool)] = []
        for setting in settings where setting.isSecret {
            if let directory = credentialsDirectory {
                found.append((setting.key, "\(directory)/\(setting.key)", false))
            }
            let name = setting.environmentName(prefix: environmentPrefix) + "_FILE"
            if let entry = environment.first(where: { $0.name == name }) {
                found.append((setting.key, entry.value, true))
            }
        }
        return found
    }
}
