public import Airwaves
import Primitives
public import Radios
public import Units

/// A frame as the concentrator heard it, in units: a record of the receive buffer, read with the
/// plan, the clock and the board's levels.
public struct ReceivedFrame: Hashable, Sendable {
    public let payload: Range<Int>
    public let channel: ReceiveChannel
    public let radio: Radio
    public let frequency: Hertz
    /// Nil for FSK.
    public let modulation: LoRaModulation?
    public let checksum: ChecksumVerdict
    /// All power in the channel, noise too.
    public let channelLevel: SignalLevel
    /// What of it is the frame's.
    public let signalLevel: SignalLevel
    /// Nil for FSK.
    public let signalToNoise: Decibels?
    /// How far from `frequency` the sender was, hertz towards zero. Nil for FSK.
    public let frequencyOffset: Int32?
    /// The frame's end by the concentrator's clock.
    public let microseconds: UInt32
    /// See `FineTimestamp`. Nil without GNSS time, on the service and FSK channels, for a frame whose
    /// checksum is not good, and unless the plan asks for it.
    public let fineNanoseconds: UInt32?
}

/// Why a record, good as bytes, is no frame of this plan.
public enum ReceivedFrameError: Error, Equatable, Sendable, CustomStringConvertible {
    case channelUnused(ReceiveChannel)
    /// Uncoded LoRa: nothing of LoRaWAN's, and its time cannot be corrected.
    case uncoded

    public var description: String {
        switch self {
        case .channelUnused(let channel):
            "the concentrator reports a frame on a channel the plan does not use: \(channel)"
        case .uncoded: "the concentrator reports a LoRa frame without a coding rate"
        }
    }
}

extension ReceivedFrame {
    /// `buffer` is what the record was read from; `temperature` the bridge's, in hundredths of a
    /// degree. Allocates nothing.
    public init(
        _ record: ReceiveRecord, in buffer: RawSpan, plan: ReceivePlan, clock: ConcentratorClock,
        levels: LevelCorrection, temperature: Int16
    ) throws(ReceivedFrameError) {
        guard let place = plan.place(of: record.channel),
            let centre = plan.setting(of: place.setting.radio)?.centre
        else { throw .channelUnused(record.channel) }
        let isFSK = record.channel == .fsk
        let modulation =
            isFSK ? nil : try Self.modulation(of: record, bandwidth: place.bandwidth)
        let bytes = buffer.extracting(record.payload)
        payload = record.payload
        channel = record.channel
        radio = place.setting.radio
        frequency = Hertz(UInt64(Int64(centre.value) + Int64(place.setting.offset)))
        self.modulation = modulation
        checksum = record.verdict(on: bytes, isLoRa: !isFSK)
        channelLevel = levels.level(record.channelLevel.raw, temperature, isFSK: isFSK)
        signalLevel = levels.level(record.signalLevel.raw, temperature, isFSK: isFSK)
        signalToNoise =
            isFSK ? nil : Decibels(hundredths: 25 * Int32(record.signalToNoise))
        frequencyOffset =
            isFSK
            ? nil
            : record.frequencyOffset(place.bandwidth) + Self.remainder(of: place.setting.offset)
        microseconds =
            clock.microseconds(ofFrameAt: record.timestamp)
            &+ UInt32(bitPattern: Self.correction(of: record, modulation, plan.timestamps))
        fineNanoseconds =
            plan.timestamps == .fine && checksum == .good
            ? record.fineNanoseconds(
                in: buffer, frequency: frequency, frequencyOffset: frequencyOffset ?? 0,
                channelOffset: place.setting.offset, pulses: clock.pulses)
            : nil
    }

    /// From the chip's count to the frame's end.
    private static func correction(
        of record: ReceiveRecord, _ modulation: LoRaModulation?, _ timestamps: TimestampMode
    ) -> Int32 {
        guard let modulation else {
            return TimestampCorrection.fsk(bitsPerSecond: ReceivePlan.fskBitRate)
        }
        let length = record.payload.count
        switch timestamps {
        case .frameEnd:
            return TimestampCorrection.loRa(
                modulation, length: length, hasChecksum: record.hasChecksum)
        case .fine:
            return TimestampCorrection.loRaHeader(
                modulation, length: length, hasChecksum: record.hasChecksum)
        }
    }

    private static func modulation(
        of record: ReceiveRecord, bandwidth: Bandwidth
    ) throws(ReceivedFrameError) -> LoRaModulation {
        guard let rate = CodingRate(rawValue: record.codingRate + 4),
            let factor = SpreadingFactor(rawValue: record.spreadingFactor)
        else { throw .uncoded }
        return LoRaModulation(spreadingFactor: factor, bandwidth: bandwidth, codingRate: rate)
    }

    /// A channel lies on whole steps of 15625/32 Hz, so a little below its plan: what that leaves.
    private static func remainder(of offset: Int32) -> Int32 {
        let steps = Int64(offset) * 32 / 15625
        return offset - Int32(steps * 15625 / 32)
    }
}

extension ReceivePlan {
    /// LoRaWAN's only rate of FSK, in bits per second.
    static let fskBitRate: UInt32 = 50_000

    func place(of channel: ReceiveChannel) -> (setting: ChannelSetting, bandwidth: Bandwidth)? {
        switch channel {
        case .multiple(let index):
            guard Int(index) < channels.count, let setting = channels[Int(index)] else {
                return nil
            }
            return (setting, .kHz125)
        case .service: return service.map { ($0.channel, $0.bandwidth) }
        case .fsk: return fsk.map { ($0, .kHz125) }
        }
    }
}

extension ReceiveRecord {
    /// A step is the bandwidth over 2^20; hertz towards zero.
    fileprivate func frequencyOffset(_ bandwidth: Bandwidth) -> Int32 {
        Int32(Int64(frequencyOffset) * Int64(bandwidth.hertz.value) / (1 << 20))
    }

    fileprivate func fineNanoseconds(
        in buffer: RawSpan, frequency: Hertz, frequencyOffset: Int32, channelOffset: Int32,
        pulses: PulseHistory
    ) -> UInt32? {
        guard case .multiple = channel, flags.contains(.timingSet) else { return nil }
        return FineTimestamp.nanoseconds(
            FineTimestamp.Frame(
                ticks: timestamp, spreadingFactor: spreadingFactor, frequency: frequency,
                frequencyOffset: frequencyOffset, channelOffset: channelOffset),
            timing: buffer.extracting(timing), pulses: pulses)
    }

    fileprivate func verdict(on payload: RawSpan, isLoRa: Bool) -> ChecksumVerdict {
        guard hasChecksum else { return .absent }
        guard !flags.contains(.checksumError) else { return .bad }
        guard isLoRa, payload.byteCount > 0 else { return .good }
        return PayloadChecksum.value(of: payload) == checksum ? .good : .contradicted
    }
}

extension LevelCorrection {
    fileprivate func level(_ raw: UInt8, _ temperature: Int16, isFSK: Bool) -> SignalLevel {
        isFSK ? fsk(raw, temperature: temperature) : loRa(raw, temperature: temperature)
    }
}
