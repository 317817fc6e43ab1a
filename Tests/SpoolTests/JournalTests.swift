import Primitives
import Seeds
import Testing

@testable import Spool

@Suite("Spool: what is taken, what is refused, what is evicted") struct JournalTests {
    @Test("limits: each bound and one past it")
    func limits() throws {
        #expect(SpoolLimits.leastBytes(payload: 65_535) == 64 * 65_551)
        #expect(SpoolLimits.leastBytes(payload: 1) == 64 << 10)
        _ = try SpoolLimits(bytes: 64 * 65_551)
        _ = try SpoolLimits(bytes: 1 << 30)
        _ = try SpoolLimits(bytes: 1 << 20, records: 16, payload: 1)
        #expect(throws: SpoolLimitsError.bytes(64 * 65_551 - 1, least: 64 * 65_551)) {
            _ = try SpoolLimits(bytes: 64 * 65_551 - 1)
        }
        #expect(throws: SpoolLimitsError.bytes(1 << 30 + 1, least: 64 * 65_551)) {
            _ = try SpoolLimits(bytes: 1 << 30 + 1)
        }
        #expect(throws: SpoolLimitsError.records(15)) {
            _ = try SpoolLimits(bytes: 1 << 20, records: 15, payload: 1)
        }
        #expect(throws: SpoolLimitsError.payload(65_536)) {
            _ = try SpoolLimits(bytes: 1 << 30, payload: 65_536)
        }
        #expect(throws: SpoolLimitsError.payload(0)) {
            _ = try SpoolLimits(bytes: 1 << 30, payload: 0)
        }
        // No file can outgrow what the index can name.
        for payload in [1, 4_096, 65_535] {
            for bytes in [SpoolLimits.leastBytes(payload: payload), 64 << 20, 1 << 30] {
                let limits = try SpoolLimits(bytes: bytes, payload: payload)
                let longest =
                    limits.segment + limits.batch + SegmentHeader.byteCount + 16 + 33 * 256
                #expect(longest < SpoolLimits.longestSegment)
            }
        }
    }

    @Test("refusals change nothing")
    func refusals() throws {
        var spool = MemorySpool(try SpoolLimits(bytes: 64 << 10, payload: 100), held: [9])
        try spool.keep(10, [UInt8](repeating: 1, count: 100))
        let before = spool.journal.uncommitted
        #expect(throws: SpoolRefusal.tooLong(101, limit: 100)) {
            try spool.keep(11, [UInt8](repeating: 1, count: 101))
        }
        #expect(throws: SpoolRefusal.numberFalls(10, highest: 10)) { try spool.keep(10, []) }
        #expect(throws: SpoolRefusal.numberFalls(9, highest: 10)) { try spool.keep(9, []) }
        #expect(spool.journal.uncommitted == before && spool.journal.records == 1)
        let wasThere = spool.journal.forget(11, as: .superseded)
        #expect(!wasThere)
        var number: UInt64 = 10
        #expect(throws: SpoolRefusal.self) {
            while true {
                number += 1
                try spool.keep(number, [UInt8](repeating: 1, count: 100))
            }
        }
        #expect(spool.journal.uncommitted <= spool.journal.limits.batch / 2)
    }

    @Test("records that are never evicted fill half, then are refused; the others still have room")
    func held() throws {
        var spool = MemorySpool(
            try SpoolLimits(bytes: 64 << 10, records: 1_000, payload: 100), held: [9])
        var number: UInt64 = 0
        var refusal: SpoolRefusal?
        while refusal == nil {
            number += 1
            do throws(SpoolRefusal) {
                try spool.journal.append(
                    kind: 9, number: number, [UInt8](repeating: 1, count: 100).rawSpan)
            } catch { refusal = error }
            spool.commit()
        }
        guard case .full(let held, let limit) = refusal else {
            Issue.record("\(String(describing: refusal))")
            return
        }
        #expect(limit == 32 << 10 && held > limit - 116 && held <= limit)
        let heldRecords = spool.journal.records
        for _ in 0..<2_000 {
            number += 1
            try spool.keep(number, kind: 1, [UInt8](repeating: 2, count: 100))
            spool.commit()
            #expect(spool.journal.fileBytes <= 64 << 10)
        }
        #expect(spool.journal.totals.evicted > 1_000)
        let evicted = spool.journal.takeEvicted()
        #expect(evicted.allSatisfy { $0.kind == 1 })
        let left = spool.journal.numbers.filter { $0 < heldRecords }
        #expect(left.count == heldRecords - 1)
        let wasThere = spool.journal.forget(1, as: .superseded)
        #expect(wasThere)
        try spool.keep(number + 1, kind: 9, [UInt8](repeating: 1, count: 100))
    }

    @Test("the oldest are evicted first, as many as there is no room for, and no more")
    func oldestFirst() throws {
        var spool = MemorySpool(try SpoolLimits(bytes: 64 << 10, records: 1_000, payload: 100))
        var before: UInt64 = 0
        for number in UInt64(1)...3_000 {
            try spool.keep(number, [UInt8](repeating: 2, count: 100))
            if number % 3 == 0 { spool.commit() }
            for record in spool.journal.takeEvicted() {
                #expect(record.number == before + 1)
                before = record.number
            }
            if before > 0 { #expect(spool.journal.liveBytes > 36 << 10) }
            #expect(spool.journal.fileBytes <= 64 << 10)
        }
        #expect(before > 2_000)
        #expect(spool.files.values.reduce(0) { $0 + $1.count } == spool.journal.fileBytes)
    }

    @Test("more records than are allowed are evicted, small as they may be")
    func records() throws {
        var spool = MemorySpool(try SpoolLimits(bytes: 1 << 20, records: 100, payload: 100))
        for number in UInt64(1)...20_000 {
            try spool.keep(number, [])
            if number % 10 == 0 {
                spool.commit()
                #expect(spool.journal.records <= 100)
            }
        }
        #expect(spool.journal.totals.evicted == 19_900)
        let refused = #expect(throws: SpoolRefusal.self) {
            var spool = MemorySpool(
                try SpoolLimits(bytes: 1 << 20, records: 100, payload: 100), held: [9])
            for number in UInt64(1)...51 { try spool.keep(number, kind: 9, []) }
        }
        #expect(refused == .tooMany(held: 50, limit: 50))
    }

    @Test("one record that stays costs no more than a little: its segment is left behind")
    func straggler() throws {
        var spool = MemorySpool(try SpoolLimits(bytes: 256 << 10, payload: 300))
        try spool.keep(1, [7])
        spool.commit()
        var moved = 0
        for number in UInt64(2)...5_000 {
            try spool.keep(number, [UInt8](repeating: 1, count: 300))
            spool.commit()
            spool.journal.forget(number, as: .acknowledged)
            moved += spool.ends.count
            spool.ends = []
        }
        #expect(spool.journal.contains(1))
        #expect(spool.journal.fileBytes <= 6 * spool.journal.limits.segment)
        let replay = MemorySpool.replay(spool.files, spool.journal.limits)
        #expect(replay.problemCount == 0 && replay.journal.contains(1))
    }
}

@Suite("Spool: the index of live records") struct SpoolIndexTests {
    @Test(
        "holds what a plain list holds, through inserts at any place and removals", arguments: 0..<4
    )
    func model(seed: Int) {
        var chance = SeededNumbers(seed: UInt64(seed))
        var index = SpoolIndex()
        var model: Set<UInt64> = []
        let span = [200, 3_000, 20_000, 1_000_000][seed]
        for step in 0..<20_000 {
            let number = UInt64(chance.below(span))
            let isGrowing = step % 10_000 < 6_000
            if chance.below(10) < (isGrowing ? 8 : 2) {
                let header = RecordHeader(.keep, kind: 1, number: number, length: 5)
                let before = index.insert(
                    SpoolEntry(header, segment: 3, offset: Int(number % 1_000)))
                let wasThere = !model.insert(number).inserted
                #expect((before != nil) == wasThere)
            } else {
                let wasThere = index.remove(number) != nil
                let isRight = wasThere == (model.remove(number) != nil)
                #expect(isRight)
            }
        }
        let sorted = model.sorted()
        var found: [UInt64] = []
        index.forEach { entry in
            found.append(entry.number)
            return true
        }
        #expect(found == sorted && index.count == sorted.count)
        for number in stride(from: UInt64(0), to: UInt64(span), by: max(1, span / 500)) {
            #expect((index[number] != nil) == model.contains(number))
            #expect(index.first(from: number)?.number == sorted.first { $0 >= number })
        }
    }

    @Test("an entry is 16 bytes, and names its segment across the wrap of 11 bits")
    func entry() {
        #expect(MemoryLayout<SpoolEntry>.stride == 16)
        let header = RecordHeader(.keep, kind: 1, number: 1, length: 65_535)
        for segment in [UInt32(1), 2_047, 2_048, 2_049, 4_095, 4_096, 1 << 31] {
            let entry = SpoolEntry(header, segment: segment, offset: 1 << 21 - 1)
            #expect(entry.offset == 1 << 21 - 1)
            for back in [UInt32(0), 1, 2_046] where segment > back {
                #expect(entry.segment(from: segment - back) == segment)
            }
        }
    }
}
