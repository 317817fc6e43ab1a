import CommandTable
import Notation

/// Between the notations that ids, hashes and packets are found in.
let convertCommands = CommandGroup(
    "convert", "between the notations of bytes",
    [
        .lines(
            "base64", "hex to base64",
            details: "Reads bytes in lower-case hex and writes standard padded base64.",
            examples: [.init(input: "00ff10", output: "AP8Q")]
        ) { _ throws(UsageError) in
            { (line, output) throws(LineError) in
                let bytes = try LineError.from { () throws(HexError) in try Hex.bytes(from: line) }
                output.withBytes { unsafe Base64.append(bytes.span.bytes, to: &$0) }
            }
        },
        .lines(
            "hex", "base64 to hex",
            details: "Reads standard padded base64. With --gateway it also reads what gateways\n"
                + "send: the URL-safe alphabet, and no padding.",
            flags: [fromGateway], examples: [.init(input: "AP8Q", output: "00ff10")]
        ) { options throws(UsageError) in
            let isLiberal = options[fromGateway]
            return { (line, output) throws(LineError) in
                let bytes = try LineError.from { () throws(Base64Error) in
                    try isLiberal ? Base64.gatewayBytes(from: line) : Base64.bytes(from: line)
                }
                unsafe output.append(hex: bytes.span.bytes)
            }
        },
    ])

private let fromGateway = Flag.toggle("gateway", "accept base64 as gateways send it")
