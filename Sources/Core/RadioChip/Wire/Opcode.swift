/// The commands this driver uses, by the numbers of the SX1261/2 data sheet (revision 2.1, 13.1 to
/// 13.6).
public enum Opcode: UInt8, CaseIterable, Sendable {
    case clearIrqStatus = 0x02
    case clearDeviceErrors = 0x07
    case setDioIrqParams = 0x08
    case writeRegister = 0x0d
    case writeBuffer = 0x0e
    case getIrqStatus = 0x12
    case getRxBufferStatus = 0x13
    case getPacketStatus = 0x14
    case getDeviceErrors = 0x17
    case readRegister = 0x1d
    case readBuffer = 0x1e
    case setStandby = 0x80
    case setRx = 0x82
    case setTx = 0x83
    case setRfFrequency = 0x86
    case calibrate = 0x89
    case setPacketType = 0x8a
    case setModulationParams = 0x8b
    case setPacketParams = 0x8c
    case setTxParams = 0x8e
    case setBufferBaseAddress = 0x8f
    case setRxTxFallbackMode = 0x93
    case setPaConfig = 0x95
    case setRegulatorMode = 0x96
    case setDIO3AsTcxoCtrl = 0x97
    case calibrateImage = 0x98
    case setDIO2AsRfSwitchCtrl = 0x9d
    case getStatus = 0xc0
    case setFs = 0xc1
}
