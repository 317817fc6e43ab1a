/// The device side of an SX1261 or SX1262 on its SPI, deterministic, in the time that its caller
/// gives: command by command as the data sheet (DS.SX1261-2.W.APP, revision 2.1) has them, BUSY with
/// its times, buffer, registers, interrupts and DIO1. It knows what the driver uses and no more; it
/// is strict, and writes down whatever a driver does wrong. It shares no line with the driver.
public struct RadioChipModel: Sendable {
    public let isHighPower: Bool
    public let hasTCXO: Bool

    public private(set) var violations: [ModelViolation] = []
    /// Frames sent or begun since the start.
    public internal(set) var transmissions: [SentTransmission] = []
    /// Frames that nobody heard: another modulation, not in reception, or beside another frame.
    public internal(set) var missed: [IncomingFrame] = []
    /// The frame that was received last.
    public internal(set) var lastHeard: IncomingFrame?
    /// The opcodes taken since the start.
    public internal(set) var commands: [UInt8] = []
    public var fault: OrderedFault? { didSet { transfersUntilFault = fault?.afterTransfers ?? 0 } }

    var now: UInt64 = 0
    var transfersUntilFault = 0
    var isHeld = false
    private var heldSince: UInt64 = 0
    var busyUntil: UInt64 = 0
    var state = ChipState()

    /// What a reset takes away.
    struct ChipState: Sendable {
        var mode = ModelMode.standbyRC
        /// Bits 3 to 1 of the status, for the command before. Nobody gave one yet: boards show a 5.
        var commandStatus: UInt8 = 5
        var registers: [UInt16: UInt8] = ChipState.defaults
        var buffer = [UInt8](repeating: 0, count: 256)
        var errors: UInt16 = 0
        var isLoRa = false
        var hasOscillatorSupply = false
        var oscillatorStartMicroseconds: UInt64 = 0
        var image: (UInt8, UInt8)?
        var given: [UInt8] = []
        var frequencyWord: UInt64 = 0
        var bandwidthHertz: UInt64 = 0
        var spreadingFactor: UInt8 = 0
        var codingRate: UInt8 = 0
        var isOptimised = false
        var preambleSymbols: UInt16 = 0
        var isImplicit = false
        var length: UInt8 = 0
        var hasCRC = false
        var isInverted = false
        var amplifier: [UInt8] = []
        var power: Int8 = 0
        var fallback = ModelMode.standbyRC
        var baseTransmit: UInt8 = 0
        var baseReceive: UInt8 = 0
        var nextReceive: UInt8 = 0
        var interrupts: UInt16 = 0
        var mask: UInt16 = 0
        var pinMask: UInt16 = 0
        var pinRoseAt: UInt64?
        var lastLength: UInt8 = 0
        var lastStart: UInt8 = 0
        var packetStatus: [UInt8] = [0, 0, 0]
        var counts: [UInt16] = [0, 0, 0]
        var receivesSince: UInt64 = 0
        var locked: IncomingFrame?
        var pending: [IncomingFrame] = []
        /// When the transmission under way ends, and with which interrupt.
        var sendEnd: (at: UInt64, interrupt: UInt16)?

        /// Values behind a reset, of the registers that the data sheet's 12.1 names, and those of
        /// Semtech's driver for the last header.
        static let defaults: [UInt16: UInt8] = [
            0x0736: 0x0d, 0x0740: 0x14, 0x0741: 0x24, 0x0749: 0, 0x076b: 0, 0x076c: 0, 0x076d: 0,
            0x0889: 0x01, 0x08ac: 0x94, 0x08d8: 0xc8, 0x08e7: 0x38,
        ]
    }

    public init(isHighPower: Bool = true, hasTCXO: Bool = false) {
        self.isHighPower = isHighPower
        self.hasTCXO = hasTCXO
        state.errors = hasTCXO ? 0x20 : 0
    }

    public var mode: ModelMode { state.mode }
    /// How far time has come.
    public var time: UInt64 { now }
    /// What SetRfFrequency was given, to the nearest hertz.
    public var tunedHertz: UInt64 { frequencyHertz }
    public func register(_ address: UInt16) -> UInt8? { state.registers[address] }

    /// When BUSY falls, as things stand; nil for never.
    public var busyEnds: UInt64? { has(.busyStaysHigh) ? nil : isHeld ? nil : busyUntil }

    public func isBusy(at time: UInt64) -> Bool {
        guard let busyEnds else { return true }
        return time < busyEnds
    }

    /// When DIO1 rose; nil while it is low.
    public var interruptRoseAt: UInt64? {
        if has(.interruptStaysHigh) { return 0 }
        return has(.noInterrupt) ? nil : state.pinRoseAt
    }

    mutating func record(_ violation: ModelViolation) { violations.append(violation) }

    func has(_ fault: ModelFault) -> Bool {
        self.fault?.fault == fault && transfersUntilFault == 0
    }

    /// The fault that is at work, if any.
    var presentFault: ModelFault? { transfersUntilFault == 0 ? fault?.fault : nil }

    /// NRESET, low while `isLow`.
    public mutating func reset(isLow: Bool, at time: UInt64) {
        advance(to: time)
        if isLow {
            endTransmission(at: time)
            state.pending.forEach { missed.append($0) }
            state = ChipState()
            state.errors = hasTCXO ? 0x20 : 0
            isHeld = true
            heldSince = time
        } else if isHeld {
            if time - heldSince < 100 { record(.resetTooShort(microseconds: time - heldSince)) }
            isHeld = false
            // A cold start with its calibrations (table 8-2).
            busyUntil = time + 3_500
            if fault?.endsWithReset == true, transfersUntilFault == 0 { fault = nil }
        }
    }
}
