extension RadioChip {
    /// The steps that listening and sending have in common: 0 to 9.
    mutating func set<Port: RadioPort>(
        _ settings: LoRaSettings, length: UInt8, _ port: inout Port
    ) throws(ChipFault) {
        let band = ImageBand(hertz: settings.frequency.hertz)
        switch step {
        case 0:
            transfer.setStandby(.rc)
            try exchange(.setStandby, &port)
            port.antenna(.none)
        case 1 where calibratedBand != band:
            transfer.calibrateImage(band)
            try exchange(.calibrateImage, &port)
            calibratedBand = band
            allowOscillatorStart(ChipTime.busyAfterCalibrationMicroseconds)
        case 2:
            transfer.setStandby(.oscillator)
            try exchange(.setStandby, &port)
            allowOscillatorStart()
        case 3:
            transfer.setRfFrequency(settings.frequency)
            try exchange(.setRfFrequency, &port)
        case 4:
            transfer.setModulationParams(settings)
            try exchange(.setModulationParams, &port)
        case 5:
            transfer.setPacketParams(settings, length: length)
            try exchange(.setPacketParams, &port)
        case 6: try read(Register.iqPolarity, &port)
        case 7:
            let others = register & ~Register.iqPolarityBit
            let value = settings.isInverted ? others : others | Register.iqPolarityBit
            try write(value, to: Register.iqPolarity, &port)
        case 8:
            transfer.writeRegister(Register.syncWord)
            transfer.append(settings.syncWordRegister)
            try exchange(.writeRegister, &port)
        case 9:
            transfer.clearIrqStatus(.all)
            try exchange(.clearIrqStatus, &port)
        default: _ = pass()
        }
    }

    static let commonSteps = 10

    mutating func tune<Port: RadioPort>(
        _ port: inout Port, at now: UInt64
    ) throws(ChipFault) -> ChipEvent? {
        guard let goal else {
            enterGoal()
            return nil
        }
        switch step {
        case ..<Self.commonSteps: try set(goal, length: 255, &port)
        case 10:
            transfer.setDioIrqParams(.listening, pin: .listeningPin)
            try exchange(.setDioIrqParams, &port)
        case 11:
            port.antenna(.receive)
            transfer.setRxContinuous()
            try exchange(.setRx, &port)
        case 12: try checkMode(.receive, &port)
        case 13: try checkErrors(&port)
        default:
            watchedAt = now
            reading.settings = goal
            reading.configuration = goalNumber
            enter(.listening)
        }
        return nil
    }
}
