/// Why a text is no device address, network identifier, EUI or prefix.
public enum IdentifierError: Error, Equatable, CustomStringConvertible {
    case wrongLength(Identifier, found: Int)
    case notHexadecimal(Identifier)
    case otherSpelling(Identifier, write: String)
    case prefixWithoutLength
    case prefixTooLong(found: String)
    case unreadable(Identifier)

    public enum Identifier: String, CaseIterable, Sendable {
        case deviceAddress = "device address"
        case networkIdentifier = "network identifier"
        case eui = "EUI"
        case prefix = "device address prefix"

        var example: String {
            switch self {
            case .deviceAddress: "8 hex digits, like 49be7df1"
            case .networkIdentifier: "6 hex digits, like 00003c"
            case .eui: "16 hex digits, like a840411fddec4150"
            case .prefix: "8 hex digits, a slash and a number of bits, like 0000ff00/24"
            }
        }
    }

    public var description: String {
        switch self {
        case .wrongLength(let what, let found):
            "this \(what.rawValue) has \(found) characters; write \(what.example)"
        case .notHexadecimal(let what):
            "this \(what.rawValue) has other characters than hex digits; write \(what.example)"
        case .otherSpelling(let what, let text):
            "write this \(what.rawValue) as \(text)"
        case .prefixWithoutLength:
            "this device address prefix has no slash and number of bits; write one like 0000ff00/24"
        case .prefixTooLong(let found):
            "a device address prefix has 0 to 32 bits, written without leading zeros; "
                + "this one has \(found)"
        case .unreadable(let what):
            "this is no \(what.rawValue) in any usual spelling; write \(what.example)"
        }
    }
}
