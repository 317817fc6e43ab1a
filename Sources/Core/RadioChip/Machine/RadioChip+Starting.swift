extension RadioChip {
    /// From reset to set up, one command per step; a step that this board does not need passes.
    mutating func start<Port: RadioPort>(
        _ port: inout Port
    ) throws(ChipFault) -> ChipEvent? {
        switch step {
        case 0:
            transfer.setStandby(.rc)
            try exchange(.setStandby, &port)
        case 1: try checkMode(.standbyRC, &port)
        case 2: try identify(&port)
        case 3 where fitting.hasInductor:
            transfer.setOneByte(.setRegulatorMode, 1)
            try exchange(.setRegulatorMode, &port)
        case 4:
            guard let tcxo = fitting.tcxo else { return pass() }
            transfer.setDIO3AsTcxoCtrl(tcxo.voltage, steps: tcxo.steps)
            try exchange(.setDIO3AsTcxoCtrl, &port)
        // A start without the oscillator's power left an error behind, and wrong calibrations.
        case 5:
            transfer.ask(.clearDeviceErrors, zeros: 2)
            try exchange(.clearDeviceErrors, &port)
        case 6:
            transfer.setOneByte(.calibrate, 0x7f)
            try exchange(.calibrate, &port)
            allowOscillatorStart(ChipTime.busyAfterCalibrationMicroseconds)
        case 7: try checkErrors(&port)
        case 8 where fitting.dio2SwitchesAntenna:
            transfer.setOneByte(.setDIO2AsRfSwitchCtrl, 1)
            try exchange(.setDIO2AsRfSwitchCtrl, &port)
        case 9:
            transfer.setOneByte(.setPacketType, 1)
            try exchange(.setPacketType, &port)
        // Behind a transmission the oscillator goes on.
        case 10:
            transfer.setOneByte(.setRxTxFallbackMode, 0x30)
            try exchange(.setRxTxFallbackMode, &port)
        case 11:
            transfer.ask(.setBufferBaseAddress, zeros: 2)
            try exchange(.setBufferBaseAddress, &port)
        case 12: try write(Register.rxGainBoosted, to: Register.rxGain, &port)
        case 13 where fitting.model.isHighPower: try read(Register.txClamp, &port)
        case 14 where fitting.model.isHighPower:
            try write(register | Register.txClampBits, to: Register.txClamp, &port)
        case 15:
            finishStart(at: port.microseconds())
            return .started
        default: return pass()
        }
        return nil
    }

    /// To standby, with nothing left to say.
    mutating func settle<Port: RadioPort>(_ port: inout Port) throws(ChipFault) -> ChipEvent? {
        switch step {
        case 0:
            transfer.setStandby(.rc)
            try exchange(.setStandby, &port)
            port.antenna(.none)
            reading.settings = nil
        case 1:
            transfer.clearIrqStatus(.all)
            try exchange(.clearIrqStatus, &port)
        default: enter(.resting)
        }
        return nil
    }

    mutating func pass() -> ChipEvent? {
        step += 1
        return nil
    }

    /// BUSY may stay high as long as the oscillator needs, besides.
    mutating func allowOscillatorStart(_ bound: UInt64 = ChipTime.busyMicroseconds) {
        busyBound = bound + 2 * UInt64(fitting.tcxo?.startMicroseconds ?? 0)
    }

    private mutating func identify<Port: RadioPort>(_ port: inout Port) throws(ChipFault) {
        transfer.readRegister(Register.syncWord, count: 2)
        try exchange(.readRegister, &port)
        let found = transfer.number(at: 4)
        guard found == Register.syncWordAfterReset else { throw .unknownChip(register: found) }
    }

    mutating func checkMode<Port: RadioPort>(
        _ mode: ChipStatus.Mode, _ port: inout Port
    ) throws(ChipFault) {
        transfer.ask(.getStatus, zeros: 1)
        try exchange(.getStatus, &port)
        guard ChipStatus(transfer[1]).mode == mode else {
            throw .wrongMode(status: transfer[1])
        }
    }

    mutating func checkErrors<Port: RadioPort>(_ port: inout Port) throws(ChipFault) {
        transfer.ask(.getDeviceErrors, zeros: 3)
        try exchange(.getDeviceErrors, &port)
        let errors = DeviceErrors(rawValue: transfer.number(at: 2))
        guard errors.isEmpty else { throw .deviceErrors(errors) }
    }

    /// Reads one register into `register`.
    mutating func read<Port: RadioPort>(
        _ address: UInt16, _ port: inout Port
    ) throws(ChipFault) {
        transfer.readRegister(address, count: 1)
        try exchange(.readRegister, &port)
        register = transfer[4]
    }

    mutating func write<Port: RadioPort>(
        _ value: UInt8, to address: UInt16, _ port: inout Port
    ) throws(ChipFault) {
        transfer.writeRegister(address)
        transfer.append(value)
        try exchange(.writeRegister, &port)
    }
}
