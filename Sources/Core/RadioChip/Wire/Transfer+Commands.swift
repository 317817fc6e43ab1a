/// Each command with its parameters, in the data sheet's order.
extension Transfer {
    /// A command of so many zero bytes, in which the chip answers.
    public mutating func ask(_ opcode: Opcode, zeros: Int) {
        begin(opcode)
        appendZeros(zeros)
    }

    public mutating func setOneByte(_ opcode: Opcode, _ byte: UInt8) {
        begin(opcode)
        append(byte)
    }

    public mutating func setStandby(_ clock: StandbyClock) {
        setOneByte(.setStandby, clock.rawValue)
    }

    /// DIO3 feeds the oscillator; `steps` of 15.625 us pass before it is used.
    public mutating func setDIO3AsTcxoCtrl(_ voltage: TCXOVoltage, steps: UInt32) {
        setOneByte(.setDIO3AsTcxoCtrl, voltage.rawValue)
        append24(steps)
    }

    public mutating func calibrateImage(_ band: ImageBand) {
        setOneByte(.calibrateImage, band.first)
        append(band.second)
    }

    public mutating func setRfFrequency(_ frequency: FrequencyWord) {
        begin(.setRfFrequency)
        append(UInt16(truncatingIfNeeded: frequency.word >> 16))
        append(UInt16(truncatingIfNeeded: frequency.word))
    }

    public mutating func setModulationParams(_ settings: LoRaSettings) {
        setOneByte(.setModulationParams, settings.spreadingFactor)
        append(settings.bandwidth.code)
        append(settings.codingRate)
        append(UInt8(settings.isOptimised ? 1 : 0))
    }

    public mutating func setPacketParams(_ settings: LoRaSettings, length: UInt8) {
        begin(.setPacketParams)
        append(settings.preambleSymbols)
        append(UInt8(settings.hasImplicitHeader ? 1 : 0))
        append(length)
        append(UInt8(settings.hasCRC ? 1 : 0))
        append(UInt8(settings.isInverted ? 1 : 0))
    }

    public mutating func setPaConfig(_ power: PowerSetting) {
        setOneByte(.setPaConfig, power.dutyCycle)
        append(power.hpMax)
        append(power.device)
        append(UInt8(1))
    }

    /// Ramps the amplifier up in 40 us, the shortest that the data sheet's examples use.
    public mutating func setTxParams(_ power: PowerSetting) {
        setOneByte(.setTxParams, UInt8(bitPattern: power.decibels))
        append(UInt8(0x02))
    }

    /// All interrupts of `mask` are kept; those of `pin` raise DIO1. DIO2 and DIO3 serve elsewhere.
    public mutating func setDioIrqParams(_ mask: Interrupts, pin: Interrupts) {
        begin(.setDioIrqParams)
        append(mask.rawValue)
        append(pin.rawValue)
        append(UInt16(0))
        append(UInt16(0))
    }

    public mutating func clearIrqStatus(_ interrupts: Interrupts) {
        begin(.clearIrqStatus)
        append(interrupts.rawValue)
    }

    public mutating func setRxContinuous() {
        begin(.setRx)
        append24(0xff_ffff)
    }

    /// Sends; gives up after `steps` of 15.625 us.
    public mutating func setTx(steps: UInt32) {
        begin(.setTx)
        append24(steps)
    }

    public mutating func writeRegister(_ address: UInt16) {
        begin(.writeRegister)
        append(address)
    }

    public mutating func readRegister(_ address: UInt16, count: Int) {
        begin(.readRegister)
        append(address)
        appendZeros(1 + count)
    }

    public mutating func readBuffer(at offset: UInt8, count: Int) {
        setOneByte(.readBuffer, offset)
        appendZeros(1 + count)
    }

    private mutating func append24(_ number: UInt32) {
        append(UInt8(truncatingIfNeeded: number >> 16))
        append(UInt16(truncatingIfNeeded: number))
    }
}
