public import ForwarderProtocol
public import Radios
public import Units

/// What a server that packets are passed on to wants sent.
public struct ServerDownlink: Hashable, Sendable {
    public let line: PassOnLine
    public let token: UInt16
    public let order: ForwarderTransmission

    public init(line: PassOnLine, token: UInt16, order: ForwarderTransmission) {
        self.line = line
        self.token = token
        self.order = order
    }

    /// When it is to start by UTC, for class B; its place in the radio's time is the caller's to find.
    public var utc: Nanoseconds? {
        guard case .atGPS(let milliseconds) = order.start else { return nil }
        return ForwardedPacket.time(ofGPS: milliseconds)
    }

    /// As a transmission of the radio's.
    /// - Parameters:
    ///   - clock: the radio's clock now, from which 32 bits of microseconds become 64.
    ///   - dated: the radio's time at `utc`, where the radio knows it.
    ///   - most: what the plan allows; it also stands for a power that was not given.
    /// - Throws: what the server is to be told.
    public func downlink(
        at clock: RadioTime?, dated: RadioTime? = nil, most: SignalLevel
    ) throws(ServerDownlinkRefusal) -> ForwarderDownlink {
        let start: TransmitStart
        switch order.start {
        case .immediate: start = .immediate
        case .at(let ticks):
            guard let clock else { throw ServerDownlinkRefusal(.unknown) }
            guard let time = clock.nearest(to: ticks) else {
                throw ServerDownlinkRefusal(.tooLate)
            }
            start = .at(time)
        case .atGPS:
            guard let dated else { throw ServerDownlinkRefusal(.noGPS) }
            start = .at(dated)
        }
        return ForwarderDownlink(
            name: .passedOn(server: line.server, token: token),
            windows: [
                Transmission(
                    number: 0, frequency: order.frequency, modulation: order.modulation,
                    deviation: order.deviation.map { Hertz(UInt64($0)) }
                        ?? Transmission.usualDeviation,
                    framing: order.framing, hasInvertedPolarity: order.hasInvertedPolarity,
                    radiatedPower: min(order.power ?? most, most), start: start,
                    payload: order.payload)
            ], chain: order.chain, antenna: order.antenna)
    }
}

/// Why a server's downlink is not even tried.
public struct ServerDownlinkRefusal: Error, Hashable, Sendable {
    public let error: TransmissionError

    init(_ error: TransmissionError) { self.error = error }
}

extension RadioTime {
    /// The time with these 32 bits that is nearest to this one; nil before the clock began.
    func nearest(to ticks: UInt32) -> RadioTime? {
        let step = Int64(Int32(truncatingIfNeeded: Int64(ticks) - Int64(wrapped)))
        guard step < 0 else { return later(by: UInt64(step)) }
        guard microseconds >= step.magnitude else { return nil }
        return RadioTime(microseconds: microseconds - step.magnitude)
    }
}
