/// A hexagon (or one of twelve pentagons) of the H3 grid, in H3's 64 bits, which sort and travel as
/// they are: mode 1 in bits 59-62, resolution in 52-55, base cell in 45-51, then fifteen 3-bit
/// digits from coarse to fine, 7 where the resolution has none.
///
/// Facts of the grid are those of H3 4.5 (Uber Technologies, Apache-2.0).
public struct Cell: Hashable, Comparable, Sendable {
    public let bits: UInt64

    /// Refuses every pattern that is not a cell. No allocation.
    @inlinable
    public init(bits: UInt64) throws(HexGridError) {
        if let flaw = Cell.flaw(of: bits) { throw .notACell(bits: bits, flaw: flaw) }
        self.bits = bits
    }

    /// For bits this module made itself.
    @inlinable
    init(known bits: UInt64) {
        self.bits = bits
    }

    @inlinable
    public static func < (left: Cell, right: Cell) -> Bool { left.bits < right.bits }
}

extension Cell {
    @inlinable
    public var resolution: Resolution { Resolution(known: level) }

    /// 0...121, the cell of resolution 0 this one descends from.
    @inlinable
    public var baseCell: Int { Int(truncatingIfNeeded: bits >> 45) & 0x7F }

    /// The child number taken at `resolution`, 0 (centre) to 6; nil below the cell's own and at 0.
    public func digit(at resolution: Resolution) -> Int? {
        guard resolution.value >= 1, resolution.intValue <= level else { return nil }
        return digit(level: resolution.intValue)
    }

    @inlinable
    public var isPentagon: Bool {
        Cell.isPentagonBase(baseCell) && Cell.ownDigits(bits, level) == 0
    }

    @inlinable
    public var isClassIII: Bool { level & 1 == 1 }

    /// Whether 64 bits are a cell at all. A few nanoseconds.
    @inlinable
    public static func isValid(bits: UInt64) -> Bool { flaw(of: bits) == nil }

    /// The first thing wrong with `bits`, if any.
    @inlinable @inline(__always)
    public static func flaw(of bits: UInt64) -> CellFlaw? {
        if bits >> 56 != 0x08 {
            return bits >> 63 != 0 ? .highBit : bits >> 59 != 1 ? .mode : .reservedBits
        }
        let base = Int(truncatingIfNeeded: bits >> 45) & 0x7F
        guard base < 122 else { return .baseCell }
        let level = Int(truncatingIfNeeded: bits >> 52) & 0xF
        let unused = unusedMask(level)
        guard bits & unused == unused else { return .digitBelowResolution }
        let digits = ownDigits(bits, level)
        guard digits & digits >> 1 & digits >> 2 & everyDigitOne == 0 else { return .digit }
        guard !isPentagonBase(base) || leadingDigit(digits) != 1 else {
            return .deletedPentagonBranch
        }
        return nil
    }
}

extension Cell {
    @inlinable @inline(__always)
    var level: Int { Int(truncatingIfNeeded: bits >> 52) & 0xF }

    /// The digits below `level`, all ones in a cell.
    @inlinable @inline(__always)
    static func unusedMask(_ level: Int) -> UInt64 { (1 << UInt64(3 * (15 - level))) &- 1 }

    /// The digits to `level` in place, the rest zero.
    @inlinable @inline(__always)
    static func ownDigits(_ bits: UInt64, _ level: Int) -> UInt64 {
        bits & allDigits & ~unusedMask(level)
    }

    @inlinable @inline(__always)
    func digit(level: Int) -> Int {
        Int(truncatingIfNeeded: bits >> UInt64(truncatingIfNeeded: 3 * (15 &- level))) & 7
    }

    /// The cell of base and digits given in place, zero below `level`.
    @inlinable
    init(base: Int, digits: UInt64, level: Int) {
        bits =
            1 << 59 | UInt64(truncatingIfNeeded: level) << 52
            | UInt64(truncatingIfNeeded: base) << 45 | digits | Cell.unusedMask(level)
    }

    @inlinable @inline(__always)
    static func isPentagonBase(_ base: Int) -> Bool {
        let half = base < 64 ? pentagonBases.0 : pentagonBases.1
        return half >> UInt64(truncatingIfNeeded: base & 63) & 1 == 1
    }

    /// One bit per base cell 0-63 and 64-127: 4 14 24 38 49 58 63 72 83 97 107 117.
    @inlinable @inline(__always)
    static var pentagonBases: (UInt64, UInt64) {
        (0x8402_0040_0100_4010, 0x0020_0802_0008_0100)
    }
}
