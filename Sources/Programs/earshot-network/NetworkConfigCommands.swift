import CommandTable
import Host
import Notation
import Settings
import WebServer

/// The configuration of the network's servers, as `earshot config` is of a box's.
let networkConfigCommands = CommandGroup(
    "config", "the configuration", [configCheck, configShow, configTemplate, configManual])

let networkConfiguration = Flag.text(
    "config", value: "PATH",
    "a configuration file or a folder of them; else \(NetworkSettings.systemFolder)"
).optional

private let configCheck = Command.run(
    "check", "whether the configuration makes sense",
    details: """
        Reads what the daemon would read: files, the environment, certificate and key. Every problem is
        a line with its place and what to write instead, and the command ends with 1. It opens no port
        and no log. Run it as the daemon's user, who may not read what root may.
        """,
    flags: [networkConfiguration],
    examples: [
        .session(
            "$ printf '[network]\\nlistem = \"127.0.0.1:1\"\\n[tls]\\nkey = \"/k.pem\"\\n' > our.toml\n"
                + "$ earshot-network config check --config our.toml\n"
                + "our.toml:2:1: there is no setting \"network.listem\"; did you mean "
                + "\"network.listen\"?\n"
                + "tls.certificate and tls.key are given together or not at all\n[exit 1]")
    ]
) { (options, console) throws(CommandFailure) in
    let settings = try read(options)
    var problems = settings.problems
    if problems.isEmpty {
        do throws(WebServerError) {
            _ = try NetworkDaemon.identity(settings)
        } catch { problems.append("\(error)") }
    }
    let isGood = problems.isEmpty
    if let schema = options.schema {
        console.write(schema: schema) { json in
            json.member("ok", isGood)
            json.member("problems") { json in
                json.array { json in for problem in problems { json.string(problem) } }
            }
        }
    } else {
        console.write(isGood ? "ok\n" : problems.map { $0 + "\n" }.joined())
    }
    return isGood ? .success : .failed
}

private let origin = Flag.toggle("origin", "where each value comes from, behind it")

private let configShow = Command.run(
    "show", "every setting as it holds", details: "Prints each setting with its value.",
    flags: [networkConfiguration, origin],
    examples: [
        .session(
            "$ echo 'log.level = \"debug\"' > our.toml\n"
                + "$ earshot-network config show --origin --config our.toml | grep log\n"
                + "log.level = \"debug\"  # our.toml:1:5\nlog.format = \"text\"  # default")
    ]
) { (options, console) throws(CommandFailure) in
    let settings = try read(options)
    if let schema = options.schema {
        console.write(schema: schema) { settings.settings.write(to: &$0) }
    } else {
        console.write(settings.settings.shown(withOrigin: options[origin]))
    }
    for problem in settings.problems { console.say(problem) }
    return settings.problems.isEmpty ? .success : .failed
}

private let configTemplate = Command.run(
    "template", "a configuration file with every setting explained",
    details: "Prints TOML: what is set as it is, everything else commented out with its default.",
    flags: [networkConfiguration],
    examples: [
        .session(
            "$ touch our.toml; earshot-network config template --config our.toml | grep -c '^# [a-z_]* = '\n"
                + "13")
    ]
) { (options, console) throws(CommandFailure) in
    console.write(try read(options).settings.template())
    return .success
}

private let configManual = Command.run(
    "manual", "the manual page of the configuration, earshot-network.toml(5)",
    details: "Read it with: man -l FILE.",
    examples: [
        .session(
            "$ earshot-network config manual | head -1\n"
                + ".TH \"EARSHOT-NETWORK.TOML\" 5 \"\" \"\(Build.version)\"")
    ]
) { (_, console) throws(CommandFailure) in
    console.write(
        NetworkSettings.table.manualPage(
            name: "earshot-network.toml", version: Build.version,
            folder: NetworkSettings.systemFolder,
            of: ConfiguredProgram(
                subject: "an Earshot oracle", command: "earshot-network config",
                unit: "earshot-network", manuals: ["earshot-network"])))
    return .success
}

private func read(_ options: Options) throws(CommandFailure) -> NetworkSettings {
    do throws(SettingsFileError) {
        return try NetworkSettings(at: options[networkConfiguration])
    } catch { throw CommandFailure(error, exit: .wrongConfiguration) }
}
