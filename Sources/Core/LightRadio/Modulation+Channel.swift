internal import Airwaves
internal import FirmwareProtocol
internal import Radios
internal import Units

extension Modulation {
    /// What a channel is listened to with: the preamble of LoRaWAN, and frames with checksum; those
    /// without, and of other coding rates, are heard too, as their header says so.
    init(_ channel: ListeningChannel) {
        self.init(
            frequencyHertz: UInt32(clamping: channel.frequency.value),
            bandwidthHertz: UInt32(clamping: channel.bandwidth.hertz.value),
            spreadingFactor: channel.spreadingFactor.rawValue, syncWord: channel.syncWord.byte,
            flags: Self.hasCRC | (channel.hasInvertedPolarity ? Self.isInverted : 0))
    }

    init(_ transmission: Transmission, _ modulation: LoRaModulation) {
        let framing = transmission.framing
        self.init(
            frequencyHertz: UInt32(clamping: transmission.frequency.value),
            bandwidthHertz: UInt32(clamping: modulation.bandwidth.hertz.value),
            spreadingFactor: modulation.spreadingFactor.rawValue,
            codingRate: modulation.codingRate.rawValue, syncWord: transmission.syncWord.byte,
            preambleSymbols: framing.preambleSymbols,
            flags: (transmission.hasInvertedPolarity ? Self.isInverted : 0)
                | (framing.hasChecksum ? Self.hasCRC : 0)
                | (framing.header == .implicit ? Self.hasImplicitHeader : 0))
    }

    /// The coarsest synthesiser of these chips has steps of 61 Hz (SX127x); half of one, and what
    /// rounding adds twice.
    static let frequencyTolerance: UInt32 = 40

    /// The first thing in which what was done differs from what was asked; nil when it is the same.
    func difference(from asked: Modulation) -> String? {
        let away =
            max(frequencyHertz, asked.frequencyHertz)
            - min(frequencyHertz, asked.frequencyHertz)
        guard away <= Self.frequencyTolerance else {
            return "\(frequencyHertz) Hz instead of \(asked.frequencyHertz)"
        }
        let fields: [(String, UInt32, UInt32)] = [
            ("a bandwidth of", bandwidthHertz, asked.bandwidthHertz),
            ("spreading factor", UInt32(spreadingFactor), UInt32(asked.spreadingFactor)),
            ("coding rate 4 to", UInt32(codingRate), UInt32(asked.codingRate)),
            ("sync word", UInt32(syncWord), UInt32(asked.syncWord)),
            ("a preamble of", UInt32(preambleSymbols), UInt32(asked.preambleSymbols)),
            ("flags", UInt32(flags), UInt32(asked.flags)),
        ]
        return fields.first { $0.1 != $0.2 }.map { "\($0.0) \($0.1) instead of \($0.2)" }
    }

    /// As `difference`, of a frame that was heard: coding rate, preamble and checksum are its own.
    func isHeard(with channel: Modulation) -> Bool {
        var own = self
        own.codingRate = channel.codingRate
        own.preambleSymbols = channel.preambleSymbols
        own.flags = flags & Self.isInverted | channel.flags & ~Self.isInverted
        return own.difference(from: channel) == nil
    }
}

extension Capabilities {
    /// Whether the radio's synthesiser reaches a frequency, by what it says of itself and by the
    /// link's own bounds.
    func reaches(_ frequency: Hertz) -> Bool {
        let value = frequency.value
        return value >= max(UInt64(lowestHertz), 100_000_000)
            && value <= min(UInt64(highestHertz), 3_000_000_000)
    }

    func knows(_ factor: SpreadingFactor) -> Bool {
        spreadingFactors >> UInt16(factor.rawValue) & 1 == 1
    }

    var range: String { "\(lowestHertz) to \(highestHertz) Hz" }

    func has(_ feature: UInt32) -> Bool { features & feature != 0 }
}

extension ShortBytes {
    /// Printable ASCII by the link's rules.
    var text: String { String(decoding: array, as: UTF8.self) }

    var array: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        for index in 0..<count { bytes.append(self[index]) }
        return bytes
    }

    init(_ bytes: [UInt8]) {
        self.init()
        for byte in bytes { append(byte) }
    }

    /// CRC-32 of the bytes, as a board tells it of what its radio's buffer held.
    var checksum: UInt32 {
        var crc = CRC32()
        for index in 0..<count { crc.add(self[index]) }
        return crc.value
    }
}
