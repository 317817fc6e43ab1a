import Airwaves
import Units

extension TransmitSetup {
    /// All registers, the payload and the trigger, in the order of sx1302_hal 2.1.0.
    public var operations: TransferBatch {
        var batch = TransferBatch()
        for operation in carrier + modem + [delay] + content + start {
            precondition(batch.append(operation), "a transmission past one request")
        }
        return batch
    }

    /// Ticks of 32 MHz between the trigger and the first symbol's start, which the chip waits.
    public var startDelay: UInt16 {
        let radio: Int64 =
            switch modulation.bandwidth {
            case .kHz250: 24
            case .kHz500: 21
            default: 19
            }
        let bandwidth = Int64(modulation.bandwidth.hertz.value)
        let filter = ((1 << Int64(lowPass)) - 1) * 1_000_000 / bandwidth
        let modem = 8_000_000 / bandwidth
        return UInt16(48_000 - (radio + filter + modem))
    }

    private var lowPass: UInt8 { modulation.spreadingFactor < .sf10 ? 6 : 7 }

    /// Path B's registers lie 0x200 behind path A's.
    private func place(_ address: UInt16) -> UInt16 { radio == .a ? address : address + 0x200 }

    private func set(
        _ name: String, _ address: UInt16, _ high: UInt8, _ low: UInt8, _ value: UInt8
    ) -> ChipOperation {
        RegisterField(name, place(address), high, low).set(value)
    }

    private func whole(_ name: String, _ address: UInt16, _ value: UInt8) -> ChipOperation {
        set(name, address, 7, 0, value)
    }

    private var carrier: [ChipOperation] {
        let half = Hertz(modulation.bandwidth.hertz.value / 2)
        guard let steps = RadioArithmetic.transmitFrequency(frequency),
            let deviation = RadioArithmetic.transmitDeviation(half)
        else { preconditionFailure("a checked transmission at \(frequency)") }
        return [
            set("GEN_CFG_0_MODULATION_TYPE", 0x5209, 0, 0, 0),
            set("TX_RFFE_IF_CTRL_TX_IF_SRC", 0x5220, 1, 0, 1),
            whole("TX_RFFE_IF_I_OFFSET", 0x5223, 0),
            whole("TX_RFFE_IF_Q_OFFSET", 0x5224, 0),
            whole("AGC_TX_PWR", 0x520D, gain.register),
            set("TX_RFFE_IF_IQ_GAIN", 0x5222, 1, 0, 0),
            whole("TX_RFFE_IF_FREQ_RF_H", 0x5225, UInt8(steps >> 16)),
            whole("TX_RFFE_IF_FREQ_RF_M", 0x5226, UInt8(truncatingIfNeeded: steps >> 8)),
            whole("TX_RFFE_IF_FREQ_RF_L", 0x5227, UInt8(truncatingIfNeeded: steps)),
            whole("AGC_TX_BW", 0x520C, bandwidthCode),
            set("TX_RFFE_IF_FREQ_DEV_H", 0x5228, 3, 0, UInt8(deviation >> 8)),
            whole("TX_RFFE_IF_FREQ_DEV_L", 0x5229, UInt8(truncatingIfNeeded: deviation)),
        ]
    }

    private var bandwidthCode: UInt8 {
        switch modulation.bandwidth {
        case .kHz250: 5
        case .kHz500: 6
        default: 4
        }
    }

    private var isOptimised: Bool {
        switch framing.lowDataRateOptimisation {
        case .automatic: modulation.needsLowDataRateOptimisation
        case .on: true
        case .off: false
        }
    }

    private var modem: [ChipOperation] {
        let isShort = modulation.spreadingFactor <= .sf6
        let peaks = (isShort ? SyncWord.private : syncWord).peaks
        let preamble = framing.preambleSymbols
        return [
            set("TXRX_CFG0_0_MODEM_BW", 0x5260, 7, 4, bandwidthCode),
            set("TXRX_CFG0_0_MODEM_SF", 0x5260, 3, 0, modulation.spreadingFactor.rawValue),
            whole("TXRX_CFG1_3_PREAMBLE_SYMB_NB", 0x5267, UInt8(preamble >> 8)),
            whole("TXRX_CFG1_2_PREAMBLE_SYMB_NB", 0x5266, UInt8(preamble & 0xFF)),
            set("TX_CFG0_0_CHIRP_LOWPASS", 0x5269, 6, 4, lowPass),
            set("TXRX_CFG0_1_CODING_RATE", 0x5261, 2, 0, modulation.codingRate.rawValue - 4),
            set("TXRX_CFG0_2_MODEM_EN", 0x5262, 6, 6, 1),
            set("TXRX_CFG0_2_CADRXTX", 0x5262, 5, 4, 2),
            set("TXRX_CFG1_1_MODEM_START", 0x5265, 7, 7, 1),
            set("TX_CFG0_0_CONTINUOUS", 0x5269, 0, 0, 0),
            set("TX_CFG0_0_CHIRP_INVERT", 0x5269, 1, 1, hasInvertedPolarity ? 1 : 0),
            set("TXRX_CFG0_2_IMPLICIT_HEADER", 0x5262, 1, 1, framing.header == .explicit ? 0 : 1),
            set("TXRX_CFG0_2_CRC_EN", 0x5262, 0, 0, framing.hasChecksum ? 1 : 0),
            set("FRAME_SYNCH_0_PEAK1_POS", 0x526D, 4, 0, peaks.0),
            set("FRAME_SYNCH_1_PEAK2_POS", 0x526E, 4, 0, peaks.1),
            set("TXRX_CFG0_2_FINE_SYNCH_EN", 0x5262, 7, 7, isShort ? 1 : 0),
            whole("TXRX_CFG0_3_PAYLOAD_LENGTH", 0x5263, UInt8(payload.count)),
            set("TXRX_CFG0_1_PPM_OFFSET_HDR_CTRL", 0x5261, 7, 6, 0),
            set("TXRX_CFG0_1_PPM_OFFSET", 0x5261, 5, 4, isOptimised ? 1 : 0),
        ]
    }

    private var delay: ChipOperation {
        let bytes = [UInt8(startDelay >> 8), UInt8(truncatingIfNeeded: startDelay)]
        return .write(address: place(0x5205), bytes)
    }

    private var content: [ChipOperation] {
        [
            set("TX_CTRL_WRITE_BUFFER", 0x5207, 0, 0, 1),
            .write(address: place(0x5300), payload),
            set("TX_CTRL_WRITE_BUFFER", 0x5207, 0, 0, 0),
        ]
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
