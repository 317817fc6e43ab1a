/// Why the payload of a frame whose checksum is right is not a message, and at which byte of it.
/// The number of the code is the detail of a response `malformed`.
public struct MessageError: Error, Equatable, Sendable {
    public let code: Code
    public let offset: Int
    /// What stands there.
    public let found: UInt32

    public init(_ code: Code, at offset: Int, found: UInt32) {
        self.code = code
        self.offset = offset
        self.found = found
    }

    public enum Code: UInt8, CaseIterable, Sendable {
        case endsEarly = 1
        case outOfRange, reservedBits, unknownWord, unmeasuredNotZero, unprintableText
        case extensionOrder, extensionNeeded
        case wrongMagic, unknownType, wrongSession
    }
}

extension MessageError: CustomStringConvertible {
    public var description: String { "byte \(offset): \(reason)" }

    private var reason: String {
        switch code {
        case .endsEarly: "\(found) bytes are left where a field needs more"
        case .outOfRange: "\(found) is outside of the field's bounds"
        case .reservedBits: "\(found) has bits set that have no meaning; they must be 0"
        case .unknownWord: "\(found) is not in the field's list"
        case .unmeasuredNotZero: "\(found) where nothing was measured; it must be 0"
        case .unprintableText: "\(found) in a text; only printable ASCII is allowed"
        case .extensionOrder: "extension \(found) stands after a greater or equal one"
        case .extensionNeeded: "extension \(found) must be understood and is not"
        case .wrongMagic: "\(found) where the link's magic number 0x4b4c5345 is due"
        case .unknownType: "message type \(found) is unknown here"
        case .wrongSession: "session \(found) cannot stand here"
        }
    }
}
