public import Air
internal import Airwaves
internal import RadioChipModel
internal import Radios
internal import Units

extension LightRadioEmulator {
    /// A frame at the antenna. The model hears it if it listened for it in time, tuned there, and
    /// was not busy with another. It may be told behind its end, as the air does.
    public mutating func hear(_ arrival: Arrival) {
        guard arrival.start >= time.start, let frame = IncomingFrame(arrival, time) else { return }
        // One demodulator: what began while the last frame was on is lost in it.
        if let last = board.port.model.lastHeard, frame.startMicroseconds < last.endMicroseconds {
            return
        }
        board.port.model.hear(frame)
    }
}

extension IncomingFrame {
    /// Nil for what an SX126x that waits for LoRa with a header cannot hear at all.
    init?(_ arrival: Arrival, _ time: BoardTime) {
        let frame = arrival.frame
        guard case .loRa(let modulation) = frame.modulation, frame.framing.header == .explicit
        else { return nil }
        let checks: [ChecksumVerdict: Check] = [.good: .ok, .bad: .bad, .absent: .none]
        guard let check = checks[arrival.checksum] else { return nil }
        self.init(
            startMicroseconds: time.board(at: arrival.start),
            frequencyHertz: frame.frequency.value,
            bandwidthHertz: modulation.bandwidth.hertz.value,
            spreadingFactor: modulation.spreadingFactor.rawValue,
            codingRate: modulation.codingRate.rawValue, syncWord: frame.syncWord.byte,
            preambleSymbols: frame.framing.preambleSymbols, isInverted: frame.hasInvertedPolarity,
            check: check, rssiCentiDBm: Int(arrival.level.hundredths),
            signalRSSICentiDBm: Int(arrival.signal.hundredths),
            snrCentiDB: Int(arrival.signalToNoise.hundredths),
            frequencyErrorHertz: Int(arrival.frequencyOffset), bytes: frame.payload)
    }
}

extension Arrival {
    /// What of the level is the frame's own: the share of signal in signal and noise.
    var signal: SignalLevel {
        let ratio = Double(signalToNoise.hundredths) / 1_000
        let noise = DeterministicMath.exp2(-ratio * DeterministicMath.log2(10))
        let loss = 1_000 * DeterministicMath.log10(1 + noise)
        return level - Decibels(hundredths: Int32(loss.rounded()))
    }
}

extension Emission {
    /// Nil for what Airwaves has no name for: a spreading factor or sync word of neither kind.
    init?(_ sent: SentTransmission, _ time: BoardTime) {
        guard let factor = SpreadingFactor(rawValue: sent.spreadingFactor),
            let bandwidth = try? Bandwidth(checking: Int(sent.bandwidthHertz)),
            let coding = CodingRate(rawValue: sent.codingRate),
            let word = SyncWord.allCases.first(where: { $0.byte == sent.syncWord })
        else { return nil }
        let modulation = LoRaModulation(
            spreadingFactor: factor, bandwidth: bandwidth, codingRate: coding)
        let framing = LoRaFraming(
            preambleSymbols: sent.preambleSymbols,
            header: sent.hasImplicitHeader ? .implicit : .explicit, hasChecksum: sent.hasCRC)
        let frame = AirFrame(
            frequency: Hertz(sent.frequencyHertz), modulation: .loRa(modulation),
            framing: framing, hasInvertedPolarity: sent.isInverted, syncWord: word,
            payload: sent.bytes)
        let start = time.air(at: sent.startMicroseconds)
        self.init(
            frame: frame, power: SignalLevel(hundredths: Int32(sent.powerCentiDBm)), start: start,
            end: time.air(at: sent.startMicroseconds + sent.airtimeMicroseconds))
    }
}
