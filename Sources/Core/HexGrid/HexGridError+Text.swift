extension HexGridError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .resolutionOutOfRange(let value):
            "resolution \(value) does not exist; write 0 (coarsest) to 15"
        case .notACell(let bits, let flaw): "\(hex(bits)) is not an H3 cell: \(flaw)"
        case .notFiner(let own, let asked):
            "the cell has resolution \(own.value), so it has no children at \(asked.value);"
                + " ask for \(own.value) to 15"
        case .notCoarser(let own, let asked):
            "the cell has resolution \(own.value), so it has no parent at \(asked.value);"
                + " ask for 0 to \(own.value)"
        case .radiusOutOfRange(let radius):
            "\(radius) is not a number of steps; write 0 to \(Cell.largestRadius)"
        case .differentResolutions(let one, let other):
            "\(one) has resolution \(one.resolution.value), \(other) has \(other.resolution.value);"
                + " give cells of one resolution"
        case .tooFarApart(let one, let other):
            "no distance from \(one) to \(other): their base cells do not touch"
        case .pentagonBetween(let one, let other):
            "no distance from \(one) to \(other): a pentagon distorts the grid between them"
        case .duplicate(let cell): "\(cell) is given twice; give each cell once"
        case .bufferTooSmall(let needed, let capacity):
            "\(needed) cells do not fit where there is room for \(capacity)"
        case .ringTooShort(let points):
            "a ring of \(points) points encloses nothing; give at least 3 different ones"
        case .notText(let length):
            "a cell is 15 hexadecimal digits, like 8a1fb46622dffff; this has \(length) bytes"
        case .notHexadecimal(_, let position):
            "a cell has only the digits 0-9 and a-f, in lower case;"
                + " character \(position + 1) is none"
        }
    }

    private func hex(_ bits: UInt64) -> String { "0x" + String(bits, radix: 16) }
}

extension CellFlaw: CustomStringConvertible {
    public var description: String {
        switch self {
        case .highBit: "its highest bit is set"
        case .mode: "its mode is not 1, a cell"
        case .reservedBits: "reserved bits are set"
        case .baseCell: "its base cell is above 121"
        case .digit: "one of its digits is 7"
        case .digitBelowResolution: "it has digits finer than its resolution"
        case .deletedPentagonBranch: "it lies in the branch that a pentagon does not have"
        }
    }
}
