import FirmwareProtocol
import RadioBoard

/// The firmware: bytes from the host's wire into the link, the link's bytes onto it, a step of the
/// radio, without end. Nothing here waits.
@main struct Firmware {
    private var board = RadioBoard(port: RadioWire(clock: BoardClock()), facts: boardFacts())
    private var link = DeviceLink(bootID: BootCount.next())
    private var unsent: UInt8?
    private var sentAt: UInt64 = 0

    /// Kept apart, like the steps below: inlined into one, each would keep its own place on the
    /// stack for what it needs for a moment.
    @inline(never) init() {}

    static func main() {
        var firmware = Firmware()
        while true { firmware.turn() }
    }

    private mutating func turn() {
        let now = board.microseconds()
        receive(at: now)
        driveRadio()
        send(at: now)
    }

    @inline(never) private mutating func receive(at now: UInt64) {
        if let byte = UART.host.read() { link.take(byte, at: now, board: &board) }
        link.tick(at: now, board: &board)
    }

    @inline(never) private mutating func driveRadio() { board.tick(link: &link) }

    @inline(never) private mutating func send(at now: UInt64) {
        if unsent == nil { unsent = link.nextByte(at: now) }
        guard let byte = unsent else {
            if board.mustRestart, now - sentAt > Self.lastByteMicroseconds { restart() }
            return
        }
        guard UART.host.write(byte) else { return }
        unsent = nil
        sentAt = now
    }

    /// The answer to `restart` leaves before: what the wire took last needs 87 us at 115,200 baud.
    private static let lastByteMicroseconds: UInt64 = 1000
}
