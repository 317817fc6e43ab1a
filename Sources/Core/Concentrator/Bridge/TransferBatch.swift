import Primitives

/// Chip operations that go out in one request, in order, with one answer. The bridge numbers them
/// from 0.
///
/// A read goes alone, as the vendor's library has it. So do operations on the SX1261, whose count
/// the bridge keeps apart from the others. Mixing them is our own mistake and traps.
public struct TransferBatch: Hashable, Sendable {
    public private(set) var bytes: [UInt8] = []
    public private(set) var count = 0
    /// Bytes of the answer's payload when all goes well.
    public private(set) var answerCount = 0
    private var isClosed = false
    private var isForListener = false

    /// What the bridge takes at most in one batch of several, by the vendor's buffers.
    public static let longest = 4096
    public static let mostOperations = 255

    public init() {}

    public init(_ only: ChipOperation) {
        precondition(append(only), "an operation that fits in no batch")
    }

    public var isEmpty: Bool { count == 0 }

    /// Begins anew with one operation and keeps the memory.
    public mutating func replace(with only: ChipOperation) {
        bytes.removeAll(keepingCapacity: true)
        (count, answerCount, isClosed) = (0, 0, false)
        precondition(append(only), "an operation that fits in no batch")
    }

    /// False, and nothing changed, when the operation does not fit behind the others.
    @discardableResult
    public mutating func append(_ operation: ChipOperation) -> Bool {
        if !isEmpty {
            guard !isClosed, !operation.isRead, count < Self.mostOperations,
                bytes.count + operation.requestCount <= Self.longest
            else { return false }
            precondition(
                operation.isForListener == isForListener, "SX1302 and SX1261 in one batch")
        }
        isForListener = operation.isForListener
        isClosed = operation.isRead
        operation.append(to: &bytes, identifier: UInt8(count))
        count += 1
        answerCount += operation.answerCount
        return true
    }
}

/// What the bridge says of one operation.
public enum TransferAnswer: Hashable, Sendable {
    /// Where in the answer's payload the chip's own bytes stand: what was read, or the bytes clocked
    /// in behind a command. Empty for a write.
    case transferred(Range<Int>)
    case modified(read: UInt8, written: UInt8)
}

/// Walks the answer to a batch beside its request, and refuses what differs in identifier, kind,
/// length or status, and a change that did not set the bits asked for. Allocates nothing.
public struct TransferAnswers: ~Escapable {
    private let answer: RawSpan
    private let request: RawSpan
    private var answered = 0
    private var requested = 0
    private var index = 0

    @_lifetime(copy answer, copy request)
    public init(_ answer: RawSpan, of request: RawSpan) {
        self.answer = answer
        self.request = request
    }

    /// Nil at the end. Refuses bytes left over there.
    public mutating func next() throws(BridgeError) -> TransferAnswer? {
        guard requested < request.byteCount else {
            let extra = answer.byteCount - answered
            guard extra == 0 else { throw .trailingBytes(count: extra) }
            return nil
        }
        let isModify = request.byte(at: requested + 1) == Transfer.modify
        let least = isModify ? Transfer.modifyAnswerCount : Transfer.headerCount
        let left = answer.byteCount - answered
        guard left >= least else {
            throw .transferCut(index: index, found: left, expected: least)
        }
        try checkHead()
        let result = isModify ? try modified() : try transferred()
        index += 1
        return result
    }

    private func checkHead() throws(BridgeError) {
        let identifier = answer.byte(at: answered)
        guard identifier == request.byte(at: requested) else {
            throw .transferIdentifier(
                index: index, found: identifier, expected: request.byte(at: requested))
        }
        let kind = answer.byte(at: answered + 1)
        guard kind == request.byte(at: requested + 1) else {
            throw .transferKind(
                index: index, found: kind, expected: request.byte(at: requested + 1))
        }
        let status = answer.byte(at: answered + 2)
        guard status == 0 else { throw .transferStatus(index: index, status: status) }
    }

    private mutating func modified() throws(BridgeError) -> TransferAnswer {
        let (mask, value) = (request.byte(at: requested + 4), request.byte(at: requested + 5))
        let (read, written) = (answer.byte(at: answered + 3), answer.byte(at: answered + 4))
        let expected = read & ~mask | value
        guard written == expected else {
            throw .transferWroteOther(index: index, found: written, expected: expected)
        }
        requested += Transfer.modifyCount
        answered += Transfer.modifyAnswerCount
        return .modified(read: read, written: written)
    }

    private mutating func transferred() throws(BridgeError) -> TransferAnswer {
        let wanted = request.bigEndian16(at: requested + 3)
        let found = answer.bigEndian16(at: answered + 3)
        guard found == wanted else {
            throw .transferLength(index: index, found: found, expected: wanted)
        }
        let body = answered + Transfer.headerCount
        guard answer.byteCount - body >= found else {
            throw .transferCut(
                index: index, found: answer.byteCount - answered,
                expected: Transfer.headerCount + found)
        }
        let skipped = bytesBeforeData()
        requested += Transfer.headerCount + wanted
        answered = body + found
        return .transferred(body + skipped..<body + found)
    }

    /// What is clocked in while the command goes out means nothing.
    private func bytesBeforeData() -> Int {
        if request.byte(at: requested + 2) == 1 { return 1 }
        guard request.byte(at: requested + 5) == 0 else { return 2 }
        let isWrite = request.byte(at: requested + 6) & 0x80 != 0
        return isWrite ? request.bigEndian16(at: requested + 3) : 4
    }
}

extension RawSpan {
    func bigEndian16(at offset: Int) -> Int {
        Int(byte(at: offset)) << 8 | Int(byte(at: offset + 1))
    }

    func bigEndian32(at offset: Int) -> UInt32 {
        UInt32(bigEndian16(at: offset)) << 16 | UInt32(bigEndian16(at: offset + 2))
    }
}
