public import Attestation
public import EvidenceLog
public import Primitives
internal import Signing

/// Whose log it is, as its own entry 0 says. Who wants to know that it is the network they mean
/// compares `hash` with what is pinned.
public struct LogIdentity: Sendable {
    public let network: NetworkID
    /// SHA-256 of the network file's payload.
    public let hash: Hash256
    public let file: NetworkFile
    public let oracle: OracleMember
    /// The name and key of its heads.
    public let key: NoteKey

    /// Reads a network file, which is any log's entry 0, for the log of this name.
    public init(networkFile bytes: RawSpan, origin: String) throws(LogIdentityError) {
        self = try Self.all(networkFile: bytes, where: { $0 == origin }, missing: origin)
    }

    /// Reads a network file for the log that this key signs.
    public init(networkFile bytes: RawSpan, logKey: PublicKey) throws(LogIdentityError) {
        self = try Self.all(networkFile: bytes, logKey: logKey)
    }

    private init(
        _ network: NetworkID, _ hash: Hash256, _ file: NetworkFile, _ oracle: OracleMember
    ) {
        self.network = network
        self.hash = hash
        self.file = file
        self.oracle = oracle
        key = NoteKey(
            name: LogOrigin.name(of: oracle.key, on: network), key: oracle.logKey, by: SHA256.self)
    }

    private static func all(
        networkFile bytes: RawSpan, where isMeant: (String) -> Bool = { _ in true },
        missing origin: String = "", logKey: PublicKey? = nil
    ) throws(LogIdentityError) -> LogIdentity {
        let (hash, file) = try read(bytes)
        let network = NetworkID(fileHash: hash)
        for oracle in file.oracles
        where isMeant(LogOrigin.name(of: oracle.key, on: network))
            && (logKey == nil || logKey == oracle.logKey)
        {
            return LogIdentity(network, hash, file, oracle)
        }
        throw logKey == nil ? .otherOrigin(origin, network) : .otherKey(network)
    }

    private static func read(_ bytes: RawSpan) throws(LogIdentityError) -> (Hash256, NetworkFile) {
        let payload: [UInt8]
        let hash: Hash256
        do throws(StatementError) {
            let statement = try SignedStatement(bytes)
            hash = Hash256(of: statement.payload, by: SHA256.self)
            payload = [UInt8](copying: statement.payload)
            let context = StatementContext(
                network: NetworkID(fileHash: hash), type: MessageType.network.name)
            try statement.verify(in: context, by: Ed25519.self)
        } catch { throw .statement(error) }
        do throws(MessageError) {
            return (hash, try NetworkFile(parsing: payload.rawSpan))
        } catch { throw .message(error) }
    }
}

/// Why a network file does not say whose log it is.
public enum LogIdentityError: Error, Equatable, Sendable, CustomStringConvertible {
    case statement(StatementError)
    case message(MessageError)
    case otherOrigin(String, NetworkID)
    case otherKey(NetworkID)

    public var description: String {
        switch self {
        case .statement(let error): "no network file: \(error)"
        case .message(let error): "no network file: \(error)"
        case .otherOrigin(let origin, let network):
            "network \(network) has no oracle whose log is called \(origin)"
        case .otherKey(let network):
            "network \(network) has no oracle whose log this key signs"
        }
    }
}
