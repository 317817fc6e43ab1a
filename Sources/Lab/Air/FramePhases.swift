internal import Airwaves
internal import Radios
internal import Units

/// When what of a frame is on air, from the preamble's first instant.
struct FramePhases {
    /// From here to `lock` a receiver must hear undisturbed to find the frame.
    var needed: Nanoseconds
    /// The preamble and sync word are over: a receiver has found the frame, or never will.
    var lock: Nanoseconds
    /// The header is over; without it nothing else can be read.
    var header: Nanoseconds

    init(of frame: AirFrame) {
        switch frame.modulation {
        case .loRa(let modulation):
            self.init(of: modulation, framing: frame.framing)
        case .fsk(let rate):
            // Five bytes of preamble and three of sync word, all of it needed; one of length.
            let bit = 1_000_000_000 / UInt64(max(rate, 1))
            self.init(needed: 0, lock: 64 * bit, header: 72 * bit)
        }
    }

    /// A receiver finds a preamble of which it heard five symbols (Bor, Roedig, Voigt, Alonso, "Do
    /// LoRa Low-Power Wide-Area Networks Scale?", 2016). Sync word and start of frame take 4.25
    /// symbols, with SF5 and SF6 two more; the header is within the first eight of the payload.
    private init(of modulation: LoRaModulation, framing: LoRaFraming) {
        let quarter = modulation.symbolDuration.value / 4
        let preamble = 4 * UInt64(framing.preambleSymbols)
        let sync: UInt64 = modulation.spreadingFactor <= .sf6 ? 25 : 17
        let header: UInt64 = framing.header == .explicit ? 32 : 0
        self.init(
            needed: quarter * (preamble - min(preamble, 20)), lock: quarter * (preamble + sync),
            header: quarter * (preamble + sync + header))
    }

    private init(needed: UInt64, lock: UInt64, header: UInt64) {
        self.needed = Nanoseconds(needed)
        self.lock = Nanoseconds(lock)
        self.header = Nanoseconds(header)
    }
}
