import Attestation
import CommandTable
import CoverageRules
import Host
import Notation
import OracleAPI
import OracleHost
import Primitives
import Settings
import Units

private let source = Flag.text(
    "network", value: "FILE", "the network's source, such as networks/demo.toml"
).optional

private let replaces = Flag.toggle(
    "replace-chain",
    "in an oracle that is there: a new chain in the place of one whose seed is lost")

private let rules = Flag.text(
    "rules", value: "FILE", "the first rule book's source; else this program's own"
).optional

private let data = Flag.text("data", value: "DIR", "the folder of its data, which is made")

private let url = Flag<APIEndpoint>.address(
    "url", "where it will be reached, as its network file says for good; else \(APIEndpoint.local)"
).optional

private let founder = Flag.text(
    "founder", value: "KEYFILE", "who signs the network file; else a key made in DIR/keys"
).optional

private let steps = Flag.integer(
    "chain-steps", value: "N", in: 1_000...1_000_000_000, default: 1_000_000,
    "for how many periods the chain of its entropy lasts; then it begins another")

let foundCommand = Command.run(
    "init", "an oracle, and the network it is the first oracle of",
    details: """
        Makes DIR with keys of its own (DIR/keys: oracle, log, receipt and entropy, and the founder's
        unless one is named; each closed to others), computes the chain of its entropy and logs its end,
        and writes DIR/network: the network file, by which boxes join (earshot init --network). Prints
        the hash by which people name the network. Refuses a DIR that is there and not empty. Run by
        root on somebody's empty DIR, it works as that user. Take the
        founder's key to a safe place: who has it can change fees, members and prices.

        With --replace-chain it founds nothing: where DIR/keys/chain was lost, it logs the end of a new
        chain. It holds from the next epoch on; until then the oracle takes statements and makes no
        records. The oracle must not run meanwhile.
        """,
    flags: [source, rules, data, url, founder, steps, replaces],
    examples: [
        .session(
            "$ earshot-network init --network our.toml --data oracle\n"
                + "earshot-network init: cannot read our.toml: No such file or directory\n[exit 1]"),
        .session(
            "$ \(CommandExample.world)\n$ rm world/keys/chain; earshot-network check world | tail -2\n"
                + "chains   WRONG: the seed of the chain in use is not in world/keys/chain\nnot ok\n"
                + "$ earshot-network init --replace-chain --data world\n"
                + "chain    a new one, from period … on\n"
                + "$ earshot-network init --replace-chain --data world\n"
                + "earshot-network init: world/keys/chain: the seed of the chain in use is there; "
                + "all is well\n[exit 1]"),
    ]
) { (options, console) throws(CommandFailure) in
    if options[replaces] { return try replaceChain(options, console) }
    guard let source = options[source] else {
        throw CommandFailure(
            "init founds a network: name its source with --network FILE", exit: .usage)
    }
    let place = options[url]?.description ?? APIEndpoint.local
    var founding = Founding(
        source: try toml(source), url: place,
        rules: try ruleBook(options[rules]),
        founder: options[founder])
    founding.chainLength = UInt64(options[steps])
    let folder = DataFolder(options[data])
    if let owner = try WorkingFolder.becomeOwner(of: folder) {
        console.say("the folder is \(owner)'s: done as \(owner)")
    }
    let made: Founding.Founded
    do throws(OracleHostError) {
        made = try founding.found(in: folder, at: WallClock.now)
    } catch { throw CommandFailure(error) }
    if let schema = options.schema {
        console.write(schema: schema) { writer in
            writer.member("network", made.network.description)
            writer.member("hash", made.hash.hexText)
            writer.member("name", made.name)
            writer.member("genesis", RFC3339.text(of: made.genesis))
            writer.member("oracle", made.oracle.description)
            writer.member("founder", made.founder.description)
            writer.member("origin", made.origin)
            writer.member("url", place)
            writer.member("file", folder.networkFile)
        }
    } else {
        console.write(
            """
            network  \(made.name), \(made.network)
            hash     \(made.hash.hexText)
            genesis  \(RFC3339.text(of: made.genesis))
            oracle   \(made.oracle)
            founder  \(made.founder)
            at       \(place)
            file     \(folder.networkFile)

            """)
    }
    return .success
}

private func replaceChain(
    _ options: Options, _ console: any Console
) throws(CommandFailure) -> ExitCode {
    guard options[source] == nil, options[rules] == nil, options[url] == nil,
        options[founder] == nil
    else {
        throw CommandFailure(
            "--replace-chain goes with --data and --chain-steps alone", exit: .usage)
    }
    let data = DataFolder(options[data])
    try WorkingFolder.becomeOwner(of: data)
    try WorkingFolder.checkHome(data, wrong: .failed)
    let lock = try WorkingFolder.lock(data)
    defer { withExtendedLifetime(lock) {} }
    let first: Period
    do throws(OracleHostError) {
        first = try OracleHost.replaceChain(
            in: data, length: UInt64(options[steps]), at: WallClock.now)
    } catch { throw CommandFailure(error) }
    if let schema = options.schema {
        console.write(schema: schema) { $0.member("first_period", first.number) }
    } else {
        console.write("chain    a new one, from period \(first.number) on\n")
    }
    return .success
}

private func toml(_ path: String) throws(CommandFailure) -> TOMLTable {
    let bytes: [UInt8]
    do throws(SettingsFileError) {
        bytes = try SettingsFiles.read(path)
    } catch { throw CommandFailure(error) }
    do throws(TOMLError) {
        return try TOMLTable(parsing: bytes.rawSpan)
    } catch { throw CommandFailure("\(path): \(error)") }
}

private func ruleBook(_ path: String?) throws(CommandFailure) -> [UInt8] {
    guard let path else { return CoverageRules.RuleBook.firstRules }
    let source = try toml(path)
    let message: Message
    do throws(RuleBookSourceError) {
        message = try RuleBookSource.message(of: source)
    } catch { throw CommandFailure("\(path): \(error)") }
    do throws(MessageError) {
        return try message.payload()
    } catch { throw CommandFailure("\(path): \(error)") }
}
