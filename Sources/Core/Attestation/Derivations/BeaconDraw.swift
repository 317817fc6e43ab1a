public import Airwaves
public import Primitives
public import Units

/// What a hotspot must send in a window, drawn from its committed nonce and public entropy
/// (PROTOCOL 3.3): known to nobody before the record, computable by everybody after the reveal.
public struct BeaconDraw: Hashable, Sendable {
    /// The first 32 bytes of the stream, from which witnesses' ranks come.
    public let seed: Hash256
    public let spreadingFactor: SpreadingFactor
    /// Bytes on the air, MHDR included.
    public let frameLength: Int
    /// Index in the plan's list of beacon channels.
    public let channel: Int
    /// The hidden step: how far below the plan's power.
    public let power: Decibels

    /// Of eight: five at full power, one at each step below. Half the mean cost of four equal
    /// chances at nearly the same variance (attack A12).
    public static let powerSteps: InlineArray<8, Decibels> = [
        Decibels(hundredths: 0), Decibels(hundredths: 0), Decibels(hundredths: 0),
        Decibels(hundredths: 0), Decibels(hundredths: 0), Decibels(hundredths: -300),
        Decibels(hundredths: -600), Decibels(hundredths: -900),
    ]

    /// Draws from the value of the record of m(slot), or where that was not made, of m(spare).
    @inlinable public init<D: Digest>(
        network: NetworkID, hotspot: PublicKey, window: Window, nonce: Hash256,
        values: DrawValues, rules: DrawRules, by digest: D.Type
    ) throws(DrawError) {
        guard let value = values.slot ?? values.spare else { throw .noRecord }
        guard rules.spreadingFactorCount > 0 else { throw .noSpreadingFactor }
        guard rules.channelCount > 0 else { throw .noChannel }
        var stream = DrawStream<D>(
            tag: "earshot/draw/v1", network: network, hotspot: hotspot, window: window,
            value: value, nonce: nonce)
        try self.init(drawing: &stream, rules: rules)
    }

    @inlinable init<D: Digest>(
        drawing stream: inout DrawStream<D>, rules: DrawRules
    ) throws(DrawError) {
        guard let seed = stream.seed() else { throw .streamExhausted }
        self.seed = seed
        let factor = rules.spreadingFactor(
            at: try stream.number(below: rules.spreadingFactorCount))
        spreadingFactor = factor
        let least = DrawRules.leastFrame
        let longest = rules.longestFrame(at: factor) ?? least
        frameLength = least + Int(try stream.number(below: UInt32(longest - least + 1)))
        channel = Int(try stream.number(below: rules.channelCount))
        power = Self.powerSteps[Int(try stream.number(below: 8))]
    }
}

/// The values of the two records a beacon may be drawn from; nothing where none was made.
public struct DrawValues: Hashable, Sendable {
    public let slot: Hash256?
    public let spare: Hash256?

    public init(slot: Hash256?, spare: Hash256?) {
        self.slot = slot
        self.spare = spare
    }

    public subscript(_ choice: BeaconSlot) -> Hash256? {
        switch choice {
        case .slot: slot
        case .spare: spare
        }
    }
}

/// The frame on the air: 0xE0 (LoRaWAN's proprietary MHDR), the version, filler that only the
/// reveal explains. It names nobody.
public struct BeaconFrame: Sendable {
    public static let header: UInt8 = 0xe0
    public static let version: UInt8 = 1

    public let bytes: [UInt8]

    /// The frame of a draw at the slot or the spare. Its filler comes from the record of the one
    /// that is used, whichever record the rest was drawn from.
    @inlinable public init<D: Digest>(
        network: NetworkID, hotspot: PublicKey, window: Window, nonce: Hash256, draw: BeaconDraw,
        at used: BeaconSlot, values: DrawValues, by digest: D.Type
    ) throws(DrawError) {
        guard let value = values[used] else { throw .noFiller }
        var stream = DrawStream<D>(
            tag: "earshot/filler/v1", network: network, hotspot: hotspot, window: window,
            value: value, nonce: nonce)
        var bytes: [UInt8] = [Self.header, Self.version]
        bytes.reserveCapacity(draw.frameLength)
        while bytes.count < draw.frameLength {
            guard let byte = stream.byte() else { throw .streamExhausted }
            bytes.append(byte)
        }
        self.bytes = bytes
    }

    /// Whether a received frame is an Earshot beacon, to be sealed and shown to nobody: by its
    /// first two bytes alone.
    public static func isBeacon(_ frame: RawSpan) -> Bool {
        frame.byteCount >= 2 && frame.byte(at: 0) == header && frame.byte(at: 1) == version
    }
}
