import Airwaves
import Units

/// A frame in the air at the model's antenna.
public struct IncomingFrame: Equatable, Sendable {
    public enum Check: String, CaseIterable, Sendable { case ok, bad, none }

    /// When its preamble begins, by the clock of the board.
    public var startMicroseconds: UInt64
    public var frequencyHertz: UInt64
    public var bandwidthHertz: UInt64
    public var spreadingFactor: UInt8
    /// 5 to 8, for 4/5 to 4/8.
    public var codingRate: UInt8
    public var syncWord: UInt8
    public var preambleSymbols: UInt16
    public var isInverted: Bool
    public var check: Check
    /// The receiver cannot make out its header.
    public var hasBrokenHeader: Bool
    public var rssiCentiDBm: Int
    public var signalRSSICentiDBm: Int
    public var snrCentiDB: Int
    public var frequencyErrorHertz: Int
    public var bytes: [UInt8]

    public init(
        startMicroseconds: UInt64, frequencyHertz: UInt64, bandwidthHertz: UInt64 = 125_000,
        spreadingFactor: UInt8 = 7, codingRate: UInt8 = 5, syncWord: UInt8 = 0x34,
        preambleSymbols: UInt16 = 8, isInverted: Bool = false, check: Check = .ok,
        hasBrokenHeader: Bool = false, rssiCentiDBm: Int = -8000,
        signalRSSICentiDBm: Int = -8050, snrCentiDB: Int = 925, frequencyErrorHertz: Int = 0,
        bytes: [UInt8]
    ) {
        self.startMicroseconds = startMicroseconds
        self.frequencyHertz = frequencyHertz
        self.bandwidthHertz = bandwidthHertz
        self.spreadingFactor = spreadingFactor
        self.codingRate = codingRate
        self.syncWord = syncWord
        self.preambleSymbols = preambleSymbols
        self.isInverted = isInverted
        self.check = check
        self.hasBrokenHeader = hasBrokenHeader
        self.rssiCentiDBm = rssiCentiDBm
        self.signalRSSICentiDBm = signalRSSICentiDBm
        self.snrCentiDB = snrCentiDB
        self.frequencyErrorHertz = frequencyErrorHertz
        self.bytes = bytes
    }

    public var airtimeMicroseconds: UInt64 {
        ModelAirtime.microseconds(
            bandwidthHertz: bandwidthHertz, spreadingFactor: spreadingFactor,
            codingRate: codingRate, preambleSymbols: preambleSymbols, hasCRC: check != .none,
            isImplicit: false, length: bytes.count)
    }

    public var endMicroseconds: UInt64 { startMicroseconds + airtimeMicroseconds }

    /// A receiver must be on while five symbols of the preamble are still to come.
    var lockMicroseconds: UInt64 {
        let symbol = ModelAirtime.modulation(bandwidthHertz, spreadingFactor).symbolDuration.value
        return startMicroseconds + UInt64(max(Int(preambleSymbols) - 5, 0)) * symbol / 1_000
    }
}

/// A frame that the model sent, by what its registers stood for.
public struct SentTransmission: Equatable, Sendable {
    public var startMicroseconds: UInt64
    public var airtimeMicroseconds: UInt64
    public var frequencyHertz: UInt64
    public var bandwidthHertz: UInt64
    public var spreadingFactor: UInt8
    public var codingRate: UInt8
    public var syncWord: UInt8
    public var preambleSymbols: UInt16
    public var isInverted: Bool
    public var hasCRC: Bool
    public var hasImplicitHeader: Bool
    public var powerCentiDBm: Int
    public var bytes: [UInt8]
    /// When it was cut off before its end; nil for a whole one.
    public var cutMicroseconds: UInt64?
}

/// Time on the air by Airwaves, which is another implementation than the driver's.
enum ModelAirtime {
    static func microseconds(
        bandwidthHertz: UInt64, spreadingFactor: UInt8, codingRate: UInt8,
        preambleSymbols: UInt16, hasCRC: Bool, isImplicit: Bool, length: Int
    ) -> UInt64 {
        let modulation = modulation(bandwidthHertz, spreadingFactor, codingRate)
        let framing = LoRaFraming(
            preambleSymbols: preambleSymbols, header: isImplicit ? .implicit : .explicit,
            hasChecksum: hasCRC)
        guard let time = try? modulation.airtime(of: length, framing: framing) else {
            preconditionFailure("no airtime of \(length) bytes, \(preambleSymbols) symbols")
        }
        return time.value / 1_000
    }

    static func isOptimised(bandwidthHertz: UInt64, spreadingFactor: UInt8) -> Bool {
        modulation(bandwidthHertz, spreadingFactor).needsLowDataRateOptimisation
    }

    static func modulation(
        _ bandwidthHertz: UInt64, _ spreadingFactor: UInt8, _ codingRate: UInt8 = 5
    ) -> LoRaModulation {
        guard let bandwidth = try? Bandwidth(checking: Int(bandwidthHertz)),
            let spread = SpreadingFactor(rawValue: spreadingFactor),
            let coding = CodingRate(rawValue: codingRate)
        else { preconditionFailure("\(bandwidthHertz) Hz, SF\(spreadingFactor), 4/\(codingRate)") }
        return LoRaModulation(spreadingFactor: spread, bandwidth: bandwidth, codingRate: coding)
    }
}
