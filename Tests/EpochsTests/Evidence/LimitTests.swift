import Attestation
import CoverageRules
import Primitives
import ProofWorld
import Testing
import Units

@testable import Epochs

@Suite("F: the limits of a key and window (PROTOCOL 3.10)")
struct LimitTests {
    @Test("the 96th seal of a window counts; a 97th is none, and what it hid has no seal")
    func seals() throws {
        func report(seals count: Int) throws -> WitnessRecord {
            let network = WrittenEvidence.network {
                $0.sealing(of: 2) { seals in
                    var empty = seals[0]
                    empty.content.reports = []
                    seals.insert(contentsOf: repeatElement(empty, count: count - 1), at: 0)
                }
            }
            return try #require(try network.judged()[0].report(of: 1, in: 2))
        }
        let good = try report(seals: 96)
        #expect(good.verdict.outcome == .pass && good.seal != nil)
        let bad = try report(seals: 97)
        #expect(bad.seal == nil)
        #expect(bad.verdict.finding?.rule == .w6 && bad.verdict.finding?.reason == .noSeal)
    }

    @Test("openings of exactly 512 KiB are all read; with one byte more the last of them is not")
    func bytes() throws {
        func outcome(bytes: Int) throws -> EpochOutcome {
            let network = WrittenEvidence.network {
                $0.sealing(of: 2) { seals in
                    let others = Self.fillers(
                        bytes - Self.size(seals[0].content), like: seals[0].content)
                    seals.insert(
                        contentsOf: others.map { content in
                            var other = seals[0]
                            other.content = content
                            return other
                        }, at: 0)
                }
            }
            return try network.judged()[0]
        }
        let good = try outcome(bytes: 512 * 1_024)
        #expect(try good.report(of: 1, in: 2)?.verdict.outcome == .pass)
        #expect(try good.beacon(of: 0, in: 2)?.selected == [1])
        let bad = try outcome(bytes: 512 * 1_024 + 1)
        #expect(try bad.report(of: 1, in: 2) == nil)
        #expect(try bad.beacon(of: 0, in: 2)?.heard == 0)
        #expect(try bad.trust(of: 1).unopened == 1)
        // Of whoever opened too much nothing passes in that window, and in that window only.
        let passing = try bad.reports().filter {
            $0.verdict.hotspot == 1 && $0.verdict.outcome == .pass
        }
        #expect(passing.map(\.verdict.window.number).sorted() == [1, 3])
        #expect(try bad.report(of: 1, in: 3)?.verdict.outcome == .pass)
    }

    private static func size(_ content: WitnessReports) -> Int {
        (try? content.payload().count) ?? 0
    }

    /// Contents of frames of no beacon, together so many bytes, each below 50,000.
    private static func fillers(_ bytes: Int, like content: WitnessReports) -> [WitnessReports] {
        let parts = bytes / 48_000 + 1
        return (0..<parts).map { part in
            filler(bytes * (part + 1) / parts - bytes * part / parts, like: content)
        }
    }

    /// A content of exactly so many bytes: the last frame takes what is missing.
    private static func filler(_ bytes: Int, like content: WitnessReports) -> WitnessReports {
        var filler = content
        for count in stride(from: bytes / 150, to: 0, by: -1) {
            filler.reports = (0..<count).map { number in
                var report = content.reports[0]
                report.frame = [0x40, UInt8(number >> 8), UInt8(number & 0xff)]
                report.frame += [UInt8](repeating: 9, count: 147)
                return report
            }
            // A frame of 24 to 255 bytes has the same head.
            let length = 150 + bytes - size(filler)
            guard (24...255).contains(length), size(filler) > 0 else { continue }
            let last = count - 1
            filler.reports[last].frame =
                Array(filler.reports[last].frame.prefix(3))
                + [UInt8](repeating: 9, count: length - 3)
            break
        }
        precondition(size(filler) == bytes, "no content has \(bytes) bytes")
        return filler
    }
}
