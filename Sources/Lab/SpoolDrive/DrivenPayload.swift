import Seeds

/// What stands in a driven record: known to whoever knows its number.
enum DrivenPayload {
    static let longest = 500

    static func bytes(of number: UInt64) -> [UInt8] {
        var chance = SeededNumbers(seed: number)
        return chance.bytes(chance.below(longest + 1))
    }
}
