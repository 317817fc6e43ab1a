/// How a LoRa frame is modulated: 14 bytes that stand in configure, transmit, reception and
/// transmitted.
public struct Modulation: Sendable, Equatable {
    public var frequencyHertz: UInt32
    public var bandwidthHertz: UInt32
    public var spreadingFactor: UInt8
    /// 5 to 8, for 4/5 to 4/8.
    public var codingRate: UInt8
    /// In the eight-bit notation: 34 is LoRaWAN's public networks.
    public var syncWord: UInt8
    public var preambleSymbols: UInt16
    public var flags: UInt8

    public static let isInverted: UInt8 = 1
    public static let hasCRC: UInt8 = 2
    public static let hasImplicitHeader: UInt8 = 4

    public init(
        frequencyHertz: UInt32, bandwidthHertz: UInt32, spreadingFactor: UInt8,
        codingRate: UInt8 = 5, syncWord: UInt8 = 0x34, preambleSymbols: UInt16 = 8,
        flags: UInt8 = hasCRC
    ) {
        self.frequencyHertz = frequencyHertz
        self.bandwidthHertz = bandwidthHertz
        self.spreadingFactor = spreadingFactor
        self.codingRate = codingRate
        self.syncWord = syncWord
        self.preambleSymbols = preambleSymbols
        self.flags = flags
    }

    /// The bounds of the protocol; a radio's own are in its capabilities.
    public init(reading reader: inout FieldReader) throws(MessageError) {
        frequencyHertz = try reader.u32(in: 100_000_000...3_000_000_000)
        bandwidthHertz = try reader.u32(in: 7_000...2_000_000)
        spreadingFactor = try reader.u8(in: 5...12)
        codingRate = try reader.u8(in: 5...8)
        syncWord = try reader.u8()
        preambleSymbols = try reader.u16()
        flags = try reader.bits(known: 7)
    }

    public func write(to body: inout FrameBody) {
        body.u32(frequencyHertz)
        body.u32(bandwidthHertz)
        body.u8(spreadingFactor)
        body.u8(codingRate)
        body.u8(syncWord)
        body.u16(preambleSymbols)
        body.u8(flags)
    }
}
