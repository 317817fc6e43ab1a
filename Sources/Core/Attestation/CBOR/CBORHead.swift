import Primitives

/// The first byte of an item with the number that belongs to it: a value, a length, a count.
struct CBORHead {
    let kind: CBORKind
    let argument: UInt64
    /// One byte, and 0, 1, 2, 4 or 8 of the argument.
    let length: Int

    static let `false`: UInt64 = 20
    static let `true`: UInt64 = 21
    static let null: UInt64 = 22

    /// The refusal of an item of this kind where another is due.
    func isNot(_ wanted: CBORKind, at offset: Int) -> CBORError {
        CBORError(
            .wrongKind, at: offset, found: UInt64(kind.rawValue), wanted: UInt64(wanted.rawValue))
    }
}

/// One array or map being read or written. Sixteen bytes: a reader or writer holds eight inline.
struct CBORFrame {
    var isMap = false
    /// Items still due; keys and values of a map count one each.
    var remaining: UInt32 = 0
    /// Where the last key begins and ends, to see that keys ascend; empty before the first.
    var keyStart: UInt32 = 0
    var keyEnd: UInt32 = 0

    var expectsKey: Bool { isMap && remaining > 0 && remaining % 2 == 0 }

    var lastKey: Range<Int> {
        get { Int(keyStart)..<Int(keyEnd) }
        set {
            keyStart = UInt32(newValue.lowerBound)
            keyEnd = UInt32(newValue.upperBound)
        }
    }
}

extension CBORHead {
    /// The head at an offset. Refuses every head that deterministic CBOR or our subset has not.
    @inline(__always) static func read(
        _ input: RawSpan, at offset: Int
    ) throws(CBORError) -> CBORHead {
        guard offset < input.byteCount else {
            throw CBORError(.endsEarly, at: offset, found: 0, wanted: 1)
        }
        let first = input.byte(at: offset)
        if first < 0xe0, first & 31 < 24, let kind = CBORKind(rawValue: first >> 5) {
            return CBORHead(kind: kind, argument: UInt64(first & 31), length: 1)
        }
        return try long(input, first, at: offset)
    }

    private static func long(
        _ input: RawSpan, _ first: UInt8, at offset: Int
    ) throws(CBORError) -> CBORHead {
        let information = first & 31
        guard first < 0xe0, let kind = CBORKind(rawValue: first >> 5) else {
            return try simple(input, information, at: offset)
        }
        guard information < 28 else {
            guard information == 31 else {
                throw CBORError(.reservedLength, at: offset, found: UInt64(information))
            }
            guard kind == .unsigned || kind == .negative || kind == .tag else {
                throw CBORError(.indefiniteLength, at: offset)
            }
            throw CBORError(.reservedLength, at: offset, found: 31)
        }
        let size = 1 << Int(information - 24)
        let left = input.byteCount - offset - 1
        guard size <= left else {
            throw CBORError(.endsEarly, at: offset, found: UInt64(left), wanted: UInt64(size))
        }
        var argument: UInt64 = 0
        for index in 1...size { argument = argument << 8 | UInt64(input.byte(at: offset + index)) }
        let least: UInt64 = size == 1 ? 24 : 1 << UInt64(4 * size)
        guard argument >= least else {
            throw CBORError(.longInteger, at: offset, found: argument)
        }
        guard kind != .negative || argument <= UInt64(Int64.max) else {
            throw CBORError(.outOfRange, at: offset, found: argument, wanted: UInt64(Int64.max))
        }
        return CBORHead(kind: kind, argument: argument, length: 1 + size)
    }

    private static func simple(
        _ input: RawSpan, _ information: UInt8, at offset: Int
    ) throws(CBORError) -> CBORHead {
        switch information {
        case 20, 21: return CBORHead(kind: .boolean, argument: UInt64(information), length: 1)
        case 22: return CBORHead(kind: .null, argument: CBORHead.null, length: 1)
        case 24:
            guard offset + 1 < input.byteCount else {
                throw CBORError(.endsEarly, at: offset, found: 0, wanted: 1)
            }
            let value = UInt64(input.byte(at: offset + 1))
            throw CBORError(.undefinedSimple, at: offset, found: value)
        case 25, 26, 27: throw CBORError(.floatingPoint, at: offset)
        case 28, 29, 30:
            throw CBORError(.reservedLength, at: offset, found: UInt64(information))
        case 31: throw CBORError(.indefiniteLength, at: offset)
        default: throw CBORError(.undefinedSimple, at: offset, found: UInt64(information))
        }
    }
}
