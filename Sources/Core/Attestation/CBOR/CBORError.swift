/// Why bytes are not the one deterministic CBOR encoding (RFC 8949 4.2.1) of what was expected,
/// and at which byte.
public struct CBORError: Error, Equatable, Sendable {
    public let code: Code
    /// The offset of the item (or of the text's, key's, array's head) that was refused.
    public let offset: Int
    /// What stands there: a length, a number, a kind, as `code` says.
    public let found: UInt64
    /// What was wanted or allowed in its place.
    public let wanted: UInt64

    public init(_ code: Code, at offset: Int, found: UInt64 = 0, wanted: UInt64 = 0) {
        self.code = code
        self.offset = offset
        self.found = found
        self.wanted = wanted
    }

    public enum Code: String, CaseIterable, Sendable {
        // Refused whatever was expected.
        case tooLong, endsEarly, trailingBytes, tooDeep
        case longInteger, indefiniteLength, reservedLength, undefinedSimple, floatingPoint
        case countBeyondEnd, invalidUTF8, keyKind, keyOrder, keyRepeated, unknownTag
        // Refused because something else was expected.
        case wrongKind, outOfRange, wrongLength, wrongCount
        case missingItem, extraItem, missingKey, unknownKey
    }
}

extension CBORError: CustomStringConvertible {
    public var description: String { "byte \(offset): \(reason)" }

    private var reason: String {
        switch code {
        case .tooLong: "\(found) bytes; at most \(wanted) are read"
        case .endsEarly: "the item needs \(wanted) bytes more and \(found) are left"
        case .trailingBytes: "\(found) bytes follow the end; remove them"
        case .tooDeep: "nested deeper than \(wanted) arrays, maps and tags"
        case .longInteger: "\(found) is written longer than it needs; use the shortest form"
        case .indefiniteLength: "an indefinite length; write the length in front"
        case .reservedLength: "length code \(found) is reserved"
        case .undefinedSimple: "simple value \(found); only false, true and null are used"
        case .floatingPoint: "a floating-point number; the network uses integers only"
        case .countBeyondEnd: "\(found) items are announced and only \(wanted) bytes are left"
        case .invalidUTF8: "a text that is not valid UTF-8"
        case .keyKind: "a map key is \(kind(found)); keys are integers or texts"
        case .keyOrder: "a map key stands after a greater one; sort keys by their bytes"
        case .keyRepeated: "a map key stands twice"
        case .unknownTag: "tag \(found) stands where \(wanted == 0 ? "none" : "\(wanted)") may"
        case .wrongKind: "\(kind(found)) stands where \(kind(wanted)) is due"
        case .outOfRange: "\(found) is outside of its range, which ends at \(wanted)"
        case .wrongLength: "\(found) bytes long where \(wanted) are due"
        case .wrongCount: "\(found) items where \(wanted) are due"
        case .missingItem: "the array or map ends where one more item is due"
        case .extraItem: "\(found) items more than are due"
        case .missingKey: "key \(wanted) is missing"
        case .unknownKey: "key \(found) is unknown here"
        }
    }

    private func kind(_ number: UInt64) -> String {
        UInt8(exactly: number).flatMap(CBORKind.init)?.description ?? "something unknown"
    }
}
