import Primitives

/// What an answer says, its own status checked. The bytes that transfers brought are read from the
/// reader's payload with `TransferAnswers`.
public enum BridgeAnswer: Hashable, Sendable {
    case ping(BridgeIdentity)
    case status(BridgeStatus)
    case bootloader
    case reset
    case writePin
    case transfers
}

/// Who the bridge is: the 96-bit number of its chip and its firmware.
public struct BridgeIdentity: Hashable, Sendable {
    public let chip: [UInt8]
    public let version: BridgeVersion
}

/// How the bridge is.
public struct BridgeStatus: Hashable, Sendable {
    /// Since it started; wraps after 49 days.
    public let milliseconds: UInt32
    /// Hundredths of a degree Celsius, by the sensor beside the radio.
    public let temperature: Int16
}

/// Puts one answer together from bytes cut anywhere, and refuses it at the first byte that cannot
/// belong: a stream without start mark or checksum is only known to be in step while every
/// answer has exactly the order and length its request foretells. Holds at most 4,109 bytes.
///
/// After a refusal the port has to be drained; nothing in the stream marks the next answer.
public struct BridgeAnswerReader: Sendable {
    private var order: BridgeOrder
    /// The operations asked for, as they were sent.
    private var requested: [UInt8] = []
    private var answerCount: Int
    private var identifier: UInt8
    private var dialect: BridgeDialect
    private var bytes: [UInt8] = []

    static let headerCount = 4

    public init(of request: BridgeRequest, identifier: UInt8, dialect: BridgeDialect) {
        order = request.order
        answerCount = request.answerCount
        self.identifier = identifier
        self.dialect = dialect
        bytes.reserveCapacity(Self.headerCount + answerCount)
        if case .transfers(let batch) = request { requested = batch.bytes }
    }

    /// Begins anew with another request and keeps the memory: a driver that asks for ever reads all
    /// its answers with one reader and allocates nothing.
    public mutating func restart(
        of request: BridgeRequest, identifier: UInt8, dialect: BridgeDialect
    ) {
        order = request.order
        answerCount = request.answerCount
        self.identifier = identifier
        self.dialect = dialect
        bytes.removeAll(keepingCapacity: true)
        requested.removeAll(keepingCapacity: true)
        if case .transfers(let batch) = request { requested.append(batch.bytes.rawSpan) }
    }

    public var isComplete: Bool { bytes.count == Self.headerCount + answerCount }

    /// The identifier that the answer carries, once it has begun.
    public var answeredIdentifier: UInt8? { bytes.first }

    /// The payload of a complete answer.
    public var payload: [UInt8] {
        precondition(isComplete, "the answer has \(bytes.count) bytes yet")
        return [UInt8](bytes.dropFirst(Self.headerCount))
    }

    /// The payload of a complete answer, where it lies.
    public var payloadSpan: RawSpan {
        @_lifetime(borrow self) get {
            precondition(isComplete, "the answer has \(bytes.count) bytes yet")
            return bytes.rawSpan.extracting(Self.headerCount..<bytes.count)
        }
    }

    /// Takes what came, of any length. Answers whether the answer is complete now.
    public mutating func take(_ input: RawSpan) throws(BridgeError) -> Bool {
        var offset = 0
        while bytes.count < Self.headerCount, offset < input.byteCount {
            bytes.append(input.byte(at: offset))
            offset += 1
            if bytes.count == Self.headerCount { try checkHeader() }
        }
        guard bytes.count >= Self.headerCount else { return false }
        let missing = Self.headerCount + answerCount - bytes.count
        let left = input.byteCount - offset
        guard left <= missing else { throw .trailingBytes(count: left - missing) }
        bytes.append(input.extracting(offset..<input.byteCount))
        return isComplete
    }

    private func checkHeader() throws(BridgeError) {
        let found = bytes[3]
        let expected = order.answerNumber(for: dialect)
        guard found != BridgeOrder.refusal else {
            throw .orderRefused(order: order.number(for: dialect))
        }
        guard found == expected else { throw .wrongOrder(found: found, expected: expected) }
        let count = bytes.rawSpan.bigEndian16(at: 1)
        guard count == answerCount else {
            throw .wrongLength(order: found, found: count, expected: answerCount)
        }
        guard !dialect.repeatsIdentifiers || bytes[0] == identifier else {
            throw .otherRequest(found: bytes[0], expected: identifier)
        }
    }

    /// Reads a complete answer to its last byte; an incomplete one is our own mistake.
    public func answer() throws(BridgeError) -> BridgeAnswer {
        precondition(isComplete, "the answer has \(bytes.count) bytes yet")
        let span = bytes.rawSpan
        let payload = span.extracting(Self.headerCount..<bytes.count)
        switch order {
        case .ping: return .ping(try BridgeIdentity(parsing: payload))
        case .status: return .status(BridgeStatus(parsing: payload))
        case .bootloader: return .bootloader
        case .reset:
            try checkStatus(payload)
            return .reset
        case .writePin:
            try checkStatus(payload)
            return .writePin
        case .transfers:
            _ = try lastTransfer()
            return .transfers
        }
    }

    /// Reads a complete answer to transfers to its last byte. Where in the payload the last
    /// operation's bytes stand: empty for all but reads and commands.
    public func lastTransfer() throws(BridgeError) -> Range<Int> {
        precondition(order == .transfers, "an answer to \(order) has no transfers")
        var transfers = TransferAnswers(payloadSpan, of: requested.rawSpan)
        var last = 0..<0
        while let transfer = try transfers.next() {
            last = if case .transferred(let place) = transfer { place } else { 0..<0 }
        }
        return last
    }

    private func checkStatus(_ payload: RawSpan) throws(BridgeError) {
        let status = payload.byte(at: 0)
        guard status == 0 else {
            throw .orderFailed(order: order.number(for: dialect), status: status)
        }
    }
}

extension BridgeIdentity {
    fileprivate init(parsing payload: RawSpan) throws(BridgeError) {
        chip = [UInt8](copying: payload.extracting(0..<12))
        version = try BridgeVersion(parsing: payload.extracting(12..<21))
    }
}

extension BridgeStatus {
    fileprivate init(parsing payload: RawSpan) {
        milliseconds = payload.bigEndian32(at: 0)
        temperature = Int16(truncatingIfNeeded: payload.bigEndian16(at: 4))
    }
}

extension BridgeVersion {
    /// Nine bytes: a letter, then three numbers of two digits between points.
    fileprivate init(parsing bytes: RawSpan) throws(BridgeError) {
        let isLetter = UInt8(ascii: "A")...UInt8(ascii: "Z") ~= bytes.byte(at: 0)
        guard isLetter, let major = bytes.decimalPair(at: 1), let minor = bytes.decimalPair(at: 4),
            let patch = bytes.decimalPair(at: 7), bytes.byte(at: 3) == UInt8(ascii: "."),
            bytes.byte(at: 6) == UInt8(ascii: ".")
        else { throw .notAVersion(found: [UInt8](copying: bytes)) }
        self.init(major, minor, patch)
    }
}

extension RawSpan {
    fileprivate func decimalPair(at offset: Int) -> UInt8? {
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        guard digits ~= byte(at: offset), digits ~= byte(at: offset + 1) else { return nil }
        return (byte(at: offset) - digits.lowerBound) * 10
            + (byte(at: offset + 1) - digits.lowerBound)
    }
}
