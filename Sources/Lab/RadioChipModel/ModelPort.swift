public import RadioChip

/// The pins of a driver on the same machine, wired to the model, with a clock that its owner moves.
/// A transfer takes the time of 8 MHz and a microsecond.
public struct ModelPort: RadioPort, Sendable {
    public var model: RadioChipModel
    public private(set) var now: UInt64
    public private(set) var antennaPath = AntennaPath.none
    public var temperature: Int16?
    /// The last transfers, sent and answered, if they are wanted.
    public var trace: [(sent: [UInt8], answered: [UInt8])] = []
    public var isTraced = false

    public init(model: RadioChipModel, now: UInt64 = 0) {
        self.model = model
        self.now = now
    }

    /// Moves the clock; never back.
    public mutating func advance(to time: UInt64) {
        now = max(now, time)
        model.advance(to: now)
    }

    public mutating func exchange(_ transfer: inout Transfer) -> UInt64 {
        let sent = (0..<transfer.count).map { transfer[$0] }
        advance(to: now + UInt64(sent.count) + 1)
        let answered = model.exchange(sent, at: now)
        for (index, byte) in answered.enumerated() { transfer[index] = byte }
        if isTraced { trace.append((sent, answered)) }
        return now
    }

    public mutating func isBusy() -> Bool { model.isBusy(at: now) }
    public mutating func interrupt() -> UInt64? { model.interruptRoseAt }
    public mutating func reset(isHeld: Bool) { model.reset(isLow: isHeld, at: now) }
    public mutating func microseconds() -> UInt64 { now }
    public mutating func antenna(_ path: AntennaPath) { antennaPath = path }
    public mutating func temperatureCentiCelsius() -> Int16? { temperature }
}
