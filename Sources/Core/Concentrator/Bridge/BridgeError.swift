/// Why an answer of the bridge was refused. After any of them the stream is not known to be in step:
/// drain the port and start the radio anew.
public enum BridgeError: Error, Equatable, Sendable {
    case orderRefused(order: UInt8)
    case wrongOrder(found: UInt8, expected: UInt8)
    case wrongLength(order: UInt8, found: Int, expected: Int)
    case otherRequest(found: UInt8, expected: UInt8)
    case trailingBytes(count: Int)
    case orderFailed(order: UInt8, status: UInt8)
    case notAVersion(found: [UInt8])
    case unknownVersion(found: BridgeVersion)
    case transferCut(index: Int, found: Int, expected: Int)
    case transferIdentifier(index: Int, found: UInt8, expected: UInt8)
    case transferKind(index: Int, found: UInt8, expected: UInt8)
    case transferStatus(index: Int, status: UInt8)
    case transferLength(index: Int, found: Int, expected: Int)
    case transferWroteOther(index: Int, found: UInt8, expected: UInt8)

    /// The closed list of refusals; each has a vector in the tests.
    public enum Code: CaseIterable, Sendable {
        case orderRefused, wrongOrder, wrongLength, otherRequest, trailingBytes, orderFailed
        case notAVersion, unknownVersion
        case transferCut, transferIdentifier, transferKind, transferStatus, transferLength
        case transferWroteOther
    }

    public var code: Code {
        switch self {
        case .orderRefused: .orderRefused
        case .wrongOrder: .wrongOrder
        case .wrongLength: .wrongLength
        case .otherRequest: .otherRequest
        case .trailingBytes: .trailingBytes
        case .orderFailed: .orderFailed
        case .notAVersion: .notAVersion
        case .unknownVersion: .unknownVersion
        case .transferCut: .transferCut
        case .transferIdentifier: .transferIdentifier
        case .transferKind: .transferKind
        case .transferStatus: .transferStatus
        case .transferLength: .transferLength
        case .transferWroteOther: .transferWroteOther
        }
    }
}

extension BridgeError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .orderRefused(let order):
            "the bridge refused order \(hex(order)): its firmware does not know it or its size"
        case .wrongOrder(let found, let expected):
            "the bridge answered order \(hex(found)) instead of \(hex(expected))"
        case .wrongLength(let order, let found, let expected):
            "the answer to order \(hex(order)) has \(found) bytes; this one has \(expected)"
        case .otherRequest(let found, let expected):
            "the bridge answered request \(found) while request \(expected) waits"
        case .trailingBytes(let count):
            "\(count) bytes came after the end of the bridge's answer"
        case .orderFailed(let order, let status):
            "the bridge could not carry out order \(hex(order)): status \(status), and 0 is good"
        case .notAVersion(let found):
            "the bridge's version is a letter and three numbers such as V01.00.00; these bytes "
                + "are not: " + found.map(hex).joined(separator: " ")
        case .unknownVersion(let found):
            "the bridge runs firmware \(found); Earshot speaks with \(BridgeVersion.current) "
                + "and \(BridgeVersion.older): write one of these to it"
        default: transferDescription
        }
    }

    private var transferDescription: String {
        switch self {
        case .transferCut(let index, let found, let expected):
            "the answer to operation \(index) ends after \(found) of \(expected) bytes"
        case .transferIdentifier(let index, let found, let expected):
            "the answer to operation \(index) is numbered \(found) instead of \(expected)"
        case .transferKind(let index, let found, let expected):
            "the answer to operation \(index) is of kind \(found) instead of \(expected)"
        case .transferStatus(let index, let status):
            "the bridge could not carry out operation \(index): \(Self.meaning(of: status))"
        case .transferLength(let index, let found, let expected):
            "the answer to operation \(index) says \(found) bytes instead of \(expected)"
        case .transferWroteOther(let index, let found, let expected):
            "operation \(index) wrote \(hex(found)) instead of \(hex(expected))"
        default: preconditionFailure("not of a transfer")
        }
    }

    private static func meaning(of status: UInt8) -> String {
        switch status {
        case 1: "it failed (1)"
        case 2: "a wrong parameter (2)"
        case 3: "the chip did not answer in time (3)"
        default: "status \(status), which is none of its own"
        }
    }
}

func hex(_ byte: UInt8) -> String {
    (byte < 16 ? "0x0" : "0x") + String(byte, radix: 16, uppercase: true)
}
