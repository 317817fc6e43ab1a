/// What a CBOR item is, as far as the network uses CBOR: integers from -2^63 to 2^64 - 1, byte
/// strings, text, arrays, maps, tags (only COSE_Sign1's), `false`, `true` and `null`. No floating
/// point, no `undefined`, no other simple value, nothing of indefinite length.
public enum CBORKind: UInt8, CaseIterable, Sendable, CustomStringConvertible {
    case unsigned, negative, bytes, text, array, map, tag, boolean, null

    public var description: String {
        switch self {
        case .unsigned: "an unsigned integer"
        case .negative: "a negative integer"
        case .bytes: "a byte string"
        case .text: "a text"
        case .array: "an array"
        case .map: "a map"
        case .tag: "a tag"
        case .boolean: "true or false"
        case .null: "null"
        }
    }
}

/// Bounds of every CBOR this network reads or writes, checked before anything else.
public enum CBORLimit {
    /// The link between hotspot and router frames at most this much (u16's greatest value).
    public static let bytes = 65_535
    /// Arrays, maps and tags within each other. The deepest message (a bundle: content, reports,
    /// report, receptions, reception, position) needs six.
    public static let depth = 8
}
