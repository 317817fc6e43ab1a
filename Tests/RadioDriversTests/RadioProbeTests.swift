import Concentrator
import FirmwareProtocol
import Primitives
import RadioDrivers
import Testing

/// Spans of temporaries inside of `#expect` crash the compiler of Swift 6.3.1.
extension RadioProbe {
    fileprivate mutating func took(_ bytes: some Collection<UInt8>) -> Verdict? {
        let bytes = Array(bytes)
        return take(bytes.rawSpan)
    }

    fileprivate mutating func settled(_ bytes: some Collection<UInt8>) -> Verdict? {
        let bytes = Array(bytes)
        return settle(bytes.rawSpan)
    }
}

@Suite("Probe: what is at the other end of a line")
struct RadioProbeTests {
    /// The answer of a bridge to PING, its chip's number and version.
    static func pong(_ version: String, identifier: UInt8 = 0x45, order: UInt8 = 0x40) -> [UInt8] {
        [identifier, 0, 21, order] + (0..<12).map { UInt8($0) } + Array(version.utf8)
    }

    static func wire(_ body: FrameBody) -> [UInt8] {
        var encoder = FrameEncoder()
        encoder.load(body)
        var bytes: [UInt8] = []
        while let byte = encoder.nextByte() { bytes.append(byte) }
        return bytes
    }

    static let awake = wire(Awake(bootID: 7).body(session: 0, sequence: 0))

    @Test("the question is PING, four bytes")
    func question() { #expect(RadioProbe.question == [0x45, 0, 0, 0]) }

    @Test(
        "each firmware that Earshot speaks with",
        arguments: ["V01.00.00", "V00.02.06", "D01.00.00"])
    func bridges(version: String) {
        var probe = RadioProbe()
        guard case .bridge(let found)? = probe.took(Self.pong(version)) else {
            Issue.record("no bridge")
            return
        }
        #expect("\(found)" == version.dropFirst())
    }

    @Test("an answer in pieces of one byte is the same answer")
    func pieces() {
        var probe = RadioProbe()
        let bytes = Self.pong("V01.00.00")
        for byte in bytes.dropLast() { #expect(probe.took([byte]) == nil) }
        #expect(probe.took([bytes[24]]) == .bridge(.current))
    }

    @Test("a firmware that nobody knows is a bridge of no use, and says why")
    func unknown() {
        var probe = RadioProbe()
        #expect(
            probe.took(Self.pong("V09.09.09"))
                == .unknownBridge(.unknownVersion(found: BridgeVersion(9, 9, 9))))
        var other = RadioProbe()
        guard case .unknownBridge(.notAVersion)? = other.took(Self.pong("no number")) else {
            Issue.record("taken")
            return
        }
    }

    @Test("a board tells itself by any frame, before the question or after")
    func boards() {
        var probe = RadioProbe()
        #expect(probe.settled(Self.awake) == .light)
        var late = RadioProbe()
        #expect(late.took(([1, 2, 3, 0] + Self.awake)) == .light)
        var cut = RadioProbe()
        #expect(cut.settled(Self.awake.prefix(5)) == nil)
        #expect(cut.took(Self.awake.dropFirst(5)) == .light)
    }

    @Test("an answer that began before the question is not one to it")
    func stale() {
        var probe = RadioProbe()
        #expect(probe.settled(Self.pong("V01.00.00")) == nil)
        #expect(probe.took(Self.pong("V00.02.06")) == .bridge(.older))
    }

    static let strangers: [[UInt8]] = [
        Array("AT\r\nOK\r\n".utf8), Array("$GNGGA,,,,,,0,,,,,,,,*78\r\n".utf8),
        [UInt8](repeating: 0, count: 600), [UInt8](repeating: 0xFF, count: 600),
        pong("V01.00.00", order: 0x41), pong("V01.00.00", order: 0xFF), RadioProbe.question,
        pong("V01.00.00") + [0],
    ]

    @Test("modems, receivers, echoes and noise are nothing of ours", arguments: strangers)
    func strange(bytes: [UInt8]) {
        var probe = RadioProbe()
        #expect(probe.took(bytes) == nil)
        #expect(probe.took(bytes) == nil)
    }
}
