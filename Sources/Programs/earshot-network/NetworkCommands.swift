import CommandTable
import Host
import Notation

/// What a server of the network can be. Only the first exists yet.
enum Role: String, CaseIterable, Sendable {
    case oracle, router, map

    static let existing: [Role] = [.oracle]
}

private let role = Flag<[Role]>(
    "role", value: "LIST", "which of oracle, router, map, with commas between; else all there are"
) { (text) throws(ValueError) in
    var roles: [Role] = []
    for word in text.split(separator: ",", omittingEmptySubsequences: false) {
        guard let role = Role(rawValue: String(word)), !roles.contains(role) else {
            throw ValueError("\(Quote.text(word)): write each of oracle, router, map at most once")
        }
        guard Role.existing.contains(role) else {
            throw ValueError("the role \(role.rawValue) does not exist yet; only oracle does")
        }
        roles.append(role)
    }
    return roles
}.optional

private let data = Flag.text(
    "data", value: "DIR", "the folder of its data; else network.data_directory"
).optional

private let listen = Flag.text(
    "listen", value: "HOST:PORT", "where it serves HTTP; else network.listen"
).optional

private let foreground = Flag.toggle(
    "foreground", "for a terminal: every line of the log with its time")

let networkTable = CommandTable(
    ProgramIdentity(
        name: "earshot-network", summary: "the servers of a network", version: Build.version,
        commit: Build.commit),
    groups: [
        CommandGroup(
            nil, "the servers of a network",
            [
                .run(
                    "", "an oracle of a network: its log, its rules, its rewards",
                    details: """
                        Takes signed statements by HTTP, keeps them in the log in DIR, makes the network's
                        entropy and answers by docs/oracle-api.md, whose machine-readable form is at
                        /v1/openapi.json; /healthz, /readyz and /metrics are on the same port. Begins with:

                          earshot-network init --network FILE --data DIR   makes the oracle and its keys
                          earshot-network check DIR                        verifies all that is stored
                          earshot-network backup DIR COPY                  copies it whole, also at work
                          earshot-network decide --data DIR …              answers an appeal in public

                        SIGTERM and SIGINT end it within five seconds, SIGHUP has it read its configuration
                        and its certificate again. Logs go to standard output. It never forks; systemd is
                        told when it is ready (Type=notify). Ends with 78 when the configuration is wrong or
                        DIR holds no oracle, with 75 when another one works in DIR.
                        """,
                    flags: [role, data, listen, networkConfiguration, foreground],
                    examples: [
                        .session(
                            "$ earshot-network --data oracle\n"
                                + "earshot-network: oracle holds no oracle; make one with: "
                                + "earshot-network init --network FILE --data oracle\n[exit 78]"),
                        .session(
                            "$ \(CommandExample.world)\n"
                                + "$ earshot-network --data world --listen 127.0.0.1\n"
                                + "earshot-network: where to listen: \"127.0.0.1\" names no port; …\n"
                                + "[exit 2]"),
                    ]
                ) { (options, console) throws(CommandFailure) in
                    let daemon = try NetworkDaemon(
                        NetworkOrder(
                            roles: options[role], data: options[data],
                            listen: options[listen], configuration: options[networkConfiguration],
                            isForeground: options[foreground]))
                    return try daemon.run()
                }, foundCommand, checkCommand, decideCommand, backupCommand, adoptCommand,
            ]), networkConfigCommands,
    ])

/// What examples begin with.
enum CommandExample {
    /// A small network's log, made in seconds, with its oracle's keys.
    static let world =
        "earshot simulate --network demo --seed 1 --hotspots 2 --epochs 1 --out world > report 2>&1"
}

/// What the command line says.
struct NetworkOrder {
    /// Nothing: all there are.
    var roles: [Role]?
    var data: String?
    var listen: String?
    var configuration: String?
    var isForeground: Bool
}
