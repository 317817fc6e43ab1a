internal import Airwaves
internal import Attestation
internal import Primitives
internal import Radios
internal import Units

/// A downlink on its way to the antenna.
struct DownlinkAttempt: Sendable {
    /// The place of the router that asked.
    let router: Int
    let downlink: Downlink
    /// Of the radio's transmission under way.
    var number: UInt32 = 0
    /// Which window is tried.
    var window = 0
    /// Why it was taken back from the radio.
    var taken: DownlinkOutcome?
    /// When it is given up, should its radio never say what became of it.
    let limit: Nanoseconds

    var radio: Int { Int(downlink.windows[window].radio) }
    var isLast: Bool { window + 1 >= downlink.windows.count }

    /// The router's word for a frame sent in the window tried.
    var sentWord: DownlinkOutcome {
        let at = downlink.windows[window]
        if at.counterMicroseconds == nil, at.at == nil { return .sentAtOnce }
        return window == 0 ? .sentRX1 : .sentRX2
    }
}

/// Why a window cannot be tried.
struct WindowRefusal: Error, Equatable {
    let outcome: DownlinkOutcome
}

extension TransmitWindow {
    /// The transmission this window asks for, not stronger than the plan allows.
    func transmission(
        of downlink: Downlink, number: UInt32, by transmitter: Transmitter, at time: BoxTime
    ) throws(WindowRefusal) -> Radios.Transmission {
        if let obstacle = transmitter.obstacle { throw WindowRefusal(outcome: obstacle) }
        let power = min(power, transmitter.greatestPower ?? power)
        return Radios.Transmission(
            number: number, frequency: frequency, modulation: try modulation(),
            framing: downlink.isInverted ? .downlink : LoRaFraming(),
            hasInvertedPolarity: downlink.isInverted, radiatedPower: power,
            start: try start(by: transmitter, at: time), payload: downlink.frame)
    }

    private func modulation() throws(WindowRefusal) -> FrameModulation {
        if let bitRate { return .fsk(bitsPerSecond: UInt32(bitRate)) }
        guard let spreadingFactor, let factor = UInt8(exactly: spreadingFactor),
            let factor = SpreadingFactor(rawValue: factor),
            let bandwidth = Bandwidth.allCases.first(where: { $0.hertz == bandwidth })
        else { throw WindowRefusal(outcome: .frameRefused) }
        return .loRa(LoRaModulation(spreadingFactor: factor, bandwidth: bandwidth))
    }

    private func start(
        by transmitter: Transmitter, at time: BoxTime
    ) throws(WindowRefusal) -> TransmitStart {
        let start: RadioTime
        if let counterMicroseconds {
            guard let found = transmitter.radioTime(ofExtended: counterMicroseconds) else {
                throw WindowRefusal(outcome: .tooLate)
            }
            start = found
        } else if let at {
            guard let found = transmitter.radioTime(of: at, at: time) else {
                throw WindowRefusal(outcome: time.utc > at ? .tooLate : .radioAway)
            }
            start = found
        } else {
            return .immediate
        }
        if let now = transmitter.now(at: time), start <= now {
            throw WindowRefusal(outcome: .tooLate)
        }
        return .at(start)
    }
}
