import Notation

/// What a command line asks for.
enum Request {
    case run(CommandTable.Entry, Options)
    case help(HelpTopic, isLong: Bool)
    case version
    /// Of a program that does one thing, and has no commands for it.
    case manual
    case completion(Shell)
}

enum HelpTopic {
    case program
    case group(CommandGroup)
    case command(CommandTable.Entry)
}

extension CommandTable {
    /// Longest command line read, in arguments; the kernel's own bound is on their bytes.
    static let mostArguments = 10_000

    /// Reads the arguments after the program's name.
    func request(from words: [String]) throws(UsageError) -> Request {
        guard words.count <= Self.mostArguments else {
            throw UsageError("more than \(Self.mostArguments) arguments", help: program.name)
        }
        if ["--version", "-V"].contains(words.first) { return .version }
        if words.first == "help", !isSolo { return try help(for: Array(words.dropFirst())) }
        if let only { return try request(from: words, besides: only) }
        guard let first = words.first else {
            throw UsageError("say what to do", help: "\(program.name) --help")
        }
        switch first {
        case "-h": return .help(.program, isLong: false)
        case "--help": return .help(.program, isLong: true)
        default: break
        }
        if first.hasPrefix("-") {
            throw UsageError(
                "\(Quote.text(first)) is no flag of \(program.name) itself; flags follow a command",
                help: "\(program.name) --help")
        }
        return try commandRequest(from: words)
    }

    /// Of a program that does one thing without a word, and may do others by name.
    private func request(from words: [String], besides only: Entry) throws(UsageError) -> Request {
        if isSolo, let page = try ownPage(words) { return page }
        if !isSolo, let first = words.first, !first.hasPrefix("-") {
            return try commandRequest(from: words)
        }
        return try options(for: only, from: words)
    }

    /// What a program without commands tells of itself when that is all it is asked.
    private func ownPage(_ words: [String]) throws(UsageError) -> Request? {
        switch words.first {
        case "--manual" where words.count == 1: return .manual
        case "--completion":
            guard words.count == 2, let shell = Shell(rawValue: words[1]) else {
                throw UsageError(
                    "completions are made for bash, zsh and fish: --completion SHELL",
                    help: "\(program.name) --help")
            }
            return .completion(shell)
        default: return nil
        }
    }

    private func commandRequest(from words: [String]) throws(UsageError) -> Request {
        switch try find(words) {
        case .command(let entry):
            let rest = Array(words.dropFirst(entry.path.count))
            return try options(for: entry, from: rest)
        case .group(let group):
            let name = group.name ?? ""
            guard words.count > 1 else {
                throw UsageError(
                    "say which command of \(name)", help: "\(program.name) \(name) --help")
            }
            switch words[1] {
            case "-h": return .help(.group(group), isLong: false)
            default: return .help(.group(group), isLong: true)
            }
        case .program: return .help(.program, isLong: true)
        }
    }

    private func help(for words: [String]) throws(UsageError) -> Request {
        guard !words.isEmpty else {
            return .help(only.map { .command($0) } ?? .program, isLong: true)
        }
        return .help(try find(words), isLong: true)
    }

    /// The command or group these words begin with.
    private func find(_ words: [String]) throws(UsageError) -> HelpTopic {
        let word = words.first ?? ""
        if let group = groups.first(where: { $0.name == word }) {
            guard words.count > 1, !["-h", "--help"].contains(words[1]) else {
                return .group(group)
            }
            guard let command = group.commands.first(where: { $0.name == words[1] }) else {
                if let meant = group.commands.first(where: { $0.name == group.otherwise }) {
                    return .command(Entry(path: [word], command: meant, group: group))
                }
                throw unknown(words[1], after: " \(word)", among: group.commands.map(\.name))
            }
            return .command(Entry(path: [word, command.name], command: command, group: group))
        }
        if let entry = entries.first(where: { $0.path == [word] }) { return .command(entry) }
        throw unknown(word, after: "", among: firstWords)
    }

    private func unknown(
        _ word: String, after path: String, among known: [String]
    ) -> UsageError {
        var reason = "\(program.name)\(path) has no command \(Quote.text(word))"
        if let near = Spelling.nearest(to: word, among: known) {
            reason += "; did you mean \(Quote.text(near))?"
        }
        return UsageError(reason, help: "\(program.name)\(path) --help")
    }

    private func options(for entry: Entry, from words: [String]) throws(UsageError) -> Request {
        let help = ([program.name] + entry.path + ["--help"]).joined(separator: " ")
        do throws(UsageError) {
            var parser = OptionParser(command: entry.command, words: words)
            if let isLong = try parser.parse() { return .help(.command(entry), isLong: isLong) }
            return .run(entry, parser.options)
        } catch {
            throw UsageError(error.reason, help: error.help ?? help)
        }
    }
}

/// Reads what follows a command's name: `-r 9`, `-r9`, `--mode full`, `--mode=full`, arguments,
/// and `--` after which everything is an argument.
struct OptionParser {
    let command: Command
    let words: [String]
    private(set) var options = Options()
    private var next = 0

    init(command: Command, words: [String]) {
        self.command = command
        self.words = words
    }

    /// Returns whether short or long help was asked for; nil when neither was.
    mutating func parse() throws(UsageError) -> Bool? {
        var onlyArguments = false
        while next < words.count {
            let word = words[next]
            next += 1
            if onlyArguments || word == "-" || !word.hasPrefix("-") {
                options.arguments.append(word)
            } else if word == "--" {
                onlyArguments = true
            } else if word == "-h" || word == "--help" {
                return word == "--help"
            } else if word.hasPrefix("--") {
                try takeLong(word.dropFirst(2))
            } else {
                try takeShort(word.dropFirst())
            }
        }
        try checkComplete()
        return nil
    }

    private mutating func takeLong(_ text: Substring) throws(UsageError) {
        let mark = text.firstIndex(of: "=")
        let name = String(text[..<(mark ?? text.endIndex)])
        if name == "json", mark == nil {
            options.wantsJSON = true
            return
        }
        guard let flag = command.flag(long: name) else {
            let known = command.flags.map(\.declaration.long) + ["help", "json"]
            throw unknown("--\(name)", Spelling.nearest(to: name, among: known).map { "--" + $0 })
        }
        try take(flag, called: "--\(name)", value: mark.map { String(text[$0...].dropFirst()) })
    }

    private mutating func takeShort(_ text: Substring) throws(UsageError) {
        guard let letter = text.first else { return }
        guard let flag = command.flag(short: letter) else {
            let meant = command.flag(long: String(text)).map { "--" + $0.long }
            throw unknown("-\(letter)", meant)
        }
        let rest = text.dropFirst()
        try take(flag, called: "-\(letter)", value: rest.isEmpty ? nil : String(rest))
    }

    private mutating func take(
        _ flag: FlagDeclaration, called name: String, value: String?
    ) throws(UsageError) {
        guard !options.given.contains(where: { $0.long == flag.long }) else {
            throw UsageError("\(name) is given twice")
        }
        guard let placeholder = flag.placeholder else {
            guard value == nil else { throw UsageError("\(name) takes no value") }
            options.given.append(.init(long: flag.long, value: ""))
            return
        }
        guard let value = value ?? following() else {
            throw UsageError("\(name) needs a value: \(name) \(placeholder)")
        }
        if let reason = flag.check(value) { throw UsageError("\(name): \(reason)") }
        options.given.append(.init(long: flag.long, value: value))
    }

    private mutating func following() -> String? {
        guard next < words.count else { return nil }
        next += 1
        return words[next - 1]
    }

    private func checkComplete() throws(UsageError) {
        for flag in command.flags.map(\.declaration) where flag.isRequired {
            guard options.given.contains(where: { $0.long == flag.long }) else {
                throw UsageError("\(flag.usage) is missing: \(flag.summary)")
            }
        }
        let arguments = command.arguments
        if let missing = arguments.dropFirst(options.arguments.count).first(where: \.isRequired) {
            throw UsageError("\(missing.name) is missing: \(missing.summary)")
        }
        let isOpen = arguments.last?.repeats ?? false
        if !isOpen, let extra = options.arguments.dropFirst(arguments.count).first {
            throw UsageError("\(Quote.text(extra)) is one argument too many")
        }
    }

    private func unknown(_ name: String, _ meant: String?) -> UsageError {
        let hint = meant.map { "; did you mean \($0)?" } ?? ""
        return UsageError("there is no flag \(Quote.text(name)) here\(hint)")
    }
}

extension FlagDeclaration {
    /// `-r R`, or `--mode MODE` where there is no short form.
    var usage: String {
        let name = short.map { "-\($0)" } ?? "--\(long)"
        return placeholder.map { "\(name) \($0)" } ?? name
    }

    /// `-r, --resolution R`.
    var fullUsage: String {
        let name = (short.map { "-\($0), " } ?? "    ") + "--\(long)"
        return placeholder.map { "\(name) \($0)" } ?? name
    }
}
