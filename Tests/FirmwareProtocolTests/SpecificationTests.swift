import FirmwareProtocol
import Foundation
import Testing

@Suite("Firmware link: the specification says what the code does") struct SpecificationTests {
    static func lines() throws -> [String] {
        let file = Vectors.top.appendingPathComponent("firmware-protocol/SPEC.md")
        return try String(contentsOf: file, encoding: .utf8).components(separatedBy: "\n")
    }

    /// Rows `| number | `name` | …` between a heading and the next one.
    static func rows(_ heading: String) throws -> [String] {
        let lines = try lines()
        let start = try #require(lines.firstIndex(of: heading))
        return lines[(start + 1)...].prefix { !$0.hasPrefix("#") }.compactMap { line in
            let cells = line.components(separatedBy: "|").map {
                $0.trimmingCharacters(in: .whitespaces)
            }
            guard cells.count > 3, cells[2].hasPrefix("`") else { return nil }
            return cells[1] + " " + cells[2].trimmingCharacters(in: ["`"])
        }
    }

    @Test("every type, result and refusal by number and name, and no others")
    func tables() throws {
        #expect(
            try Self.rows("## Types")
                == MessageType.allCases.map {
                    let hex = String($0.rawValue, radix: 16)
                    return "\(hex.count == 1 ? "0" + hex : hex) \($0)"
                })
        #expect(
            try Self.rows("### Results")
                == RequestResult.allCases.map { "\($0.rawValue) \($0)" })
        #expect(
            try Self.rows("### Refusals of payloads")
                == MessageError.Code.allCases.map { "\($0.rawValue) \($0)" })
    }

    @Test("each frame of the example is the vector of its name")
    func example() throws {
        let file: Vectors.Messages = try Vectors.read("messages.json")
        let frames = try Self.lines().filter { $0.hasPrefix("> ") || $0.hasPrefix("< ") }
        #expect(frames.count == 8)
        for frame in frames {
            let words = frame.split(separator: " ").map(String.init)
            let vector = file.messages.first { $0.name == words[2] }
            #expect(vector?.wire == words[1], "\(words[2])")
        }
    }
}
