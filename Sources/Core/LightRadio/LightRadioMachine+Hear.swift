internal import Airwaves
internal import FirmwareProtocol
internal import Radios
internal import Units

extension LightRadioMachine {
    /// How far ahead of the clock that this side reckons with an event of the past may lie.
    static let aheadMicroseconds: UInt64 = 1_000_000

    mutating func take(
        event: DeviceMessage, at now: UInt64, _ actions: inout RadioActions
    ) {
        switch event {
        case .reception(let reception): actions.notices.append(notice(reception, at: now))
        case .transmitted(let transmitted): take(transmitted, at: now, &actions)
        case .timeMark(let mark): actions.notices.append(take(mark, at: now))
        case .fault(let fault): take(fault, at: now, &actions)
        case .logLine(let line): actions.notices.append(.remark(Remark(line)))
        // Answers are no events; the link tells them apart by their number.
        default: break
        }
    }

    private func isPast(_ moment: UInt64, at now: UInt64) -> Bool {
        moment <= radioTime(at: now).later(by: Self.aheadMicroseconds).microseconds
    }

    /// A frame as it was heard, or why it is none of ours.
    private func notice(
        _ heard: FirmwareProtocol.Reception, at now: UInt64
    ) -> RadioNotice {
        guard let tuned = tuning.heard(with: heard.configuration) else {
            return .dropped(.unusedChannel, count: 1)
        }
        guard heard.modulation.isHeard(with: tuned.modulation),
            isPast(heard.endMicroseconds, at: now),
            let codingRate = CodingRate(rawValue: heard.modulation.codingRate)
        else { return .dropped(.brokenRecord, count: 1) }
        let channel = tuned.channel
        let modulation = LoRaModulation(
            spreadingFactor: channel.spreadingFactor, bandwidth: channel.bandwidth,
            codingRate: codingRate)
        return .heard(
            Radios.Reception(
                frequency: channel.frequency, modulation: .loRa(modulation),
                checksum: ChecksumVerdict(heard.check), level: heard.rssiCentiDBm.map(level),
                signalLevel: heard.signalRSSICentiDBm.map(level),
                signalToNoise: heard.snrCentiDB.map { Decibels(hundredths: Int32($0)) },
                frequencyOffset: heard.frequencyErrorHertz,
                end: RadioTime(microseconds: heard.endMicroseconds), payload: heard.frame.array))
    }

    private func level(_ centiDBm: Int16) -> SignalLevel {
        SignalLevel(hundredths: Int32(centiDBm))
    }

    private mutating func take(_ mark: TimeMark, at now: UInt64) -> RadioNotice {
        guard isPast(mark.pulseMicroseconds, at: now) else {
            return .dropped(.brokenRecord, count: 1)
        }
        guard pulses.take(mark.pulseMicroseconds) else { return .dropped(.duplicate, count: 1) }
        return .pulse(RadioTime(microseconds: mark.pulseMicroseconds))
    }

    /// The board mends what it can by itself; whether it did is asked a little later.
    private mutating func take(
        _ fault: Fault, at now: UInt64, _ actions: inout RadioActions
    ) {
        actions.notices.append(.remark(Remark(fault)))
        switch fault.code {
        case .radioBusy, .radioAnswer, .radioErrors: watch.lookSoon(at: now)
        case .radioReset: break
        case .pulseLost: pulses.stop()
        }
    }
}

extension ChecksumVerdict {
    init(_ check: FirmwareProtocol.Reception.FrameCheck) {
        switch check {
        case .none: self = .absent
        case .ok: self = .good
        case .bad: self = .bad
        }
    }
}

extension Remark {
    init(_ line: LogLine) {
        let level: Level =
            switch line.level {
            case .none, .debug: .debug
            case .info: .info
            case .warning: .warning
            case .error: .error
            }
        self.init(level, line.text.text)
    }

    init(_ fault: Fault) {
        switch fault.code {
        case .radioBusy, .radioAnswer, .radioErrors:
            self.init(
                .error,
                "the radio board reports: \(fault.code.words) (\(fault.detail)); it mends it by a "
                    + "reset where it can")
        case .radioReset, .pulseLost:
            self.init(.warning, "the radio board reports: \(fault.code.words)")
        }
    }
}
