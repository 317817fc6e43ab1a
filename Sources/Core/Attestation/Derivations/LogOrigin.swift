public import Primitives

/// The name of an oracle's log: what its heads begin with and are signed as (docs/oracle-api.md,
/// rule 18).
public enum LogOrigin {
    public static func name(of oracle: PublicKey, on network: NetworkID) -> String {
        "earshot/\(network)/\(Address(oracle))"
    }
}
