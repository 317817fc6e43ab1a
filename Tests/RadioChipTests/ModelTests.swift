import RadioChipModel
import Testing

@Suite("RadioChipModel: it is strict, so a driver's clean record means something")
struct ModelTests {
    /// A model that was reset, and raw transfers to it, each when BUSY is low.
    struct Raw {
        var model: RadioChipModel
        var now: UInt64 = 1_000

        init(isHighPower: Bool = true, hasTCXO: Bool = false) {
            model = RadioChipModel(isHighPower: isHighPower, hasTCXO: hasTCXO)
            model.reset(isLow: true, at: 100)
            model.reset(isLow: false, at: 300)
        }

        @discardableResult mutating func send(_ bytes: [UInt8]) -> [UInt8] {
            now = max(now, model.busyEnds ?? now) + 1
            return model.exchange(bytes, at: now)
        }

        /// All that reception and transmission need, for 868.1 MHz, SF7, 125 kHz.
        mutating func prepare(skipping skipped: [UInt8] = []) {
            let commands: [[UInt8]] = [
                [0x80, 0], [0x8a, 1], [0x98, 0xd7, 0xdb], [0x86, 0x36, 0x41, 0x99, 0x9a],
                [0x8b, 7, 4, 1, 0], [0x8c, 0, 8, 0, 3, 1, 0], [0x8f, 0, 0],
                [0x08, 0, 3, 0, 3, 0, 0, 0, 0], [0x95, 4, 7, 0, 1], [0x8e, 14, 2],
                [0x0d, 0x07, 0x36, 0x0d], [0x0d, 0x08, 0xd8, 0xde], [0x0d, 0x08, 0x89, 0x05],
                [0x0e, 0, 1, 2, 3],
            ]
            for command in commands where !skipped.contains(command[0]) { send(command) }
        }
    }

    @Test("every violation has a transfer that commits it, and only it")
    func violations() {
        let send: [UInt8] = [0x83, 0, 0, 0]
        let listen: [UInt8] = [0x82, 0xff, 0xff, 0xff]
        let cases: [(ModelViolation, (inout Raw) -> Void)] = [
            (
                .commandWhileBusy(0xc0),
                {
                    $0.send([0x89, 0x7f])
                    _ = $0.model.exchange([0xc0, 0], at: $0.now + 1)
                }
            ),
            (
                .commandInReset(0xc0),
                {
                    $0.model.reset(isLow: true, at: $0.now)
                    _ = $0.model.exchange([0xc0, 0], at: $0.now + 1)
                }
            ),
            (
                .resetTooShort(microseconds: 99),
                {
                    $0.model.reset(isLow: true, at: $0.now)
                    $0.model.reset(isLow: false, at: $0.now + 99)
                }
            ),
            (.unknownOpcode(0x55), { $0.send([0x55]) }),
            (.wrongLength(0xc0, count: 3), { $0.send([0xc0, 0, 0]) }),
            (.wrongParameter(0x93, value: 0x31), { $0.send([0x93, 0x31]) }),
            (
                .wrongMode(0x89, mode: .standbyXOSC),
                {
                    $0.send([0x80, 1])
                    $0.send([0x89, 0x7f])
                }
            ),
            (.packetTypeNotFirst(0x86), { $0.send([0x86, 0, 0, 0, 0]) }),
            (
                .missing(0x95, before: 0x83),
                {
                    $0.prepare(skipping: [0x95])
                    $0.send(send)
                }
            ),
            (
                .missing(0x08, before: 0x82),
                {
                    $0.prepare(skipping: [0x08])
                    $0.send(listen)
                }
            ),
            (
                .imageNotCalibrated(hertz: 868_100_000),
                {
                    $0.prepare(skipping: [0x98])
                    $0.send(listen)
                }
            ),
            (
                .wrongOptimisation,
                {
                    $0.prepare()
                    $0.send([0x8b, 12, 4, 1, 0])
                }
            ),
            (
                .knownLimitation(1),
                {
                    $0.prepare()
                    $0.send([0x8b, 7, 6, 1, 0])
                    $0.send(send)
                }
            ),
            (
                .knownLimitation(2),
                {
                    $0.prepare()
                    $0.send([0x0d, 0x08, 0xd8, 0xc8])
                    $0.send(send)
                }
            ),
            (
                .knownLimitation(4),
                {
                    $0.prepare()
                    $0.send([0x8c, 0, 8, 0, 3, 1, 1])
                    $0.send(listen)
                }
            ),
            (.unknownRegister(0x0100), { $0.send([0x0d, 0x01, 0x00, 0x00]) }),
            (
                .notModelled(0x82),
                {
                    $0.prepare()
                    $0.send([0x82, 0, 0, 64])
                }
            ),
        ]
        for (violation, commit) in cases {
            var raw = Raw()
            commit(&raw)
            #expect(raw.model.violations == [violation])
        }
        var raw = Raw(hasTCXO: true)
        raw.send([0x89, 0x7f])
        #expect(raw.model.violations == [.noOscillator(0x89)])
        #expect(raw.send([0x17, 0, 0, 0])[3] & 0x20 != 0)
    }

    @Test("a driver that keeps to the book has a clean record")
    func clean() {
        var raw = Raw()
        raw.prepare()
        raw.send([0x83, 0, 0, 0])
        raw.model.advance(to: raw.now + 100_000)
        #expect(raw.model.transmissions.map(\.bytes) == [[1, 2, 3]])
        #expect(raw.send([0x12, 0, 0, 0]) == [0xac, 0xac, 0x00, 0x01], "TX done")
        raw.send([0x82, 0xff, 0xff, 0xff])
        #expect(raw.model.violations == [])
    }

    @Test("the status has mode and outcome: 5 behind a reset, 1 behind a command")
    func status() {
        var raw = Raw()
        #expect(raw.send([0xc0, 0])[1] == 0xaa)
        #expect(raw.send([0xc0, 0])[1] == 0xa2)
        raw.send([0x80, 1])
        #expect(raw.send([0xc0, 0])[1] == 0xb2)
        raw.send([0x55])
        #expect(raw.send([0xc0, 0])[1] == 0xb8)
    }

    @Test("switching takes the times of table 8-2")
    func switching() {
        var raw = Raw()
        raw.prepare()
        raw.send([0x80, 1])
        raw.send([0xc1])
        #expect(raw.model.busyEnds == raw.now + 40)
        raw.send([0x83, 0, 0, 0])
        #expect(raw.model.busyEnds == raw.now + 76)
        #expect(raw.model.transmissions.first?.startMicroseconds == raw.now + 76)
        raw.send([0x80, 0])
        raw.send([0x82, 0xff, 0xff, 0xff])
        #expect(raw.model.busyEnds == raw.now + 83)
    }

    @Test("a transmission that outlasts its time-out is ended by it")
    func timeout() {
        var raw = Raw()
        raw.prepare()
        raw.send([0x08, 0x02, 0x01, 0x02, 0x01, 0, 0, 0, 0])
        raw.send([0x83, 0, 0, 64])
        raw.model.advance(to: raw.now + 10_000)
        #expect(raw.send([0x12, 0, 0, 0])[2...3] == [0x02, 0x00])
    }

    @Test("counts of GetStats: received, wrong checksum, wrong header")
    func counts() {
        var raw = Raw()
        raw.prepare()
        raw.send([0x82, 0xff, 0xff, 0xff])
        for kind in 0..<6 {
            let start = raw.now + 1_000
            var frame = IncomingFrame(
                startMicroseconds: start, frequencyHertz: 868_100_000, syncWord: 0x12,
                bytes: [1])
            if kind > 2 { frame.check = .bad }
            if kind > 4 { frame.hasBrokenHeader = true }
            raw.model.hear(frame)
            raw.now += 100_000
            raw.model.advance(to: raw.now)
        }
        #expect(raw.send([0x10, 0, 0, 0, 0, 0, 0, 0])[2...] == [0, 3, 0, 2, 0, 1])
    }
}
