/// The few pins between a microcontroller and an SX126x, as a board has them.
public protocol RadioPort {
    /// Selects the chip, exchanges the transfer's bytes (what the chip answers takes the place of
    /// what was sent) and deselects it. SPI mode 0, at most 16 MHz. Returns when that was, for a
    /// transmission begins by it, and no sooner than 600 ns later: so long BUSY may need to rise.
    mutating func exchange(_ transfer: inout Transfer) -> UInt64

    mutating func isBusy() -> Bool

    /// When DIO1 rose, by this port's clock; nil while it is low. A board that cannot latch the
    /// time answers with the present one, and says how far off that is in its `ChipFitting`.
    mutating func interrupt() -> UInt64?

    /// Pulls NRESET low, or lets it go.
    mutating func reset(isHeld: Bool)

    /// Microseconds since the start, without jump or wrap.
    mutating func microseconds() -> UInt64

    /// For boards whose antenna switch hangs on the microcontroller and not on DIO2.
    mutating func antenna(_ path: AntennaPath)

    /// Hundredths of a degree Celsius, by a sensor of the microcontroller or the board: the chip
    /// has none that can be read. Nil where nothing measures it.
    mutating func temperatureCentiCelsius() -> Int16?
}

public enum AntennaPath: UInt8, Sendable { case none, receive, transmit }

extension RadioPort {
    public mutating func antenna(_ path: AntennaPath) {}
    public mutating func temperatureCentiCelsius() -> Int16? { nil }
}
