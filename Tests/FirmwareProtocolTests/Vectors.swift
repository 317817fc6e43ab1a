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
