import Airwaves
import HotspotStatus
import Radios
import Units

/// The newest frames, for people. No beacon that is sealed is ever among them.
struct ShownFrames {
    private var frames: [HeardFrame] = []

    mutating func add(_ reception: Radios.Reception, at clock: Nanoseconds) {
        var frame = HeardFrame()
        frame.at = clock
        frame.kind = Self.kind(of: reception.payload)
        frame.frequency = reception.frequency
        frame.dataRate = Self.dataRate(of: reception.modulation)
        frame.signal = reception.level.map { Decibels(hundredths: $0.hundredths) }
        frame.signalToNoise = reception.signalToNoise
        frame.bytes = UInt32(reception.payload.count)
        switch reception.checksum {
        case .good: frame.hasGoodChecksum = true
        case .bad, .contradicted: frame.hasGoodChecksum = false
        case .absent: frame.hasGoodChecksum = nil
        }
        if frames.count == DaemonLimits.shownFrames { frames.removeLast() }
        frames.insert(frame, at: 0)
    }

    func document(at clock: Nanoseconds, sealed: UInt64, opens: Nanoseconds?) -> HeardFrames {
        var document = HeardFrames()
        document.at = clock
        document.frames = frames
        document.sealed = sealed
        document.opens = opens
        return document
    }

    /// As forwarders and servers write it.
    private static func dataRate(of modulation: FrameModulation) -> String {
        switch modulation {
        case .loRa(let modulation):
            "SF\(modulation.spreadingFactor.rawValue)BW\(modulation.bandwidth.hertz.value / 1000)"
        case .fsk(let rate): "FSK \(rate)"
        }
    }

    private static func kind(of payload: [UInt8]) -> String {
        guard let first = payload.first else { return "empty" }
        return switch first >> 5 {
        case 0: "join request"
        case 1: "join accept"
        case 2: "data up"
        case 3: "data down"
        case 4: "confirmed data up"
        case 5: "confirmed data down"
        case 6: "rejoin request"
        default: "proprietary"
        }
    }
}
