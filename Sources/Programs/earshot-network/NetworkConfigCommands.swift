import CommandTable
import Host
import Settings

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
        Reads what the daemon would read: files and the environment. Every problem is a line with its
        place and what to write instead, and the command ends with 1. It opens no port and no log.
        """,
    flags: [networkConfiguration]
) { (options, console) throws(CommandFailure) in
    let settings = try read(options)
    for problem in settings.problems { console.write(problem + "\n") }
    guard settings.problems.isEmpty else { return .failed }
    console.write("ok\n")
    return .success
}

private let origin = Flag.toggle("origin", "where each value comes from, behind it")

private let configShow = Command.run(
    "show", "every setting as it holds", details: "Prints each setting with its value.",
    flags: [networkConfiguration, origin]
) { (options, console) throws(CommandFailure) in
    let settings = try read(options)
    console.write(settings.settings.shown(withOrigin: options[origin]))
    for problem in settings.problems { console.say(problem) }
    return settings.problems.isEmpty ? .success : .failed
}

private let configTemplate = Command.run(
    "template", "a configuration file with every setting explained",
    details: "Prints TOML: what is set as it is, everything else commented out with its default.",
    flags: [networkConfiguration]
) { (options, console) throws(CommandFailure) in
    console.write(try read(options).settings.template())
    return .success
}

private let configManual = Command.run(
    "manual", "the manual page of the configuration, earshot-network.toml(5)",
    details: "Read it with: man -l FILE."
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
