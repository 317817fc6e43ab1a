public import HexGrid
public import Primitives
public import Units

/// The words of the tables, by their codes.
public enum RadioClass: UInt64, CaseIterable, Sendable { case full, attached, light }
public enum FirmwareState: UInt64, CaseIterable, Sendable { case known, unknown, notTold }
public enum ClockDiscipline: UInt64, CaseIterable, Sendable { case kernel, gps, entropy }
public enum PositionSource: UInt64, CaseIterable, Sendable { case fix3D, fix2D, configured }
public enum PowerBasis: UInt64, CaseIterable, Sendable { case confirmed, assumed }
public enum SlotKind: UInt64, CaseIterable, Sendable { case slot, spare }

/// Which fields a radio measures.
public struct RadioMeasures: OptionSet, Hashable, Sendable {
    public let rawValue: UInt64
    public init(rawValue: UInt64) { self.rawValue = rawValue }

    public static let signalRSSI = RadioMeasures(rawValue: 1)
    public static let frequencyError = RadioMeasures(rawValue: 2)
    public static let counter = RadioMeasures(rawValue: 4)
    public static let fineTime = RadioMeasures(rawValue: 8)
    public static let confirmedPower = RadioMeasures(rawValue: 16)
    public static let position = RadioMeasures(rawValue: 32)
}

/// A code that passed the table and so stands for a word.
func word<Word: RawRepresentable>(_ code: UInt64) -> Word where Word.RawValue == UInt64 {
    guard let word = Word(rawValue: code) else {
        preconditionFailure("code \(code) passed the table and is no \(Word.self)")
    }
    return word
}

/// Where the box says it is.
public struct MeasuredPosition: Hashable, Sendable {
    public var distance: Metres
    public var accuracy: Metres
    public var source: PositionSource
    public var cell: Cell

    public init(distance: Metres, accuracy: Metres, source: PositionSource, cell: Cell) {
        self.distance = distance
        self.accuracy = accuracy
        self.source = source
        self.cell = cell
    }

    init(reading reader: inout CBORReader) throws(CBORError) {
        _ = try reader.beginMap()
        distance = Metres(Int64(try reader.unsigned(at: 1)))
        accuracy = Metres(Int64(try reader.unsigned(at: 2)))
        source = word(try reader.unsigned(at: 3))
        cell = CellBits.cell(try reader.unsigned(at: 4))
        try reader.endMap()
    }

    func write(to writer: inout CBORWriter) {
        writer.beginMap(4)
        writer.unsigned(UInt64(distance.value), at: 1)
        writer.unsigned(UInt64(accuracy.value), at: 2)
        writer.unsigned(source.rawValue, at: 3)
        writer.unsigned(cell.bits, at: 4)
        writer.endMap()
    }
}

/// One of the box's radios.
public struct RadioDescription: Hashable, Sendable {
    public var radioClass: RadioClass
    public var measures: RadioMeasures
    public var firmware: FirmwareState
    public var firmwareHash: Hash256?
    /// The eight bytes, the most significant first.
    public var eui: UInt64?

    public init(
        radioClass: RadioClass, measures: RadioMeasures, firmware: FirmwareState,
        firmwareHash: Hash256? = nil, eui: UInt64? = nil
    ) {
        self.radioClass = radioClass
        self.measures = measures
        self.firmware = firmware
        self.firmwareHash = firmwareHash
        self.eui = eui
    }

    init(reading reader: inout CBORReader) throws(CBORError) {
        _ = try reader.beginMap()
        radioClass = word(try reader.unsigned(at: 1))
        measures = RadioMeasures(rawValue: try reader.unsigned(at: 2))
        firmware = word(try reader.unsigned(at: 3))
        firmwareHash = try reader.optionalKey(4) ? try reader.hash256() : nil
        eui = try reader.optionalKey(5) ? try reader.bytes(exactly: 8).bigEndian64(at: 0) : nil
        try reader.endMap()
    }

    func write(to writer: inout CBORWriter) {
        writer.beginMap(3 + (firmwareHash == nil ? 0 : 1) + (eui == nil ? 0 : 1))
        writer.unsigned(radioClass.rawValue, at: 1)
        writer.unsigned(measures.rawValue, at: 2)
        writer.unsigned(firmware.rawValue, at: 3)
        if let firmwareHash { writer.hash(firmwareHash, at: 4) }
        if let eui {
            var bytes: [UInt8] = []
            bytes.append(bigEndian: eui)
            writer.byteArray(bytes, at: 5)
        }
        writer.endMap()
    }
}

/// What the radio confirmed of one transmission.
public struct Transmission: Hashable, Sendable {
    public var frame: [UInt8]
    public var frequency: Hertz
    public var spreadingFactor: UInt64
    public var bandwidth: Hertz
    /// EIRP.
    public var power: SignalLevel
    public var powerBasis: PowerBasis
    public var sent: Nanoseconds
    public var clock: ClockDiscipline
    public var counterMicroseconds: UInt64?
    public var airtimeMilliseconds: UInt64
    public var plan: String
    public var regionTable: UInt64

    public init(
        frame: [UInt8], frequency: Hertz, spreadingFactor: UInt64, bandwidth: Hertz,
        power: SignalLevel, powerBasis: PowerBasis, sent: Nanoseconds, clock: ClockDiscipline,
        counterMicroseconds: UInt64?, airtimeMilliseconds: UInt64, plan: String,
        regionTable: UInt64
    ) {
        self.frame = frame
        self.frequency = frequency
        self.spreadingFactor = spreadingFactor
        self.bandwidth = bandwidth
        self.power = power
        self.powerBasis = powerBasis
        self.sent = sent
        self.clock = clock
        self.counterMicroseconds = counterMicroseconds
        self.airtimeMilliseconds = airtimeMilliseconds
        self.plan = plan
        self.regionTable = regionTable
    }

    init(reading reader: inout CBORReader) throws(CBORError) {
        _ = try reader.beginMap()
        frame = try reader.byteArray(at: 1)
        frequency = Hertz(try reader.unsigned(at: 2))
        spreadingFactor = try reader.unsigned(at: 3)
        bandwidth = Hertz(try reader.unsigned(at: 4))
        power = SignalLevel(hundredths: Int32(try reader.integer(at: 5)))
        powerBasis = word(try reader.unsigned(at: 6))
        sent = Nanoseconds(try reader.unsigned(at: 7))
        clock = word(try reader.unsigned(at: 8))
        counterMicroseconds = try reader.unsigned(ifAt: 9)
        airtimeMilliseconds = try reader.unsigned(at: 10)
        plan = try reader.text(at: 11)
        regionTable = try reader.unsigned(at: 12)
        try reader.endMap()
    }

    func write(to writer: inout CBORWriter) {
        writer.beginMap(11 + (counterMicroseconds == nil ? 0 : 1))
        writer.byteArray(frame, at: 1)
        writer.unsigned(frequency.value, at: 2)
        writer.unsigned(spreadingFactor, at: 3)
        writer.unsigned(bandwidth.value, at: 4)
        writer.integer(Int64(power.hundredths), at: 5)
        writer.unsigned(powerBasis.rawValue, at: 6)
        writer.unsigned(sent.value, at: 7)
        writer.unsigned(clock.rawValue, at: 8)
        writer.unsigned(counterMicroseconds, at: 9)
        writer.unsigned(airtimeMilliseconds, at: 10)
        writer.text(plan, at: 11)
        writer.unsigned(regionTable, at: 12)
        writer.endMap()
    }
}
