import Attestation
import CommandTable
import EvidenceLog
import Host
import Notation
import Primitives
import Rewards
import Signing
import Units

/// What epochs paid, why, and the proof of it.
let rewardsCommands = CommandGroup(
    "rewards", "what epochs paid, and why", [rewardsShow, rewardsProve, rewardsCompute],
    otherwise: "show")

private let emptyEpoch =
    #"{"epoch":5,"registered":2,"pool":1000,"grains_per_credit":1,"floor_units":0,"#
    + #""hotspots":[],"beacons":[],"coverage":[],"demand":[],"edges":[],"mappers":[],"#
    + #""receipts":[],"returned_deposits":[],"lifetime":[7,0]}"#

private let rewardsShow = Command.run(
    "show", "what each epoch paid a hotspot, with every factor",
    details: """
        Reads the result files of epochs in LOG, those of an oracle or of a copy of them, and says for
        each epoch, or the one of --epoch, in which site the hotspot is and who holds it, its multiplier
        with all its factors, units, data, what was taken away and why, and the total. HOTSPOT is an
        address (ear1…), also one that a new key has replaced, or the number of the registration, as
        --json and --csv write it. The word show may be left out. With --csv one line for each epoch
        below a heading, whole numbers in the units of docs/epochs.md: units and multipliers in 1e-6,
        money in grains. Nothing is checked here: earshot verify epoch computes the files anew.
        """,
    flags: [PublishedEpochs.flag, EpochChoice.flag.optional, csvFlag, logAuthorities],
    arguments: [Argument("HOTSPOT", "its address, or the number of its registration")],
    examples: [
        .session(
            "$ mkdir -p net/epochs\n"
                + "$ earshot rewards 7 --from net\nearshot rewards: net/epochs has no epoch\n"
                + "[exit 1]\n"
                + "$ earshot rewards seven --from net\n"
                + "earshot rewards: \"seven\" is no hotspot: write its address (ear1…), not its name, or "
                + "its number; numbers count registrations from 0\n[exit 2]"
        )
    ]
) { (options, console) throws(CommandFailure) in
    guard !(options[csvFlag] && options.wantsJSON) else {
        throw CommandFailure("--csv and --json are two answers; say one", exit: .usage)
    }
    let name = try HotspotName(parsing: options.arguments[0])
    let published = try PublishedEpochs(
        options[PublishedEpochs.flag], authorities: options[logAuthorities])
    let epochs = try published.epochs(options[EpochChoice.flag.optional])
    let last = epochs[epochs.count - 1]
    let hotspot = try published.number(of: name, after: last)
    var isTold = false
    for epoch in epochs {
        guard let story = try published.story(of: hotspot, in: epoch) else { continue }
        if !isTold, options[csvFlag] {
            console.write(RewardStory.columns.joined(separator: ",") + "\n")
        }
        isTold = true
        show(story, options, console)
    }
    guard isTold else {
        throw CommandFailure(
            "epoch \(last.number) knows no hotspot \(hotspot); numbers count registrations from 0")
    }
    return .success
}

private func show(_ story: RewardStory, _ options: Options, _ console: any Console) {
    if let schema = options.schema {
        console.write(schema: schema) { story.write(to: &$0) }
    } else if options[csvFlag] {
        console.write(story.commaSeparated + "\n")
    } else {
        for line in story.lines { console.write(line + "\n") }
    }
}

private let rewardsProve = Command.run(
    "prove", "the proof of what a hotspot has earned in its life",
    details: """
        Writes one JSON object: the hotspot's leaf of the reward tree, the hashes from it up to the
        root (RFC 6962) and the root, of the newest epoch in LOG or of --epoch N. The root is the
        one that the oracle signed in the epoch's result. With --check FILE, or - for standard
        input, it reads such an object instead and says whether the path leads from the leaf to the
        root, and with --from whether the log's oracle signed that root for that epoch: anybody can
        make a path to a root of their own. It ends with 1 if not.
        """,
    flags: [
        PublishedEpochs.flag.optional, EpochChoice.flag.optional, checkFlag, logAuthorities,
    ],
    arguments: [
        Argument("HOTSPOT", "its address, or the number of its registration", isRequired: false)
    ],
    examples: [
        .session(
            "$ echo '{}' | earshot rewards prove --check -\n"
                + "earshot rewards prove: no proof of rewards: \"schema\" is not earshot.rewards.prove.v1\n"
                + "[exit 1]")
    ]
) { (options, console) throws(CommandFailure) in
    if let file = options[checkFlag] {
        guard options.arguments.isEmpty else {
            throw CommandFailure("--check takes the hotspot from the file", exit: .usage)
        }
        guard options[EpochChoice.flag.optional] == nil else {
            throw CommandFailure("--check takes the epoch from the file", exit: .usage)
        }
        return try check(file, options, console)
    }
    guard let text = options.arguments.first, let place = options[PublishedEpochs.flag.optional]
    else {
        throw CommandFailure("say HOTSPOT and --from LOG, or --check FILE", exit: .usage)
    }
    let name = try HotspotName(parsing: text)
    let published = try PublishedEpochs(place, authorities: options[logAuthorities])
    let epoch = try published.epoch(options[EpochChoice.flag.optional] ?? .latest)
    let hotspot = try published.number(of: name, after: epoch)
    let proof = try published.proof(of: hotspot, in: epoch)
    console.write(schema: RewardProof.schema) { proof.write(to: &$0) }
    return .success
}

private func proofBytes(
    _ file: String, _ console: any Console
) throws(CommandFailure) -> [UInt8] {
    guard file != "-" else { return try console.readAll(limit: 1 << 16) }
    do throws(WholeFileError) {
        return try WholeFile.read(file, limit: 1 << 16)
    } catch { throw CommandFailure(error) }
}

private func check(
    _ file: String, _ options: Options, _ console: any Console
) throws(CommandFailure) -> ExitCode {
    let bytes = try proofBytes(file, console)
    let json: JSON
    let proof: RewardProof
    do throws(JSONError) {
        json = try JSON(parsing: bytes.rawSpan)
    } catch { throw CommandFailure(error) }
    do throws(RewardProofError) {
        proof = try RewardProof(json: json)
    } catch { throw CommandFailure(error) }
    do throws(TreeProofError) {
        try proof.check(by: SHA256.self)
    } catch { throw CommandFailure(error) }
    let place = options[PublishedEpochs.flag.optional]
    if let place {
        let log = try OpenedLog(place, authorities: options[logAuthorities])
        try log.compare(proof)
    }
    let root = proof.root.withBytes { Hex.text(of: $0) }
    if let schema = options.schema {
        console.write(schema: schema) { json in
            json.member("epoch", Int(clamping: proof.epoch))
            json.member("hotspot", Int(proof.leaf.hotspot))
            json.member("lifetime", Int(clamping: proof.leaf.amount.value))
            json.member("root", root)
            json.member("verdict", place == nil ? "path ok" : "ok")
        }
        return .success
    }
    let verdict = place == nil ? "path ok" : "ok"
    console.write(
        "epoch \(proof.epoch) hotspot \(proof.leaf.hotspot) lifetime \(proof.leaf.amount) "
            + "root \(root) \(verdict)\n")
    return .success
}

/// The answer of `compute`: the four files in hexadecimal.
private let rewardsCompute = Command.lines(
    "compute", "what epochs would pay, from inputs written as JSON",
    details: """
        Reads one object per line, an epoch's whole input of pay with the members of the example
        (`RewardInput` in Sources/Core/Rewards says what each is), and
        computes it by the first rule book. Writes one object: the reward root, the number of leaves
        and the files sites, units, payouts and rewards in hex.
        """,
    examples: [
        .init(
            input: emptyEpoch,
            output:
                #"{"schema":"earshot.rewards.compute.v1","root":""#
                + "3728908ccce1e8288412b318d0fc46dbb17d5412d4f6529bb55a8be59f607f0d"
                + #"","leaves":2,"sites":"","units":"","payouts":""#
                + "b50105021903e8031903200400050006000718c80819032009000a000b000c000d000e000f00"
                + "100011011200130014001507"
                + #"","rewards":"a201000207a201010200"}"#)
    ], longestLine: 1 << 26, answersJSON: true
) { _ in
    { (line, output) throws(LineError) in
        let json = try LineError.from { () throws(JSONError) in
            try JSON(parsing: line, limits: JSONLimits(bytes: 1 << 26, depth: 8))
        }
        let input = try LineError.from { () throws(RewardJSONError) in
            try RewardInput(json: json)
        }
        let rewards = try LineError.from { () throws(RewardInputError) in
            try EpochRewards(input, by: .first)
        }
        let files = RewardFiles(rewards)
        let root = rewards.tree(by: SHA256.self).root
        output.json { json in
            json.object { json in
                json.member("schema", "earshot.rewards.compute.v1")
                json.member("root") { json in root.withBytes { json.hex($0) } }
                json.member("leaves", files.lifetime.count)
                for stage in RewardStage.allCases {
                    json.member(stage.rawValue) { $0.hex(files.bytes(of: stage).rawSpan) }
                }
            }
        }
    }
}

private let csvFlag = Flag.toggle("csv", "lines of comma-separated values under a heading")

private let checkFlag = Flag.text(
    "check", value: "FILE", "a proof to check; - is standard input"
).optional
