public import Attestation

/// Why a registry cannot be made or carried on here. Never a judgement of a statement.
public enum RegistryError: Error, Equatable, Sendable, CustomStringConvertible {
    case notTheNetworkFile(MessageType)
    case missingRegionTable(version: UInt64, known: [UInt64])
    case notRising(window: UInt64, after: UInt64)
    case beyondLife(window: UInt64)

    public var description: String {
        switch self {
        case .notTheNetworkFile(let type):
            "log entry 0 is a \(type.name); it must be the network file"
        case .missingRegionTable(let version, let known):
            "the network uses region table \(version), and this program has "
                + "\(known.map { "\($0)" }.joined(separator: ", ")): install a newer version"
        case .notRising(let window, let last):
            "window \(window) begins after window \(last): the log's records do not rise"
        case .beyondLife(let window):
            "window \(window) lies beyond every network's life"
        }
    }
}
