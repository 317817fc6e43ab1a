import Attestation
import CommandTable
import Notation
import Primitives

/// An owner's disagreement. It stands alone, because notices and sentences of rules name it.
let appealCommands = CommandGroup(nil, "disagreement", [appealCommand])

private let appealCommand = Command.run(
    "appeal", "an answer to a notice, a proof or a decision",
    details: """
        ID is the statement it is about, as why and the notices name it. The text becomes public, and
        so does the decision that answers it.
        """,
    flags: [OwnerFlag.text, OwnerFlag.hotspot] + OwnerFlag.signing,
    arguments: [Argument("ID", "64 hexadecimal digits")],
    examples: [
        .session(
            "$ earshot appeal \(String(repeating: "ab", count: 32)) --hotspot 7 "
                + "--text no-splitter-here --key owner.key --network none\n"
                + "earshot appeal: cannot read none: No such file or directory; name the network "
                + "file: --network FILE\n[exit 1]")
    ]
) { (options, console) throws(CommandFailure) in
    guard let bytes = try? Hex.bytes(from: options.arguments[0]),
        let about = Hash256(bytes.rawSpan)
    else {
        throw CommandFailure(
            "\(Quote.text(options.arguments[0])) is no statement's id: 64 hexadecimal digits",
            exit: .usage)
    }
    let desk = try OwnerDesk(options)
    let number = try desk.number(of: options[OwnerFlag.hotspot])
    return try desk.submit(
        Appeal(
            sequence: desk.nextSequence(), about: about, hotspot: number,
            text: options[OwnerFlag.text]),
        saying: "appealed: the decision will be public", options, console)
}
