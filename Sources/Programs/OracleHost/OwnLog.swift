internal import Attestation
internal import Primitives
internal import Registry
internal import Signing

/// Believes every signature: for entries of our own log, each of which was checked before it was
/// logged. `earshot-network check` checks them again.
enum OwnLog: SignatureCheck {
    static func isValid(_ signature: Signature, of message: RawSpan, by key: PublicKey) -> Bool {
        true
    }
}

extension CheckedStatement {
    /// An entry of our own log; nil for what is no statement of the network.
    ///
    /// - Parameter entry: the log's, which fraud proofs name.
    static func logged(
        _ bytes: [UInt8], network: NetworkID, entry: (UInt64) -> [UInt8]?
    ) -> CheckedStatement? {
        let check = check(
            bytes, network: network, by: OwnLog.self, hashing: SHA256.self, entry: entry)
        guard case .good(let statement) = check else { return nil }
        return statement
    }
}
