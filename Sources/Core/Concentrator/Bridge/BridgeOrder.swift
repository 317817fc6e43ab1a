/// What the CoreCell bridge (an STM32 between USB and the SX1302) can be asked. The numbers are
/// those of its firmware, read in sx1302_hal 2.1.0; SPI transfers have two, one per firmware line.
public enum BridgeOrder: Hashable, CaseIterable, Sendable {
    case ping
    case status
    case bootloader
    case reset
    case writePin
    case transfers

    /// The order's byte in a request.
    public func number(for dialect: BridgeDialect) -> UInt8 {
        switch self {
        case .ping: 0x00
        case .status: 0x01
        case .bootloader: 0x02
        case .reset: 0x03
        case .writePin: 0x04
        case .transfers: dialect.transferOrder
        }
    }

    /// The byte that the answer carries instead.
    public func answerNumber(for dialect: BridgeDialect) -> UInt8 {
        Self.answerBit | number(for: dialect)
    }

    static let answerBit: UInt8 = 0x40
    /// What the bridge answers to an order it does not know, or of the wrong size.
    static let refusal: UInt8 = 0xFF
}

/// How a bridge speaks, which its answer to PING tells.
public struct BridgeDialect: Hashable, Sendable {
    /// 5 with firmware 01.00.00; 6 with 00.02.06, where 5 was a single transfer.
    let transferOrder: UInt8
    /// Whether answers repeat the identifier of their request. Semtech's own library never looks at
    /// it, so no document promises it; a bridge that did so once is held to it, and a stale or
    /// repeated answer then shows (docs/decisions/0090).
    public let repeatsIdentifiers: Bool

    /// Enough for PING, which every firmware understands.
    public static let unknown = BridgeDialect(transferOrder: 0x05, repeatsIdentifiers: false)

    init(transferOrder: UInt8, repeatsIdentifiers: Bool) {
        self.transferOrder = transferOrder
        self.repeatsIdentifiers = repeatsIdentifiers
    }

    /// Refuses a firmware whose order numbers nobody knows: a wrong one would start something else.
    public init(for version: BridgeVersion, repeatsIdentifiers: Bool) throws(BridgeError) {
        switch version {
        case .current: transferOrder = 0x05
        case .older: transferOrder = 0x06
        default: throw .unknownVersion(found: version)
        }
        self.repeatsIdentifiers = repeatsIdentifiers
    }
}

/// The bridge's firmware, as it names itself: a letter (release, debug) is dropped, three numbers of
/// two digits stay.
public struct BridgeVersion: Hashable, Sendable, CustomStringConvertible {
    public let major: UInt8
    public let minor: UInt8
    public let patch: UInt8

    public init(_ major: UInt8, _ minor: UInt8, _ patch: UInt8) {
        self.major = major
        self.minor = minor
        self.patch = patch
    }

    /// Shipped with sx1302_hal 2.1.0.
    public static let current = BridgeVersion(1, 0, 0)
    /// Shipped with sx1302_hal 2.0, still found on modules.
    public static let older = BridgeVersion(0, 2, 6)

    public var description: String { "\(pair(major)).\(pair(minor)).\(pair(patch))" }

    private func pair(_ number: UInt8) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
