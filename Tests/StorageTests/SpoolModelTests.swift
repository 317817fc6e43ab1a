import Primitives
import Seeds
import Spool
import Storage
import Testing

/// What a spool should hold: a plain list, against which the real one is held.
struct PlainSpool {
    var live: [UInt64: [UInt8]] = [:]
    var kinds: [UInt64: UInt8] = [:]
    var highest: UInt64 = 0
    var kept = 0
    var forgotten = 0
    var evicted = 0
}

@Suite("Spool: against a plain model, through commits, restarts, cleaning and eviction")
struct SpoolModelTests {
    static let limits: [(bytes: Int, records: Int, payload: Int)] = [
        (64 << 10, 1_000, 500), (64 << 10, 40, 200), (256 << 10, 5_000, 4_000),
    ]

    @Test("nothing committed is lost, nothing forgotten returns, numbers rise", arguments: 0..<12)
    func random(seed: Int) throws {
        var chance = SeededNumbers(seed: UInt64(seed))
        let folder = TestFolder()
        let (bytes, records, payload) = Self.limits[seed % 3]
        let limits = try SpoolLimits(bytes: bytes, records: records, payload: payload)
        let kinds = SpoolKinds(held: [9])
        var model = PlainSpool()
        // Some owners forget nearly all, some nearly nothing.
        let forgets = [0, 30, 48, 52][seed / 3]
        var spool = try SpoolFiles(directory: folder.spool, limits: limits, kinds: kinds)
        for _ in 0..<3_000 {
            switch chance.below(100) {
            case 0..<forgets: forget(&chance, spool, &model)
            case 98:
                try spool.commit()
                settleEvictions(spool, &model)
                check(spool, model, limits)
            case 99 where chance.below(4) == 0:
                try spool.commit()
                settleEvictions(spool, &model)
                spool = try reopen(&spool, folder, limits, kinds)
                check(spool, model, limits)
            default: try append(&chance, spool, &model, payload)
            }
            settleEvictions(spool, &model)
        }
        try spool.commit()
        settleEvictions(spool, &model)
        check(spool, model, limits)
        #expect(folder.fileBytes == spool.status.fileBytes)
        #expect(folder.fileBytes <= bytes)
        if forgets == 0 { #expect(model.evicted > 0) }
    }

    private func append(
        _ chance: inout SeededNumbers, _ spool: SpoolFiles, _ model: inout PlainSpool,
        _ payload: Int
    ) throws {
        // Few of the kind that is never evicted, and those are soon replaced.
        let kind: UInt8 = chance.below(10) == 0 ? 9 : UInt8(chance.below(3))
        let number = model.highest + 1 + UInt64(chance.below(3))
        let bytes = chance.bytes(chance.below(payload + 1))
        if kind == 9 {
            for (number, held) in model.kinds where held == 9 && chance.below(2) == 0 {
                #expect(spool.forget(number, as: .superseded))
                model.live[number] = nil
                model.kinds[number] = nil
                model.forgotten += 1
            }
        }
        try spool.append(kind: kind, number: number, bytes.rawSpan)
        model.live[number] = bytes
        model.kinds[number] = kind
        model.highest = number
        model.kept += 1
    }

    private func forget(
        _ chance: inout SeededNumbers, _ spool: SpoolFiles, _ model: inout PlainSpool
    ) {
        guard let number = model.live.keys.min(), chance.below(20) > 0 else { return }
        let chosen =
            chance.below(3) == 0
            ? model.live.keys.sorted()[chance.below(model.live.count)] : number
        #expect(spool.forget(chosen))
        #expect(!spool.forget(chosen))
        model.live[chosen] = nil
        model.kinds[chosen] = nil
        model.forgotten += 1
    }

    private func settleEvictions(_ spool: SpoolFiles, _ model: inout PlainSpool) {
        for record in spool.takeEvicted() {
            #expect(model.kinds[record.number] == record.kind, "evicted, but not there")
            #expect(record.kind != 9, "of a kind that is never evicted")
            model.live[record.number] = nil
            model.kinds[record.number] = nil
            model.evicted += 1
        }
    }

    private func reopen(
        _ spool: inout SpoolFiles, _ folder: TestFolder, _ limits: SpoolLimits, _ kinds: SpoolKinds
    ) throws -> SpoolFiles {
        let other = TestFolder()
        // The lock goes with the last reference.
        spool = try SpoolFiles(directory: other.spool, limits: limits, kinds: kinds)
        return try SpoolFiles(directory: folder.spool, limits: limits, kinds: kinds)
    }

    private func check(_ spool: SpoolFiles, _ model: PlainSpool, _ limits: SpoolLimits) {
        var found: [UInt64: [UInt8]] = [:]
        var before: UInt64 = 0
        do {
            try spool.forEachLive { record, payload in
                #expect(record.number > before)
                before = record.number
                found[record.number] = [UInt8](copying: payload)
            }
        } catch { Issue.record("\(error)") }
        let isSame = found == model.live
        #expect(isSame, "\(found.count) records, not \(model.live.count)")
        #expect(spool.highest == model.highest)
        let status = spool.status
        #expect(status.records == model.live.count)
        #expect(status.repair.problemCount == 0, "\(status.repair.problems)")
        #expect(status.totals.kept == UInt64(model.kept))
        #expect(status.totals.evicted == UInt64(model.evicted))
        #expect(
            status.totals.acknowledged + status.totals.superseded == UInt64(model.forgotten))
        #expect(status.fileBytes <= limits.bytes)
        #expect(status.records <= limits.records)
    }
}
