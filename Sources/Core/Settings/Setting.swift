import Notation
public import Units

/// One key a program's configuration has. Declared once, it drives reading, checking, the template
/// and `config show`.
public struct Setting: Sendable {
    /// Section and name with a dot between: `log.format`. Lower case, digits and underscores.
    public let key: String
    public let type: SettingType
    /// The value when nobody gives one, as it is written in TOML; nil when there is none.
    public let defaultText: String?
    public let unit: String?
    /// What it is for, in one sentence without a full stop.
    public let summary: String
    /// A secret's value is never printed, and may also come from a file or a systemd credential.
    public let isSecret: Bool

    public init(
        _ key: String, _ type: SettingType, default defaultText: String? = nil,
        unit: String? = nil, isSecret: Bool = false, _ summary: String
    ) {
        precondition(
            key.utf8.allSatisfy { byte in
                (0x61...0x7a).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x2e
                    || byte == 0x5f
            } && !key.contains("__"), "\(key) is no setting's key")
        self.key = key
        self.type = type
        self.defaultText = defaultText
        self.unit = unit
        self.summary = summary
        self.isSecret = isSecret
    }

    /// `log.format` is `EARSHOT_LOG__FORMAT`: two underscores between levels, because one may
    /// stand in a name.
    public func environmentName(prefix: String) -> String {
        prefix + key.uppercased().replacingDots()
    }
}

extension String {
    fileprivate func replacingDots() -> String {
        split(separator: ".", omittingEmptySubsequences: false).joined(separator: "__")
    }
}

/// What a setting's value may be.
public enum SettingType: Sendable, Equatable {
    case text
    case integer(ClosedRange<Int>)
    case flag
    case duration
    case decibels(ClosedRange<Decibels>)
    case choice([String])
    case list

    /// For a person: `a whole number from 1 to 10`.
    public var description: String {
        switch self {
        case .text: "a text"
        case .integer(let bounds):
            "a whole number from \(bounds.lowerBound) to \(bounds.upperBound)"
        case .flag: "true or false"
        case .duration: "a span of time such as \"30s\""
        case .decibels(let bounds):
            "decibels from \(bounds.lowerBound.number) to \(bounds.upperBound.number), such as 2.5"
        case .choice(let choices): "one of " + choices.joined(separator: ", ")
        case .list: "a list of texts"
        }
    }
}

/// A value of a setting's type.
public enum SettingValue: Equatable, Sendable {
    case text(String)
    case integer(Int)
    case flag(Bool)
    case duration(Nanoseconds)
    case decibels(Decibels)
    case list([String])

    /// As TOML writes it.
    public var text: String {
        switch self {
        case .text(let text): Self.quoted(text)
        case .integer(let number): String(number)
        case .flag(let flag): flag ? "true" : "false"
        case .duration(let duration): "\"" + DurationText.text(of: duration) + "\""
        case .decibels(let decibels): decibels.number
        case .list(let items): "[" + items.map(Self.quoted).joined(separator: ", ") + "]"
        }
    }

    /// A basic string of TOML.
    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            default:
                if scalar.isSafeOnATerminal {
                    result.unicodeScalars.append(scalar)
                } else {
                    let digits = String(scalar.value, radix: 16)
                    result += "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
                }
            }
        }
        return result + "\""
    }
}

extension SettingType {
    /// Reads a value from a TOML file; a wrong one is explained.
    func value(of toml: TOML) throws(SettingValueError) -> SettingValue {
        switch (self, toml.value) {
        case (.text, .string(let text)): return .text(text)
        case (.choice, .string(let text)), (.duration, .string(let text)):
            return try value(ofText: text)
        case (.integer(let bounds), .integer(let number)):
            guard let value = Int(exactly: number), bounds.contains(value) else {
                throw SettingValueError("it must be \(description), this is \(number)")
            }
            return .integer(value)
        case (.flag, .bool(let flag)): return .flag(flag)
        case (.decibels, .integer(let number)): return try value(ofText: String(number))
        case (.decibels, .float(let number)) where number.isFinite:
            var digits: [UInt8] = []
            DecimalText.append(number, to: &digits)
            return try value(ofText: String(decoding: digits, as: UTF8.self))
        case (.list, .array(let values)):
            var items: [String] = []
            for value in values {
                guard case .string(let text) = value.value else {
                    throw SettingValueError("it must be \(description)")
                }
                items.append(text)
            }
            return .list(items)
        default: break
        }
        throw SettingValueError("it must be \(description), this is \(toml.kind)")
    }

    /// Reads a value from the environment or a flag. A list's items stand between commas.
    func value(ofText text: String) throws(SettingValueError) -> SettingValue {
        switch self {
        case .text: return .text(text)
        case .integer(let bounds):
            do throws(DecimalError) {
                return .integer(
                    try unsafe DecimalText.integer(from: text.utf8.span.bytes, in: bounds))
            } catch { throw SettingValueError(error.description) }
        case .flag:
            guard text == "true" || text == "false" else { break }
            return .flag(text == "true")
        case .duration:
            do throws(DurationError) {
                return .duration(try DurationText.duration(from: text))
            } catch { throw SettingValueError(error.description) }
        case .decibels(let bounds):
            guard let decibels = Decibels(number: text), bounds.contains(decibels) else { break }
            return .decibels(decibels)
        case .choice(let choices):
            guard choices.contains(text) else {
                let near = Spelling.nearest(to: text, among: choices)
                let hint = near.map { "; did you mean \(Quote.text($0))?" } ?? ""
                throw SettingValueError("it must be \(description)\(hint)")
            }
            return .text(text)
        case .list:
            return .list(text.isEmpty ? [] : text.split(separator: ",").map(String.init))
        }
        throw SettingValueError("it must be \(description)")
    }
}

extension Decibels {
    /// Without the unit, which stands in the setting's name: `2.5`.
    public var number: String { String(description.dropLast(3)) }

    /// Reads what `number` prints.
    public init?(number text: String) {
        guard let value = try? Decibels(parsing: text + " dB") else { return nil }
        self = value
    }
}

/// Why a value does not fit its setting. Never holds a secret: reasons that quote the value are
/// left out for secrets.
struct SettingValueError: Error {
    let reason: String

    init(_ reason: String) { self.reason = reason }
}
