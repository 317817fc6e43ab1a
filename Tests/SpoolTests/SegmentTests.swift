import Foundation
import Primitives
import Seeds
import Testing

@testable import Spool

@Suite("Spool: a segment's bytes") struct SegmentTests {
    static func limits() throws -> SpoolLimits { try SpoolLimits(bytes: 1 << 20, payload: 300) }

    /// Four commits in one segment: records 1 to 3, 4, forget 2, 5 and 6.
    static func written() throws -> MemorySpool {
        var spool = MemorySpool(try limits())
        for number in UInt64(1)...3 { try spool.keep(number, [UInt8(number), 0xAA, 0xBB]) }
        spool.commit()
        try spool.keep(4, kind: 7, [])
        spool.commit()
        spool.journal.forget(2, as: .acknowledged)
        spool.commit()
        for number in UInt64(5)...6 {
            try spool.keep(number, [UInt8](repeating: UInt8(number), count: 40))
        }
        spool.commit()
        return spool
    }

    @Test("are those of the vector, which a script wrote without this code")
    func golden() throws {
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Vectors/spool/00000001.spool")
        let vector = [UInt8](try Data(contentsOf: path))
        let isSame = try Self.written().files[1] == vector
        #expect(isSame)
    }

    @Test("cut anywhere: the commits before are there, the rest is a torn tail, nothing is damage")
    func cut() throws {
        let spool = try Self.written()
        let bytes = spool.files[1] ?? []
        let live: [[UInt64]] = [[1, 2, 3], [1, 2, 3, 4], [1, 3, 4], [1, 3, 4, 5, 6]]
        #expect(spool.ends.count == live.count)
        for count in SegmentHeader.byteCount...bytes.count {
            let replay = MemorySpool.replay([1: Array(bytes[..<count])], try Self.limits())
            #expect(replay.problemCount == 0)
            let done = spool.ends.lastIndex { $0.length <= count }
            if let done {
                // Whole records of a commit that did not end are kept as well.
                let numbers = replay.journal.numbers
                let isThere = live[done].allSatisfy { numbers.contains($0) || done < 2 && $0 == 2 }
                #expect(isThere, "\(count)")
            }
            let isWhole = spool.ends.contains { $0.length == count }
            if isWhole, let done { #expect(replay.finished().numbers == live[done]) }
            #expect(!isWhole || replay.torn == nil)
        }
    }

    @Test("a flipped bit anywhere is noticed; what stands before and behind is read")
    func flip() throws {
        let spool = try Self.written()
        let bytes = spool.files[1] ?? []
        let lastCommit = spool.ends[2].length
        let firstBody = SegmentHeader.byteCount
        for place in 0..<bytes.count {
            var damaged = bytes
            damaged[place] ^= 1 << UInt8(place & 7)
            let replay = MemorySpool.replay([1: damaged], try Self.limits())
            if place < firstBody {
                #expect(replay.problemCount == 1 && replay.journal.records == 0, "\(place)")
            } else if place < lastCommit {
                // Later commits stand behind it: it had been on disk.
                #expect(replay.problemCount == 1 && replay.torn == nil, "\(place)")
                let numbers = replay.journal.numbers
                #expect(numbers.contains(5) && numbers.contains(6), "\(place)")
            } else {
                #expect(replay.problemCount == 0 && replay.torn != nil, "\(place)")
                #expect(Array(replay.journal.numbers.prefix(3)) == [1, 3, 4], "\(place)")
            }
        }
    }

    @Test("a record is none in another segment, at another offset, or of another salt")
    func bound() throws {
        let bytes = try Self.written().files[1] ?? []
        let header = try SegmentHeader(parsing: bytes.rawSpan)
        for change in 0..<3 {
            let other = SegmentHeader(
                number: change == 0 ? 2 : 1, salt: header.salt ^ (change == 1 ? 1 : 0), first: 1,
                previousLength: 0, highest: 0)
            var copy: [UInt8] = []
            other.encode(into: &copy)
            if change == 2 { copy.append(0) }
            copy.append(bytes.rawSpan.extracting(droppingFirst: SegmentHeader.byteCount))
            var scan = SegmentScan(copy.rawSpan, header: other)
            var records = 0
            while let item = scan.next() {
                if case .record = item { records += 1 }
            }
            #expect(records == 0)
        }
    }

    @Test("a sealed segment that lost its end, or a file between others, is damage")
    func chain() throws {
        let limits = try SpoolLimits(bytes: 64 << 10, payload: 300)
        var spool = MemorySpool(limits)
        for number in UInt64(1)...40 {
            try spool.keep(number, [UInt8](repeating: 3, count: 300))
            spool.commit()
        }
        #expect(spool.files.count >= 4)
        #expect(MemorySpool.replay(spool.files, limits).problemCount == 0)
        var short = spool.files
        short[2]?.removeLast(316)
        let replay = MemorySpool.replay(short, limits)
        #expect(replay.problemCount == 1 && replay.torn == nil)
        #expect(replay.problems.first?.description.hasPrefix("00000002.spool ends at byte") == true)
        #expect(replay.journal.records == 39)
    }

    static let headers:
        [(name: String, change: @Sendable (inout [UInt8]) -> Void, error: SegmentHeaderError)] = [
            ("one byte too short", { $0.removeLast() }, .short(43)),
            ("nothing", { $0 = [] }, .short(0)),
            ("other magic", { $0[0] = 0x45 }, .otherFile),
            ("a flipped salt", { $0[16] ^= 1 }, .checksum),
            ("a flipped version is damage, not a newer program", { $0[9] ^= 2 }, .checksum),
            (
                "version 2, well formed",
                {
                    $0[9] = 2; reseal(&$0)
                }, .version(2)
            ),
            (
                "segment 0",
                {
                    $0[15] = 0; reseal(&$0)
                }, .order(number: 0, first: 1)
            ),
            (
                "first above itself",
                {
                    $0[27] = 6; reseal(&$0)
                }, .order(number: 5, first: 6)
            ),
            (
                "first 0",
                {
                    $0[27] = 0; reseal(&$0)
                }, .order(number: 5, first: 0)
            ),
        ]

    private static func reseal(_ bytes: inout [UInt8]) {
        var sum = CRC32C()
        sum.add(bytes.rawSpan.extracting(first: 40))
        bytes.put(sum.value, at: 40)
    }

    @Test("a header refuses each thing that is wrong by its name", arguments: headers.indices)
    func header(row: Int) throws {
        let header = SegmentHeader(
            number: 5, salt: .max, first: 1, previousLength: 1_000, highest: 99)
        var bytes: [UInt8] = []
        header.encode(into: &bytes)
        #expect(bytes.count == SegmentHeader.byteCount)
        #expect(try SegmentHeader(parsing: bytes.rawSpan) == header)
        Self.headers[row].change(&bytes)
        #expect(throws: Self.headers[row].error, "\(Self.headers[row].name)") {
            _ = try SegmentHeader(parsing: bytes.rawSpan)
        }
    }

    @Test("garbage of a segment's length is passed in bounded time", arguments: 0..<3)
    func garbage(seed: Int) throws {
        var chance = SeededNumbers(seed: UInt64(seed))
        var bytes: [UInt8] = []
        let header = SegmentHeader(number: 1, salt: 1, first: 1, previousLength: 0, highest: 0)
        header.encode(into: &bytes)
        bytes += chance.bytes(1 << 14)
        var scan = SegmentScan(bytes.rawSpan, header: header)
        #expect(scan.next() == .gap(SegmentHeader.byteCount..<bytes.count))
        #expect(scan.next() == nil)
    }
}
