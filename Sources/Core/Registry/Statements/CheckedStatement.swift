public import Attestation
public import Primitives

/// A statement of this network whose own bytes say all they can: its form, its fields, its
/// signature and the signatures and statements inside of it are checked. What the registry says of
/// its key is asked later. Made on any core: it needs no state.
public struct CheckedStatement: Sendable {
    public let network: NetworkID
    public let id: Hash256
    public let key: PublicKey
    public let type: MessageType
    /// As it is logged.
    public let bytes: [UInt8]
    private let payloadRange: Range<Int>
    /// What is wrong inside, where the envelope is right: a hotspot's, a new owner's or an accused
    /// key's signature. Told by the registry in its turn, so that the first reason is always the same.
    let flaw: StatementRefusal?
    /// Of a rule book: SHA-256 of its rules.
    let rulesHash: Hash256?

    public var payload: RawSpan {
        @_lifetime(borrow self) get { bytes.rawSpan.extracting(payloadRange) }
    }

    /// Reads the statement as one of its type's structs. It passed the table; another type is our own
    /// mistake.
    public func read<Typed: TypedMessage>(as _: Typed.Type) -> Typed {
        Self.read(payload)
    }

    private static func read<Typed: TypedMessage>(_ payload: RawSpan) -> Typed {
        do throws(MessageError) {
            return try Typed(parsing: payload)
        } catch {
            preconditionFailure("a checked statement is no \(Typed.type.name): \(error)")
        }
    }
}

/// What checking a statement by itself gives.
public enum StatementCheck: Sendable {
    case good(CheckedStatement)
    case refused(id: Hash256, StatementRefusal)
    /// No statement in form, or of a type this program does not know: it has no id, and nobody can
    /// be told of it.
    case unknown
}

extension CheckedStatement {
    /// Checks a statement for a network. Costs one signature check, and one for each inside of it.
    ///
    /// - Parameter entry: the log's entry of an index, or nothing beyond its end: asked by fraud
    ///   proofs alone, at most twice.
    public static func check<Check: SignatureCheck, D: Digest & ~Copyable>(
        _ bytes: [UInt8], network: NetworkID, by check: Check.Type, hashing digest: D.Type,
        entry: (UInt64) -> [UInt8]?
    ) -> StatementCheck {
        let envelope: Envelope
        do throws(StatementError) {
            envelope = try Envelope(bytes, network, check, digest)
        } catch {
            return .unknown
        }
        guard let type = envelope.type else { return .unknown }
        guard envelope.isSigned else {
            return .refused(
                id: envelope.id,
                StatementRefusal(.badSignature, "not signed by its key for network \(network)"))
        }
        if let word = refusal(of: bytes, envelope.payload, type) {
            return .refused(id: envelope.id, StatementRefusal(.badMessage, word))
        }
        let plain = CheckedStatement(
            network: network, id: envelope.id, key: envelope.key, type: type, bytes: bytes,
            payloadRange: envelope.payload, flaw: nil, rulesHash: nil)
        let flaw = InsideCheck.flaw(
            of: plain, network: network, by: check, hashing: digest, entry: entry)
        guard flaw != nil || type == .ruleBook else { return .good(plain) }
        return .good(
            CheckedStatement(
                network: network, id: envelope.id, key: envelope.key, type: type, bytes: bytes,
                payloadRange: envelope.payload, flaw: flaw,
                rulesHash: rulesHash(of: plain, digest)))
    }

    private static func rulesHash<D: Digest & ~Copyable>(
        of statement: CheckedStatement, _ digest: D.Type
    ) -> Hash256? {
        guard statement.type == .ruleBook else { return nil }
        let rules = statement.read(as: RuleBook.self).rules
        return Hash256(of: rules.rawSpan, by: digest)
    }

    private static func refusal(
        of bytes: [UInt8], _ payload: Range<Int>, _ type: MessageType
    ) -> String? {
        do throws(MessageError) {
            try MessageCheck.check(bytes.rawSpan.extracting(payload), is: type)
            return nil
        } catch {
            return error.code.rawValue
        }
    }

    /// Checks a network file, log entry 0, which names its network itself; nothing if it is none.
    public static func networkFile<Check: SignatureCheck, D: Digest & ~Copyable>(
        _ bytes: [UInt8], by check: Check.Type, hashing digest: D.Type
    ) -> CheckedStatement? {
        guard let envelope = try? SignedStatement(bytes.rawSpan) else { return nil }
        let network = NetworkID(fileHash: Hash256(of: envelope.payload, by: digest))
        guard
            case .good(let statement) = Self.check(
                bytes, network: network, by: check, hashing: digest, entry: { _ in nil }),
            statement.type == .network
        else { return nil }
        return statement
    }

    /// The id of a statement whose signature was not looked at; nothing if it has none.
    public static func id<D: Digest & ~Copyable>(
        of bytes: RawSpan, network: NetworkID, hashing digest: D.Type
    ) -> Hash256? {
        guard let statement = try? SignedStatement(bytes),
            let type = MessageType(rawValue: statement.typeNumber), type.form == .statement
        else { return nil }
        return statement.id(in: StatementContext(network: network, type: type.name), by: digest)
    }
}

/// The outside of a statement.
private struct Envelope {
    let key: PublicKey
    let type: MessageType?
    let id: Hash256
    let payload: Range<Int>
    let isSigned: Bool

    init<Check: SignatureCheck, D: Digest & ~Copyable>(
        _ bytes: [UInt8], _ network: NetworkID, _ check: Check.Type, _ digest: D.Type
    ) throws(StatementError) {
        let statement = try SignedStatement(bytes.rawSpan)
        key = statement.key
        payload = statement.payloadRange
        let type = MessageType(rawValue: statement.typeNumber)
        self.type = type?.form == .statement ? type : nil
        let context = StatementContext(network: network, type: type?.name ?? "")
        id = statement.id(in: context, by: digest)
        guard type?.form == .statement else {
            isSigned = false
            return
        }
        do throws(StatementError) {
            try statement.verify(in: context, by: check)
            isSigned = true
        } catch {
            isSigned = false
        }
    }
}
