import Primitives
import Testing

@testable import Epochs

@Suite("The file trust: records of three kinds in one order") struct TrustFileTests {
    private static func hotspot(_ number: UInt32) -> TrustRecord {
        TrustRecord(
            hotspot: number, before: 250, after: 275, change: .served, withheld: 0, unopened: 0,
            lost: 0)
    }

    private static func notice(_ index: UInt64) -> NoticeRecord {
        NoticeRecord(
            index: index, id: Hash256(words: (index, 1, 1, 1)), hotspot: 0, other: nil,
            outcome: .inForce, change: 100)
    }

    private static let good = TrustFile(
        hotspots: [hotspot(1), hotspot(2)], notices: [notice(5), notice(6)])

    @Test("read back as written")
    func good() throws {
        let bytes = Self.good.bytes
        #expect(try TrustFile(reading: bytes.rawSpan) == Self.good)
    }

    @Test("a hotspot behind notices is refused at its place, however many there are")
    func kindsOutOfOrder() {
        let bytes =
            TrustFile(notices: [Self.notice(5), Self.notice(6)]).bytes
            + TrustFile(hotspots: [Self.hotspot(1)]).bytes
        #expect(throws: StageFileError.order(stage: "trust", index: 2)) {
            try TrustFile(reading: bytes.rawSpan)
        }
    }

    @Test("records of one kind that do not ascend are refused at their place")
    func recordsOutOfOrder() {
        var file = Self.good
        file.notices.swapAt(0, 1)
        let notices = file.bytes
        #expect(throws: StageFileError.order(stage: "trust", index: 3)) {
            try TrustFile(reading: notices.rawSpan)
        }
        file.hotspots.swapAt(0, 1)
        let hotspots = file.bytes
        #expect(throws: StageFileError.order(stage: "trust", index: 1)) {
            try TrustFile(reading: hotspots.rawSpan)
        }
    }
}
