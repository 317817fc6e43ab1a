internal import Attestation
internal import Glibc
internal import Host
public import Primitives
public import Signing

/// The secret keys of an oracle, in the folder `keys` of its data: one file each (`docs/keys.md`),
/// beside the file of its chains.
public final class OracleKeys: Sendable {
    /// Signs results of epochs and notices; names the log.
    public let oracle: SecretKey
    /// Signs heads.
    public let log: SecretKey
    public let receipt: SecretKey
    /// Signs records and ends of chains.
    public let entropy: SecretKey

    public enum Name: String, CaseIterable, Sendable {
        case oracle, log, receipt, entropy

        public var file: String { "\(rawValue).key" }
    }

    public static let founderFile = "founder.key"
    public static let chainFile = "chain"

    /// Reads the four of a folder.
    public init(in folder: String) throws(OracleHostError) {
        do throws(KeyFileError) {
            oracle = try KeyFile.read("\(folder)/\(Name.oracle.file)")
            log = try KeyFile.read("\(folder)/\(Name.log.file)")
            receipt = try KeyFile.read("\(folder)/\(Name.receipt.file)")
            entropy = try KeyFile.read("\(folder)/\(Name.entropy.file)")
        } catch .notFound(let path) {
            throw .keys("there is no \(path); bring the folder \(folder) back from a copy")
        } catch { throw .keys(error.description) }
    }

    /// Makes those four that are not there yet, each 0600 and durable.
    public static func make(
        in folder: String, _ secret: (String) -> Hash256
    ) throws(OracleHostError) {
        for name in Name.allCases { try make("\(folder)/\(name.file)", secret(name.rawValue)) }
    }

    /// A new key, unless the file is there.
    static func make(_ path: String, _ secret: Hash256) throws(OracleHostError) {
        guard unsafe access(path, F_OK) != 0 else { return }
        guard let key = secret.withBytes({ SecretKey(seed: $0) }) else {
            preconditionFailure("32 bytes are a seed")
        }
        do throws(KeyFileError) {
            try KeyFile.create(path, key)
        } catch { throw .keys(error.description) }
    }
}
