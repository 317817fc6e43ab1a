import Primitives

/// A pin of the bridge's port A that leads to the radio.
public enum BridgePin: UInt8, CaseIterable, Sendable {
    /// High: the radio has power.
    case power = 1
    /// High: the SX1302 is held in reset.
    case concentratorReset = 2
    /// Low: the SX1261 is held in reset.
    case listenerReset = 8
}

/// One request. The next goes out only when this one is answered.
public enum BridgeRequest: Hashable, Sendable {
    case ping
    case status
    /// The bridge leaves, and comes back as an update device of its chip maker.
    case bootloader
    case reset
    case writePin(BridgePin, high: Bool)
    case transfers(TransferBatch)

    public var order: BridgeOrder {
        switch self {
        case .ping: .ping
        case .status: .status
        case .bootloader: .bootloader
        case .reset: .reset
        case .writePin: .writePin
        case .transfers: .transfers
        }
    }

    /// Bytes of the answer's payload, which are known before it comes.
    public var answerCount: Int {
        switch self {
        case .ping: 21
        case .status: 6
        case .bootloader: 0
        case .reset, .writePin: 1
        case .transfers(let batch): batch.answerCount
        }
    }

    /// The whole request: identifier, length, order, payload. An empty batch is our own mistake.
    /// Allocates nothing but room in `bytes`.
    public func append(
        to bytes: inout [UInt8], identifier: UInt8, dialect: BridgeDialect
    ) {
        let count = payloadCount
        bytes.append(identifier)
        bytes.append(UInt8(count >> 8))
        bytes.append(UInt8(truncatingIfNeeded: count))
        bytes.append(order.number(for: dialect))
        switch self {
        case .ping, .status, .bootloader: break
        case .reset: bytes.append(0)
        case .writePin(let pin, let high):
            bytes.append(0)
            bytes.append(pin.rawValue)
            bytes.append(high ? 1 : 0)
        case .transfers(let batch): bytes.append(batch.bytes.rawSpan)
        }
    }

    private var payloadCount: Int {
        switch self {
        case .ping, .status, .bootloader: return 0
        case .reset: return 1
        case .writePin: return 3
        case .transfers(let batch):
            precondition(!batch.isEmpty, "a request without operations")
            return batch.bytes.count
        }
    }
}
