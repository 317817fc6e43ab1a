/// The kinds of records a hotspot keeps in its spool. Numbers are never given away twice: a newer
/// program reads an older one's spool.
public enum RecordKind: UInt8, CaseIterable, Sendable {
    /// A statement that waits for its receipt: its payload.
    case statement = 1
    /// The secret of a window's commitment.
    case nonce = 2
    /// A frame heard that is not sealed yet.
    case report = 3
    /// A seal with its salt and content, until it is opened.
    case seal = 4
    /// A beacon on its way or sent, until it is revealed.
    case beacon = 5
    /// A receipt, until its entries are proven to be included.
    case receipt = 6
    /// Small facts that must outlive everything: when the last opening, test beacon and declaration of
    /// lost nonces were.
    case marks = 7
    /// What became of a downlink, until it is reported.
    case outcome = 8
}
