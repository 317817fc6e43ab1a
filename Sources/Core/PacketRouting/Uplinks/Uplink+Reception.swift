internal import Airwaves
public import Attestation
internal import Primitives
public import Radios
public import Units

extension UplinkDrop: Error {}

extension Uplink {
    /// What a router is told of a reception; or why it is none of its business.
    ///
    /// A measurement outside of the table's bounds is no measurement: left out where that is allowed.
    /// - Parameters:
    ///   - counter: the frame's end by the radio's extended counter.
    ///   - received: the same in UTC.
    public init(
        _ reception: Radios.Reception, radio: Int, counter: UInt64, received: Nanoseconds
    ) throws(UplinkDrop) {
        try Self.check(reception)
        guard let level = reception.level.flatMap(Self.possible) else { throw .unmeasured }
        self.init(
            frame: reception.payload, received: received, counterMicroseconds: counter,
            frequency: reception.frequency, bandwidth: Hertz(0), level: level,
            signal: reception.signalLevel.flatMap(Self.possible),
            ratio: reception.signalToNoise.flatMap { ratio in
                (-5_000...10_000).contains(ratio.hundredths) ? ratio : nil
            },
            frequencyErrorHertz: reception.frequencyOffset.flatMap { offset in
                (-1_000_000...1_000_000).contains(offset) ? Int64(offset) : nil
            },
            fineNanoseconds: reception.nanosecondsOfSecond.flatMap { fine in
                fine < 1_000_000_000 ? UInt64(fine) : nil
            },
            channel: reception.channel.flatMap { $0 < 64 ? UInt64($0) : nil },
            radio: UInt64(radio))
        try take(reception.modulation)
    }

    private static func check(_ reception: Radios.Reception) throws(UplinkDrop) {
        switch reception.checksum {
        case .good: break
        case .bad, .contradicted: throw .badChecksum
        case .absent: throw .noChecksum
        }
        let bytes = reception.payload.rawSpan
        guard !BeaconFrame.isBeacon(bytes) else { throw .beacon }
        guard let frame = try? LoRaWANFrame(parsing: bytes) else { throw .notLoRaWAN }
        switch frame.header.type {
        case .joinRequest, .rejoinRequest, .unconfirmedDataUp, .confirmedDataUp, .proprietary: break
        case .joinAccept, .unconfirmedDataDown, .confirmedDataDown: throw .downlink
        }
        guard (100_000_000...3_000_000_000).contains(reception.frequency.value) else {
            throw .unmeasured
        }
    }

    private static func possible(_ level: SignalLevel) -> SignalLevel? {
        (-20_000...3_000).contains(level.hundredths) ? level : nil
    }

    private mutating func take(_ modulation: FrameModulation) throws(UplinkDrop) {
        switch modulation {
        case .loRa(let modulation):
            spreadingFactor = UInt64(modulation.spreadingFactor.rawValue)
            bandwidth = modulation.bandwidth.hertz
            codingRate = UInt64(modulation.codingRate.rawValue)
        case .fsk(let rate):
            guard (600...300_000).contains(rate) else { throw .unmeasured }
            bitRate = UInt64(rate)
            // Carson's rule with LoRaWAN's deviation of half the rate: what the frame occupies.
            bandwidth = Hertz(max(7_800, UInt64(rate) * 2))
        }
    }
}

/// The latest receptions, to know the same one told twice: a forwarder repeats a datagram whose
/// acknowledgement was lost, a concentrator decodes one frame on two demodulators.
struct RecentReceptions: Sendable {
    private struct Entry: Sendable {
        var radio: Int
        var counter: UInt64
        var frame: [UInt8]
    }

    private var entries: [Entry] = []
    private var oldest = 0

    /// A forwarder gives up a datagram after some seconds; so many frames come in that time at most.
    static let most = 64
    /// Two demodulators end within a symbol of each other; no device sends one frame twice so soon.
    static let tolerance: UInt64 = 2_000

    /// Whether it is new; if so it is remembered.
    mutating func take(_ frame: [UInt8], radio: Int, counter: UInt64) -> Bool {
        let isKnown = entries.contains { entry in
            entry.radio == radio && entry.frame == frame
                && max(entry.counter, counter) - min(entry.counter, counter) <= Self.tolerance
        }
        if isKnown { return false }
        let entry = Entry(radio: radio, counter: counter, frame: frame)
        if entries.count < Self.most {
            entries.append(entry)
        } else {
            entries[oldest] = entry
            oldest = (oldest + 1) % Self.most
        }
        return true
    }
}
