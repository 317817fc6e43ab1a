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
