/// Why an oracle does not take a statement: the list of `docs/oracle-api.md`.
public enum RefusalCode: String, CaseIterable, Sendable {
    case badSignature = "bad_signature"
    case badMessage = "bad_message"
    case typeNotTaken = "type_not_taken"
    case wrongRole = "wrong_role"
    case unregistered
    case windowAhead = "window_ahead"
    case windowClosed = "window_closed"
    case overLimit = "over_limit"
    case tooOften = "too_often"
    case badHotspotSignature = "bad_hotspot_signature"
    case alreadyRegistered = "already_registered"
    case placeRefused = "place_refused"
    case noCredits = "no_credits"
    case notOwner = "not_owner"
    case notAccepted = "not_accepted"
    case notProven = "not_proven"
    case unknownIngest = "unknown_ingest"

    /// Whether the same bytes may be taken later.
    public var again: Bool {
        switch self {
        case .unregistered, .windowAhead, .tooOften, .noCredits: true
        default: false
        }
    }
}
