import Attestation
import Primitives
import Rewards

/// The first record in which a stage's file is another than it should be.
public struct StageDifference: Hashable, Sendable {
    public let stage: StageName
    /// From 0; the first record that differs, is missing or is too many.
    public let record: Int
    /// The record as it was computed; nothing where the file should have ended.
    public let expected: [UInt8]?
    /// What stands there; nothing where the file ends.
    public let found: [UInt8]?

    /// Nothing when both are the same.
    public init?(_ stage: StageName, expected: [UInt8], found: [UInt8]) {
        guard expected != found else { return nil }
        self.stage = stage
        var (right, wrong) = (RecordCutter(expected), RecordCutter(found))
        var record = 0
        while true {
            let (one, other) = (right.next(), wrong.next())
            if one != other || one == nil {
                self.record = record
                self.expected = one
                self.found = other
                return
            }
            record += 1
        }
    }
}

/// Cuts a file into its records; what is no record any more is one piece to the end.
private struct RecordCutter {
    private let bytes: [UInt8]
    private var offset = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func next() -> [UInt8]? {
        guard offset < bytes.count else { return nil }
        let end = end() ?? bytes.count
        defer { offset = end }
        return Array(bytes[offset..<end])
    }

    /// Where the record that begins here ends; nothing when it is none.
    private func end() -> Int? {
        let rest = bytes.rawSpan.extracting(offset..<bytes.count)
        do throws(CBORError) {
            var reader = try CBORReader(rest, limit: ResultFile.greatestBytes)
            try reader.skip()
            return offset + reader.offset
        } catch {
            return nil
        }
    }
}
