/// The numbers of one record while it is read, by their keys. Rules look at keys below 16 only.
struct RecordFacts {
    private var values = InlineArray<16, UInt64>(repeating: 0)
    private var present: UInt16 = 0

    mutating func note(_ key: UInt64, _ value: UInt64) {
        guard key < 16 else { return }
        values[Int(key)] = value
        present |= 1 << UInt16(key)
    }

    func has(_ key: UInt64) -> Bool { present >> UInt16(key) & 1 == 1 }
    subscript(key: UInt64) -> UInt64 { values[Int(key)] }
}

extension RecordRule {
    func check(_ facts: RecordFacts) throws(MessageError) {
        switch self {
        case .ordered(let first, let last):
            guard facts[first] <= facts[last] else {
                throw MessageError(.wrongOrder, found: facts[first], wanted: facts[last])
            }
        case .expiry(let from, let until):
            guard facts[until] > facts[from], facts[until] - facts[from] <= 14 else {
                throw MessageError(.badExpiry, found: facts[until], wanted: facts[from])
            }
        case .exactlyOne(let one, let other):
            guard facts.has(one) != facts.has(other) else {
                throw MessageError(.notExactlyOne, found: one, wanted: other)
            }
        case .atLeastOne(let first, let last):
            guard (first...last).contains(where: { facts.has($0) }) else {
                throw MessageError(.nothingGiven, found: first, wanted: last)
            }
        case .positionCell(let distance, let cell):
            let wanted = facts[distance] <= 500 ? 12 : 5
            guard CellBits.resolution(of: facts[cell]) == wanted else {
                throw MessageError(
                    .positionCell, found: UInt64(CellBits.resolution(of: facts[cell]) ?? 0),
                    wanted: UInt64(wanted))
            }
        }
    }
}
