import Airwaves
import Attestation
import Foundation
import Primitives

/// The golden vectors that `Tests/Vectors/derivations/make.py` wrote.
enum DerivationVectors {
    static func read<Content: Decodable>(_ name: String, as type: Content.Type) throws -> Content {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Vectors/derivations/\(name)")
        return try JSONDecoder().decode(type, from: Data(contentsOf: file))
    }

    struct Hashes: Decodable {
        let rows: [Row]

        struct Row: Decodable {
            let networkFile, network, hotspot, window, nonce, salt, contentUnit: String
            let contentLength: Int
            let frame, seed, witness: String
            let commitment, seal, frameHash, rank, ownership: String
        }
    }

    struct Slots: Decodable {
        let periods: [String: [String: UInt64]]
        let rows: [Row]

        struct Row: Decodable {
            let periods, network, hotspot, firstValue, window: String
            let slot, spare: UInt64
            let slotPeriod, sparePeriod: String
        }
    }

    struct Draws: Decodable {
        let rows: [Row]

        struct Row: Decodable {
            let periods, plan, network, hotspot, window, nonce: String
            let slotValue, spareValue: String?
            let used, frame, seed: String
            let longestFrames: [UInt8]
            let channels: UInt32
            let spreadingFactor: UInt8
            let frameLength, channel: Int
            let powerDecibels: Int32
            let skippedWords: [UInt32]
        }
    }

    struct Words: Decodable {
        let rows: [Row]

        struct Row: Decodable {
            let below: UInt32
            let network, hotspot, value, nonce: String
            let window: UInt64
            let numbers: [UInt32]
            let skipped: Int
        }
    }

    struct Entropy: Decodable {
        let network, end: String
        let first: UInt64
        let rows: [Row]

        struct Row: Decodable {
            let period: UInt64
            let step, logRoot, value: String
        }
    }

    static let periods: [(name: String, value: NetworkPeriods)] = [
        ("main", .main), ("demo", .demo),
    ]

    static func periods(named name: String) throws -> NetworkPeriods {
        guard let found = periods.first(where: { $0.name == name }) else {
            throw CocoaError(.fileReadCorruptFile)
        }
        return found.value
    }
}

/// A hash or key that a vector writes as 64 hexadecimal digits.
func hash(_ text: String) -> Hash256 {
    guard let hash = Hash256(fromHex(text).rawSpan) else {
        preconditionFailure("\(text) is no hash")
    }
    return hash
}

func key(_ text: String) -> PublicKey { PublicKey(bytes: hash(text)) }

func window(_ text: String) throws -> Window {
    guard let number = UInt64(text) else { throw CocoaError(.fileReadCorruptFile) }
    return Window(number)
}
