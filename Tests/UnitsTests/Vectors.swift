import Foundation

/// Lines of `Tests/Vectors/arithmetic`, made by script/make-arithmetic-vectors, split at commas.
func vectors(_ name: String) throws -> [[Substring]] {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Vectors/arithmetic/\(name).csv")
    let text = try String(contentsOf: file, encoding: .utf8)
    return text.utf8.split(separator: UInt8(ascii: "\n"))
        .filter { $0.first != UInt8(ascii: "#") }
        .map { $0.split(separator: UInt8(ascii: ",")).map(Substring.init) }
}

/// SplitMix64: the same inputs in every run.
struct SeededNumbers {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// -1 ..< 1.
    mutating func share() -> Double { Double(Int64(bitPattern: next()) >> 11) * 0x1p-52 }

    /// Whole numbers of every size.
    mutating func anySize() -> UInt64 { next() >> (next() & 63) }
}
