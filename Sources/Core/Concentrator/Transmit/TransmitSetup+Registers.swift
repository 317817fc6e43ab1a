import Airwaves
import Units

extension TransmitSetup {
    /// All registers, the payload and the trigger, in the order of sx1302_hal 2.1.0.
    public var operations: TransferBatch {
        var batch = TransferBatch()
        for operation in source + carrier + modem + delay + content + start {
            precondition(batch.append(operation), "a transmission past one request")
        }
        return batch
    }

    /// Ticks of 32 MHz between the trigger and the first symbol's start, which the chip waits. The
    /// delay exists for LoRa alone; without, the chip's register stays and none is counted.
    public var startDelay: UInt16 {
        guard case .loRa(let signal) = signal else { return 0 }
        let radio: Int64 =
            switch signal.modulation.bandwidth {
            case .kHz250: 24
            case .kHz500: 21
            default: 19
            }
        let bandwidth = Int64(signal.modulation.bandwidth.hertz.value)
        let filter = ((1 << Int64(signal.lowPass)) - 1) * 1_000_000 / bandwidth
        let modem = 8_000_000 / bandwidth
        return UInt16(48_000 - (radio + filter + modem))
    }

    /// Path B's registers lie 0x200 behind path A's.
    func place(_ address: UInt16) -> UInt16 { radio == .a ? address : address + 0x200 }

    func set(
        _ name: String, _ address: UInt16, _ high: UInt8, _ low: UInt8, _ value: UInt8
    ) -> ChipOperation {
        RegisterField(name, place(address), high, low).set(value)
    }

    func whole(_ name: String, _ address: UInt16, _ value: UInt8) -> ChipOperation {
        set(name, address, 7, 0, value)
    }

    /// What drives the modulator, and the AGC's byte for it: a LoRa bandwidth, or its highest bit,
    /// which is all that the vendor's programs set for the others (docs/decisions/0120).
    private var source: [ChipOperation] {
        let (kind, source): (UInt8, UInt8) =
            switch signal {
            case .carrier: (0, 0)
            case .loRa: (0, 1)
            case .fsk: (1, 2)
            }
        return [
            set("GEN_CFG_0_MODULATION_TYPE", 0x5209, 0, 0, kind),
            set("TX_RFFE_IF_CTRL_TX_IF_SRC", 0x5220, 1, 0, source),
        ]
    }

    private var carrier: [ChipOperation] {
        guard let steps = RadioArithmetic.transmitFrequency(frequency) else {
            preconditionFailure("a checked transmission at \(frequency)")
        }
        let bandwidth: UInt8 =
            if case .loRa(let signal) = signal { signal.bandwidthCode } else { 0x80 }
        return [
            whole("TX_RFFE_IF_I_OFFSET", 0x5223, 0),
            whole("TX_RFFE_IF_Q_OFFSET", 0x5224, 0),
            whole("AGC_TX_PWR", 0x520D, gain.register),
            set("TX_RFFE_IF_IQ_GAIN", 0x5222, 1, 0, 0),
            whole("TX_RFFE_IF_FREQ_RF_H", 0x5225, UInt8(steps >> 16)),
            whole("TX_RFFE_IF_FREQ_RF_M", 0x5226, UInt8(truncatingIfNeeded: steps >> 8)),
            whole("TX_RFFE_IF_FREQ_RF_L", 0x5227, UInt8(truncatingIfNeeded: steps)),
            whole("AGC_TX_BW", 0x520C, bandwidth),
        ]
    }

    private var modem: [ChipOperation] {
        switch signal {
        case .loRa(let signal): modem(signal)
        case .fsk(let signal): modem(signal)
        case .carrier(let signal): modem(signal)
        }
    }

    private var delay: [ChipOperation] {
        guard case .loRa = signal else { return [] }
        let bytes = [UInt8(startDelay >> 8), UInt8(truncatingIfNeeded: startDelay)]
        return [.write(address: place(0x5205), bytes)]
    }

    /// In FSK the payload's length goes on air in front of it.
    private var content: [ChipOperation] {
        guard !payload.isEmpty else { return [] }
        var writes = [ChipOperation.write(address: place(0x5300), payload)]
        if case .fsk = signal {
            writes = [
                .write(address: place(0x5300), [UInt8(payload.count)]),
                .write(address: place(0x5301), payload),
            ]
        }
        return [set("TX_CTRL_WRITE_BUFFER", 0x5207, 0, 0, 1)] + writes
            + [set("TX_CTRL_WRITE_BUFFER", 0x5207, 0, 0, 0)]
    }

    /// A trigger acts when its bit goes from 0 to 1.
    private var start: [ChipOperation] {
        switch trigger {
        case .immediate: return pulse("TX_TRIG_IMMEDIATE", 0)
        case .pulse: return pulse("TX_TRIG_GPS", 2)
        case .at(let microseconds):
            let ticks = microseconds &* 32 &- UInt32(startDelay)
            return ticks.bigEndianBytes.enumerated().map { index, byte in
                whole("TIMER_TRIG_BYTE\(3 - index)", 0x5201 + UInt16(index), byte)
            } + pulse("TX_TRIG_DELAYED", 1)
        }
    }

    private func pulse(_ name: String, _ bit: UInt8) -> [ChipOperation] {
        [set(name, 0x5200, bit, bit, 0), set(name, 0x5200, bit, bit, 1)]
    }
}
