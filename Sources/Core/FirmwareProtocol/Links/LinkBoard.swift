/// What a device's link asks of the board it runs on. Every answer comes at once: a board that
/// needs longer accepts, and tells the outcome by an event.
public protocol LinkBoard {
    mutating func capabilities() -> Capabilities
    mutating func radio() -> Status.Radio
    mutating func configuration() -> UInt16
    mutating func waitingTransmissions() -> UInt8
    /// Hundredths of a degree Celsius; nil where nothing measures it.
    mutating func temperature() -> Int16?
    mutating func configure(_ request: Configure) throws(Refusal) -> Configured
    mutating func transmit(_ request: Transmit) throws(Refusal)
    mutating func cancel(_ request: CancelTransmit) throws(Refusal)
    /// The radio's own counters, into those of the link.
    mutating func count(into statistics: inout Statistics)
    /// A session began or ended: the radio stands by and nothing waits to be sent.
    mutating func standBy()
    /// Called when the answer to `restart` is on its way.
    mutating func restart()
}
