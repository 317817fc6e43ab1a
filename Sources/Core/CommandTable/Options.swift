/// What the command line gave a command. Every value was checked while parsing.
public struct Options: Sendable {
    struct Given: Sendable {
        let long: String
        let value: String
    }

    var given: [Given] = []
    /// What stood without a flag, in order.
    public internal(set) var arguments: [String] = []
    /// `--json`: answers as JSON, for programs.
    public internal(set) var wantsJSON = false
    /// The name and version of the answer as JSON (`earshot.key.show/1`); nil for plain text.
    public internal(set) var schema: String?

    /// The flag's value, or its default. Traps when the command did not declare the flag.
    public subscript<Value>(flag: Flag<Value>) -> Value {
        guard let found = given.first(where: { $0.long == flag.declaration.long }) else {
            guard let absent = flag.absent else {
                preconditionFailure("--\(flag.declaration.long) is not a flag of this command")
            }
            return absent
        }
        do throws(ValueError) {
            return try flag.read(found.value)
        } catch {
            preconditionFailure("--\(flag.declaration.long) was not checked: \(error.reason)")
        }
    }
}

/// Why a command line makes no sense; the program then ends with code 2.
public struct UsageError: Error, Equatable, Sendable, CustomStringConvertible {
    public let reason: String
    /// Where help is, such as `earshot hex cell --help`. The parser fills it in.
    public var help: String?

    public init(_ reason: String, help: String? = nil) {
        self.reason = reason
        self.help = help
    }

    public var description: String { reason }
}
