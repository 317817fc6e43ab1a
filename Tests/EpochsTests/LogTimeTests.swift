import Attestation
import EvidenceLog
import Primitives
import Signing
import Testing
import Units

@testable import Epochs

/// A chain and records of chosen periods, each at a chosen index, with made-up roots.
struct MadeRecords {
    static let network = NetworkID(bits: 0x0123_4567_89ab_cdef)
    let steps: [Hash256]
    let end: EntropyChainEnd
    var time: LogTime
    var index: UInt64 = 1

    init(
        periods: NetworkPeriods = .demo, length: Int = 2_000, first: Period = Period(0),
        seed: UInt64 = 1
    ) {
        var value = Hash256(words: (seed, 7, 7, 7))
        var chain = [value]
        for _ in 0..<length {
            value = value.withBytes { Hash256(of: $0, by: SHA256.self) }
            chain.append(value)
        }
        steps = chain.reversed()
        end = EntropyChainEnd(
            sequence: 1, chain: EntropyChain(end: steps[0], first: first), length: UInt64(length))
        time = LogTime(network: Self.network, periods: periods)
    }

    func step(_ period: UInt64) -> EntropyStep {
        EntropyStep(
            period: Period(period), value: steps[Int(period - end.chain.first.number) + 1])
    }

    func root(_ size: UInt64) -> Hash256 { Hash256(words: (size, 1, 2, 3)) }

    func record(_ period: UInt64) -> EntropyRecord {
        let size = time.follower.rootSize
        return EntropyRecord(
            sequence: 2, step: step(period), logSize: size, logRoot: root(size))
    }

    /// Puts the record of a period into the log, `gap` entries after the one before it.
    mutating func make(_ period: UInt64, gap: UInt64 = 3) throws(EntropyRefused) {
        index += gap
        let record = record(period)
        try time.append(record, at: index, root: record.logRoot, by: SHA256.self)
    }
}

@Suite("Log time: which records there are, and where windows and epochs lie")
struct LogTimeTests {
    private func made(_ periods: some Sequence<UInt64>) throws -> MadeRecords {
        var records = MadeRecords()
        try records.time.append(records.end, at: 1)
        for period in periods { try records.make(period) }
        return records
    }

    @Test("m + n is the n-th record after m: an oracle's pause makes nobody late")
    func counts() throws {
        let time = try made([0, 1, 2, 10, 11, 30]).time
        #expect(time.record(of: Period(10))?.index == 13)
        #expect(time.record(of: Period(9)) == nil)
        #expect(time.record(1, after: Period(2))?.period == Period(10))
        #expect(time.record(3, after: Period(2))?.period == Period(30))
        #expect(time.record(4, after: Period(2)) == nil)
        #expect(time.record(number: 1, from: Period(3))?.period == Period(10))
        #expect(time.record(below: 4) == nil)
        #expect(time.record(below: 5)?.period == Period(0))
    }

    @Test("a window begins with its first record, or the next there is")
    func windows() throws {
        // The demo's windows have 60 periods; window 1 has no record at all.
        let time = try made([0, 59, 120, 121]).time
        #expect(time.start(of: Window(0)) == 4)
        #expect(time.start(of: Window(1)) == 10)
        #expect(time.first(in: Window(1)) == nil)
        #expect(time.first(in: Window(2))?.period == Period(120))
        #expect(time.start(of: Window(3)) == nil)
        #expect(time.window(at: 10) == Window(0))
        #expect(time.window(at: 11) == Window(2))
    }

    @Test("evidence closes at the 10th record of the next window, counted past gaps")
    func closes() throws {
        var records = try made(0..<69)
        #expect(records.time.close(of: Window(0)) == nil)
        try records.make(200)
        #expect(records.time.close(of: Window(0))?.period == Period(200))
    }

    @Test("an epoch's range goes from close to close, and is known when the last one is")
    func ranges() throws {
        var records = try made(0..<249)
        #expect(records.time.range(of: Epoch(0)) == nil)
        #expect(records.time.newestJudgeable == nil)
        try records.make(249)
        let close = try #require(records.time.record(of: Period(249))?.index)
        #expect(records.time.range(of: Epoch(0)) == 0..<close)
        #expect(records.time.size(toJudge: Epoch(0)) == close + 1)
        #expect(records.time.newestJudgeable == Epoch(0))
        for period in 250..<490 { try records.make(UInt64(period)) }
        #expect(records.time.range(of: Epoch(1))?.lowerBound == close)
        #expect(records.time.newestJudgeable == Epoch(1))
    }

    @Test("what is no record is refused, by a reason each")
    func refusals() throws {
        var records = MadeRecords(length: 300)
        var seen: [EntropyRefused] = []
        func refused(_ body: () throws(EntropyRefused) -> Void) {
            do throws(EntropyRefused) {
                try body()
                Issue.record("taken")
            } catch { seen.append(error) }
        }
        refused { () throws(EntropyRefused) in try records.make(0) }
        refused { () throws(EntropyRefused) in try records.time.append(records.end, at: 2) }
        try records.time.append(records.end, at: 1)
        try records.make(5)
        refused { () throws(EntropyRefused) in try records.make(5) }
        refused { () throws(EntropyRefused) in
            let other = MadeRecords(length: 300, seed: 2).step(6)
            let size = records.time.follower.rootSize
            try records.time.append(
                EntropyRecord(
                    sequence: 3, step: other, logSize: size, logRoot: records.root(size)),
                at: 40, root: records.root(size), by: SHA256.self)
        }
        refused { () throws(EntropyRefused) in
            let record = records.record(6)
            try records.time.append(record, at: 40, root: records.root(1), by: SHA256.self)
        }
        refused { () throws(EntropyRefused) in
            let size = records.time.follower.rootSize
            let step = EntropyStep(period: Period(301), value: records.steps[0])
            try records.time.append(
                EntropyRecord(
                    sequence: 3, step: step, logSize: size, logRoot: records.root(size)),
                at: 40, root: records.root(size), by: SHA256.self)
        }
        // The next epoch of the demo begins at period 240.
        refused { () throws(EntropyRefused) in
            let early = MadeRecords(length: 300, first: Period(239), seed: 2)
            try records.time.append(early.end, at: 41)
        }
        #expect(Set(seen) == Set(EntropyRefused.allCases))
    }

    @Test("a new chain counts from its first period on, the old one until then")
    func newChain() throws {
        var records = try made([5])
        let later = MadeRecords(length: 300, first: Period(240), seed: 2)
        try records.time.append(later.end, at: records.index + 1)
        try records.make(239)
        let size = records.time.follower.rootSize
        try records.time.append(
            EntropyRecord(
                sequence: 9, step: later.step(241), logSize: size, logRoot: records.root(size)),
            at: records.index + 2, root: records.root(size), by: SHA256.self)
        #expect(records.time.follower.chain == later.end)
        #expect(records.time.follower.next == nil)
    }
}
