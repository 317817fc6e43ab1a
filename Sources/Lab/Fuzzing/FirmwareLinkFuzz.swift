import FirmwareProtocol
import Primitives

extension FuzzTarget {
    /// A stream of bytes: every frame that is found must come back from the encoder, both sides'
    /// messages must be read or refused, and both machines must take it.
    static let firmwareLink = FuzzTarget(name: "firmware-link") { bytes in
        var decoder = FrameDecoder()
        var device = DeviceLink(bootID: 1)
        var board = SilentBoard()
        var host = HostLink(session: 0)
        host.open(at: 0)
        for offset in 0..<bytes.byteCount {
            let byte = bytes.byte(at: offset)
            let now = UInt64(offset) * 1000
            device.take(byte, at: now, board: &board)
            device.tick(at: now, board: &board)
            _ = device.post(Fault(deviceTimeMicroseconds: now, code: .pulseLost, detail: 0))
            _ = device.nextByte(at: now)
            _ = host.take(byte, at: now)
            _ = host.tick(at: now)
            _ = host.nextByte(at: now)
            if (try? decoder.take(byte)) == true { check(decoder.frame) }
        }
    }

    private static func check(_ frame: FrameBody) {
        _ = try? HostMessage(parsing: frame)
        _ = try? DeviceMessage(parsing: frame)
        var encoder = FrameEncoder()
        encoder.load(frame)
        var again = FrameDecoder()
        var isBack = false
        while let byte = encoder.nextByte() { isBack = (try? again.take(byte)) == true }
        precondition(isBack, "a frame was read that cannot be written")
        precondition(again.frame.bytes.isSame(as: frame.bytes), "another frame came back")
    }
}

/// A board without a radio.
private struct SilentBoard: LinkBoard {
    func capabilities() -> Capabilities {
        Capabilities(serial: 0, board: ShortBytes(), firmware: ShortBytes(), clockErrorPPB: 0)
    }
    func radio() -> Status.Radio { .none }
    func configuration() -> UInt16 { 0 }
    func waitingTransmissions() -> UInt8 { 0 }
    func temperature() -> Int16? { nil }
    func configure(_ request: Configure) throws(Refusal) -> Configured { throw Refusal(.noRadio) }
    func transmit(_ request: Transmit) throws(Refusal) { throw Refusal(.noRadio) }
    func cancel(_ request: CancelTransmit) throws(Refusal) { throw Refusal(.noRadio) }
    func count(into statistics: inout Statistics) {}
    func standBy() {}
    func restart() {}
}
