import Foundation
import Primitives

/// Where the golden vectors are, and how tests read them.
enum Vectors {
    static let top = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Vectors")

    static func read<Value: Decodable>(_ path: String, as type: Value.Type) throws -> Value {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(
            type, from: Data(contentsOf: top.appendingPathComponent(path)))
    }
}

/// Bytes from hexadecimal text of a test; odd or foreign characters stop the test.
func bytes(_ text: String) -> [UInt8] {
    let digits = text.compactMap { $0.hexDigitValue }
    precondition(digits.count == text.count && digits.count % 2 == 0, "hexadecimal: \(text)")
    return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
}

func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
}

func block(_ text: String) -> Block128 {
    guard let block = Block128(bytes(text).rawSpan) else {
        preconditionFailure("\(text) is not 16 bytes")
    }
    return block
}

/// SplitMix64 (Steele, Lea, Flood 2014): a fixed seed gives the same test everywhere.
struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
        return z ^ z >> 31
    }
}
