import Notation

extension CommandTable {
    /// Does what the arguments (without the program's name) ask for, and says how it ended.
    public func run(_ words: [String], on console: any Console) -> ExitCode {
        do throws(UsageError) {
            switch try request(from: words) {
            case .version:
                console.write("\(program.name) \(program.version) (\(program.commit))\n")
                return .success
            case .help(let topic, let isLong):
                console.write(help(on: topic, isLong: isLong))
                return .success
            case .manual:
                console.write(manualPage())
                return .success
            case .completion(let shell):
                console.write(completion(for: shell))
                return .success
            case .run(let entry, let options):
                return try run(entry, options, on: console)
            }
        } catch {
            console.say("\(program.name): \(Quote.harmless(error.reason))")
            if let help = error.help { console.say("See: \(help)") }
            return .usage
        }
    }

    private func run(
        _ entry: Entry, _ options: Options, on console: any Console
    ) throws(UsageError) -> ExitCode {
        let words = ([program.name] + entry.path).joined(separator: " ")
        var options = options
        options.schema = options.wantsJSON ? schema(of: entry) : nil
        let work: () throws(CommandFailure) -> ExitCode
        switch entry.command.action {
        case .run(let action):
            work = { [options] () throws(CommandFailure) in try action(options, console) }
        case .lines(let lines):
            let handler = try start(lines, options, help: "\(words) --help")
            work = { [schema = options.schema] () throws(CommandFailure) in
                var runner = LineRunner(
                    handler: handler, longestLine: lines.longestLine, schema: schema,
                    answersJSON: lines.answersJSON)
                return try runner.run(on: console)
            }
        }
        do throws(CommandFailure) {
            return try work()
        } catch {
            console.say("\(words): \(Quote.harmless(error.reason))")
            return error.exitCode
        }
    }

    private func start(
        _ lines: LineCommand, _ options: Options, help: String
    ) throws(UsageError) -> LineHandler {
        do throws(UsageError) {
            return try lines.start(options)
        } catch { throw UsageError(error.reason, help: error.help ?? help) }
    }

    /// The name and version of what a command answers as JSON: `earshot.hex.cell/1`.
    func schema(of entry: Entry) -> String {
        ([program.name] + entry.path).joined(separator: ".") + "/1"
    }
}
