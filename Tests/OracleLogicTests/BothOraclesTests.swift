import Attestation
import OracleLogic
import Primitives
import ScriptedOracle
import Signing
import Testing
import Units

@Suite("OracleLogic and the scripted oracle refuse the same statements by the same words")
struct BothOraclesTests {
    @Test(
        "windows: 56 back is taken, 57 is not; the next has not begun", arguments: Subject.allCases)
    func windows(subject: Subject) {
        var oracle = subject.made()
        oracle.begin()
        let key = TestKey(1)
        #expect(oracle.say(oracle.seal(1, window: 44), by: key) == nil)
        #expect(oracle.say(oracle.seal(2, window: 43), by: key) == "window_closed")
        #expect(oracle.say(oracle.seal(3, window: 100), by: key) == nil)
        #expect(oracle.say(oracle.seal(4, window: 101), by: key) == "window_ahead")
    }

    @Test(
        "the 96th seal of a window is taken, the 97th not; another window's is",
        arguments: Subject.allCases)
    func seals(subject: Subject) {
        var oracle = subject.made()
        oracle.begin()
        for sequence in UInt64(1)...96 {
            #expect(oracle.say(oracle.seal(sequence, window: 100), by: TestKey(1)) == nil)
        }
        #expect(oracle.say(oracle.seal(97, window: 100), by: TestKey(1)) == "over_limit")
        #expect(oracle.say(oracle.seal(98, window: 99), by: TestKey(1)) == nil)
        #expect(oracle.say(oracle.seal(1, window: 100), by: TestKey(1)) == nil, "twice is harmless")
    }

    @Test("512 KiB of openings of a window, and not one more", arguments: Subject.allCases)
    func openings(subject: Subject) throws {
        var oracle = subject.made()
        oracle.begin()
        let reports = WitnessReports(
            radios: [RadioDescription(radioClass: .light, measures: [], firmware: .notTold)],
            reports: [], position: nil, listening: [])
        let content = try reports.payload()
        var sum = 0
        var sequence: UInt64 = 0
        while true {
            sequence += 1
            let openings = (0..<96).map { _ in
                SealBundle.Opening(window: Window(100), salt: TestNetwork.none, content: content)
            }
            let code = oracle.say(
                SealBundle(sequence: sequence, openings: openings), by: TestKey(1))
            sum += 96 * content.count
            #expect(code == (sum <= 524_288 ? nil : "over_limit"))
            if code != nil { break }
        }
        #expect(sum - 96 * content.count <= 524_288 && sum > 524_288)
    }

    @Test(
        "the 64th recommit of a window of log time is taken, the 65th comes too often",
        arguments: Subject.allCases)
    func recommits(subject: Subject) {
        var oracle = subject.made()
        oracle.begin()
        for sequence in UInt64(500)..<565 {
            let recommit = Recommit(
                sequence: sequence,
                commitments: CommitmentNews(
                    made: [.init(window: Window(101), hash: TestNetwork.none)]))
            #expect(
                oracle.say(recommit, by: TestKey(1)) == (sequence < 564 ? nil : "too_often"))
        }
        oracle.record(101 * 360)
        let later = Recommit(
            sequence: 600,
            commitments: CommitmentNews(
                made: [.init(window: Window(102), hash: TestNetwork.none)]))
        #expect(oracle.say(later, by: TestKey(1)) == nil)
    }

    static func test(_ sequence: UInt64) -> TestBeacon {
        TestBeacon(
            sequence: sequence, transmission: Self.transmission,
            radio: RadioDescription(radioClass: .light, measures: [], firmware: .known),
            position: nil)
    }

    static let transmission = Transmission(
        frame: [UInt8](repeating: 0xe0, count: 24), frequency: Hertz(868_100_000),
        spreadingFactor: 9, bandwidth: Hertz(125_000), power: SignalLevel(hundredths: 1_400),
        powerBasis: .confirmed, sent: Nanoseconds(1), clock: .kernel, counterMicroseconds: nil,
        airtimeMilliseconds: 200, plan: "EU868", regionTable: 1)

    @Test(
        "test beacons: 10 minutes of log time after the last one, and not a period less",
        arguments: Subject.allCases)
    func testBeacons(subject: Subject) {
        var oracle = subject.made()
        oracle.begin()
        let start = UInt64(36_000)
        #expect(oracle.say(Self.test(1), by: TestKey(1)) == nil)
        oracle.record(start + 9)
        #expect(oracle.say(Self.test(2), by: TestKey(1)) == "too_often")
        oracle.record(start + 10)
        #expect(oracle.say(Self.test(2), by: TestKey(1)) == nil)
    }

    @Test(
        "a commitment nine windows ahead is too early, eight are taken; unopened ones are told",
        arguments: Subject.allCases)
    func commitments(subject: Subject) {
        var oracle = subject.made()
        oracle.begin()
        let made = (UInt64(101)...108).map {
            CommitmentNews.Commitment(window: Window($0), hash: TestNetwork.none)
        }
        func say(_ sequence: UInt64, _ news: CommitmentNews) -> String? {
            oracle.say(Recommit(sequence: sequence, commitments: news), by: TestKey(1))
        }
        #expect(say(1, CommitmentNews(made: made)) == nil)
        let far = CommitmentNews(made: [.init(window: Window(109), hash: TestNetwork.none)])
        #expect(say(2, far) == "window_ahead")
        let opened = CommitmentNews(
            opened: [.init(window: Window(102), nonce: TestNetwork.none)])
        #expect(say(3, opened) == nil)
        #expect(say(4, CommitmentNews(lost: [Window(103)])) == nil)
        #expect(
            oracle.unopened(of: TestKey(1).key)
                == made.filter { $0.window != Window(102) && $0.window != Window(103) })
    }

    @Test("signatures, fields, types, keys and registrations", arguments: Subject.allCases)
    func others(subject: Subject) throws {
        var oracle = subject.made()
        oracle.begin()
        var spoiled = oracle.sign(oracle.seal(1, window: 100), by: TestKey(1))
        spoiled[spoiled.count - 1] ^= 1
        #expect(oracle.offer(spoiled) == "bad_signature")
        let elsewhere = ScriptedNetwork(
            name: "elsewhere", keys: OracleKeys(seed: 77), periods: .main,
            genesis: oracle.network.genesis, url: "http://127.0.0.1:1")
        let foreign = TestNetwork.sign(
            oracle.seal(1, window: 100), elsewhere, by: TestKey(1).secret)
        #expect(oracle.offer(foreign) == "bad_signature")
        let bad: [UInt8] = [0xa1, 0x00, 0x18, 0x22]
        let malformed = Statement.sign(
            bad.rawSpan, in: StatementContext(network: oracle.network.id, type: "seal"),
            by: TestKey(1).secret)
        #expect(oracle.offer(malformed) == "bad_message")
        #expect(oracle.offer(oracle.network.file) == "type_not_taken")
        #expect(oracle.say(oracle.seal(1, window: 100), by: TestKey(77)) == "unregistered")
        let two = TestKey(2)
        #expect(
            oracle.say(
                oracle.registration(two, sequence: 9, owned: TestKey(201)), by: TestNetwork.owner)
                == "bad_hotspot_signature")
        #expect(
            oracle.say(oracle.registration(two, sequence: 9, plan: "EU869"), by: TestNetwork.owner)
                == "place_refused")
        let good = oracle.registration(two, sequence: 9)
        #expect(oracle.say(good, by: TestNetwork.owner) == nil)
        #expect(oracle.say(good, by: TestNetwork.owner) == nil)
        let again = oracle.registration(two, sequence: 10)
        #expect(oracle.say(again, by: TestNetwork.owner) == "already_registered")
        #expect(oracle.say(oracle.seal(1, window: 100), by: two) == nil, "at once")
    }
}
