public import FirmwareProtocol
public import RadioChip

/// A board with one SX126x: what the link asks is told to the driver, what the driver reports is
/// posted to the link. All answers come at once; a radio that then does not do as told reports a
/// `fault`, is reset and goes on with the same configuration.
public struct RadioBoard<Port: RadioPort>: LinkBoard {
    public var port: Port
    public private(set) var chip: RadioChip
    /// The host asked for a restart; to be done when the answer is on its way.
    public private(set) var mustRestart = false

    private let facts: BoardFacts
    private let range: FrequencyRange
    /// 0 while nothing is configured.
    private var current: UInt16 = 0
    private var lastNumber: UInt16 = 0
    private var waiting: WaitingTransmission?
    private var outcome: Transmitted?
    private var counters = RadioCounters()
    private var announced: UInt16 = 0

    public init(port: Port, facts: BoardFacts) {
        self.port = port
        self.facts = facts
        range = facts.range
        chip = RadioChip(fitting: facts.fitting)
    }

    public mutating func microseconds() -> UInt64 { port.microseconds() }

    public func capabilities() -> Capabilities { facts.capabilities }
    public func configuration() -> UInt16 { current }
    public func waitingTransmissions() -> UInt8 { waiting == nil ? 0 : 1 }
    public mutating func temperature() -> Int16? { port.temperatureCentiCelsius() }
    public func count(into statistics: inout Statistics) { counters.count(into: &statistics) }

    public func radio() -> Status.Radio {
        switch chip.state {
        case .starting, .resting: .standby
        case .listening: .receiving
        case .transmitting: .transmitting
        case .faulty: .faulty
        }
    }

    public mutating func configure(_ request: Configure) throws(Refusal) -> Configured {
        try checkWell()
        let settings = try range.settings(for: request.modulation, at: .ofConfigure)
        // Without a header the length must be known beforehand, and the request has none.
        guard request.mode == .standby || !settings.hasImplicitHeader else {
            throw Refusal(.notCapable, detail: ModulationOffset.ofConfigure.flags)
        }
        lastNumber = lastNumber == .max ? 1 : lastNumber + 1
        current = lastNumber
        chip.configure(request.mode == .receive ? settings : nil, number: current)
        return Configured(configuration: current, modulation: settings.modulation)
    }

    public mutating func transmit(_ request: Transmit) throws(Refusal) {
        try checkWell()
        if let busy = waiting?.number ?? outcome?.transmission {
            throw Refusal(.busy, detail: busy)
        }
        let settings = try range.settings(for: request.modulation, at: .ofTransmit)
        guard let power = PowerSetting(centiDBm: request.powerCentiDBm, model: chip.fitting.model)
        else { throw Refusal(.notCapable, detail: 27) }
        let frame = OutgoingFrame(
            settings: settings, power: power, startMicroseconds: request.startMicroseconds,
            frame: ChipFrame(request.frame))
        // The chip ends what takes longer than its timer counts.
        guard frame.airtimeMicroseconds <= 120_000_000 else {
            throw Refusal(.notCapable, detail: ModulationOffset.ofTransmit.preamble)
        }
        let lead = chip.fitting.preparationMicroseconds
        if let start = request.startMicroseconds, start < port.microseconds() + UInt64(lead) {
            throw Refusal(.tooLate, detail: lead)
        }
        waiting = WaitingTransmission(request, settings, power)
        chip.transmit(frame)
    }

    public mutating func cancel(_ request: CancelTransmit) throws(Refusal) {
        guard let waiting, waiting.number == request.transmission else {
            throw Refusal(.unknownTransmission)
        }
        guard chip.cancel() else { throw Refusal(.busy, detail: waiting.number) }
        end(.cancelled)
    }

    public mutating func standBy() {
        chip.rest()
        current = 0
        waiting = nil
        outcome = nil
    }

    public mutating func restart() {
        standBy()
        mustRestart = true
    }

    private func checkWell() throws(Refusal) {
        if let fault = chip.fault {
            throw Refusal(.radioFault, detail: UInt32(fault.code.rawValue))
        }
    }

    /// One step of the radio. To be called as often as the board can.
    public mutating func tick(link: inout DeviceLink) {
        if let event = chip.tick(&port) { take(event, &link) }
        if link.session != announced {
            announced = link.session
            if let fault = chip.fault { post(fault.code, fault.number, &link) }
        }
        if let outcome, link.hasRoom {
            self.outcome = nil
            _ = link.post(outcome)
        }
    }

    private mutating func take(_ event: ChipEvent, _ link: inout DeviceLink) {
        switch event {
        case .started:
            guard counters.mustTellReset else { return }
            counters.mustTellReset = false
            counters.resets &+= 1
            post(.radioReset, 0, &link)
        case .received(let frame): take(frame, &link)
        case .headerError: counters.badHeaders &+= 1
        case .overrun:
            counters.overruns &+= 1
            link.log(.warning, ShortBytes("a frame was lost behind another"), at: now())
        case .sent(let sent): end(.sent, sent)
        case .tooLate: end(.tooLate)
        case .interruptLost:
            post(.radioAnswer, ChipFault.interruptLostNumber, &link)
            link.log(.error, ShortBytes("DIO1 does not rise"), at: now())
        case .failed(let fault):
            counters.mustTellReset = true
            post(fault.code, fault.number, &link)
            link.log(.error, fault.words, at: now())
            end(.radioFault)
        }
    }

    private mutating func now() -> UInt64 { port.microseconds() }

    private mutating func take(_ frame: ReceivedFrame, _ link: inout DeviceLink) {
        counters.receptions &+= 1
        if frame.checksum == .wrong { counters.badChecksums &+= 1 }
        _ = link.post(Reception(frame, bytes: chip.received))
    }

    private mutating func post(_ code: Fault.Code, _ detail: UInt32, _ link: inout DeviceLink) {
        _ = link.post(Fault(deviceTimeMicroseconds: now(), code: code, detail: detail))
    }

    /// The outcome of the transmission, if there is one; it waits until the link has room for it.
    private mutating func end(_ result: Transmitted.Outcome, _ sent: SentFrame? = nil) {
        guard let waiting else { return }
        self.waiting = nil
        if result == .sent { counters.sent &+= 1 }
        if result == .tooLate || result == .radioFault { counters.failed &+= 1 }
        outcome = waiting.outcome(result, sent)
    }
}
