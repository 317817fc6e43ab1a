import Notation
public import Units

/// How much a log says, from most to least.
public enum LogLevel: String, CaseIterable, Comparable, Sendable {
    case trace, debug, info, warning, error

    private var rank: Int {
        switch self {
        case .trace: 0
        case .debug: 1
        case .info: 2
        case .warning: 3
        case .error: 4
        }
    }

    public static func < (left: LogLevel, right: LogLevel) -> Bool { left.rank < right.rank }
}

/// `log.format`: for people and journald, or for programs.
public enum LogFormat: String, CaseIterable, Sendable {
    case text, json
}

/// A fact of a log line.
public enum LogValue: Equatable, Sendable {
    case text(String)
    case integer(Int64)
    case flag(Bool)
    /// Something was there; what, nobody reads in a log.
    case secret
}

/// One event, one line. Whatever a text holds, the line stays one line and says nothing to a
/// terminal: control characters are escaped, and long texts are cut.
public struct LogLine: Sendable {
    public let level: LogLevel
    /// What happened, in words that do not change from event to event: `radio opened`.
    public let event: String
    public let fields: [(name: String, value: LogValue)]

    public static let longestText = 1000

    public init(
        _ level: LogLevel, _ event: String, _ fields: [(name: String, value: LogValue)] = []
    ) {
        self.level = level
        self.event = event
        self.fields = fields
    }

    /// The line without its newline. `time` is nil under journald, which keeps its own.
    public func text(as format: LogFormat, time: Nanoseconds?) -> String {
        format == .text ? plain(time) : json(time)
    }

    private func plain(_ time: Nanoseconds?) -> String {
        var text = time.map { "time=\(RFC3339.text(of: $0)) " } ?? ""
        text += "level=\(level.rawValue) event=\(Self.word(event))"
        for field in fields { text += " \(field.name)=\(Self.shown(field.value))" }
        return text
    }

    private static func shown(_ value: LogValue) -> String {
        switch value {
        case .text(let text): word(text)
        case .integer(let number): String(number)
        case .flag(let flag): flag ? "true" : "false"
        case .secret: "(secret)"
        }
    }

    /// As it is where it is one plain word, else quoted and escaped.
    private static func word(_ text: String) -> String {
        let isPlain =
            !text.isEmpty
            && text.unicodeScalars.allSatisfy {
                $0.isSafeOnATerminal && $0 != " " && $0 != "\"" && $0 != "=" && $0 != "\\"
            } && text.unicodeScalars.count <= longestText
        return isPlain ? text : Quote.text(text, limit: longestText)
    }

    private func json(_ time: Nanoseconds?) -> String {
        var writer = JSONWriter()
        writer.object { writer in
            if let time { writer.member("time", RFC3339.text(of: time)) }
            writer.member("level", level.rawValue)
            writer.member("event", Self.cut(event))
            for field in fields {
                switch field.value {
                case .text(let text): writer.member(field.name, Self.cut(text))
                case .integer(let number): writer.member(field.name, number)
                case .flag(let flag): writer.member(field.name, flag)
                case .secret: writer.member(field.name, "(secret)")
                }
            }
        }
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    /// JSON escapes only what it must; marks that steer a terminal are replaced as well.
    private static func cut(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars.prefix(longestText) {
            let isKept = scalar.isSafeOnATerminal || scalar.value < 0x20
            result.unicodeScalars.append(isKept ? scalar : "\u{fffd}")
        }
        return text.unicodeScalars.count > longestText ? result + "…" : result
    }
}
