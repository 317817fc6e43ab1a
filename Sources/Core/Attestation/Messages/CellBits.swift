import HexGrid

/// What messages ask of a cell's number.
enum CellBits {
    /// The resolution of a number that is a cell, or nothing.
    static func resolution(of bits: UInt64) -> Int? {
        guard Cell.isValid(bits: bits) else { return nil }
        return Int(bits >> 52 & 15)
    }

    /// The cell of a number that passed the table.
    static func cell(_ bits: UInt64) -> Cell {
        do throws(HexGridError) {
            return try Cell(bits: bits)
        } catch {
            preconditionFailure("\(bits) passed the table: \(error)")
        }
    }
}
