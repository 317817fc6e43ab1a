/// What a start writes whatever the plan: tuning by the maker of the chip, which explains none of
/// it. The chip demodulates without, how well nobody knows, so all of it is written. Observed on the
/// wire with sx1302_hal 2.1.0; what that library writes although it is the reset value is left out,
/// because a start begins with a reset. Names are that library's; LSF is RX_TOP_LORA_SERVICE_FSK.
enum StartSettings {
    /// What the AGC switches for amplifiers while it transmits and receives, half duplex.
    static let lookUp: [RegisterSetting] = [
        .init("AGC_MCU_LUT_TABLE_A_PA_LUT", 0x5785, 7, 4, 4),
        .init("AGC_MCU_LUT_TABLE_A_LNA_LUT", 0x5785, 3, 0, 2),
        .init("AGC_MCU_LUT_TABLE_B_PA_LUT", 0x5786, 7, 4, 4),
        .init("AGC_MCU_LUT_TABLE_B_LNA_LUT", 0x5786, 3, 0, 2),
    ]

    /// Both radios' front ends: gain, notch and how levels are smoothed.
    static let frontEnd: [RegisterSetting] = [
        .init("RADIO_FE_RSSI_BB_FILTER_ALPHA_RADIO_A_RSSI_BB_FILTER_ALPHA", 0x5707, 4, 0, 3),
        .init("RADIO_FE_RSSI_DEC_FILTER_ALPHA_RADIO_A_RSSI_DEC_FILTER_ALPHA", 0x5708, 4, 0, 7),
        .init("RADIO_FE_RSSI_BB_FILTER_ALPHA_RADIO_B_RSSI_BB_FILTER_ALPHA", 0x5714, 4, 0, 3),
        .init("RADIO_FE_RSSI_DEC_FILTER_ALPHA_RADIO_B_RSSI_DEC_FILTER_ALPHA", 0x5715, 4, 0, 7),
        .init("RADIO_FE_RSSI_DB_DEF_RADIO_A_RSSI_DB_DEFAULT_VALUE", 0x5702, 7, 0, 23),
        .init("RADIO_FE_RSSI_DEC_DEF_RADIO_A_RSSI_DEC_DEFAULT_VALUE", 0x5703, 7, 0, 66),
        .init("RADIO_FE_RSSI_DB_DEF_RADIO_B_RSSI_DB_DEFAULT_VALUE", 0x570F, 7, 0, 23),
        .init("RADIO_FE_RSSI_DEC_DEF_RADIO_B_RSSI_DEC_DEFAULT_VALUE", 0x5710, 7, 0, 66),
        .init("RADIO_FE_CTRL0_RADIO_A_DC_NOTCH_EN", 0x5701, 5, 5, 1),
        .init("RADIO_FE_CTRL0_RADIO_A_HOST_FILTER_GAIN", 0x5701, 3, 0, 11),
        .init("RADIO_FE_CTRL0_RADIO_B_DC_NOTCH_EN", 0x570E, 5, 5, 1),
        .init("RADIO_FE_CTRL0_RADIO_B_HOST_FILTER_GAIN", 0x570E, 3, 0, 11),
    ]

    /// How the eight channels measure level and adjust gain.
    static let channelizer: [RegisterSetting] = [
        .init("RX_TOP_RSSI_CONTROL_RSSI_FILTER_ALPHA", 0x5811, 7, 3, 5),
        .init("RX_TOP_RSSI_DEF_VALUE_CHAN_RSSI_DEF_VALUE", 0x5812, 7, 0, 85),
        .init("RX_TOP_CHANN_DAGC_CFG5_CHAN_DAGC_MODE", 0x5817, 1, 0, 1),
        .init("RX_TOP_CHANN_DAGC_CFG1_CHAN_DAGC_THRESHOLD_HIGH", 0x5813, 7, 0, 255),
    ]

    /// The modems that hear every spreading factor.
    static let multiSF: [RegisterSetting] = [
        .init("RX_TOP_RX_DFE_AGC1_FORCE_DEFAULT_FIR", 0x5875, 3, 3, 1),
        .init("RX_TOP_DAGC_CFG_GAIN_DROP_COMP", 0x5878, 4, 4, 1),
        .init("RX_TOP_DAGC_CFG_TARGET_LVL", 0x5878, 7, 6, 1),
        .init("RX_TOP_MODEM_SYNC_DELTA_LSB_MODEM_SYNC_DELTA", 0x58B8, 7, 0, 126),
        .init("RX_TOP_FINE_TIMING_A_1_GAIN_P_AUTO", 0x5892, 7, 6, 3),
        .init("RX_TOP_FINE_TIMING_A_1_GAIN_P_PAYLOAD", 0x5892, 5, 3, 3),
        .init("RX_TOP_FINE_TIMING_A_5_GAIN_I_EN_SF11", 0x5896, 5, 4, 1),
        .init("RX_TOP_FINE_TIMING_A_5_GAIN_I_EN_SF12", 0x5896, 7, 6, 1),
        .init("RX_TOP_FREQ_TRACK4_FREQ_SYNCH_THR", 0x58AB, 3, 0, 15),
        .init("RX_TOP_FREQ_TRACK_B_0_FREQ_TRACK_EN_SF5", 0x58A7, 1, 0, 0),
        .init("RX_TOP_FREQ_TRACK_B_0_FREQ_TRACK_EN_SF6", 0x58A7, 3, 2, 0),
        .init("RX_TOP_FREQ_TRACK_B_0_FREQ_TRACK_EN_SF7", 0x58A7, 5, 4, 0),
        .init("RX_TOP_FREQ_TRACK_B_0_FREQ_TRACK_EN_SF8", 0x58A7, 7, 6, 0),
        .init("RX_TOP_FREQ_TRACK_B_1_FREQ_TRACK_EN_SF9", 0x58A8, 1, 0, 0),
        .init("RX_TOP_FREQ_TRACK_B_1_FREQ_TRACK_EN_SF10", 0x58A8, 3, 2, 0),
        .init("RX_TOP_FREQ_TRACK_B_1_FREQ_TRACK_EN_SF11", 0x58A8, 5, 4, 0),
        .init("RX_TOP_FREQ_TRACK_B_1_FREQ_TRACK_EN_SF12", 0x58A8, 7, 6, 0),
        .init("RX_TOP_FINE_TIMING_B_0_ROUNDING", 0x5899, 6, 6, 1),
        .init("RX_TOP_FINE_TIMING_B_0_MODE", 0x5899, 1, 0, 2),
        .init("RX_TOP_FINE_TIMING_B_1_GAIN_P_AUTO", 0x589A, 7, 6, 0),
        .init("RX_TOP_FINE_TIMING_B_1_GAIN_P_PREAMB", 0x589A, 2, 0, 6),
        .init("RX_TOP_FINE_TIMING_B_1_GAIN_P_PAYLOAD", 0x589A, 5, 3, 2),
        .init("RX_TOP_FINE_TIMING_B_2_GAIN_I_AUTO", 0x589B, 7, 6, 0),
        .init("RX_TOP_FINE_TIMING_B_2_GAIN_I_PREAMB", 0x589B, 2, 0, 1),
        .init("RX_TOP_FINE_TIMING_B_2_GAIN_I_PAYLOAD", 0x589B, 5, 3, 0),
        .init("RX_TOP_TXRX_CFG6_PREAMBLE_SYMB_NB", 0x5883, 7, 0, 10),
        .init("RX_TOP_FREQ_TO_TIME3_FREQ_TO_TIME_INVERT_TIME_SYMB", 0x58A3, 2, 2, 1),
    ]

    /// The modem with one spreading factor, apart from what the plan decides.
    static let service: [RegisterSetting] = [
        .init("LSF_DETECT_MSP2_MSP_PEAK_NB", 0x5B40, 2, 0, 7),
        .init("LSF_DETECT_MSP2_MSP2_PEAK_NB", 0x5B40, 6, 4, 5),
        .init("LSF_DETECT_ACC1_USE_GAIN_SYMB", 0x5B42, 7, 7, 1),
        .init("LSF_DETECT_ACC1_ACC_PNR", 0x5B42, 6, 0, 52),
        .init("LSF_TXRX_CFG2_IMPLICIT_HEADER", 0x5B23, 1, 1, 0),
        .init("LSF_TXRX_CFG2_CRC_EN", 0x5B23, 0, 0, 0),
        .init("LSF_TXRX_CFG2_CADRXTX", 0x5B23, 3, 2, 1),
        .init("LSF_TXRX_CFG2_MODEM_START", 0x5B23, 4, 4, 1),
        .init("LSF_RX_DFE_AGC1_FORCE_DEFAULT_FIR", 0x5B18, 3, 3, 1),
        .init("LSF_DAGC_CFG_GAIN_DROP_COMP", 0x5B1B, 4, 4, 1),
        .init("LSF_DAGC_CFG_TARGET_LVL", 0x5B1B, 7, 6, 1),
        .init("LSF_FINE_TIMING1_GAIN_P_AUTO", 0x5B32, 7, 6, 3),
        .init("LSF_FINE_TIMING2_GAIN_I_PAYLOAD", 0x5B33, 5, 3, 3),
        .init("LSF_TXRX_CFG1_CODING_RATE", 0x5B22, 2, 0, 0),
        .init("LSF_TXRX_CFG1_MODEM_EN", 0x5B22, 3, 3, 1),
        .init("LSF_TXRX_CFG3_PAYLOAD_LENGTH", 0x5B24, 7, 0, 0),
        .init("LSF_FREQ_TO_TIME3_FREQ_TO_TIME_INVERT_TIME_SYMB", 0x5B39, 2, 2, 1),
        .init("LSF_RX_DFE_AGC2_DAGC_IN_COMP", 0x5B19, 6, 6, 1),
    ]

    /// The FSK modem for LoRaWAN: sync word C1 94 C1, whitening, a checksum, 125 kHz.
    static let fsk: [RegisterSetting] = [
        .init("LSF_FSK_CFG_3_RX_INVERT", 0x5B54, 0, 0, 0),
        .init("LSF_FSK_CFG_3_MODEM_INVERT_IQ", 0x5B54, 3, 3, 0),
        .init("LSF_FSK_CFG_3_AUTO_AFC", 0x5B54, 2, 2, 1),
        .init("LSF_FSK_CFG_1_PSIZE", 0x5B53, 5, 3, 2),
        .init("LSF_FSK_CFG_1_CH_BW_EXPO", 0x5B53, 2, 0, 3),
        .init("LSF_FSK_REF_PATTERN_BYTE5_FSK_REF_PATTERN", 0x5B5F, 7, 0, 193),
        .init("LSF_FSK_REF_PATTERN_BYTE6_FSK_REF_PATTERN", 0x5B5E, 7, 0, 148),
        .init("LSF_FSK_REF_PATTERN_BYTE7_FSK_REF_PATTERN", 0x5B5D, 7, 0, 193),
        .init("LSF_FSK_CFG_4_RSSI_LENGTH", 0x5B55, 7, 5, 4),
        .init("LSF_FSK_CFG_4_ERROR_OSR_TOL", 0x5B55, 4, 0, 10),
        .init("LSF_FSK_CFG_0_PKT_MODE", 0x5B52, 0, 0, 1),
        .init("LSF_FSK_CFG_0_CRC_EN", 0x5B52, 1, 1, 1),
        .init("LSF_FSK_CFG_0_DCFREE_ENC", 0x5B52, 3, 2, 2),
        .init("LSF_FSK_CFG_0_CRC_IBM", 0x5B52, 4, 4, 0),
        .init("LSF_FSK_PKT_LENGTH_PKT_LENGTH", 0x5B58, 7, 0, 255),
        .init("LSF_FSK_TIMEOUT_LSB_TIMEOUT", 0x5B5A, 7, 0, 128),
    ]

    /// Where each channel begins its turn at the arbiter.
    static let arbiter: [RegisterSetting] = [
        .init("ARB_MCU_CHANNEL_SYNC_OFFSET_01_CHANNEL_0_OFFSET", 0x609D, 3, 0, 1),
        .init("ARB_MCU_CHANNEL_SYNC_OFFSET_01_CHANNEL_1_OFFSET", 0x609D, 7, 4, 5),
        .init("ARB_MCU_CHANNEL_SYNC_OFFSET_23_CHANNEL_2_OFFSET", 0x609E, 3, 0, 9),
        .init("ARB_MCU_CHANNEL_SYNC_OFFSET_23_CHANNEL_3_OFFSET", 0x609E, 7, 4, 13),
        .init("ARB_MCU_CHANNEL_SYNC_OFFSET_45_CHANNEL_4_OFFSET", 0x609F, 3, 0, 1),
        .init("ARB_MCU_CHANNEL_SYNC_OFFSET_45_CHANNEL_5_OFFSET", 0x609F, 7, 4, 5),
        .init("ARB_MCU_CHANNEL_SYNC_OFFSET_67_CHANNEL_6_OFFSET", 0x60A0, 3, 0, 9),
        .init("ARB_MCU_CHANNEL_SYNC_OFFSET_67_CHANNEL_7_OFFSET", 0x60A0, 7, 4, 13),
    ]
}
