import Attestation
import Box
import CommandTable
import Host
import HotspotLogic
import Notation
import Primitives
import Settings
import Signing

/// What an owner signs. The owner's key lies where the owner is, not on the box; the box gives a
/// claim, which is no secret.
let ownerCommands = CommandGroup(
    "owner", "what an owner signs for their hotspots",
    [
        claimCommand, registerCommand, moveCommand, rotateCommand, acceptCommand, transferCommand,
        payoutCommand, depositCommand, retireCommand,
    ])

private let hotspotArgument = Argument("HOTSPOT", "its number, or its address")
private let claimArgument = Argument("CLAIM", "as earshot owner claim prints it on the box")

/// What each of these commands says where no network file is.
private func withoutNetwork(_ line: String) -> [Command.Example] {
    let name = line.split(separator: " ").first.map(String.init) ?? line
    return [
        .session(
            "$ earshot owner \(line) --key owner.key --network none\n"
                + "earshot owner \(name): cannot read none: No such file or directory; name the "
                + "network file: --network FILE\n[exit 1]")
    ]
}

private let exampleClaim =
    "ear1qwss00lnecgtu8tsm5vwwj7qn9n7f43snwjs6hcamjrxgyj4xxuqkteaa7:"
    + String(repeating: "00", count: 64)

// MARK: The box

private let claimCommand = Command.run(
    "claim", "the box's word for whose it is",
    details: """
        Run on the box. Prints a claim: the box's address and its signature over the address of OWNER,
        for the network the box is pinned to. Whoever has OWNER's key registers the box with it; to
        anybody else it is of no use.
        """,
    flags: [stateFlag, BoxSettings.flag], arguments: [Argument("OWNER", "the owner's address")],
    examples: [
        .session(
            "$ earshot owner claim --state nowhere "
                + "ear1qwss00lnecgtu8tsm5vwwj7qn9n7f43snwjs6hcamjrxgyj4xxuqkteaa7\n"
                + "earshot owner claim: nowhere has no key and no network; run earshot init first\n"
                + "[exit 1]")
    ]
) { (options, console) throws(CommandFailure) in
    let owner = try address(options.arguments[0])
    let box = try BoxSettings.read(options)
    let folder = StateFolder(options[stateFlag] ?? box.hotspot.stateDirectory)
    let network: PinnedNetwork?
    do throws(StateError) {
        network = try folder.network()
    } catch { throw CommandFailure("\(folder.networkFile): \(error)") }
    do throws(KeyFileError) {
        if let network, let key = try folder.key() {
            console.write("\(OwnershipClaim(of: key, for: owner, in: network.id))\n")
            return .success
        }
    } catch { throw CommandFailure(error) }
    throw CommandFailure("\(folder.path) has no key and no network; run earshot init first")
}

/// The claim of the command line, if the box made it for this owner in this network.
private func claim(
    _ text: String, _ desk: borrowing OwnerDesk
) throws(CommandFailure) -> OwnershipClaim {
    let claim: OwnershipClaim
    do throws(OwnershipClaimError) {
        claim = try OwnershipClaim(parsing: text)
    } catch { throw CommandFailure(error, exit: .usage) }
    let owner = desk.key.publicKey
    guard claim.holds(for: owner, in: desk.network.id, by: Ed25519.self) else {
        throw CommandFailure(
            "the box made this claim for another owner or another network; on the box: "
                + "earshot owner claim \(Address(owner))")
    }
    return claim
}

private let registerCommand = Command.run(
    "register", "a hotspot enters the network",
    details: """
        Signs and sends the registration of the box that made CLAIM: where its antenna stands, how
        high, with which gain, by which plan, and what its radio measures. All of it becomes public
        and stays so. The network's fee is burned from the owner's account, and the deposit is paid as
        far as --deposit says; the rest is kept back from half of what the box earns.
        """,
    flags: OwnerFlag.standing + [OwnerFlag.radioClass, OwnerFlag.measures, OwnerFlag.deposit]
        + OwnerFlag.signing, arguments: [claimArgument],
    examples: withoutNetwork("register --place 47.0,7.5 --height 10 --gain 2.3 \(exampleClaim)")
) { (options, console) throws(CommandFailure) in
    let place = try AssertedPlace(options)
    let desk = try OwnerDesk(options)
    let claim = try claim(options.arguments[0], desk)
    let radioClass = options[OwnerFlag.radioClass].radioClass
    return try desk.submit(
        Attestation.Registration(
            sequence: desk.nextSequence(), hotspotKey: claim.hotspot,
            hotspotSignature: claim.signature, place: place, radioClass: radioClass,
            measures: options[OwnerFlag.measures] ?? radioClass.usualMeasures,
            depositCredits: UInt64(options[OwnerFlag.deposit])),
        saying: "registered: in force from the next window on", options, console)
}

private let rotateCommand = Command.run(
    "rotate", "another key for a hotspot",
    details: """
        The box of CLAIM takes the place of the hotspot's former key from the next window on: after a
        theft, a lost SD card, a new box. Number, trust and history stay.
        """,
    flags: OwnerFlag.signing, arguments: [hotspotArgument, claimArgument],
    examples: withoutNetwork("rotate 7 \(exampleClaim)")
) { (options, console) throws(CommandFailure) in
    let desk = try OwnerDesk(options)
    let claim = try claim(options.arguments[1], desk)
    let number = try desk.number(of: options.arguments[0])
    return try desk.submit(
        Rotation(
            sequence: desk.nextSequence(), hotspot: number,
            hotspotKey: claim.hotspot, hotspotSignature: claim.signature),
        saying: "rotated: in force from the next window on", options, console)
}

// MARK: The place and the money

private let moveCommand = Command.run(
    "move", "a hotspot stands elsewhere, or has another antenna",
    details: """
        The new place, height and gain hold from the next window on. A move costs the network's fee;
        beyond a kilometre trust begins anew.
        """,
    flags: OwnerFlag.standing + OwnerFlag.signing, arguments: [hotspotArgument],
    examples: withoutNetwork("move 7 --place 47.0,7.5 --height 10 --gain 2.3")
) { (options, console) throws(CommandFailure) in
    let place = try AssertedPlace(options)
    let desk = try OwnerDesk(options)
    let number = try desk.number(of: options.arguments[0])
    return try desk.submit(
        LocationChange(sequence: desk.nextSequence(), hotspot: number, place: place),
        saying: "moved: in force from the next window on", options, console)
}

private let payoutCommand = Command.run(
    "payout", "where a hotspot's pay is claimed to",
    details: "ACCOUNT is an account on the settlement chain: 0x and 40 hexadecimal digits.",
    flags: OwnerFlag.signing,
    arguments: [hotspotArgument, Argument("ACCOUNT", "such as 0x52908400…")],
    examples: withoutNetwork("payout 7 0x52908400098527886e0f7030069857d2e4169ee7")
) { (options, console) throws(CommandFailure) in
    let text = options.arguments[1]
    guard text.hasPrefix("0x"), let bytes = try? Hex.bytes(from: text.dropFirst(2)),
        let account = PayoutAccount(bytes.rawSpan)
    else {
        throw CommandFailure(
            "\(Quote.text(text)) is no account: 0x and 40 hexadecimal digits in lower case",
            exit: .usage)
    }
    let desk = try OwnerDesk(options)
    let number = try desk.number(of: options.arguments[0])
    return try desk.submit(
        PayoutChange(sequence: desk.nextSequence(), hotspot: number, payout: account),
        saying: "the pay is claimed to \(text)", options, console)
}

private let depositCommand = Command.run(
    "deposit", "pays in more of a hotspot's deposit",
    details:
        "CREDITS are taken from the owner's account; nothing more of the pay is kept back then.",
    flags: OwnerFlag.signing, arguments: [hotspotArgument, Argument("CREDITS", "how many")],
    examples: withoutNetwork("deposit 7 1000")
) { (options, console) throws(CommandFailure) in
    let text = options.arguments[1]
    guard let credits = UInt64(text), (1..<1 << 53).contains(credits), String(credits) == text
    else {
        throw CommandFailure("\(Quote.text(text)) is no number of credits", exit: .usage)
    }
    let desk = try OwnerDesk(options)
    let number = try desk.number(of: options.arguments[0])
    return try desk.submit(
        DepositPayment(sequence: desk.nextSequence(), hotspot: number, credits: credits),
        saying: "paid in", options, console)
}

private let retireCommand = Command.run(
    "retire", "a hotspot leaves the network",
    details:
        "It ends with the window. Its deposit is returned 14 epochs later. There is no way back: a\n"
        + "box that returns registers a new key.",
    flags: OwnerFlag.signing, arguments: [hotspotArgument], examples: withoutNetwork("retire 7")
) { (options, console) throws(CommandFailure) in
    let desk = try OwnerDesk(options)
    let number = try desk.number(of: options.arguments[0])
    return try desk.submit(
        Retirement(sequence: desk.nextSequence(), hotspot: number),
        saying: "retired: it ends with this window", options, console)
}

// MARK: A new owner

private let acceptCommand = Command.run(
    "accept", "a new owner's word that a hotspot is wanted",
    details: """
        Run by the new owner, with their key. Prints a signature over the hotspot's number and the
        address of its present owner, FROM, who needs it for earshot owner transfer.
        """,
    flags: OwnerFlag.signing, arguments: [hotspotArgument, Argument("FROM", "its present owner")],
    examples: withoutNetwork(
        "accept 7 ear1qwss00lnecgtu8tsm5vwwj7qn9n7f43snwjs6hcamjrxgyj4xxuqkteaa7")
) { (options, console) throws(CommandFailure) in
    let former = try address(options.arguments[1])
    let desk = try OwnerDesk(options)
    let number = try desk.number(of: options.arguments[0])
    let words = ProofHash.acceptance(
        network: desk.network.id, hotspot: number, oldOwner: former)
    var signature: [UInt8] = []
    desk.key.sign(words.bytes).append(to: &signature)
    console.write(Hex.text(of: signature) + "\n")
    return .success
}

private let transferCommand = Command.run(
    "transfer", "a hotspot goes to another owner",
    details: """
        TO is the new owner's address, ACCEPTANCE what earshot owner accept gave them. The former
        owner's statements end with the window.
        """,
    flags: OwnerFlag.signing,
    arguments: [
        hotspotArgument, Argument("TO", "the new owner's address"),
        Argument("ACCEPTANCE", "the new owner's signature"),
    ],
    examples: withoutNetwork(
        "transfer 7 ear1qwss00lnecgtu8tsm5vwwj7qn9n7f43snwjs6hcamjrxgyj4xxuqkteaa7 00")
) { (options, console) throws(CommandFailure) in
    let owner = try address(options.arguments[1])
    let desk = try OwnerDesk(options)
    let acceptance: [UInt8]
    do throws(HexError) {
        acceptance = try Hex.bytes(from: options.arguments[2])
    } catch { throw CommandFailure("the acceptance: \(error)", exit: .usage) }
    let number = try desk.number(of: options.arguments[0])
    let words = ProofHash.acceptance(
        network: desk.network.id, hotspot: number, oldOwner: desk.key.publicKey)
    guard let signature = Signature(acceptance.rawSpan),
        Ed25519.isValid(signature, of: words.bytes, by: owner)
    else {
        throw CommandFailure(
            "the acceptance is not \(Address(owner))'s for hotspot \(number); they make it with: "
                + "earshot owner accept \(number) \(Address(desk.key.publicKey))")
    }
    return try desk.submit(
        Transfer(
            sequence: desk.nextSequence(), hotspot: number, newOwner: owner,
            acceptance: signature),
        saying: "transferred: in force from the next window on", options, console)
}

private func address(_ text: String) throws(CommandFailure) -> PublicKey {
    do throws(AddressError) {
        return try Address(parsing: text).key
    } catch { throw CommandFailure(error, exit: .usage) }
}
