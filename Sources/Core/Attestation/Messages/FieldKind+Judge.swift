extension FieldKind {
    /// Refuses a number, or the length of a byte string, that the field's bounds refuse.
    func judge(_ number: UInt64) throws(MessageError) {
        switch self {
        case .unsigned(let range, _):
            guard range.contains(number) else {
                throw MessageError(
                    .outOfRange, found: number,
                    wanted: number < range.lowerBound ? range.lowerBound : range.upperBound)
            }
        case .word(let words):
            try Self.judgeWord(number, greatest: UInt64(words.words.count - 1))
        case .words(let words):
            try Self.judgeWord(number, greatest: 1 << UInt64(words.words.count) - 1)
        case .bytes(let lengths):
            guard lengths.contains(Int(number)) else {
                let bound =
                    number < lengths.lowerBound ? lengths.lowerBound : lengths.upperBound
                throw MessageError(.wrongLength, found: number, wanted: UInt64(bound))
            }
        case .devAddr:
            guard number <= 0xffff_ffff else {
                throw MessageError(.outOfRange, found: number, wanted: 0xffff_ffff)
            }
        case .cell(let resolutions): try Self.judgeCell(number, resolutions)
        default: break
        }
    }

    private static func judgeWord(_ number: UInt64, greatest: UInt64) throws(MessageError) {
        guard number <= greatest else {
            throw MessageError(.unknownWord, found: number, wanted: greatest)
        }
    }

    private static func judgeCell(
        _ bits: UInt64, _ resolutions: ClosedRange<Int>
    ) throws(MessageError) {
        let resolution = CellBits.resolution(of: bits)
        guard let resolution else { throw MessageError(.badCell, found: bits) }
        guard resolutions.contains(resolution) else {
            let bound =
                resolution < resolutions.lowerBound
                ? resolutions.lowerBound : resolutions.upperBound
            throw MessageError(
                .otherResolution, found: UInt64(resolution), wanted: UInt64(bound))
        }
    }
}
