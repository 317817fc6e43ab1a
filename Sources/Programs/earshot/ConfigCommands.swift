import Box
import CommandTable
import Host
import Notation
import Settings

/// The box's configuration: what holds, where it comes from, and what is wrong with it.
let configCommands = CommandGroup(
    "config", "the box's configuration",
    [checkCommand, showCommand, templateCommand, manualCommand])

private let checkCommand = Command.run(
    "check", "whether the configuration makes sense",
    details: """
        Reads what the daemon would read: files, the environment, secrets. Every problem is a line with
        its place and what to write instead, and the command ends with 1. It opens no radio and asks
        nobody.
        """,
    flags: [BoxSettings.flag],
    examples: [
        .session(
            "$ printf '[radio]\\ndevise = \"usb:1\"\\n[hotspot]\\npage = \"0.0.0.0:80\"\\n' > box.toml\n"
                + "$ earshot config check --config box.toml\n"
                + "box.toml:2:1: there is no setting \"radio.devise\"; did you mean "
                + "\"radio.device\"?\n"
                + "hotspot.page: 0.0.0.0:80 can be reached by others, and the page asks nobody who they "
                + "are; listen on 127.0.0.1, and come from elsewhere through ssh -L\n"
                + "[exit 1]")
    ]
) { (options, console) throws(CommandFailure) in
    let box = try read(options)
    guard let schema = options.schema else {
        for problem in box.problems { console.write(problem + "\n") }
        if box.problems.isEmpty { console.write("ok\(shownFiles(box))\n") }
        return box.problems.isEmpty ? .success : .failed
    }
    console.write(schema: schema) { json in
        json.member("ok", box.problems.isEmpty)
        json.member("files") { json in
            json.array { json in for file in box.files { json.string(file) } }
        }
        json.member("problems") { json in
            json.array { json in for problem in box.problems { json.string(problem) } }
        }
    }
    return box.problems.isEmpty ? .success : .failed
}

private let origin = Flag.toggle("origin", "where each value comes from, behind it")

private let showCommand = Command.run(
    "show", "every setting as it holds",
    details: "Prints each setting with its value; a secret's value is never shown.",
    flags: [BoxSettings.flag, origin],
    examples: [
        .session(
            "$ echo 'log.level = \"debug\"' > box.toml\n"
                + "$ earshot config show --origin --config box.toml | grep log\n"
                + "log.level = \"debug\"  # box.toml:1:5\nlog.format = \"text\"  # default")
    ]
) { (options, console) throws(CommandFailure) in
    let box = try read(options)
    if let schema = options.schema {
        console.write(schema: schema) { box.settings.write(to: &$0) }
    } else {
        console.write(box.settings.shown(withOrigin: options[origin]))
    }
    for problem in box.problems { console.say(problem) }
    return box.problems.isEmpty ? .success : .failed
}

private let templateCommand = Command.run(
    "template", "a configuration file with every setting explained",
    details: "Prints TOML: what is set as it is, everything else commented out with its default.",
    flags: [BoxSettings.flag],
    examples: [
        .session(
            "$ earshot config template | grep -A 3 evidence\n"
                + "# how much evidence is kept while no oracle takes it; then the oldest goes first: a "
                + "whole number from 8 to 65536, in MiB.\n# evidence_mib = 256\n\n"
                + "# how many packets are kept while no router takes them: a whole number from 1 to "
                + "65536, in MiB.\n# packets_mib = 64")
    ]
) { (options, console) throws(CommandFailure) in
    console.write(try read(options).settings.template())
    return .success
}

private let manualCommand = Command.run(
    "manual", "the manual page of the configuration, earshot.toml(5)",
    details: "Read it with: man -l FILE.",
    examples: [
        .session(
            "$ earshot config manual | head -1\n"
                + ".TH \"EARSHOT.TOML\" 5 \"\" \"\(Build.version)\"")
    ]
) { (_, console) throws(CommandFailure) in
    console.write(
        BoxSettings.table.manualPage(
            name: BoxSettings.usualFile, version: Build.version, folder: BoxSettings.systemFolder,
            of: ConfiguredProgram(
                subject: "an Earshot box", command: "earshot config", unit: "earshot-hotspot",
                manuals: ["earshot", "earshot-hotspot"])))
    return .success
}

private func read(_ options: Options) throws(CommandFailure) -> BoxSettings {
    do throws(SettingsFileError) {
        return try BoxSettings(at: options[BoxSettings.flag])
    } catch { throw CommandFailure(error, exit: .wrongConfiguration) }
}

private func shownFiles(_ box: BoxSettings) -> String {
    box.files.isEmpty ? ": nothing is configured" : ": " + box.files.joined(separator: ", ")
}
