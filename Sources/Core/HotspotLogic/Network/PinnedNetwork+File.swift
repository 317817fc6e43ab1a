public import Attestation
import Notation
public import Primitives
import Units

/// Why a file is not the pinned network file.
public enum NetworkFileError: Error, Equatable, CustomStringConvertible, Sendable {
    case otherHash(found: Hash256, pinned: Hash256)
    case statement(StatementError)
    case message(MessageError)
    case severalOracles(found: Int)

    public var description: String {
        switch self {
        case .otherHash(let found, let pinned):
            "the file is another network's: its payload has SHA-256 \(found.hexText), and "
                + "\(pinned.hexText) is pinned"
        case .statement(let reason): "no network file: \(reason)"
        case .message(let reason): "no network file: \(reason)"
        case .severalOracles(let found):
            "the network has \(found) oracles; this version follows exactly one"
        }
    }
}

extension PinnedNetwork {
    /// Reads a network file whose payload has the pinned hash and whose signature holds. Refuses
    /// every other.
    public init<Hash: Digest, Check: SignatureCheck>(
        _ file: RawSpan, pinned: Hash256, hashing: Hash.Type, checking: Check.Type
    ) throws(NetworkFileError) {
        let payload = try Self.payload(of: file, pinned, hashing, checking)
        let message: Message
        let periods: NetworkPeriods
        do throws(MessageError) {
            try MessageCheck.check(payload.rawSpan, is: .network)
            message = try Message(parsing: payload.rawSpan)
            periods = try NetworkPeriods(ofNetworkFile: payload.rawSpan)
        } catch {
            throw .message(error)
        }
        let oracles = message["oracles"].records
        guard oracles.count == 1 else { throw .severalOracles(found: oracles.count) }
        self.init(
            id: NetworkID(fileHash: pinned), name: message["name"].text,
            genesis: Nanoseconds(message["genesis_ns"].number), periods: periods,
            oracle: Oracle(oracles[0]), routers: message["routers"].records.map(Router.init))
    }

    private static func payload<Hash: Digest, Check: SignatureCheck>(
        of file: RawSpan, _ pinned: Hash256, _: Hash.Type, _: Check.Type
    ) throws(NetworkFileError) -> [UInt8] {
        var found = pinned
        var payload: [UInt8] = []
        do throws(StatementError) {
            let statement = try SignedStatement(file)
            found = Hash256(of: statement.payload, by: Hash.self)
            payload = [UInt8](copying: statement.payload)
            if found == pinned {
                let context = StatementContext(
                    network: NetworkID(fileHash: found), type: MessageType.network.name)
                try statement.verify(in: context, by: Check.self)
            }
        } catch {
            throw .statement(error)
        }
        guard found == pinned else { throw .otherHash(found: found, pinned: pinned) }
        return payload
    }
}

// The fields of a message that passed its table are there and of their kind; the rows of the tables
// are in `NetworkTables`, and the order of a record's fields is theirs.

extension PinnedNetwork.Oracle {
    fileprivate init(_ record: [MessageValue?]) {
        self.init(
            key: record[0].key, logKey: record[1].key, receiptKey: record[2].key,
            entropyKey: record[3].key, url: record[4].text)
    }
}

extension PinnedNetwork.Router {
    fileprivate init(_ record: [MessageValue?]) {
        self.init(
            key: record[0].key, tlsKeyHash: record[1].key.bytes, host: record[2].text,
            port: UInt16(clamping: record[3].number))
    }
}

extension MessageValue? {
    fileprivate var text: String {
        guard case .text(let text) = self else { preconditionFailure("no text: \(self as Any)") }
        return text
    }

    fileprivate var number: UInt64 {
        guard case .unsigned(let number) = self else {
            preconditionFailure("no number: \(self as Any)")
        }
        return number
    }

    fileprivate var key: PublicKey {
        guard case .bytes(let bytes) = self, let key = PublicKey(bytes.rawSpan) else {
            preconditionFailure("no key: \(self as Any)")
        }
        return key
    }

    fileprivate var records: [[MessageValue?]] {
        guard case .list(let items) = self else { return [] }
        return items.map { item in
            guard case .record(let values) = item else { preconditionFailure("no record: \(item)") }
            return values
        }
    }
}
