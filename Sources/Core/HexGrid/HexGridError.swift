/// Why the grid refused. Each case says in words what was wrong and what to give instead.
public enum HexGridError: Error, Equatable {
    case resolutionOutOfRange(Int)
    /// Not a cell: another mode, a reserved bit, a base cell or digit that does not exist.
    case notACell(bits: UInt64, flaw: CellFlaw)
    case notFiner(than: Resolution, asked: Resolution)
    case notCoarser(than: Resolution, asked: Resolution)
    case radiusOutOfRange(Int)
    case differentResolutions(Cell, Cell)
    /// The two cells are too far apart to unfold the grid between them into a plane.
    case tooFarApart(Cell, Cell)
    /// A pentagon between the two cells: a distance on the unfolded plane would be wrong.
    case pentagonBetween(Cell, Cell)
    case duplicate(Cell)
    case bufferTooSmall(needed: Int, capacity: Int)
    case ringTooShort(points: Int)
    case notText(length: Int)
    case notHexadecimal(byte: UInt8, position: Int)
}

/// What makes 64 bits not a cell.
public enum CellFlaw: Hashable, Sendable, CaseIterable {
    case highBit
    case mode
    case reservedBits
    case baseCell
    case digit
    case digitBelowResolution
    case deletedPentagonBranch
}
