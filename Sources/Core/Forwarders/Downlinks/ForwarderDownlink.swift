public import ForwarderProtocol
public import Radios
public import Units

/// Something a forwarder is to send, with the windows it may be sent in.
public struct ForwarderDownlink: Hashable, Sendable {
    /// Who wants it; its report carries the same.
    public enum Name: Hashable, Sendable {
        /// The daemon's own, by a number of its choice.
        case own(UInt32)
        /// A server's that packets are passed on to, with the token it chose.
        case passedOn(server: Int, token: UInt16)
    }

    public enum Purpose: Hashable, Sendable {
        /// An own beacon: sent with exactly the power it has, and it moves others that still wait.
        case beacon
        /// For a device: what asks for more power than the plan allows is sent with what it allows.
        case device
    }

    public var name: Name
    public var purpose: Purpose
    /// One or two; the second is used when the first cannot be. Numbers in them are not looked at.
    public var windows: [Transmission]
    /// How much later than asked it may start when something else has that time, in microseconds.
    public var slack: UInt64
    /// Which of the gateway's radio chains and antennas is to send.
    public var chain: UInt8
    public var antenna: UInt8?

    public init(
        name: Name, purpose: Purpose = .device, windows: [Transmission], slack: UInt64 = 0,
        chain: UInt8 = 0, antenna: UInt8? = nil
    ) {
        precondition(1...2 ~= windows.count, "\(windows.count) windows")
        self.name = name
        self.purpose = purpose
        self.windows = windows
        self.slack = slack
        self.chain = chain
        self.antenna = antenna
    }
}

/// What became of a downlink. Each one has exactly one.
public struct ForwarderReport: Hashable, Sendable {
    public let name: ForwarderDownlink.Name
    /// The window that was used, or the last that was tried.
    public let window: Int
    /// As it was last handed over or refused.
    public let transmission: Transmission
    public let end: End

    public enum End: Hashable, Sendable {
        /// The forwarder has it in its queue. The power only when it will be another than asked for.
        case accepted(power: SignalLevel?)
        /// Handed over to a forwarder of version 1, which never answers.
        case unanswerable
        /// Handed over, and no answer came: a forwarder says nothing to what it cannot read.
        case unanswered
        /// Refused by the forwarder.
        case refused(TransmissionError)
        /// Never handed over.
        case notHandedOver(TransmitRefusal)
        /// The plan is not known, or was left while it waited.
        case placeUnknown
        /// The forwarder did not ask for downlinks for a minute, or there is none of this number.
        case away
        /// Its clock began anew, so its time is gone.
        case clockBeganAnew
        case cancelled
    }
}

extension ForwarderReport {
    /// Whether the frame may have been on air, so that its time counts.
    public var mayHaveBeenSent: Bool {
        switch end {
        case .accepted, .unanswerable, .unanswered: true
        case .refused, .notHandedOver, .placeUnknown, .away, .clockBeganAnew, .cancelled: false
        }
    }

    /// What is known of the radiated power: what the forwarder said, or what it was asked for.
    /// A forwarder names the power only when it is another one, so what it did not name is assumed.
    public var power: (level: SignalLevel, isConfirmed: Bool)? {
        guard mayHaveBeenSent else { return nil }
        if case .accepted(let power?) = end { return (power, true) }
        return (transmission.radiatedPower, false)
    }

    /// As the outcome of any radio's transmission.
    public var outcome: TransmitOutcome {
        switch end {
        case .accepted, .unanswerable: .sent(sent)
        case .unanswered, .clockBeganAnew:
            .failed(RadioFault(.silent, "the packet forwarder did not answer the transmission"))
        case .refused(let error): .refused(TransmitRefusal(error))
        case .notHandedOver(let refusal): .refused(refusal)
        case .placeUnknown, .away: .refused(.notReady)
        case .cancelled: .cancelled
        }
    }

    private var sent: SentFrame {
        var start: RadioTime?
        if case .at(let time) = transmission.start { start = time }
        return SentFrame(
            start: start, airtime: transmission.airtime ?? Nanoseconds(0),
            frequency: transmission.frequency,
            conductedPower: power?.level ?? transmission.radiatedPower)
    }

    /// What a server is told that asked for it.
    public var answer: TransmissionAnswer {
        switch end {
        case .accepted(let power): .accepted(power: power)
        case .unanswerable: .accepted(power: nil)
        case .refused(let error): .refused(error)
        case .notHandedOver(let refusal): .refused(TransmissionError(refusal))
        case .unanswered, .placeUnknown, .away, .clockBeganAnew, .cancelled: .refused(.unknown)
        }
    }
}

extension TransmitRefusal {
    /// A forwarder's word, as a radio of ours would say it.
    init(_ error: TransmissionError) {
        self =
            switch error {
            case .tooLate: .tooLate(microseconds: 0)
            case .tooEarly: .tooEarly(microseconds: 0)
            case .collisionPacket, .collisionBeacon: .queueFull(most: Booking.most)
            case .frequency: .notCapable("the packet forwarder does not send on this frequency")
            case .noGPS: .noPulse
            case .unknown: .notCapable("the packet forwarder refuses it and does not say why")
            }
    }
}
