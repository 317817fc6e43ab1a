import Attestation
import Primitives
import Registry
import Seeds
import Signing
import Testing
import Units

@Suite("Registry: its bytes are canonical, and what they say goes on the same")
struct CodingTests {
    typealias Bench = RegistryBench

    /// A log by chance that holds every kind of record.
    static func play(
        _ bench: inout Bench, _ chance: inout SeededNumbers, from first: Int, count: Int
    ) {
        for step in first..<first + count {
            let number = UInt32(chance.below(max(1, bench.registry.hotspotCount)))
            let place = Bench.place(
                Bench.cell(47.3 + Double(chance.below(20)) / 2_000, 8.5))
            switch chance.below(14) {
            case 0, 1, 2: bench.register(1_000 + step, at: place, deposit: UInt64(chance.below(3)))
            case 3: bench.move(number, to: place)
            case 4: bench.rotate(number, to: 50_000 + step)
            case 5:
                bench.transfer(
                    number, from: chance.pick([Bench.owner, Bench.friend]),
                    to: chance.pick([Bench.owner, Bench.friend]))
            case 6:
                bench.grant(
                    1 + UInt64(chance.below(2_000)), to: chance.pick([Bench.owner, Bench.friend]),
                    price: chance.below(2) == 0 ? nil : 900 + UInt64(chance.below(200)))
            case 7:
                let key = TestKey(1_000 + chance.below(step + 1))
                bench.say(
                    bench.proof(against: key, number: 1 + UInt64(chance.below(50))),
                    by: Bench.friend)
            case 8:
                let notice = TrustNotice(
                    sequence: bench.next(), hotspot: number, rule: "X-1",
                    effect: chance.pick(NoticeEffect.allCases), epoch: bench.registry.epoch,
                    expires: Epoch(bench.registry.epoch.number + 1 + UInt64(chance.below(14))),
                    otherHotspot: chance.below(2) == 0 ? nil : number)
                let bytes = bench.sign(notice, by: Bench.oracle)
                bench.log(bytes)
                guard
                    let id = CheckedStatement.id(
                        of: bytes.rawSpan, network: bench.network, hashing: SHA256.self)
                else { continue }
                bench.say(
                    Appeal(sequence: bench.next(), about: id, hotspot: number, text: "no"),
                    by: Bench.owner)
                bench.say(
                    Decision(
                        sequence: bench.next(), about: id, hotspot: number,
                        outcome: chance.pick(DecisionOutcome.allCases), rule: "X-1",
                        epoch: bench.registry.epoch,
                        expires: Epoch(bench.registry.epoch.number + 5), reason: "so",
                        evidence: [id]), by: Bench.oracle)
            case 9:
                bench.say(
                    RouteKey(
                        sequence: bench.next(), route: UInt32(chance.below(4)),
                        receiptKey: TestKey(70 + chance.below(3)).key, router: Bench.none.key,
                        isActive: chance.below(3) > 0),
                    by: chance.pick([Bench.owner, Bench.friend]))
            case 10:
                bench.say(
                    MapperStake(
                        sequence: bench.next(), device: UInt64(chance.below(3)),
                        ingest: Bench.ingest.key, credits: UInt64(chance.below(3))),
                    by: chance.pick([Bench.owner, Bench.friend]))
            case 11:
                bench.say(
                    ParameterChange(
                        sequence: bench.next(), first: Epoch(UInt64(chance.below(30))),
                        floorUnits: UInt64(chance.below(9)),
                        pools: [PoolLine(first: Epoch(UInt64(chance.below(30))), hotspotsGrains: 1)]
                    ), by: Bench.founder)
                bench.say(
                    MemberChange(
                        sequence: bench.next(), first: Epoch(UInt64(chance.below(30))), routers: []),
                    by: Bench.founder)
                bench.say(
                    RuleBook(
                        sequence: bench.next(), version: UInt64(1 + chance.below(4)),
                        first: Epoch(UInt64(chance.below(30))), rules: Bench.rules),
                    by: Bench.oracle)
            case 12:
                if chance.below(4) == 0 {
                    bench.say(
                        Retirement(sequence: bench.next(), hotspot: number), by: Bench.owner)
                }
            default:
                bench.begin((bench.registry.now?.number ?? 0) + 1 + UInt64(chance.below(5)))
            }
        }
    }

    static func decoded(_ bench: Bench) throws -> Registry {
        try Registry(
            decoding: bench.registry.encoded().rawSpan, file: bench.entryZero,
            places: Bench.tables)
    }

    static func file() -> NetworkFile {
        Bench.file {
            $0.balances = [FirstBalance(account: Bench.owner.key, credits: 100_000)]
        }
    }

    @Test(
        "decoded from its bytes it has the same bytes, answers the same and goes on the same",
        arguments: 0..<12)
    func property(seed: Int) throws {
        var chance = SeededNumbers(seed: UInt64(seed))
        var bench = Bench(Self.file(), window: seed == 0 ? nil : 0)
        Self.play(&bench, &chance, from: 0, count: 150)
        var copy = bench
        copy.registry = try Self.decoded(bench)
        #expect(copy.registry.encoded() == bench.registry.encoded())
        Self.expectSame(copy.registry, bench.registry)
        var again = chance
        Self.play(&bench, &chance, from: 150, count: 80)
        Self.play(&copy, &again, from: 150, count: 80)
        #expect(copy.registry.encoded() == bench.registry.encoded())
        Self.expectSame(copy.registry, bench.registry)
    }

    static func expectSame(_ one: Registry, _ two: Registry) {
        #expect(one.hotspotCount == two.hotspotCount)
        let now = two.now?.number ?? 0
        for place in 0..<two.hotspotCount {
            let number = HotspotNumber(UInt32(place))
            for window in (now < 64 ? 0 : now - 64)...now + 1 {
                let (left, right) = (
                    one.hotspot(number, in: Window(window)), two.hotspot(number, in: Window(window))
                )
                if left != right { Issue.record("hotspot \(number) in \(window)") }
                if let right, one.number(of: right.key, in: Window(window)) != number {
                    Issue.record("key of \(number) in \(window)")
                }
            }
            for epoch in 0..<(now / 4 + 16) {
                let epoch = Epoch(epoch)
                #expect(
                    one.suspension(of: number, in: epoch) == two.suspension(of: number, in: epoch))
                #expect(
                    one.probation(of: number, in: epoch) == two.probation(of: number, in: epoch))
            }
        }
        for epoch in 0..<(now / 4 + 32) {
            #expect(one.parameters(in: Epoch(epoch)) == two.parameters(in: Epoch(epoch)))
            #expect(one.members(in: Epoch(epoch)) == two.members(in: Epoch(epoch)))
            #expect(one.standings(in: Epoch(epoch)) == two.standings(in: Epoch(epoch)))
        }
        for account in [Bench.owner, Bench.friend] {
            #expect(one.credits(of: account.key) == two.credits(of: account.key))
        }
    }

    @Test("the play holds every kind of record")
    func kinds() throws {
        var chance = SeededNumbers(seed: 5)
        var bench = Bench(Self.file())
        Self.play(&bench, &chance, from: 0, count: 400)
        var kinds: Set<UInt64> = []
        bench.registry.forEachRecord { record in
            // Key 0 and its value stand behind the map's head.
            kinds.insert(UInt64(record.byte(at: 2)))
        }
        #expect(kinds == Set(0...11))
    }

    @Test("its bytes do not depend on the process: one log, one hash")
    func golden() throws {
        var chance = SeededNumbers(seed: 1)
        var bench = Bench(Self.file())
        Self.play(&bench, &chance, from: 0, count: 300)
        let hash = Hash256(of: bench.registry.encoded().rawSpan, by: SHA256.self)
        #expect(hash.hexText == Self.goldenHash)
    }

    /// Made by this test on 2026-11-21, commit "registry: tests"; another hash is another format.
    static let goldenHash = "52b4168aed8366e20b0889f34910c6fd8b253c5bf180fb454936bf74b48a76d9"

    @Test("what is refused by the registry changes no byte of it")
    func refusedChangesNothing() {
        var bench = Bench()
        bench.register(100)
        let before = bench.registry.encoded()
        bench.register(100)
        bench.register(101, at: Bench.place(Bench.atSea))
        bench.move(0, to: Bench.place(), by: Bench.friend)
        bench.transfer(0, from: Bench.friend, to: Bench.owner)
        #expect(bench.registry.encoded() == before)
    }

    @Test("of statements that do not touch each other the order shows in numbers only")
    func order() {
        func say(_ keys: [Int]) -> Bench {
            var bench = Bench()
            for key in keys { bench.register(key) }
            return bench
        }
        let (one, two) = (say([100, 101]), say([101, 100]))
        #expect(one.number(of: 100, in: 1) == 0 && two.number(of: 100, in: 1) == 1)
        #expect(
            one.registry.credits(of: Bench.owner.key) == two.registry.credits(of: Bench.owner.key))
        var (left, right) = (say([100, 101]), say([100, 101]))
        left.rotate(0, to: 200)
        left.rotate(1, to: 201)
        right.rotate(1, to: 201)
        right.rotate(0, to: 200)
        #expect(left.registry.encoded() == right.registry.encoded())
    }

    @Test("every byte cut off, and every byte changed, is refused or read as another registry")
    func damaged() throws {
        var chance = SeededNumbers(seed: 3)
        var bench = Bench(Self.file())
        Self.play(&bench, &chance, from: 0, count: 60)
        let good = bench.registry.encoded()
        var ends: Set<Int> = [0]
        var end = 0
        bench.registry.forEachRecord { record in
            end += record.byteCount
            ends.insert(end)
        }
        for count in 0..<good.count where !ends.contains(count) {
            let cut = Array(good[..<count])
            #expect(throws: RegistryFormatError.self) {
                try Registry(decoding: cut.rawSpan, file: bench.entryZero, places: Bench.tables)
            }
        }
        for place in good.indices {
            var bad = good
            bad[place] ^= UInt8(1 << chance.below(8))
            let read = try? Registry(
                decoding: bad.rawSpan, file: bench.entryZero, places: Bench.tables)
            if let read { #expect(read.encoded() != good, "byte \(place)") }
        }
    }

    @Test("another network's registry, and records out of order or twice, are refused")
    func refused() throws {
        var bench = Bench()
        bench.register(100)
        bench.register(101)
        let other = Bench(Bench.file { $0.name = "other" })
        func error(_ bytes: [UInt8], _ file: CheckedStatement) -> RegistryFormatError.Reason? {
            do throws(RegistryFormatError) {
                _ = try Registry(decoding: bytes.rawSpan, file: file, places: Bench.tables)
                return nil
            } catch {
                return error.reason
            }
        }
        var records: [[UInt8]] = []
        bench.registry.forEachRecord { records.append([UInt8](copying: $0)) }
        let all = records.flatMap { $0 }
        #expect(error(all, bench.entryZero) == nil)
        #expect(error(all, other.entryZero) == .flaw(.otherNetwork))
        #expect(error([], bench.entryZero) == .flaw(.noHead))
        #expect(error(Array(all.dropFirst(records[0].count)), bench.entryZero) == .flaw(.noHead))
        #expect(error(all + records[0], bench.entryZero) == .flaw(.noHead))
        #expect(error(all + records[1], bench.entryZero) == .flaw(.order))
        let swapped = [records[0], records[1], records[3], records[2]].flatMap { $0 }
        #expect(error(swapped, bench.entryZero) == .flaw(.order))
        let orphan = [records[0], records[2]].flatMap { $0 }
        #expect(error(orphan, bench.entryZero) == .flaw(.unknownAccount))
        #expect(error(all + [0xa1, 0, 12], bench.entryZero) == .flaw(.kind))
        var twice = records[3]
        twice.replaceSubrange(
            (twice.firstRange(of: TestKey(101).key.bytes.bytes)?.lowerBound ?? 0)..<(twice
                .firstRange(
                    of: TestKey(101).key.bytes.bytes)?.upperBound ?? 0),
            with: TestKey(100).key.bytes.bytes)
        let same = [records[0], records[1], records[2], twice].flatMap { $0 }
        #expect(error(same, bench.entryZero) == .flaw(.keyTwice))
    }
}

extension Hash256 {
    var key: PublicKey { PublicKey(bytes: self) }
    var hexText: String {
        bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
}
