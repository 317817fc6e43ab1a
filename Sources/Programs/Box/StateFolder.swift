internal import Attestation
internal import Host
public import HotspotLogic
internal import Notation
public import Primitives
public import Signing

/// The folder in which a box keeps what makes it this box of this network.
///
/// | name | holds |
/// |---|---|
/// | `hotspot.key` | the secret key (`docs/keys.md`) |
/// | `network` | the network file, as it was pinned |
/// | `evidence`, `packets` | spools: what is not acknowledged yet |
/// | `lock` | who works here |
public struct StateFolder: Sendable {
    public let path: String

    public init(_ path: String) { self.path = path }

    public var keyFile: String { "\(path)/hotspot.key" }
    public var networkFile: String { "\(path)/network" }
    public var evidence: String { "\(path)/evidence" }
    public var packets: String { "\(path)/packets" }

    /// The network file is the statement of at most 60,000 bytes.
    static let longestNetworkFile = 60_000

    /// The box's secret key; nil before `earshot init` made one.
    public func key() throws(KeyFileError) -> SecretKey? {
        do throws(KeyFileError) {
            return try KeyFile.read(keyFile)
        } catch .notFound {
            return nil
        }
    }

    /// The pinned network; nil before `earshot init` pinned one.
    public func network() throws(StateError) -> PinnedNetwork? {
        let bytes: [UInt8]
        do throws(SettingsFileError) {
            bytes = try SettingsFiles.read(networkFile)
        } catch {
            if case .cannotRead(_, let system) = error, system.isMissing { return nil }
            throw .file(error.description)
        }
        return try Self.network(in: bytes, pinned: nil)
    }

    /// Reads a network file.
    /// - Parameter pinned: the hash its payload must have; nil for whatever it has.
    public static func network(
        in bytes: [UInt8], pinned: Hash256?
    ) throws(StateError) -> PinnedNetwork {
        guard bytes.count <= longestNetworkFile else { throw .tooLong(bytes.count) }
        do throws(NetworkFileError) {
            return try PinnedNetwork(
                bytes.rawSpan, pinned: pinned ?? hash(of: bytes), hashing: SHA256.self,
                checking: Ed25519.self)
        } catch { throw .network(error) }
    }

    /// SHA-256 of the payload, by which people name the network; of no statement, something that
    /// matches none.
    public static func hash(of bytes: [UInt8]) -> Hash256 {
        guard let statement = try? SignedStatement(bytes.rawSpan) else {
            return Hash256(of: bytes.rawSpan, by: SHA256.self)
        }
        return Hash256(of: statement.payload, by: SHA256.self)
    }
}

/// Why a state folder cannot be used.
public enum StateError: Error, CustomStringConvertible {
    case file(String)
    case tooLong(Int)
    case network(NetworkFileError)

    public var description: String {
        switch self {
        case .file(let reason): reason
        case .tooLong(let count):
            "\(count) bytes are no network file: those have "
                + "\(StateFolder.longestNetworkFile) at most"
        case .network(let error): error.description
        }
    }
}
