public import Attestation
public import Primitives

/// What an answer about log time holds, checked for whose word it is and for order. Whether steps
/// chain and whether the time is right is for who follows the log.
public struct EntropyNews: Hashable, Sendable {
    /// Statements `entropy-chain`.
    public var chainEnds: [[UInt8]] = []
    /// Statements `entropy`, of rising periods.
    public var records: [[UInt8]] = []
    /// Of each record.
    public var periods: [Period] = []

    /// Refuses the whole unless each statement is of one of the two types, signed for this network
    /// by this key, and each record is of a later period than the one before and than `after`.
    public init<Check: SignatureCheck>(
        _ body: RawSpan, after: Period?, limit: Int, network: NetworkID, key: PublicKey,
        by check: Check.Type
    ) throws(AnswerError) {
        let ranges: [Range<Int>]
        do throws(SequenceError) {
            ranges = try StatementSequence.ranges(in: body, limit: limit)
        } catch {
            throw .sequence(error)
        }
        do throws(EntropyError) {
            for range in ranges {
                let bytes = body.extracting(range)
                switch try Self.period(of: bytes, network, key, check) {
                case nil: chainEnds.append([UInt8](copying: bytes))
                case let period?:
                    if let last = periods.last ?? after, period <= last {
                        throw EntropyError.notRising(found: period, last: last)
                    }
                    periods.append(period)
                    records.append([UInt8](copying: bytes))
                }
            }
        } catch {
            throw .entropy(error)
        }
    }

    /// A record's period; nothing for a chain's end.
    private static func period<Check: SignatureCheck>(
        of bytes: RawSpan, _ network: NetworkID, _ key: PublicKey, _ check: Check.Type
    ) throws(EntropyError) -> Period? {
        let payload: [UInt8]
        let type: MessageType?
        let signer: PublicKey
        do throws(StatementError) {
            let statement = try SignedStatement(bytes)
            type = MessageType(rawValue: statement.typeNumber)
            signer = statement.key
            payload = [UInt8](copying: statement.payload)
            guard let type, type == .entropy || type == .entropyChain else {
                throw StatementError.noType
            }
            try statement.verify(
                in: StatementContext(network: network, type: type.name), by: check)
        } catch {
            throw error == .noType ? .otherType : .statement(error)
        }
        guard signer == key else { throw .otherKey(signer) }
        do throws(MessageError) {
            if type == .entropy { return try EntropyRecord(parsing: payload.rawSpan).step.period }
            _ = try EntropyChainEnd(parsing: payload.rawSpan)
            return nil
        } catch {
            throw .message(error)
        }
    }
}

/// Why records are not taken.
public enum EntropyError: Error, Equatable, Sendable {
    case statement(StatementError)
    case message(MessageError)
    /// Neither a record nor a chain's end.
    case otherType
    case otherKey(PublicKey)
    case notRising(found: Period, last: Period)

    public enum Code: String, CaseIterable, Sendable {
        case statement, message, otherType, otherKey, notRising
    }

    public var code: Code {
        switch self {
        case .statement: .statement
        case .message: .message
        case .otherType: .otherType
        case .otherKey: .otherKey
        case .notRising: .notRising
        }
    }
}

extension EntropyError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .statement(let reason): "\(reason)"
        case .message(let reason): "a payload is refused: \(reason)"
        case .otherType: "a statement is neither a record nor a chain's end"
        case .otherKey(let key):
            "one is signed by \(Address(key)), not by the entropy key of the network file"
        case .notRising(let found, let last):
            "a record of period \(found.number) stands after one of period \(last.number)"
        }
    }
}
