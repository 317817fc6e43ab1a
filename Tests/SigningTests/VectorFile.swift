import Foundation
import Primitives

/// Reads a file of `Tests/Vectors`: one vector per line, words split by spaces, `#` begins a comment.
enum VectorFile {
    static func rows(_ path: String) throws -> [[String]] {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Vectors")
        let text = try String(contentsOf: folder.appending(path: path), encoding: .utf8)
        return text.split(separator: "\n").filter { !$0.hasPrefix("#") }
            .map { $0.split(separator: " ").map(String.init) }
    }
}

/// Hex in vectors; `-` stands for no bytes.
func bytes(hex: some StringProtocol) -> [UInt8] {
    guard hex != "-" else { return [] }
    let digits = Array(hex.utf8)
    return stride(from: 0, to: digits.count, by: 2).compactMap {
        UInt8(String(decoding: digits[$0..<$0 + 2], as: UTF8.self), radix: 16)
    }
}

func hex(_ bytes: some Sequence<UInt8>) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}
