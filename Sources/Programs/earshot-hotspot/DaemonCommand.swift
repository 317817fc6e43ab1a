import Box
import CommandTable
import Host

private let configuration = Flag.text(
    "config", value: "PATH",
    "a configuration file or a folder of them; else \(BoxSettings.systemFolder)"
).optional

private let state = Flag.text(
    "state", value: "DIR", "the state folder; else hotspot.state_directory"
).optional

private let foreground = Flag.toggle(
    "foreground", "for a terminal: every line of the log with its time")

let daemonTable = CommandTable(
    ProgramIdentity(
        name: "earshot-hotspot", summary: "the hotspot of a box", version: Build.version,
        commit: Build.commit),
    only: .run(
        "", "the hotspot of a box: proofs and packets, until it is told to end",
        details: """
            Drives the box's radio, sends its beacons, seals and reports what it hears of others, carries
            packets of devices to a router, and keeps what nobody has acknowledged yet. Needs a key and a
            network: earshot init makes both. SIGTERM and SIGINT end it within five seconds, SIGHUP has
            it read its configuration again and say what changed. Logs go to standard output. It never
            forks; systemd is told when it is ready (Type=notify). Ends with 78 when the configuration
            is wrong or init was not run, with 75 when another daemon works in the state folder.
            """,
        flags: [configuration, state, foreground]
    ) { (options, console) throws(CommandFailure) in
        let daemon = try Daemon(
            configuration: options[configuration], state: options[state],
            isForeground: options[foreground])
        return try daemon.run()
    })
