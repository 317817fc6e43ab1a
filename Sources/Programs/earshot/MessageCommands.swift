import Attestation
import CommandTable
import Notation
import Primitives
import Signing

/// Messages of docs/messages.md as people and scripts meet them.
let messageCommands = CommandGroup(
    "message", "the network's signed messages", [decodeCommand, encodeCommand, verifyCommand])

private let pingHex = "a3001886010702f4"
private let pingJSON =
    #"{"schema":"earshot.message.v1","type":"ping","number":7,"answer":false}"#

/// The seal of docs/messages.md.
private let sealHex =
    "d2845826a201270458208a88e3dd7409f195fd52db2d3cba5d72ca6709bf1d94121bf3748801b40f"
    + "6f5ca0582ba40018220107020903582050d858e0985ecc7f60418aaf0cc5ab587f42c2570a884095"
    + "a9e8ccacd0f6545c58401d1c4faa0bf921527129a8a878c37cf8d4a78e515b2ad8bd26747c875e8c"
    + "368135768a0155ed7e4fa728ecfde525d4cd36a9612ccb040266e7e52e0a32baab01"

private let decodeCommand = Command.lines(
    "decode", "what messages say, as JSON",
    details: """
        Reads one message per line in hex: a statement (COSE_Sign1), a message of the link between
        hotspot and router, or the content of a seal or rule book. Writes one JSON object with the
        field names of docs/messages.md. Signatures are shown and not checked: see verify.
        """,
    examples: [.init(input: pingHex, output: pingJSON)], answersJSON: true
) { _ in
    { (line, output) throws(LineError) in
        let bytes = try LineError.from { () throws(HexError) in try Hex.bytes(from: line) }
        let json = try LineError.from { () throws(StatementJSONError) in
            try StatementJSON.json(of: bytes.rawSpan)
        }
        output.json { $0.value(json) }
    }
}

private let encodeCommand = Command.lines(
    "encode", "the bytes of messages that are written as JSON",
    details: """
        Reads one object per line as decode writes it, and writes the message in hex. Nothing is
        signed: a statement's signer and signature are taken from the object.
        """,
    examples: [.init(input: pingJSON, output: pingHex)]
) { _ in
    { (line, output) throws(LineError) in
        let json = try LineError.from { () throws(JSONError) in try JSON(parsing: line) }
        let bytes = try LineError.from { () throws(StatementJSONError) in
            try StatementJSON.bytes(of: json)
        }
        output.append(hex: bytes.rawSpan)
    }
}

private let verifyCommand = Command.lines(
    "verify", "whether statements are well formed and signed for a network",
    details: """
        Reads one statement per line in hex and writes `valid TYPE ADDRESS ID`, with the signer's
        address and the statement's id, or `invalid REASON`, with a word of docs/messages.md. What
        only a registry knows (whose key it is, what it may say) is not asked.
        """,
    flags: [networkID],
    examples: [
        .init(
            "--network-id 0123456789abcdef", input: sealHex,
            output: "valid seal ear132yw8ht5p8cetl2jmvknewjawt9xwzdlrk2pyxlnwjyqrdq0dawqxp5e0q "
                + "1e649db5cf15470d4a34427131c2168a1e81640d144c3a6f5d430eba60b16982")
    ]
) { options in
    let network = options[networkID]
    return { (line, output) throws(LineError) in
        let bytes = try LineError.from { () throws(HexError) in try Hex.bytes(from: line) }
        let verdict = StatementVerdict.of(
            bytes.rawSpan, network: network, by: Ed25519.self, hashing: SHA256.self)
        switch verdict {
        case .valid(let type, let address, let id):
            output.append("valid \(type.name) \(address) ")
            id.withBytes { output.append(hex: $0) }
        case .invalid(let reason): output.append("invalid \(reason)")
        }
    }
}

private let networkID = Flag<NetworkID>(
    "network-id", value: "ID", "the network's id: 16 hexadecimal digits"
) { (text) throws(ValueError) in
    do throws(NetworkIDError) {
        return try NetworkID(parsing: text)
    } catch {
        throw ValueError(error.description)
    }
}
