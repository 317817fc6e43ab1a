import FirmwareProtocol
import Foundation
import Testing

/// The vectors of firmware-protocol/vectors, made by the independent make.py beside them.
enum Vectors {
    static let top = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    struct Messages: Decodable {
        struct Message: Decodable {
            let name: String
            let body: String
            let wire: String
        }
        let messages: [Message]
    }

    struct Refusals: Decodable {
        struct Frame: Decodable {
            let code: String
            let wire: String
        }
        struct Payload: Decodable {
            let code: String
            let body: String
        }
        let frames: [Frame]
        let payloads: [Payload]
    }

    static func read<File: Decodable>(_ name: String) throws -> File {
        let file = top.appendingPathComponent("firmware-protocol/vectors/\(name)")
        return try JSONDecoder().decode(File.self, from: Data(contentsOf: file))
    }

    static func bytes(_ hex: String) -> [UInt8] {
        let digits = Array(hex.utf8)
        return stride(from: 0, to: digits.count, by: 2).map {
            UInt8(String(decoding: digits[$0..<$0 + 2], as: UTF8.self), radix: 16) ?? 0
        }
    }
}

extension FrameBody {
    init(_ bytes: [UInt8]) {
        self.init()
        for byte in bytes { append(byte) }
    }

    var array: [UInt8] {
        let bytes = bytes
        return (0..<bytes.byteCount).map {
            unsafe bytes.unsafeLoad(fromByteOffset: $0, as: UInt8.self)
        }
    }

    /// The bytes that go over the wire.
    var wire: [UInt8] {
        var encoder = FrameEncoder()
        encoder.load(self)
        var bytes: [UInt8] = []
        while let byte = encoder.nextByte() { bytes.append(byte) }
        return bytes
    }
}

extension ShortBytes {
    init(_ bytes: [UInt8]) {
        self.init()
        for byte in bytes { append(byte) }
    }
}

/// SplitMix64: the same numbers for the same seed on every machine.
struct SeededNumbers: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
        return mixed ^ mixed >> 31
    }

    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
    mutating func byte() -> UInt8 { UInt8(truncatingIfNeeded: next()) }
}
