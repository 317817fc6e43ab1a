/// Why a payload is no message: what is wrong, in which field, with the values.
public struct MessageError: Error, Equatable, Sendable {
    public let code: Code
    /// The names from the outermost field inwards, joined by dots; empty for the whole message.
    public let field: String
    /// What stands there.
    public let found: UInt64
    /// What was due, or the bound.
    public let wanted: UInt64
    /// The codec's own word, when the bytes are not deterministic CBOR.
    public let cbor: CBORError?

    public init(
        _ code: Code, _ field: String = "", found: UInt64 = 0, wanted: UInt64 = 0,
        cbor: CBORError? = nil
    ) {
        self.code = code
        self.field = field
        self.found = found
        self.wanted = wanted
        self.cbor = cbor
    }

    /// The closed list. The words are published: `earshot message verify` prints them.
    public enum Code: String, CaseIterable, Sendable {
        /// Not deterministic CBOR.
        case malformed
        case payloadTooLong
        case unknownType, otherType
        case missingField, unknownField, wrongKind
        case outOfRange, wrongLength, wrongCount
        case unknownWord, unprintableText
        case badCell, otherResolution
        case notAscending
        /// Relations between fields.
        case wrongOrder, badExpiry, notExactlyOne, nothingGiven, positionCell
        /// A message inside of a message is none.
        case badInner
        /// The periods of a network file contradict each other.
        case periods
    }

    func inside(_ name: String) -> MessageError {
        MessageError(
            code, field.isEmpty ? name : "\(name).\(field)", found: found, wanted: wanted,
            cbor: cbor)
    }

    /// A refusal by the codec, sorted by what it means for a message.
    init(_ error: CBORError) {
        let code: Code =
            switch error.code {
            case .missingKey: .missingField
            case .unknownKey: .unknownField
            case .wrongKind: .wrongKind
            case .outOfRange: .outOfRange
            case .wrongLength: .wrongLength
            case .wrongCount: .wrongCount
            case .tooLong: .payloadTooLong
            default: .malformed
            }
        self.init(code, found: error.found, wanted: error.wanted, cbor: error)
    }
}

extension MessageError: CustomStringConvertible {
    public var description: String { field.isEmpty ? reason : "\(field): \(reason)" }

    private var reason: String {
        switch code {
        case .malformed: cbor.map { "not deterministic CBOR: \($0)" } ?? "not deterministic CBOR"
        case .payloadTooLong: "\(found) bytes; at most \(wanted) are taken"
        case .unknownType: "no message has the type number \(found)"
        case .otherType: "a message of type \(found) where type \(wanted) is due"
        case .missingField: "the field of key \(wanted) is missing"
        case .unknownField: "no field has key \(found) here"
        case .wrongKind: cbor.map { "\($0)" } ?? "another kind of value is due"
        case .outOfRange: "\(found) is out of range; the bound is \(wanted)"
        case .wrongLength: "\(found) bytes long; the bound is \(wanted)"
        case .wrongCount: "\(found) items; the bound is \(wanted)"
        case .unknownWord: "\(found) stands for no word; the greatest that does is \(wanted)"
        case .unprintableText: "byte \(found) of the text is a control character"
        case .badCell: "0x\(String(found, radix: 16)) is no H3 cell"
        case .otherResolution: "a cell of resolution \(found) where \(wanted) is the bound"
        case .notAscending: "item \(found) does not stand after the one before it; sort them"
        case .wrongOrder: "\(found) stands first and \(wanted) must not be below it"
        case .badExpiry: "expires in epoch \(found); 1 to 14 epochs after \(wanted) are allowed"
        case .notExactlyOne: "the fields \(found) and \(wanted) must not both be there or missing"
        case .nothingGiven: "at least one field from \(found) to \(wanted) must be there"
        case .positionCell:
            "a position this far away names a cell of resolution \(wanted), not \(found)"
        case .badInner: "the message inside is refused: \(cbor.map { "\($0)" } ?? "")"
        case .periods: "the periods contradict each other"
        }
    }
}
