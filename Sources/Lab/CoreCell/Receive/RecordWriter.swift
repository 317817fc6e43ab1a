import Air
import Airwaves
import Radios
import Units

/// Makes a record of a frame that was heard: each number so that a driver's arithmetic leads back to
/// what the air said (docs/decisions/0151).
struct RecordWriter {
    let arrival: Arrival
    let channel: ListenedChannel
    let modem: UInt8
    let board: EmulatedBoard
    let temperature: Int16

    func record(_ chip: ConcentratorChip) -> ReceptionRecord {
        let payload = arrival.frame.payload
        let timing = timing(chip)
        let checksum = AirChecksum.value(of: payload)
        var record = ReceptionRecord(
            channel: channel.number, modem: modem, hasChecksum: hasChecksum(chip), codingRate: 0,
            factor: 0, frequencyOffset: 0, payload: payload,
            hasChecksumError: arrival.checksum == .bad, signalToNoise: signalToNoise,
            channelLevel: 0, signalLevel: 0, timestamp: timestamp(chip), checksum: checksum,
            timing: timing)
        switch arrival.frame.modulation {
        case .loRa(let modulation): fill(&record, modulation)
        case .fsk:
            record.channelLevel = board.rawFSK(arrival.level, temperature: temperature)
            record.signalLevel = record.channelLevel
        }
        // What came over the air does not make the payload's sum.
        if arrival.checksum == .bad || arrival.checksum == .contradicted {
            record.checksum ^= 0xFFFF
        }
        if !record.hasChecksum { record.checksum = 0 }
        return record
    }

    private func fill(_ record: inout ReceptionRecord, _ modulation: LoRaModulation) {
        record.codingRate = modulation.codingRate.rawValue - 4
        record.factor = modulation.spreadingFactor.rawValue
        record.frequencyOffset = frequencyOffset(modulation.bandwidth)
        record.channelLevel = board.rawLoRa(arrival.level, temperature: temperature)
        record.signalLevel = board.rawLoRa(signalLevel, temperature: temperature)
    }

    private func hasChecksum(_ chip: ConcentratorChip) -> Bool {
        if case .fsk = channel.kind, !chip.memory.isSet(0x5B52, bit: 1) { return false }
        return Receiver.hasChecksum(arrival)
    }

    private var signalToNoise: Int8 {
        let hundredths = Int(arrival.signalToNoise.hundredths)
        return Int8(clamping: (hundredths + (hundredths < 0 ? -12 : 12)) / 25)
    }

    /// The frame's own share of the power in the channel.
    private var signalLevel: SignalLevel {
        let decibels = Double(max(-4_000, min(4_000, arrival.signalToNoise.hundredths))) / 100
        let noise = DeterministicMath.exp2(-decibels / 10 * 3.321928094887362)
        let loss = 1000 * DeterministicMath.log10(1 + noise)
        return arrival.level - Decibels(hundredths: Int32(loss.rounded()))
    }

    /// How far the sender is from the channel, as drivers have it.
    private var distance: Int64 {
        Int64(arrival.frame.frequency.value) + Int64(arrival.frequencyOffset) - channel.nominal
    }

    /// Drivers take the register's rounding of the channel off again; what is left is written in
    /// steps that, cut towards zero, are whole hertz.
    private func frequencyOffset(_ bandwidth: Bandwidth) -> Int32 {
        let wanted = distance - (channel.nominal - channel.centre - channel.offset)
        let width = Int64(bandwidth.hertz.value)
        let steps = (Int64(wanted.magnitude) << 20 + width - 1) / width
        let most: Int64 = 1 << 19 - 1
        return Int32(wanted < 0 ? -min(steps, most) : min(steps, most))
    }
}

// MARK: - Time

extension RecordWriter {
    /// Set, the frame's end is dated; else the end of its header.
    private func isLegacy(_ chip: ConcentratorChip) -> Bool { chip.memory.isSet(0x58C0, bit: 2) }

    private func timestamp(_ chip: ConcentratorChip) -> UInt32 {
        let end = Int64(chip.counter.ticks(at: arrival.end))
        let length = arrival.frame.payload.count
        switch arrival.frame.modulation {
        case .fsk(let rate):
            let late = 20 - 680_000 / max(1, Int64(rate))
            return UInt32(truncatingIfNeeded: end + 32 * late)
        case .loRa(let modulation):
            let delay = DecodingDelay(
                modulation, length: length, hasChecksum: Receiver.hasChecksum(arrival))
            guard !isLegacy(chip) else {
                return UInt32(truncatingIfNeeded: end + 32 * delay.afterEnd)
            }
            return UInt32(truncatingIfNeeded: end - 32 * delay.beforeEnd + stretch(modulation))
        }
    }

    /// Numbers for a finer date, from the demodulators that make them.
    private func timing(_ chip: ConcentratorChip) -> [UInt8] {
        guard case .loRa(let modulation) = arrival.frame.modulation, 8..<16 ~= modem,
            chip.hasFineTimestamps, !isLegacy(chip), chip.memory.isSet(0x58B3, bit: 3)
        else { return [] }
        let pairs = Int(min(127, chip.memory[0x58C1]))
        guard pairs > 0 else { return [] }
        let notch = FineTiming.notch(offset: channel.nominal - channel.centre)
        return FineTiming.bytes(
            thousandths: chip.counter.part(at: arrival.end) - notch, pairs: pairs,
            factor: modulation.spreadingFactor)
    }

    /// A driver stretches the time from the end of the preamble to that of the header, 12.25 symbols
    /// (14.25 at SF5 and SF6) less a chip, by the sender's offset, and takes it off; this many ticks
    /// more, so that nothing is left of it.
    private func stretch(_ modulation: LoRaModulation) -> Int64 {
        let chips = Int64(modulation.spreadingFactor.chipsPerSymbol)
        let symbols: Int64 = modulation.spreadingFactor <= .sf6 ? 14 : 12
        let ticks = 256 * (chips * symbols + chips / 4 - 1)
        guard channel.nominal > 0 else { return 0 }
        let nominal = Double(channel.nominal)
        let relative = (nominal + Double(distance)) / nominal - 1
        return Int64((Double(ticks) + Double(ticks) * relative + 0.5).rounded(.towardZero)) - ticks
    }
}
