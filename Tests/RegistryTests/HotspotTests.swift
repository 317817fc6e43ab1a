import Attestation
import Primitives
import Registry
import Testing
import Units

@Suite("Registry: hotspots by number and key, as they are in each window")
struct HotspotTests {
    typealias Bench = RegistryBench

    @Test("numbers count the registrations taken, in log order, from 0")
    func numbers() {
        var bench = Bench()
        #expect(bench.register(100) == nil)
        #expect(bench.register(101, at: Bench.place(Bench.atSea)) == .placeRefused)
        #expect(bench.register(102) == nil)
        #expect(bench.number(of: 100, in: 1) == 0)
        #expect(bench.number(of: 101, in: 1) == nil)
        #expect(bench.number(of: 102, in: 1) == 1)
        #expect(bench.registry.hotspotCount == 2)
    }

    @Test(
        "a registration holds from the window after it: values of a window stand below its first record"
    )
    func comingWindow() {
        var bench = Bench(window: 3)
        bench.register(100)
        #expect(bench.hotspot(0, in: 3) == nil)
        #expect(bench.number(of: 100, in: 3) == nil)
        #expect(bench.hotspot(0, in: 4)?.since == Window(4))
        #expect(bench.number(of: 100, in: 4) == 0)
    }

    @Test("what is logged before the first record holds from window 0 on")
    func beforeTheFirstRecord() {
        var bench = Bench(window: nil)
        bench.register(100)
        #expect(bench.hotspot(0, in: 0)?.since == Window(0))
        bench.begin(0)
        bench.register(101)
        #expect(bench.hotspot(1, in: 0) == nil)
        #expect(bench.hotspot(1, in: 1) != nil)
    }

    @Test(
        "a key that has just entered speaks at once: its first commitments follow the registration")
    func speaksAtOnce() {
        var bench = Bench(window: 3)
        let key = TestKey(100)
        let news = CommitmentNews(made: [.init(window: Window(4), hash: Bench.none)])
        #expect(
            bench.say(Recommit(sequence: 1, commitments: news), by: key) == .unregistered)
        bench.register(100)
        #expect(bench.say(Recommit(sequence: 1, commitments: news), by: key) == nil)
    }

    @Test("a place changes with the next window; windows before it keep theirs")
    func move() {
        var bench = Bench(window: 3)
        bench.register(100)
        bench.begin(5)
        let away = Bench.place(Bench.cell(47.40, 8.60))
        #expect(bench.move(0, to: away) == nil)
        let entry = bench.index - 1
        #expect(bench.hotspot(0, in: 5)?.place.cell == Bench.home)
        #expect(bench.hotspot(0, in: 6)?.place.cell == away.cell)
        #expect(bench.hotspot(0, in: 6)?.placeIndex == entry)
        #expect(bench.hotspot(0, in: 6)?.since == Window(6))
        #expect(bench.hotspot(0, in: 5)?.since == Window(4))
    }

    @Test("of two places of one window the one logged last holds")
    func lastWord() {
        var bench = Bench(window: 3)
        bench.register(100)
        let (one, two) = (Bench.cell(47.40, 8.60), Bench.cell(47.41, 8.61))
        bench.move(0, to: Bench.place(one))
        bench.move(0, to: Bench.place(two))
        #expect(bench.hotspot(0, in: 4)?.place.cell == two)
        bench.begin(4)
        bench.move(0, to: Bench.place(one))
        let all = bench.registry.places(of: HotspotNumber(0), in: Window(4)...Window(9))
        #expect(all.map(\.place.cell) == [two, one])
        #expect(
            bench.registry.places(of: HotspotNumber(0), in: Window(5)...Window(9))
                .map(\.since) == [Window(5)])
    }

    @Test("a window 64 back is known, however often the hotspot moved since; memory is bounded")
    func memory() {
        var bench = Bench(Bench.file { $0.fees.moveCredits = 0 })
        bench.register(100)
        let cells = (0..<200).map { Bench.cell(47.0 + Double($0) / 1_000, 8.5) }
        for window in 1..<200 {
            bench.begin(UInt64(window))
            bench.move(0, to: Bench.place(cells[window]))
        }
        for window in (199 - 64 + 1)...200 {
            #expect(
                bench.hotspot(0, in: UInt64(window))?.place.cell == cells[window - 1],
                "window \(window)")
        }
        #expect(bench.registry.encoded().count < 64 * 90)
    }

    @Test("a new key holds from the next window, the old one below it; number and place stay")
    func rotation() {
        var bench = Bench(window: 3)
        bench.register(100)
        bench.begin(7)
        #expect(bench.rotate(0, to: 200) == nil)
        #expect(bench.number(of: 100, in: 7) == 0)
        #expect(bench.number(of: 100, in: 8) == nil)
        #expect(bench.number(of: 200, in: 7) == nil)
        #expect(bench.number(of: 200, in: 8) == 0)
        #expect(bench.hotspot(0, in: 7)?.key == TestKey(100).key)
        #expect(bench.hotspot(0, in: 8)?.key == TestKey(200).key)
        #expect(bench.registry.number(ofFormer: TestKey(100).key)?.value == 0)
        bench.begin(8)
        let seal = Seal(sequence: 5, window: Window(7), seal: Bench.none)
        #expect(bench.say(seal, by: TestKey(100)) == nil, "of a window in which it held")
        let late = Seal(sequence: 6, window: Window(8), seal: Bench.none)
        #expect(bench.say(late, by: TestKey(100)) == .unregistered)
        #expect(bench.say(late, by: TestKey(200)) == nil)
    }

    @Test(
        "a key that is or was registered never enters again: the first registration of a key wins")
    func firstWins() {
        var bench = Bench(window: 3)
        bench.grant(1_000, to: Bench.friend)
        #expect(bench.register(100) == nil)
        #expect(bench.register(100, by: Bench.friend) == .alreadyRegistered)
        #expect(bench.hotspot(0, in: 4)?.owner == Bench.owner.key)
        bench.rotate(0, to: 200)
        bench.begin(9)
        #expect(bench.register(100, by: Bench.friend) == .alreadyRegistered)
        #expect(bench.rotate(0, to: 100) == .alreadyRegistered)
        #expect(bench.rotate(0, to: 200) == .alreadyRegistered)
        var other = Bench(window: 3)
        other.grant(1_000, to: Bench.friend)
        #expect(other.register(100, by: Bench.friend) == nil)
        #expect(other.register(100) == .alreadyRegistered)
        #expect(other.hotspot(0, in: 4)?.owner == Bench.friend.key)
    }

    @Test("a transfer: the old owner speaks to the window's end, the new one from the next on")
    func transfer() {
        var bench = Bench(window: 3)
        bench.register(100)
        bench.begin(4)
        #expect(bench.transfer(0, from: Bench.owner, to: Bench.friend) == nil)
        bench.grant(500, to: Bench.friend)
        let away = Bench.place(Bench.cell(47.40, 8.60))
        #expect(bench.move(0, to: away, by: Bench.friend) == .notOwner)
        #expect(bench.move(0, to: away) == nil)
        bench.begin(5)
        #expect(bench.move(0, to: Bench.place(), by: Bench.owner) == .notOwner)
        #expect(bench.move(0, to: Bench.place(), by: Bench.friend) == nil)
        #expect(bench.hotspot(0, in: 4)?.owner == Bench.owner.key)
        #expect(bench.hotspot(0, in: 5)?.owner == Bench.friend.key)
        #expect(bench.transfer(0, from: Bench.owner, to: TestKey(12)) == .notOwner)
        let forMe = bench.transfer(0, from: Bench.friend, to: TestKey(12), accepting: Bench.owner)
        #expect(forMe == .notAccepted, "accepted from another owner")
    }

    @Test("a hotspot whose first window has not begun is its new owner's at once")
    func earlyTransfer() {
        var bench = Bench(window: 3)
        bench.register(100)
        bench.grant(500, to: Bench.friend)
        #expect(bench.transfer(0, from: Bench.owner, to: Bench.friend) == nil)
        #expect(bench.move(0, to: Bench.place()) == .notOwner)
        #expect(bench.move(0, to: Bench.place(), by: Bench.friend) == nil)
        #expect(bench.hotspot(0, in: 4)?.owner == Bench.friend.key)
    }

    func account(_ bytes: [UInt8]) throws -> PayoutAccount {
        let account = PayoutAccount(bytes.rawSpan)
        return try #require(account)
    }

    @Test("a payout changes where pay is claimed to, also after retirement")
    func payout() throws {
        var bench = Bench(window: 3)
        bench.register(100)
        let account = try account((1...20).map { UInt8($0) })
        #expect(account.bytes == (1...20).map { UInt8($0) })
        let change = PayoutChange(sequence: bench.next(), hotspot: 0, payout: account)
        #expect(bench.say(change, by: Bench.friend) == .notOwner)
        #expect(bench.say(change, by: Bench.owner) == nil)
        #expect(bench.hotspot(0, in: 4)?.payout == account)
        bench.say(Retirement(sequence: bench.next(), hotspot: 0), by: Bench.owner)
        bench.begin(4)
        let other = try self.account([UInt8](repeating: 9, count: 20))
        let late = PayoutChange(sequence: bench.next(), hotspot: 0, payout: other)
        #expect(bench.say(late, by: Bench.owner) == nil)
        #expect(bench.registry.newest(HotspotNumber(0))?.payout == other)
    }

    @Test("a retired hotspot ends with the window; its deposit comes back 14 epochs later")
    func retirement() {
        var bench = Bench(window: 3)
        bench.register(100, deposit: 50)
        #expect(bench.registry.deposit(of: HotspotNumber(0)) == 50_000)
        bench.begin(9)
        #expect(bench.say(Retirement(sequence: bench.next(), hotspot: 0), by: Bench.owner) == nil)
        #expect(bench.hotspot(0, in: 9) != nil)
        #expect(bench.hotspot(0, in: 10) == nil)
        #expect(bench.number(of: 100, in: 9) == 0)
        #expect(bench.number(of: 100, in: 10) == nil)
        #expect(bench.registry.retirement(of: HotspotNumber(0)) == Window(10))
        #expect(bench.move(0, to: Bench.place()) == .notOwner)
        #expect(bench.rotate(0, to: 200) == .notOwner)
        #expect(bench.registry.returnedDeposits(in: Epoch(15)).isEmpty)
        #expect(bench.registry.returnedDeposits(in: Epoch(16)).map(\.grains) == [50_000])
        #expect(bench.registry.deposit(of: HotspotNumber(0)) == 0)
        bench.beginEpoch(18)
        #expect(!bench.registry.returnedDeposits(in: Epoch(16)).isEmpty, "judged a little later")
        bench.beginEpoch(19)
        #expect(bench.registry.returnedDeposits(in: Epoch(16)).isEmpty)
        let seal = Seal(sequence: 6, window: Window(10), seal: Bench.none)
        #expect(bench.say(seal, by: TestKey(100)) == .unregistered)
    }

    @Test("founding anchors are those of the network file, by whatever key they go on")
    func anchors() {
        var bench = Bench(window: 3)
        bench.say(bench.registration(Bench.anchor), by: Bench.owner)
        bench.register(100)
        bench.rotate(0, to: 300)
        #expect(bench.registry.isFoundingAnchor(HotspotNumber(0)))
        #expect(!bench.registry.isFoundingAnchor(HotspotNumber(1)))
    }

    @Test("windows must rise, end somewhere, and need a region table that the program has")
    func beginnings() throws {
        var bench = Bench(window: 3)
        #expect(throws: RegistryError.notRising(window: 3, after: 3)) {
            try bench.registry.begin(Window(3), at: 9)
        }
        #expect(throws: RegistryError.beyondLife(window: 1 << 35)) {
            try bench.registry.begin(Window(1 << 35), at: 9)
        }
        bench.say(
            ParameterChange(sequence: 9, first: Epoch(0), regionTable: 2), by: Bench.founder)
        try bench.registry.begin(Window(7), at: 10)
        #expect(throws: RegistryError.missingRegionTable(version: 2, known: [1])) {
            try bench.registry.begin(Window(8), at: 11)
        }
        #expect(throws: RegistryError.self) { try bench.registry.begin(Window(99), at: 11) }
    }
}
