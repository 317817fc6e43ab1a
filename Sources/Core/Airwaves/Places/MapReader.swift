/// Reads the little-endian fields of a place map. Offsets come from a checked `Layout`, so they lie
/// inside; during the check itself every offset is compared first.
@safe struct MapReader {
    let bytes: UnsafeRawBufferPointer

    var count: Int { unsafe bytes.count }

    @inline(__always) func byte(_ offset: Int) -> UInt8 { unsafe bytes[offset] }

    @inline(__always) func half(_ offset: Int) -> UInt16 {
        UInt16(littleEndian: unsafe bytes.loadUnaligned(fromByteOffset: offset, as: UInt16.self))
    }

    @inline(__always) func word(_ offset: Int) -> UInt32 {
        UInt32(littleEndian: unsafe bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }
}

/// Where the sections of a place map begin.
struct Layout {
    static let columns = 360
    static let rows = 180
    static let headerLength = 64
    static let planNameLength = 16
    static let noPlan: UInt8 = 255
    /// Cell values from here up count the cells with borders; below, they are one land for all.
    static let firstBorders: UInt16 = 256

    let tableVersion: UInt32
    let planCount: Int
    let countryCount: Int
    /// Cells with borders.
    let cellCount: Int
    let speckCount: Int
    /// Words of lines.
    let wordCount: Int

    var planNames: Int { Self.headerLength }
    var countries: Int { planNames + Self.planNameLength * planCount }
    var cells: Int { countries + 4 * countryCount }
    var borders: Int { cells + 2 * Self.columns * Self.rows }
    var specks: Int { borders + 4 * (cellCount + 1) }
    var lines: Int { specks + 16 * speckCount }
    var end: Int { lines + 4 * wordCount }

    @inline(__always) func country(_ land: UInt8) -> Int { countries + 4 * (Int(land) - 1) }
    @inline(__always) func cell(row: Int, column: Int) -> Int {
        cells + 2 * (row * Self.columns + column)
    }
}

/// This program's plan for each number in a file.
struct PlanNumbers {
    private var numbers = InlineArray<32, UInt8>(repeating: 0)

    subscript(number: UInt8) -> RegionalPlan? { RegionalPlan(rawValue: numbers[Int(number)]) }

    mutating func set(_ number: Int, _ plan: RegionalPlan) { numbers[number] = plan.rawValue }
}

/// The borders of one cell: the land at its south-west corner, and where its lines lie.
struct CellBorders {
    let corner: UInt8
    let start: Int
    let end: Int
}

extension PlaceMap {
    /// Every cell's value, which is a land, or else leads to its borders.
    @inline(__always) func borders(row: Int, column: Int) -> (land: UInt8, borders: CellBorders?) {
        let value = reader.half(layout.cell(row: row, column: column))
        guard value >= Layout.firstBorders else { return (UInt8(value), nil) }
        let offset = layout.borders + 4 * Int(value - Layout.firstBorders)
        let (here, next) = (reader.word(offset), reader.word(offset + 4))
        let borders = CellBorders(
            corner: UInt8(here >> 24), start: layout.lines + 4 * Int(here & 0xFF_FFFF),
            end: layout.lines + 4 * Int(next & 0xFF_FFFF))
        return (borders.corner, borders)
    }
}

/// A border between two lands, or a coast: vertices in one cell, seen in the direction they run.
struct Line {
    let left: UInt8
    let right: UInt8
    /// The offset of the first vertex, and behind the last.
    let start: Int
    let end: Int

    @inline(__always) init(_ reader: MapReader, at offset: Int) {
        let head = reader.word(offset)
        left = UInt8(truncatingIfNeeded: head)
        right = UInt8(truncatingIfNeeded: head >> 8)
        start = offset + 4
        end = start + 4 * Int(head >> 16)
    }
}

/// A corner of a line, relative to its cell, in ten millionths of a degree: 0...10,000,000.
struct Vertex {
    static let largest: UInt32 = 50_000
    static let step: Int64 = 200

    let x: Int64
    let y: Int64

    init(x: Int64, y: Int64) {
        self.x = x
        self.y = y
    }

    @inline(__always) init(_ reader: MapReader, at offset: Int) {
        let word = reader.word(offset)
        x = Int64(word & 0xFFFF) * Self.step
        y = Int64(word >> 16) * Self.step
    }
}
