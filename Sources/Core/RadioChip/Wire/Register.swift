/// The registers that no command reaches, and what the data sheet's chapter 15 (known limitations)
/// wants of them.
public enum Register {
    /// Two bytes. 1424 after a reset, by which a driver knows that an SX126x answers.
    public static let syncWord: UInt16 = 0x0740
    public static let syncWordAfterReset: UInt16 = 0x1424

    /// 15.1, quality of 500 kHz: bit 2 is 0 while that is sent, 1 otherwise.
    public static let txModulation: UInt16 = 0x0889
    public static let txModulationBit: UInt8 = 0x04

    /// 15.2, resistance to an antenna that does not match: the high-power chips clamp too soon
    /// after each reset until bits 4 to 1 are set.
    public static let txClamp: UInt16 = 0x08d8
    public static let txClampBits: UInt8 = 0x1e

    // 15.3, the timer that goes on after a reception with time-out and implicit header: this driver
    // only receives without time-out, so there is nothing to stop. The model reports it otherwise.

    /// 15.4, inverted IQ: bit 2 is 0 with inverted IQ, 1 without.
    public static let iqPolarity: UInt16 = 0x0736
    public static let iqPolarityBit: UInt8 = 0x04

    /// 94 saves power, 96 hears about 2 dB more (9.6).
    public static let rxGain: UInt16 = 0x08ac
    public static let rxGainBoosted: UInt8 = 0x96

    /// Of the header last received: bits 6 to 4 its coding rate. Not in the data sheet, but read by
    /// Semtech's own driver (sx126x_driver, get_lora_params_from_header).
    public static let headerCodingRate: UInt16 = 0x0749
    /// Three bytes. Bit 20: that header announces a CRC (same source). Bits 19 to 0: the frequency
    /// error, two's complement (decision 0126).
    public static let headerCRCAndFrequencyError: UInt16 = 0x076b
}
