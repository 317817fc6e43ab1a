import Airwaves

/// What a start writes because of the plan.
extension StartSettings {
    static func plan(_ plan: ReceivePlan) -> [RegisterSetting] {
        var settings = channels(plan) + correlators(plan) + drift(plan)
        if let service = plan.service { settings += Self.service(service, plan) }
        if let channel = plan.fsk { settings += fsk(channel) }
        return settings
    }

    private static func channels(_ plan: ReceivePlan) -> [RegisterSetting] {
        var ofRadioB: UInt8 = 0
        var settings: [RegisterSetting] = []
        for (index, channel) in plan.channels.enumerated() {
            guard let channel else { continue }
            if channel.radio == .b { ofRadioB |= 1 << UInt8(index) }
            settings += offset(
                "RX_TOP_FREQ_\(index)", at: 0x5800 + 2 * UInt16(index), channel.offset)
        }
        return [.init("RX_TOP_RADIO_SELECT_RADIO_SELECT", 0x5810, 7, 0, ofRadioB)] + settings
    }

    /// A channel's distance from the centre: five bits, then eight.
    private static func offset(
        _ name: String, at address: UInt16, _ hertz: Int32
    ) -> [RegisterSetting] {
        guard let steps = RadioArithmetic.channelOffset(hertz) else {
            preconditionFailure("a checked plan holds an offset of \(hertz) Hz")
        }
        return [
            .init("\(name)_MSB_IF_FREQ", address, 4, 0, UInt8(steps >> 8)),
            .init("\(name)_LSB_IF_FREQ", address + 1, 7, 0, UInt8(truncatingIfNeeded: steps)),
        ]
    }

    /// Thresholds per spreading factor, and which channels and factors are looked for.
    private static func correlators(_ plan: ReceivePlan) -> [RegisterSetting] {
        var settings: [RegisterSetting] = []
        for (step, factor) in SpreadingFactor.allCases.enumerated() {
            let (name, base) = ("RX_TOP_SF\(factor.rawValue)_CFG", 7 * UInt16(step))
            settings += [
                .init("\(name)2_ACC_PNR", 0x5826 + base, 6, 0, 52),
                .init("\(name)4_MSP_PNR", 0x5828 + base, 6, 0, 24),
                .init("\(name)6_MSP_PEAK_NB", 0x582A + base, 5, 3, 7),
                .init("\(name)7_MSP2_PEAK_NB", 0x582B + base, 4, 2, 5),
            ]
        }
        return settings + [
            .init("RX_TOP_CORRELATOR_SF_EN_CORR_SF_EN", 0x5822, 7, 0, 0xFF),
            .init("RX_TOP_CORR_CLOCK_ENABLE_CLK_EN", 0x5820, 7, 0, plan.channelMask),
            .init("RX_TOP_CORRELATOR_EN_CORR_EN", 0x5821, 7, 0, plan.channelMask),
        ]
    }

    private static func drift(_ plan: ReceivePlan) -> [RegisterSetting] {
        let (mantissa, exponent) = drift(.kHz125, plan)
        return [
            .init("RX_TOP_FREQ_TO_TIME0_MANT", 0x58A0, 3, 0, UInt8(mantissa >> 8)),
            .init("RX_TOP_FREQ_TO_TIME1_MANT", 0x58A1, 7, 0, UInt8(mantissa & 0xFF)),
            .init("RX_TOP_FREQ_TO_TIME2_EXP", 0x58A2, 2, 0, exponent),
        ]
    }

    private static func drift(
        _ bandwidth: Bandwidth, _ plan: ReceivePlan
    ) -> (mantissa: UInt16, exponent: UInt8) {
        guard let centre = plan.driftCentre,
            let drift = RadioArithmetic.frequencyToTime(bandwidth, centre: centre)
        else { preconditionFailure("a checked plan has a centre that no modem can follow") }
        return drift
    }

    private static func service(
        _ setting: ServiceSetting, _ plan: ReceivePlan
    ) -> [RegisterSetting] {
        let (factor, width) = (setting.spreadingFactor, bandwidthCode(setting.bandwidth))
        let (mantissa, exponent) = drift(setting.bandwidth, plan)
        let radio: UInt8 = setting.channel.radio == .b ? 1 : 0
        let optimised =
            LoRaModulation(spreadingFactor: factor, bandwidth: setting.bandwidth)
            .needsLowDataRateOptimisation
        let preambleGain: UInt8 = factor <= .sf6 ? 4 : factor <= .sf10 ? 6 : 7
        return [
            .init("LSF_LORA_SERVICE_RADIO_SEL_RADIO_SELECT", 0x5B02, 0, 0, radio)
        ] + offset("LSF_LORA_SERVICE_FREQ", at: 0x5B00, setting.channel.offset) + [
            .init("LSF_TXRX_CFG0_MODEM_SF", 0x5B21, 3, 0, factor.rawValue),
            .init("LSF_TXRX_CFG0_MODEM_BW", 0x5B21, 7, 4, width),
            .init("LSF_TXRX_CFG1_PPM_OFFSET", 0x5B22, 5, 4, optimised ? 1 : 0),
            .init("LSF_TXRX_CFG2_FINE_SYNCH_EN", 0x5B23, 5, 5, factor <= .sf6 ? 1 : 0),
            .init("LSF_TXRX_CFG6_PREAMBLE_SYMB_NB", 0x5B27, 7, 0, factor <= .sf6 ? 12 : 8),
            .init("LSF_FINE_TIMING1_GAIN_P_PREAMB", 0x5B32, 2, 0, preambleGain),
            .init("LSF_FINE_TIMING2_GAIN_I_EN", 0x5B33, 7, 6, factor <= .sf10 ? 0 : width - 3),
            .init("LSF_FREQ_TO_TIME0_MANT", 0x5B36, 3, 0, UInt8(mantissa >> 8)),
            .init("LSF_FREQ_TO_TIME1_MANT", 0x5B37, 7, 0, UInt8(mantissa & 0xFF)),
            .init("LSF_FREQ_TO_TIME2_EXP", 0x5B38, 2, 0, exponent),
        ] + Self.service
    }

    /// The chip's code: 4, 5 and 6 for 125, 250 and 500 kHz.
    private static func bandwidthCode(_ bandwidth: Bandwidth) -> UInt8 {
        switch bandwidth {
        case .kHz125: 4
        case .kHz250: 5
        case .kHz500: 6
        default: preconditionFailure("a checked plan has a service channel of \(bandwidth)")
        }
    }

    private static func fsk(_ channel: ChannelSetting) -> [RegisterSetting] {
        guard let rate = RadioArithmetic.fskBitRate(ReceivePlan.fskBitRate) else {
            preconditionFailure("\(ReceivePlan.fskBitRate) bit/s")
        }
        let radio: UInt8 = channel.radio == .b ? 1 : 0
        return [.init("LSF_FSK_CFG_3_RADIO_SELECT", 0x5B54, 1, 1, radio)]
            + offset("LSF_FSK_FREQ", at: 0x5B50, channel.offset) + [
                .init("LSF_BIT_RATE_MSB_BIT_RATE", 0x5B5B, 7, 0, UInt8(rate >> 8)),
                .init("LSF_BIT_RATE_LSB_BIT_RATE", 0x5B5C, 7, 0, UInt8(rate & 0xFF)),
            ] + Self.fsk
    }

    /// Peaks of the sync words: SF5 and SF6 have the private one, whatever the network.
    static func syncWords(_ plan: ReceivePlan) -> [RegisterSetting] {
        let network = plan.syncWord.peaks
        let short = SyncWord.private.peaks
        var settings =
            peaks("RX_TOP_FRAME_SYNCH_SF5", 0x588A, short)
            + peaks("RX_TOP_FRAME_SYNCH_SF6", 0x588C, short)
            + peaks("RX_TOP_FRAME_SYNCH_SF7TO12", 0x588E, network)
        if let factor = plan.service?.spreadingFactor {
            settings += peaks(
                "LSF_FRAME_SYNCH", 0x5B2E, factor <= .sf6 ? short : network)
        }
        return settings
    }

    private static func peaks(
        _ name: String, _ address: UInt16, _ peaks: (UInt8, UInt8)
    ) -> [RegisterSetting] {
        [
            .init("\(name)_PEAK1_POS", address, 4, 0, peaks.0),
            .init("\(name)_PEAK2_POS", address + 1, 4, 0, peaks.1),
        ]
    }

    static func modemEnables(_ plan: ReceivePlan) -> [RegisterSetting] {
        [
            .init(
                "COMMON_GEN_CONCENTRATOR_MODEM_ENABLE", 0x5605, 1, 1,
                plan.channelMask == 0 ? 0 : 1),
            .init("COMMON_GEN_MBWSSF_MODEM_ENABLE", 0x5605, 0, 0, plan.service == nil ? 0 : 1),
            .init("COMMON_GEN_FSK_MODEM_ENABLE", 0x5605, 2, 2, plan.fsk == nil ? 0 : 1),
            .init("COMMON_GEN_GLOBAL_EN", 0x5605, 3, 3, 1),
        ]
    }
}

// MARK: - Around the modems

extension StartSettings {
    static func timestamps(_ mode: TimestampMode) -> [RegisterSetting] {
        let legacy = RegisterField("RX_TOP_RX_BUFFER_LEGACY_TIMESTAMP", 0x58C0, 2, 2)
        switch mode {
        case .frameEnd: return [RegisterSetting(legacy, 1)]
        case .fine:
            return [
                RegisterSetting(legacy, 0),
                .init("RX_TOP_RX_BUFFER_TIMESTAMP_CFG_MAX_TS_METRICS", 0x58C1, 7, 0, 32),
                .init("RX_TOP_TIMESTAMP_ENABLE", 0x58B3, 3, 3, 1),
                .init("RX_TOP_TIMESTAMP_NB_SYMB", 0x58B3, 2, 0, 0),
            ]
        }
    }

    /// What drives the board's pins: 1 the gain controller, 9 the chip's status, 0 nobody.
    static let pins: [RegisterSetting] =
        [0, 0, 9, 0, 9, 0, 0, 1].enumerated().map { index, source in
            .init("GPIO_GPIO_SEL_\(index)_SELECTION", 0x5648 + UInt16(index), 3, 0, source)
        } + [.init("GPIO_GPIO_DIR_L_DIRECTION", 0x5641, 7, 0, 0x7F)]

    /// Both transmit paths, for an SX1250.
    static let transmit: [RegisterSetting] = [("A", UInt16(0x5220)), ("B", 0x5420)].flatMap {
        name, address -> [RegisterSetting] in
        [
            .init("TX_TOP_\(name)_TX_RFFE_IF_CTRL2_PLL_DIV_CTRL_AGC", address + 1, 0, 0, 1),
            .init("TX_TOP_\(name)_TX_RFFE_IF_CTRL_TX_IF_DST", address, 2, 2, 1),
            .init("TX_TOP_\(name)_TX_RFFE_IF_CTRL_TX_MODE", address, 3, 3, 1),
            .init("TX_TOP_\(name)_TX_RFFE_IF_CTRL_TX_CLK_EDGE", address, 4, 4, 0),
        ]
    }
}
