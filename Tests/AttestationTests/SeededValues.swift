import Seeds

extension SeededNumbers {
    static let ends: [UInt64] = [
        0, 1, 23, 24, 255, 256, 65_535, 65_536, 0xffff_ffff, 0x1_0000_0000,
        UInt64(Int64.max),
    ]

    mutating func argument() -> UInt64 {
        below(2) == 0 ? pick(Self.ends) : next() >> UInt64(1 + below(63))
    }

    mutating func text() -> String {
        let letters: [Character] = ["a", "~", "é", "߿", "ࠀ", "𐀀", "\u{10ffff}", "\0", "\""]
        return String((0..<pick([0, 1, 5, 23, 24])).map { _ in pick(letters) })
    }

    mutating func value(depth: Int = 1) -> CBORValue {
        switch below(10) {
        case 0...1 where depth <= 8:
            return .array(
                (0..<pick([0, 1, 2, 3, depth < 3 ? 25 : 1])).map { _ in value(depth: depth + 1) })
        case 2...3 where depth <= 8:
            return map(depth: depth)
        case 4: return .bytes(bytes(pick([0, 1, 23, 24, 32, 255, 256])))
        case 5: return .text(text())
        case 6: return .boolean(below(2) == 0)
        case 7: return .null
        case 8: return .negative(argument())
        default: return .unsigned(below(3) == 0 ? next() : argument())
        }
    }

    private mutating func map(depth: Int) -> CBORValue {
        var keys: [CBORValue] = []
        for _ in 0..<pick([0, 1, 2, 5, depth < 3 ? 25 : 1]) {
            let key: CBORValue =
                switch below(10) {
                case 0: .negative(argument())
                case 1: .text(text())
                case 2: .unsigned(argument())
                default: .unsigned(UInt64(below(40)))
                }
            if !keys.contains(key) { keys.append(key) }
        }
        keys.sort { $0.encoded.lexicographicallyPrecedes($1.encoded) }
        return .map(keys.map { CBORValue.Entry(key: $0, value: value(depth: depth + 1)) })
    }
}
