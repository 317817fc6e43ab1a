import Foundation
import Seeds

/// Lines of `Tests/Vectors/arithmetic`, made by script/make-arithmetic-vectors, split at commas.
func vectors(_ name: String) throws -> [[Substring]] {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Vectors/arithmetic/\(name).csv")
    let text = try String(contentsOf: file, encoding: .utf8)
    return text.utf8.split(separator: UInt8(ascii: "\n"))
        .filter { $0.first != UInt8(ascii: "#") }
        .map { $0.split(separator: UInt8(ascii: ",")).map(Substring.init) }
}

extension SeededNumbers {
    /// -1 ..< 1.
    mutating func share() -> Double { Double(Int64(bitPattern: next()) >> 11) * 0x1p-52 }

    /// Whole numbers of every size.
    mutating func anySize() -> UInt64 { next() >> (next() & 63) }
}
