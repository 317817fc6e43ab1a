import Attestation
import Primitives
import ProofWorld
import Signing
import Testing
import Units

@testable import HotspotLogic

@Suite("PROTOCOL 2: entropy is checked, in log order")
struct EntropyTests {
    /// A hotspot that knows the chain's end and every record before now.
    static func box() -> Box {
        let box = Box()
        box.ready()
        return box
    }

    static func batch(_ box: Box, _ records: [[UInt8]], after: UInt64? = nil) -> HotspotEvent {
        .entropy(
            EntropyBatch(
                after: after.map { Period($0) } ?? box.machine.entropy.newest, records: records,
                reachesNewest: true, asked: box.time.uptime))
    }

    static func next(_ box: Box, step: Hash256? = nil, of period: UInt64? = nil) -> EntropyRecord {
        box.log.record(of: Period(period ?? box.period), step: step)
    }

    static func sign(
        _ record: EntropyRecord, _ box: Box, key: UInt64 = 1, network: UInt64? = nil,
        type: String = "entropy"
    ) -> [UInt8] {
        let payload = (try? record.payload()) ?? []
        let id = network.map { NetworkID(bits: $0) } ?? box.log.network.id
        return Statement.sign(
            payload.rawSpan, in: StatementContext(network: id, type: type),
            by: ScriptedLog.key(key))
    }

    static let wrong = Hash256(words: (1, 2, 3, 4))

    /// Each refusal, by a record bad in only that way.
    static let rows: [(EntropyRefusal.Code, @Sendable (Box) -> HotspotEvent)] = [
        (.statement, { box in batch(box, [[1, 2, 3]]) }),
        (.statement, { box in batch(box, [sign(next(box), box, network: 99)]) }),
        (
            .message,
            { box in
                batch(box, [Self.sealInsteadOfRecord(box)])
            }
        ),
        (.otherKey, { box in batch(box, [sign(next(box), box, key: 2)]) }),
        (
            .outsideOfChain,
            { box in
                let record = EntropyRecord(
                    sequence: 5, step: EntropyStep(period: Period(3_001), value: wrong), logSize: 2,
                    logRoot: wrong)
                box.now = 3_001 * box.periodLength
                return batch(box, [sign(record, box)])
            }
        ),
        (.notChaining, { box in batch(box, [sign(next(box, step: wrong), box)]) }),
        (
            .notRising,
            { box in
                let record = box.log.sign(next(box))
                return batch(box, [record, record])
            }
        ),
        (
            .ahead,
            { box in
                batch(box, [box.log.sign(next(box, of: box.period + 2))])
            }
        ),
    ]

    static func sealInsteadOfRecord(_ box: Box) -> [UInt8] {
        let payload = (try? Seal(sequence: 1, window: Window(1), seal: wrong).payload()) ?? []
        return Statement.sign(
            payload.rawSpan,
            in: StatementContext(network: box.log.network.id, type: "entropy"),
            by: ScriptedLog.key(1))
    }

    @Test("each refusal happens to a record bad in only that way, and what came before stays")
    func refusals() {
        var seen: [EntropyRefusal.Code] = [.noChain]
        for (code, event) in Self.rows {
            let box = Self.box()
            let newest = box.machine.entropy.newest
            box.tell(event(box))
            #expect(box.machine.lastEntropyRefusal?.code == code)
            #expect(box.machine.lastEntropyRefusal?.description.isEmpty == false)
            #expect(box.drops(.entropyRefused) == 1, "\(code)")
            if code != .notRising { #expect(box.machine.entropy.newest == newest, "\(code)") }
            seen.append(code)
        }
        let box = Box()
        box.tell(.started)
        box.follow()
        #expect(box.machine.lastEntropyRefusal?.code == .noChain)
        #expect(EntropyRefusal.Code.allCases.allSatisfy { seen.contains($0) })
    }

    @Test("a record that is right is taken, and a refusal is over")
    func good() {
        let box = Self.box()
        box.tell(Self.batch(box, [[0]]))
        #expect(box.machine.lastEntropyRefusal != nil)
        box.tell(Self.batch(box, [box.log.sign(Self.next(box))]))
        #expect(box.machine.entropy.newest == Period(box.period))
        #expect(box.machine.lastEntropyRefusal == nil)
    }

    @Test("a lie about time stops everything until a good record comes")
    func lie() {
        let box = Self.box()
        // The start of period p: p + 2 is two periods ahead, p + 1 is one.
        box.tell(Self.batch(box, [box.log.sign(Self.next(box, of: box.period + 2))]))
        #expect(box.machine.clock.doubt == .behindEntropy)
        #expect(box.machine.obstacle == .clock(.behindEntropy))
        box.tell(Self.batch(box, [box.log.sign(Self.next(box, of: box.period + 1))]))
        #expect(box.machine.clock.discipline == .kernel)
    }

    @Test("after a gap the counts begin anew, and earlier records complete them")
    func gap() {
        let box = Box()
        box.tell(.started)
        box.tell(.entropyChain(box.log.chainEnd))
        box.tell(.entropy(box.log.batch(.newest, asked: box.time.uptime)))
        #expect(box.machine.entropy.history.completeFrom == 64)
        #expect(
            box.machine.entropyWanted == .after(nil), "window 0 is wanted from its first record")
        #expect(box.machine.entropy.window(Window(1)) == nil)
        box.follow()
        #expect(box.machine.entropy.history.completeFrom == 0)
        #expect(box.machine.entropyWanted == .after(Period(64)))
        #expect(box.machine.entropy.window(Window(1))?.firstIndex == 62)
        let records = box.log.batch(.after(Period(62)), asked: box.time.uptime)
        box.tell(.entropy(records))
        #expect(box.machine.entropy.history.completeFrom == 0, "nothing new, nothing lost")
        box.tell(
            .entropy(
                EntropyBatch(
                    after: Period(70), records: [], reachesNewest: true, asked: box.time.uptime)))
        #expect(box.machine.entropy.history.completeFrom == 0)
    }

    @Test("slots, draws and the window's beginning are those of the log's records")
    func windows() {
        let box = Self.box()
        box.pass(59)
        let window = box.machine.entropy.window(Window(1))
        let first = box.log.records[60]
        #expect(window?.first == first.period && window?.firstValue == first.value)
        #expect(window?.firstIndex == UInt64(first.index))
        let slots = BeaconSlots(
            network: box.log.network.id, hotspot: box.hotspot.key.publicKey,
            firstValue: first.value, periods: box.log.network.periods, by: SHA256.self)
        #expect(window?.slots == slots)
        for choice in BeaconSlot.allCases {
            let period = box.log.network.periods.drawPeriod(in: Window(1), at: slots[choice])
            let record = box.log.records.first { $0.period == period }
            #expect(window?.record(of: choice).value == record?.value)
        }
    }

    @Test("what stands below a window's first record is told by its index, or not at all")
    func standing() {
        let box = Self.box()
        var window = box.machine.entropy.window(Window(1))
        let index = UInt64(box.log.records[60].index)
        #expect(window?.begins(after: index - 1) == true)
        #expect(window?.begins(after: index) == false)
        window?.firstIndex = nil
        let before = UInt64(box.log.records[59].index)
        #expect(window?.begins(after: before) == true)
        #expect(window?.begins(after: before + 1) == nil, "between two records: not known yet")
    }

    @Test("a verified step outlives a restart; a chain's successor is taken from its first period")
    func chains() {
        let box = Self.box()
        #expect(box.machine.marks.step != nil)
        let disk = box.hotspot.disk
        box.hotspot.replaceDisk(by: disk)
        box.hotspot.restart(at: box.time)
        #expect(box.machine.entropy.known == box.machine.marks.step)
        var follower = EntropyFollower()
        let old = EntropyChain(end: Self.wrong, first: Period(0))
        let end = EntropyChain(
            end: box.log.step(of: Period(0)).withBytes { Hash256(of: $0, by: SHA256.self) },
            first: Period(100))
        follower.take(EntropyChainEnd(sequence: 1, chain: old, length: 1_000))
        follower.take(EntropyChainEnd(sequence: 2, chain: end, length: 2))
        let step = EntropyStep(period: Period(100), value: box.log.step(of: Period(0)))
        do throws(EntropyRefusal) {
            try follower.check(step, by: SHA256.self)
        } catch { Issue.record("\(error)") }
        for (period, code) in [
            (UInt64(102), EntropyRefusal.Code.outsideOfChain), (99, .notChaining),
        ] {
            let error = #expect(throws: EntropyRefusal.self) {
                try follower.check(
                    EntropyStep(period: Period(period), value: step.value), by: SHA256.self)
            }
            #expect(error?.code == code)
        }
    }
}
