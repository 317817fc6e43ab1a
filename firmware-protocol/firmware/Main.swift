import FirmwareProtocol

/// The firmware: bytes from the host's wire into the link, the link's bytes onto it, without end.
@main struct Firmware {
    static func main() {
        var clock = BoardClock()
        var board = Board()
        var link = DeviceLink(bootID: BootCount.next())
        var unsent: UInt8?
        var sentAt: UInt64 = 0
        while true {
            let now = clock.microseconds()
            if let byte = HostWire.read() { link.take(byte, at: now, board: &board) }
            link.tick(at: now, board: &board)
            if board.announces(link.session) {
                link.log(.warning, ShortBytes("this board has no radio"), at: now)
            }
            if unsent == nil { unsent = link.nextByte(at: now) }
            guard let byte = unsent else {
                if board.mustRestart, now - sentAt > lastByteMicroseconds { restart() }
                continue
            }
            if HostWire.write(byte) {
                unsent = nil
                sentAt = now
            }
        }
    }

    /// The answer to `restart` leaves before: what the wire took last needs 87 us at 115,200 baud.
    static let lastByteMicroseconds: UInt64 = 1000
}
