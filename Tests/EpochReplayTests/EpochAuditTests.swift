import Attestation
import EpochReplay
import Epochs
import EvidenceLog
import Foundation
import Primitives
import Seeds
import Signing
import Testing

@Suite("An epoch verified from a copied directory", .serialized)
struct EpochAuditTests {
    fileprivate static let place = FileManager.default.temporaryDirectory
        .appendingPathComponent("earshot-audit-\(ProcessInfo.processInfo.processIdentifier)")

    private static let network = Result {
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        atexit { try? FileManager.default.removeItem(at: EpochAuditTests.place) }
        return try PublishedNetwork(in: place.appendingPathComponent("net"))
    }

    private func copy(_ name: String) throws -> PublishedNetwork {
        let other = Self.place.appendingPathComponent(name)
        try? FileManager.default.removeItem(at: other)
        return try Self.network.get().copied(to: other)
    }

    @Test("both epochs come to the published bytes, from the state before and from genesis")
    func sound() throws {
        let copy = try copy("sound")
        let last = try copy.audited(1)
        #expect(last.differences.isEmpty, "\(last.differences)")
        #expect(try copy.audited(0).differences.isEmpty)
        let whole = try copy.audited(1, whole: true)
        #expect(whole.differences.isEmpty)
        #expect(whole.root == last.root)
    }

    @Test("a record of a stage that is another is named, with file and place")
    func named() throws {
        let copy = try copy("named")
        let file = copy.directory.appendingPathComponent("epochs/1/trust")
        let good = [UInt8](try Data(contentsOf: file))
        var trust = try TrustFile(reading: good.rawSpan)
        trust.hotspots[3].after += 1
        try Data(trust.bytes).write(to: file)
        let found = try copy.audited(1).differences
        #expect(found.count == 1)
        #expect(
            found.first?.description.hasPrefix(
                "differs stage trust file epochs/1/trust record 3: expected ") == true)
    }

    @Test("a state that its epoch's logged result does not name is not believed")
    func otherState() throws {
        let copy = try copy("state")
        let file = copy.directory.appendingPathComponent("epochs/0/state")
        var bytes = [UInt8](try Data(contentsOf: file))
        bytes[bytes.count - 1] ^= 1
        try Data(bytes).write(to: file)
        let error = #expect(throws: EpochAuditError.self) { try copy.audited(1) }
        #expect(
            error?.description.hasPrefix(
                "differs stage state file epochs/0/state record 0: expected hash ") == true)
        #expect(try copy.audited(1, whole: true).differences.isEmpty)
    }

    /// Files that the audit of epoch 1 reads, by how their paths begin.
    private func isRead(_ path: String) -> Bool {
        if path.hasPrefix("epochs/1/") || path == "checkpoint" || path.hasPrefix("tile/") {
            return true
        }
        return ["epochs/0/state", "epochs/0/registry", "epochs/0/rewards", "epochs/0/result"]
            .contains(path)
    }

    @Test("one flipped bit anywhere in what was published is found")
    func flipped() throws {
        let copy = try copy("flipped")
        let root = try copy.audited(1).root
        let size = try copy.reader().size
        var numbers = SeededNumbers(seed: 77)
        var tried = 0
        for file in try copy.files() {
            let path = String(file.path.dropFirst(copy.directory.path.count + 1))
            guard isRead(path), !isOlderPart(path, size) else { continue }
            let good = [UInt8](try Data(contentsOf: file))
            for _ in 0..<2 {
                var bytes = good
                bytes[numbers.below(bytes.count)] ^= UInt8(1 << numbers.below(8))
                try Data(bytes).write(to: file)
                let report = try? copy.audited(1)
                let isFound = report.map { !$0.differences.isEmpty || $0.root != root } ?? true
                #expect(isFound, "\(path)")
                tried += 1
            }
            try Data(good).write(to: file)
        }
        #expect(tried > 30)
        #expect(try copy.audited(1).differences.isEmpty)
    }

    /// A partial tile of an earlier head, which no reader of this one asks for.
    private func isOlderPart(_ path: String, _ size: UInt64) -> Bool {
        guard path.contains(".p/") else { return false }
        return !path.hasSuffix(".p/\(size & 255)") && !path.hasSuffix(".p/\(size >> 8)")
    }

    @Test("an epoch that has not closed, or of which nothing is published, is no contradiction")
    func absent() throws {
        let copy = try copy("absent")
        #expect(throws: EpochAuditError.missing("epochs/2/result")) {
            try copy.audited(3)
        }
    }
}
