import Airwaves
import Units

extension TransmitSetup {
    func modem(_ signal: LoRaSignal) -> [ChipOperation] {
        let (modulation, framing) = (signal.modulation, signal.framing)
        let peaks = (signal.isShort ? SyncWord.private : signal.syncWord).peaks
        let preamble = framing.preambleSymbols
        let isImplicit = framing.header == .implicit
        return deviation(Hertz(modulation.bandwidth.hertz.value / 2)) + [
            set("TXRX_CFG0_0_MODEM_BW", 0x5260, 7, 4, signal.bandwidthCode),
            whole("TXRX_CFG1_3_PREAMBLE_SYMB_NB", 0x5267, UInt8(preamble >> 8)),
            whole("TXRX_CFG1_2_PREAMBLE_SYMB_NB", 0x5266, UInt8(preamble & 0xFF)),
            set("TXRX_CFG0_0_MODEM_SF", 0x5260, 3, 0, modulation.spreadingFactor.rawValue),
            set("TX_CFG0_0_CHIRP_LOWPASS", 0x5269, 6, 4, signal.lowPass),
            set("TXRX_CFG0_1_CODING_RATE", 0x5261, 2, 0, modulation.codingRate.rawValue - 4),
            set("TXRX_CFG0_2_MODEM_EN", 0x5262, 6, 6, 1),
            set("TXRX_CFG0_2_CADRXTX", 0x5262, 5, 4, 2),
            set("TXRX_CFG1_1_MODEM_START", 0x5265, 7, 7, 1),
            set("TX_CFG0_0_CONTINUOUS", 0x5269, 0, 0, 0),
            set("TX_CFG0_0_CHIRP_INVERT", 0x5269, 1, 1, signal.hasInvertedPolarity ? 1 : 0),
            set("TXRX_CFG0_2_IMPLICIT_HEADER", 0x5262, 1, 1, isImplicit ? 1 : 0),
            set("TXRX_CFG0_2_CRC_EN", 0x5262, 0, 0, framing.hasChecksum ? 1 : 0),
            set("FRAME_SYNCH_0_PEAK1_POS", 0x526D, 4, 0, peaks.0),
            set("FRAME_SYNCH_1_PEAK2_POS", 0x526E, 4, 0, peaks.1),
            set("TXRX_CFG0_2_FINE_SYNCH_EN", 0x5262, 7, 7, signal.isShort ? 1 : 0),
            whole("TXRX_CFG0_3_PAYLOAD_LENGTH", 0x5263, UInt8(payload.count)),
            set("TXRX_CFG0_1_PPM_OFFSET_HDR_CTRL", 0x5261, 7, 6, 0),
            set("TXRX_CFG0_1_PPM_OFFSET", 0x5261, 5, 4, signal.isOptimised ? 1 : 0),
        ]
    }

    func modem(_ signal: FSKSignal) -> [ChipOperation] {
        guard let rate = RadioArithmetic.fskBitRate(signal.bitsPerSecond) else {
            preconditionFailure("a checked transmission of \(signal.bitsPerSecond) bit/s")
        }
        let preamble = signal.preambleBytes
        return deviation(signal.deviation) + radioDeviation(signal.deviation) + [
            set("FSK_CFG_0_PKT_MODE", 0x5241, 0, 0, 1),
            set("FSK_CFG_0_CRC_EN", 0x5241, 1, 1, signal.hasChecksum ? 1 : 0),
            set("FSK_CFG_0_CRC_IBM", 0x5241, 4, 4, 0),
            set("FSK_CFG_0_DCFREE_ENC", 0x5241, 3, 2, 2),
            set("FSK_MOD_FSK_GAUSSIAN_EN", 0x5246, 0, 0, 1),
            set("FSK_MOD_FSK_GAUSSIAN_SELECT_BT", 0x5246, 2, 1, 2),
            set("FSK_MOD_FSK_REF_PATTERN_EN", 0x5246, 3, 3, 1),
            set("FSK_MOD_FSK_REF_PATTERN_SIZE", 0x5246, 7, 5, UInt8(signal.syncWord.count - 1)),
        ] + pattern(signal.syncWord) + [
            set("FSK_MOD_FSK_PREAMBLE_SEQ", 0x5246, 4, 4, 0),
            .write(address: place(0x5244), [UInt8(rate >> 8), UInt8(rate & 0xFF)]),
            .write(address: place(0x5242), [UInt8(preamble >> 8), UInt8(preamble & 0xFF)]),
            whole("FSK_PKT_LEN_PKT_LENGTH", 0x5240, UInt8(payload.count)),
        ]
    }

    /// The sync word fills eight bytes from the first, BYTE7; the rest is 0. BYTE0 goes first.
    private func pattern(_ word: [UInt8]) -> [ChipOperation] {
        (0..<8).reversed().map { place in
            whole(
                "FSK_REF_PATTERN_BYTE\(7 - place)", 0x5247 + UInt16(place),
                place < word.count ? word[place] : 0)
        }
    }

    func modem(_ signal: CarrierSignal) -> [ChipOperation] {
        deviation(signal.deviation) + radioDeviation(signal.deviation) + [
            whole("TX_RFFE_IF_TEST_MOD_FREQ", 0x522A, signal.turn)
        ]
    }

    private func deviation(_ deviation: Hertz) -> [ChipOperation] {
        guard let steps = RadioArithmetic.transmitDeviation(deviation) else {
            preconditionFailure("a checked transmission with a deviation of \(deviation)")
        }
        return [
            set("TX_RFFE_IF_FREQ_DEV_H", 0x5228, 3, 0, UInt8(steps >> 8)),
            whole("TX_RFFE_IF_FREQ_DEV_L", 0x5229, UInt8(truncatingIfNeeded: steps)),
        ]
    }

    /// The AGC sets the SX1250's deviation; its mailbox is one for both paths.
    private func radioDeviation(_ deviation: Hertz) -> [ChipOperation] {
        guard let steps = RadioArithmetic.radioFrequency(deviation) else {
            preconditionFailure("a checked transmission with a deviation of \(deviation)")
        }
        return steps.bigEndianBytes.dropFirst().enumerated().map { index, byte in
            .write(address: 0x578A + UInt16(index), [byte])
        }
    }
}
