/// One thing a program can be told to do. See `CommandGroup` for how commands are declared.
public struct Command: Sendable {
    public let name: String
    /// One line, lower case, without a full stop.
    public let summary: String
    /// More, for `--help` and the manual: what is read and written, what is refused.
    public let details: String
    public let flags: [any DeclaredFlag]
    public let arguments: [Argument]
    public let examples: [Example]
    let action: Action

    /// A real use of a command, shown by help and run by a test.
    public enum Example: Sendable {
        /// What follows the command's name, the lines of standard input if any, and those of
        /// standard output.
        case use(arguments: String, input: String?, output: String)
        /// What a terminal shows, for commands that need files: command lines behind `$ `, `…` for
        /// what differs each time, `[exit N]` where N is not 0.
        case session(String)

        public init(_ arguments: String = "", input: String? = nil, output: String) {
            self = .use(arguments: arguments, input: input, output: output)
        }
    }

    enum Action: Sendable {
        case lines(LineCommand)
        case run(@Sendable (Options, any Console) throws(CommandFailure) -> ExitCode)
    }

    /// A command that reads one item per line on standard input and writes exactly one line each,
    /// in order. `start` runs once, with the options, and returns what answers a line; a buffer it
    /// captures lives for the whole run. A thrown `LineError` becomes `-` on standard output and
    /// `line N: reason` on standard error, and exit code 1 at the end.
    ///
    /// With `--json` each answer comes as an object with `schema`, `line` and `answer` (or
    /// `error`); commands whose answer is JSON in itself say so by `answersJSON`.
    /// - Parameter longestLine: in bytes; a longer line is a bad line, and is not kept in memory.
    public static func lines(
        _ name: String, _ summary: String, details: String = "", flags: [any DeclaredFlag] = [],
        examples: [Example], longestLine: Int = 1 << 20, answersJSON: Bool = false,
        start: @escaping @Sendable (Options) throws(UsageError) -> LineHandler
    ) -> Command {
        Command(
            name: name, summary: summary, details: details, flags: flags, arguments: [],
            examples: examples,
            action: .lines(
                LineCommand(
                    longestLine: longestLine, answersJSON: answersJSON, start: start)))
    }

    /// Any other command. It writes through the console and returns how it ended.
    public static func run(
        _ name: String, _ summary: String, details: String = "", flags: [any DeclaredFlag] = [],
        arguments: [Argument] = [], examples: [Example] = [],
        action: @escaping @Sendable (Options, any Console) throws(CommandFailure) -> ExitCode
    ) -> Command {
        Command(
            name: name, summary: summary, details: details, flags: flags, arguments: arguments,
            examples: examples, action: .run(action))
    }

    func flag(long: String) -> FlagDeclaration? {
        flags.lazy.map(\.declaration).first { $0.long == long }
    }

    func flag(short: Character) -> FlagDeclaration? {
        flags.lazy.map(\.declaration).first { $0.short == short }
    }
}

/// Why a command could not do its work, and with which code the program then ends.
public struct CommandFailure: Error, Equatable, Sendable, CustomStringConvertible {
    public let reason: String
    public let exitCode: ExitCode

    public init(_ reason: String, exit exitCode: ExitCode = .failed) {
        self.reason = reason
        self.exitCode = exitCode
    }

    /// Any error that explains itself.
    public init(_ error: some Error & CustomStringConvertible, exit exitCode: ExitCode = .failed) {
        self.init(error.description, exit: exitCode)
    }

    public var description: String { reason }
}
