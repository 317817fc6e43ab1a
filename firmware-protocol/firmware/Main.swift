import FirmwareProtocol
import RadioBoard

/// The firmware: bytes from the host's wire into the link, the link's bytes onto it, a step of the
/// radio, without end. Nothing here waits.
@main struct Firmware {
    static func main() {
        var board = RadioBoard(port: RadioWire(clock: BoardClock()), facts: boardFacts())
        var link = DeviceLink(bootID: BootCount.next())
        var unsent: UInt8?
        var sentAt: UInt64 = 0
        while true {
            let now = board.microseconds()
            if let byte = UART.host.read() { link.take(byte, at: now, board: &board) }
            link.tick(at: now, board: &board)
            board.tick(link: &link)
            if unsent == nil { unsent = link.nextByte(at: now) }
            guard let byte = unsent else {
                if board.mustRestart, now - sentAt > lastByteMicroseconds { restart() }
                continue
            }
            if UART.host.write(byte) {
                unsent = nil
                sentAt = now
            }
        }
    }

    /// The answer to `restart` leaves before: what the wire took last needs 87 us at 115,200 baud.
    static let lastByteMicroseconds: UInt64 = 1000
}
