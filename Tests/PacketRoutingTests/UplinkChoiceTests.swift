import Airwaves
import Attestation
import PacketRouting
import Primitives
import Radios
import RouterEmulator
import Testing
import Units

@Suite("Uplinks: what is one") struct UplinkChoiceTests {
    static let joinRequest = [UInt8](repeating: 0, count: 23)

    static let frames: [(name: String, frame: [UInt8], drop: UplinkDrop?)] = [
        ("unconfirmed data", CarriageBench.frame(1), nil),
        ("confirmed data", [0x80] + CarriageBench.frame(1).dropFirst(), nil),
        ("a join request", joinRequest, nil),
        ("a join request a byte short", Array(joinRequest.dropLast()), .notLoRaWAN),
        ("somebody's proprietary frame", [0xe0, 2, 3], nil),
        ("one byte of proprietary", [0xe0], nil),
        ("proprietary with another version of LoRaWAN", [0xe1, 1, 3], nil),
        ("an Earshot beacon", [0xe0, 1] + [UInt8](repeating: 7, count: 22), .beacon),
        ("the shortest thing that looks like a beacon", [0xe0, 1], .beacon),
        ("a downlink", [0x60] + CarriageBench.frame(1).dropFirst(), .downlink),
        ("a confirmed downlink", [0xa0] + CarriageBench.frame(1).dropFirst(), .downlink),
        ("a join accept", [0x20] + [UInt8](repeating: 1, count: 16), .downlink),
        ("nothing", [], .notLoRaWAN),
        ("another version of LoRaWAN", [0x41] + CarriageBench.frame(1).dropFirst(), .notLoRaWAN),
    ]

    @Test("by its bytes", arguments: frames)
    func bytes(name: String, frame: [UInt8], drop: UplinkDrop?) {
        #expect(dropped(CarriageBench.reception(frame)) == drop, "\(name)")
    }

    @Test(
        "by its checksum",
        arguments: [
            (ChecksumVerdict.good, nil), (.bad, .badChecksum), (.contradicted, .badChecksum),
            (.absent, .noChecksum),
        ] as [(ChecksumVerdict, UplinkDrop?)])
    func checksum(verdict: ChecksumVerdict, drop: UplinkDrop?) {
        let reception = CarriageBench.reception(CarriageBench.frame(1), checksum: verdict)
        #expect(dropped(reception) == drop)
    }

    @Test("a beacon whose checksum is bad is a bad checksum: nobody learns of a beacon")
    func badBeacon() {
        let reception = CarriageBench.reception([0xe0, 1, 5], checksum: .bad)
        #expect(dropped(reception) == .badChecksum)
    }

    @Test("what was not measured is absent; what cannot be is not passed on")
    func measured() throws {
        var reception = CarriageBench.reception(CarriageBench.frame(1))
        reception.signalToNoise = nil
        var uplink = try made(reception)
        #expect(uplink.ratio == nil && uplink.signal == nil && uplink.fineNanoseconds == nil)
        #expect(uplink.frequencyErrorHertz == nil && uplink.bitRate == nil)
        #expect(uplink.spreadingFactor == 7 && uplink.codingRate == 5)
        reception.signalToNoise = Decibels(hundredths: 10_001)
        reception.signalLevel = SignalLevel(hundredths: 3_001)
        reception.frequencyOffset = -1_000_001
        reception.nanosecondsOfSecond = 1_000_000_000
        reception.channel = 64
        uplink = try made(reception)
        #expect(uplink.ratio == nil && uplink.signal == nil && uplink.frequencyErrorHertz == nil)
        #expect(uplink.fineNanoseconds == nil && uplink.channel == nil)
        reception.signalToNoise = Decibels(hundredths: -5_000)
        reception.signalLevel = SignalLevel(hundredths: -20_000)
        reception.frequencyOffset = 1_000_000
        reception.nanosecondsOfSecond = 999_999_999
        reception.channel = 63
        uplink = try made(reception)
        #expect(uplink.ratio != nil && uplink.signal != nil && uplink.frequencyErrorHertz != nil)
        #expect(uplink.fineNanoseconds == 999_999_999 && uplink.channel == 63)
    }

    @Test("without the level every radio measures it is none, and without a real frequency")
    func unmeasured() {
        var reception = CarriageBench.reception(CarriageBench.frame(1))
        reception.level = nil
        #expect(dropped(reception) == .unmeasured)
        reception.level = SignalLevel(hundredths: -20_001)
        #expect(dropped(reception) == .unmeasured)
        reception.level = SignalLevel(hundredths: -20_000)
        #expect(dropped(reception) == nil)
        reception.frequency = Hertz(99_999_999)
        #expect(dropped(reception) == .unmeasured)
    }

    @Test("FSK tells its bit rate and no spreading factor")
    func fsk() throws {
        var reception = CarriageBench.reception(CarriageBench.frame(1))
        reception.modulation = .fsk(bitsPerSecond: 50_000)
        let uplink = try made(reception)
        #expect(uplink.bitRate == 50_000 && uplink.spreadingFactor == nil)
        #expect(uplink.codingRate == nil && uplink.bandwidth == Hertz(100_000))
        reception.modulation = .fsk(bitsPerSecond: 599)
        #expect(dropped(reception) == .unmeasured)
    }

    @Test("every uplink that is made can be said")
    func sayable() throws {
        for (name, frame, drop) in Self.frames where drop == nil {
            let uplink = try made(CarriageBench.reception(frame))
            let batch = UplinkBatch(firstNumber: 1, uplinks: [uplink])
            #expect((try? batch.payload()) != nil, "\(name)")
        }
    }

    private func made(_ reception: Radios.Reception) throws -> Uplink {
        try Uplink(reception, radio: 3, counter: 77, received: Nanoseconds(5))
    }

    private func dropped(_ reception: Radios.Reception) -> UplinkDrop? {
        do throws(UplinkDrop) {
            _ = try Uplink(reception, radio: 3, counter: 77, received: Nanoseconds(5))
            return nil
        } catch { return error }
    }
}

@Suite("Uplinks: heard by the carriage") struct HearingTests {
    @Test("one frame heard by two radios is two uplinks; told twice by one radio it is one")
    func radios() throws {
        var bench = CarriageBench()
        bench.start(radios: 2)
        bench.open()
        bench.hear(1, radio: 0)
        bench.hear(1, radio: 1)
        bench.hear(1, radio: 1)
        let account = try #require(bench.account)
        #expect(account.uplinks.map(\.uplink.radio) == [0, 1])
        #expect(bench.carriage.dropped(.duplicate) == 1)
        // Two milliseconds later it is another transmission.
        bench.pass(milliseconds: 3)
        bench.hear(1, radio: 1)
        #expect(bench.account?.uplinks.count == 3)
    }

    @Test("a radio that is not ready is not heard")
    func unknown() {
        var bench = CarriageBench()
        bench.start()
        bench.hear(1, radio: 5)
        #expect(bench.carriage.dropped(.unknownRadio) == 1 && bench.carriage.queue.isEmpty)
        bench.handle(.away(radio: 0))
        bench.hear(2, radio: 0)
        #expect(bench.carriage.dropped(.unknownRadio) == 2)
    }

    @Test("a beacon reaches no queue, no wire and no spool")
    func beacons() {
        var bench = CarriageBench()
        bench.start()
        bench.open()
        let beacon: [UInt8] = [0xe0, 1] + [UInt8](repeating: 3, count: 30)
        bench.handle(.heard(CarriageBench.reception(beacon), radio: 0, ended: nil))
        #expect(bench.carriage.dropped(.beacon) == 1 && bench.carriage.queue.isEmpty)
        #expect(bench.account?.uplinks.isEmpty == true)
        #expect(bench.carriage.queue.nextNumber == 2)
    }

    @Test("the counter goes on rising when a radio's clock begins anew, and over a restart")
    func counters() throws {
        var bench = CarriageBench()
        bench.start()
        bench.open()
        bench.hear(1)
        bench.pass(milliseconds: 2_000)
        bench.handle(.away(radio: 0))
        bench.begin(0)
        let new = CarriageBench.reception(CarriageBench.frame(2), end: 5)
        bench.handle(.heard(new, radio: 0, ended: bench.uptime))
        bench.commit()
        bench.pass(milliseconds: 2_000)
        bench.crash()
        bench.open()
        let again = CarriageBench.reception(CarriageBench.frame(3), end: 5)
        bench.handle(.heard(again, radio: 0, ended: bench.uptime))
        let counters = try #require(bench.account).uplinks.map(\.uplink.counterMicroseconds)
        #expect(counters.count == 3 && counters == counters.sorted() && Set(counters).count == 3)
    }

    @Test("when a frame ended is known from the radio's clock, not from when it was told")
    func dated() throws {
        var bench = CarriageBench()
        bench.start()
        bench.open()
        let ended = bench.uptime
        let reception = CarriageBench.reception(CarriageBench.frame(1), end: bench.radioNow)
        let utc = bench.time.utc
        bench.pass(milliseconds: 40)
        bench.handle(.heard(reception, radio: 0, ended: ended))
        let uplink = try #require(bench.account?.uplinks.first).uplink
        #expect(uplink.received == utc)
    }
}
