import Primitives

/// Reads deterministic CBOR out of bytes that came from outside, item by item, without allocating
/// and without copying. Every call checks what it passes: shortest heads, definite lengths,
/// counts that fit in what is left, valid UTF-8, map keys strictly ascending by their bytes. What
/// was read to the end with `finish()` therefore has no second spelling.
///
///     var reader = try CBORReader(bytes)
///     try reader.beginMap(3)
///     try reader.key(1); let window = try reader.unsigned()
///     try reader.key(2); let nonce = try reader.hash256()
///     let place = try reader.optionalKey(3) ? try reader.unsigned() : nil
///     try reader.endMap()
///     try reader.finish()
public struct CBORReader: ~Escapable {
    let input: RawSpan
    /// Where the next item begins.
    public private(set) var offset = 0
    /// What is being read: an array, a map, or outside of all a sequence without end.
    private var frame = CBORFrame(isMap: false, remaining: .max)
    private var outer: InlineArray<8, CBORFrame>
    private var depth = 0

    /// Refuses more than `limit` bytes before it looks at any.
    @_lifetime(copy input)
    public init(_ input: RawSpan, limit: Int = CBORLimit.bytes) throws(CBORError) {
        guard input.byteCount <= limit else {
            throw CBORError(
                .tooLong, at: 0, found: UInt64(input.byteCount), wanted: UInt64(limit))
        }
        precondition(limit <= UInt32.max, "frames count in 32 bits")
        self.input = input
        outer = InlineArray(repeating: CBORFrame())
    }

    /// The end: refuses bytes after the last item. An array or map still open is our own bug.
    public func finish() throws(CBORError) {
        precondition(depth == 0, "an array or map was not ended")
        guard offset == input.byteCount else {
            throw CBORError(
                .trailingBytes, at: offset, found: UInt64(input.byteCount - offset))
        }
    }

    /// The kind of the next item, which stays to be read; a bad head is refused here already.
    public func nextKind() throws(CBORError) -> CBORKind {
        try CBORHead.read(input, at: offset).kind
    }
}

// MARK: - Single items

extension CBORReader {
    public mutating func unsigned(upTo limit: UInt64 = .max) throws(CBORError) -> UInt64 {
        let start = offset
        let value = try open(.unsigned)
        guard value <= limit else {
            throw CBORError(.outOfRange, at: start, found: value, wanted: limit)
        }
        return value
    }

    /// An integer of either sign that fits in 64 bits and in `range`.
    public mutating func integer(
        in range: ClosedRange<Int64> = Int64.min...Int64.max
    ) throws(CBORError) -> Int64 {
        let start = offset
        try countItem()
        let head = try CBORHead.read(input, at: start)
        guard head.kind == .unsigned || head.kind == .negative else {
            throw head.isNot(.unsigned, at: offset)
        }
        let isNegative = head.kind == .negative
        let magnitude = Int64(bitPattern: head.argument)
        let value = isNegative ? -1 - magnitude : magnitude
        guard magnitude >= 0, range.contains(value) else {
            let limit = UInt64(bitPattern: isNegative ? range.lowerBound : range.upperBound)
            throw CBORError(.outOfRange, at: start, found: head.argument, wanted: limit)
        }
        offset += head.length
        return value
    }

    public mutating func boolean() throws(CBORError) -> Bool {
        try open(.boolean) == CBORHead.true
    }

    public mutating func null() throws(CBORError) {
        _ = try open(.null)
    }

    /// A byte string's place in the input.
    public mutating func byteRange(upTo limit: Int = .max) throws(CBORError) -> Range<Int> {
        try string(.bytes, upTo: limit)
    }

    @_lifetime(copy self)
    public mutating func bytes(upTo limit: Int = .max) throws(CBORError) -> RawSpan {
        let range = try string(.bytes, upTo: limit)
        return input.extracting(range)
    }

    /// A byte string of exactly `count` bytes.
    @_lifetime(copy self)
    public mutating func bytes(exactly count: Int) throws(CBORError) -> RawSpan {
        let start = offset
        let range = try string(.bytes, upTo: .max)
        guard range.count == count else {
            throw CBORError(
                .wrongLength, at: start, found: UInt64(range.count), wanted: UInt64(count))
        }
        return input.extracting(range)
    }

    /// A text's bytes, which are valid UTF-8.
    @_lifetime(copy self)
    public mutating func text(upTo limit: Int = .max) throws(CBORError) -> RawSpan {
        let start = offset
        let range = try string(.text, upTo: limit)
        let text = input.extracting(range)
        guard text.isValidUTF8 else { throw CBORError(.invalidUTF8, at: start) }
        return text
    }

    /// Passes one whole item of any kind, with everything in it, as strictly as if it were read.
    /// Refuses tags: none may stand inside of the network's messages.
    public mutating func skip() throws(CBORError) {
        let head = try CBORHead.read(input, at: offset)
        switch head.kind {
        case .unsigned, .negative, .boolean, .null:
            try countItem()
            offset += head.length
        case .bytes: _ = try string(.bytes, upTo: .max)
        case .text: _ = try text()
        case .array:
            for _ in 0..<(try beginArray()) { try skip() }
            try endArray()
        case .map:
            for _ in 0..<(try beginMap()) {
                try anyKey()
                try skip()
            }
            try endMap()
        case .tag:
            throw CBORError(.unknownTag, at: offset, found: head.argument)
        }
    }
}

// MARK: - Arrays, maps and tags

extension CBORReader {
    /// Begins an array and returns how many items it has, at most `limit`.
    public mutating func beginArray(upTo limit: Int = .max) throws(CBORError) -> Int {
        try begin(.array, allowed: 0...limit)
    }

    /// Begins an array of exactly `count` items.
    public mutating func beginArray(exactly count: Int) throws(CBORError) {
        _ = try begin(.array, allowed: count...count)
    }

    public mutating func endArray() throws(CBORError) { try end(.extraItem) }

    /// Begins a map and returns how many keys it has, at most `limit`.
    public mutating func beginMap(upTo limit: Int = .max) throws(CBORError) -> Int {
        try begin(.map, allowed: 0...limit)
    }

    /// How many keys of the map (items of the array) being read are left.
    public var itemsLeft: Int {
        guard depth > 0 else { return 0 }
        return Int(frame.isMap ? frame.remaining / 2 : frame.remaining)
    }

    /// The next key, which must be `wanted`. A greater key, or the end, means it is missing; a
    /// smaller one was not expected by the caller, who reads keys in ascending order.
    public mutating func key(_ wanted: UInt64) throws(CBORError) {
        guard try optionalKey(wanted) else {
            throw CBORError(.missingKey, at: offset, wanted: wanted)
        }
    }

    /// Reads the next key if it is `wanted`; leaves a greater one for the next call.
    public mutating func optionalKey(_ wanted: UInt64) throws(CBORError) -> Bool {
        guard itemsLeft > 0 else { return false }
        if passSmallKey(wanted) { return true }
        let head = try CBORHead.read(input, at: offset)
        if head.kind == .unsigned, head.argument == wanted {
            try anyKey()
            return true
        }
        guard head.kind != .unsigned || head.argument > wanted else {
            // Let an unsorted or repeated key be called by that name.
            try anyKey()
            throw CBORError(.unknownKey, at: offset - head.length, found: head.argument)
        }
        return false
    }

    /// The next key as an unsigned integer.
    public mutating func unsignedKey() throws(CBORError) -> UInt64 {
        let head = try keyHead(.unsigned)
        try anyKey()
        return head.argument
    }

    /// The next key as an integer of either sign.
    public mutating func integerKey() throws(CBORError) -> Int64 {
        guard try nextKind() == .negative else {
            let start = offset
            let key = try unsignedKey()
            guard let key = Int64(exactly: key) else {
                throw CBORError(.outOfRange, at: start, found: key, wanted: UInt64(Int64.max))
            }
            return key
        }
        let argument = try CBORHead.read(input, at: offset).argument
        try anyKey()
        return -1 - Int64(argument)
    }

    /// The next key as a text.
    @_lifetime(copy self)
    public mutating func textKey() throws(CBORError) -> RawSpan {
        let start = offset
        let head = try keyHead(.text)
        try anyKey()
        return input.extracting(start + head.length..<offset)
    }

    private func keyHead(_ wanted: CBORKind) throws(CBORError) -> CBORHead {
        let head = try CBORHead.read(input, at: offset)
        guard head.kind == wanted else { throw head.isNot(wanted, at: offset) }
        return head
    }

    /// Ends a map: refuses keys nobody asked for.
    public mutating func endMap() throws(CBORError) {
        if itemsLeft > 0 {
            let head = try CBORHead.read(input, at: offset)
            let start = offset
            try anyKey()
            throw CBORError(.unknownKey, at: start, found: head.argument)
        }
        try end(.extraItem)
    }

    /// Passes the one tag that may stand here.
    public mutating func tag(_ wanted: UInt64) throws(CBORError) {
        let start = offset
        let head = try CBORHead.read(input, at: offset)
        guard head.kind == .tag else { throw head.isNot(.tag, at: offset) }
        guard head.argument == wanted else {
            throw CBORError(.unknownTag, at: start, found: head.argument, wanted: wanted)
        }
        offset += head.length
    }
}

// MARK: - Inside

extension CBORReader {
    /// Reads the head of an item of the kind that is due and counts the item.
    private mutating func open(_ wanted: CBORKind) throws(CBORError) -> UInt64 {
        try countItem()
        let head = try CBORHead.read(input, at: offset)
        guard head.kind == wanted else { throw head.isNot(wanted, at: offset) }
        offset += head.length
        return head.argument
    }

    private mutating func countItem() throws(CBORError) {
        precondition(!frame.expectsKey, "a map's key is read by key(_:)")
        guard frame.remaining > 0 else { throw CBORError(.missingItem, at: offset) }
        if depth > 0 { frame.remaining -= 1 }
    }

    private mutating func string(
        _ kind: CBORKind, upTo limit: Int
    ) throws(CBORError) -> Range<Int> {
        let start = offset
        let head = try CBORHead.read(input, at: start)
        _ = try open(kind)
        let range = try Self.body(of: head, in: input, at: start)
        guard range.count <= limit else {
            throw CBORError(
                .wrongLength, at: start, found: UInt64(range.count), wanted: UInt64(limit))
        }
        offset = range.upperBound
        return range
    }

    /// Where the bytes of a string lie whose head stands at `start`.
    private static func body(
        of head: CBORHead, in input: RawSpan, at start: Int
    ) throws(CBORError) -> Range<Int> {
        let first = start + head.length
        let left = input.byteCount - first
        guard head.argument <= UInt64(left) else {
            throw CBORError(.endsEarly, at: start, found: UInt64(left), wanted: head.argument)
        }
        return first..<first + Int(head.argument)
    }

    private mutating func begin(
        _ kind: CBORKind, allowed: ClosedRange<Int>
    ) throws(CBORError) -> Int {
        let start = offset
        let count = try open(kind)
        let left = UInt64(input.byteCount - offset)
        // Each item has a byte at least, each pair two: no count can promise more than there is.
        guard count <= (kind == .map ? left / 2 : left) else {
            throw CBORError(.countBeyondEnd, at: start, found: count, wanted: left)
        }
        guard allowed.contains(Int(count)) else {
            throw CBORError(
                .wrongCount, at: start, found: count, wanted: UInt64(allowed.upperBound))
        }
        guard depth < CBORLimit.depth else {
            throw CBORError(.tooDeep, at: start, wanted: UInt64(CBORLimit.depth))
        }
        outer[depth] = frame
        depth += 1
        frame = CBORFrame(
            isMap: kind == .map, remaining: UInt32(kind == .map ? 2 * count : count))
        return Int(count)
    }

    private mutating func end(_ code: CBORError.Code) throws(CBORError) {
        precondition(depth > 0, "nothing is open")
        guard frame.remaining == 0 else {
            throw CBORError(code, at: offset, found: UInt64(frame.remaining))
        }
        depth -= 1
        frame = outer[depth]
    }

    /// Passes the key of one byte that nearly every key of a message is, after another such or
    /// none. Whatever is not that is left to `anyKey`.
    private mutating func passSmallKey(_ wanted: UInt64) -> Bool {
        guard frame.expectsKey, wanted < 24, offset < input.byteCount,
            input.byte(at: offset) == UInt8(truncatingIfNeeded: wanted)
        else { return false }
        let length = frame.keyEnd - frame.keyStart
        guard length == 0 || length == 1 && input.byte(at: Int(frame.keyStart)) < UInt8(wanted)
        else { return false }
        frame.lastKey = offset..<offset + 1
        frame.remaining -= 1
        offset += 1
        return true
    }

    /// Passes the next key, an integer or a text, strictly greater than the one before it.
    private mutating func anyKey() throws(CBORError) {
        precondition(frame.expectsKey, "no key is due here")
        let start = offset
        let head = try CBORHead.read(input, at: start)
        switch head.kind {
        case .unsigned, .negative: offset += head.length
        case .text:
            let text = try Self.body(of: head, in: input, at: start)
            guard input.extracting(text).isValidUTF8 else {
                throw CBORError(.invalidUTF8, at: start)
            }
            offset = text.upperBound
        default:
            throw CBORError(.keyKind, at: start, found: UInt64(head.kind.rawValue))
        }
        try Self.check(start..<offset, after: frame.lastKey, in: input)
        frame.lastKey = start..<offset
        frame.remaining -= 1
    }

    /// Keys ascend by their bytes (RFC 8949 4.2.1), each one once.
    private static func check(
        _ key: Range<Int>, after before: Range<Int>, in input: RawSpan
    ) throws(CBORError) {
        guard !before.isEmpty else { return }
        let common = min(key.count, before.count)
        for index in 0..<common {
            let (left, right) = (
                input.byte(at: before.lowerBound + index), input.byte(at: key.lowerBound + index)
            )
            if left < right { return }
            if left > right { throw CBORError(.keyOrder, at: key.lowerBound) }
        }
        // Deterministic heads are prefix-free: keys that agree so far are the same key.
        throw CBORError(.keyRepeated, at: key.lowerBound)
    }
}
