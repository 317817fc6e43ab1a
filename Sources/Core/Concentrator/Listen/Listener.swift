/// The SX1261 that listens before talking, at the bridge's second chip select.
enum Listener {
    /// What its status must say, bits 0 and 7 apart: standby by its resistor, and ready.
    static let standby: UInt8 = 0x22
    static let statusMask: UInt8 = 0x7E
    /// The end of the patch's version text, which stands at 0x0320 and has 15 bytes.
    static let version = Array("2D06".utf8)
    static let versionAddress: UInt16 = 0x0320
    static let versionCount = 15

    static func write(_ address: UInt16, _ bytes: UInt8...) -> ChipOperation {
        write(address, bytes[...])
    }

    static func write(_ address: UInt16, _ bytes: ArraySlice<UInt8>) -> ChipOperation {
        .listenerCommand(
            RadioCommand.writeRegister.rawValue,
            [UInt8(address >> 8), UInt8(truncatingIfNeeded: address)] + bytes)
    }

    /// Where the patch's words go.
    static let patchAddress: UInt16 = 0x8000

    static func batch(_ operations: [ChipOperation]) -> TransferBatch {
        var batch = TransferBatch()
        for operation in operations {
            precondition(batch.append(operation), "a request to the SX1261 past one request")
        }
        return batch
    }
}

/// The SX1261's orders that the SX1250 is not given here.
enum ListenerCommand: UInt8, Sendable {
    case readRegister = 0x1D
    case setPacketType = 0x8A
    case setModulation = 0x8B
    case setPacket = 0x8C
    case setBufferBase = 0x8F
    /// The patch's: measure a channel until it is told to stop.
    case scan = 0x9A
    case setSynthesis = 0xC1
    /// Begins to run the patch.
    case runPatch = 0xD9
}
