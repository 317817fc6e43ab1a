public import Attestation
import Units

/// What a radio measured of a reception, in a third of the room a `Reception` takes: a day of a
/// hundred thousand hotspots has ten million of them.
public struct ReceptionFact: Hashable, Sendable {
    private var counter: UInt64
    private var frequency: UInt32
    private var bandwidth: UInt32
    private var fine: UInt32
    private var error: Int32
    private var level: Int16
    private var signal: Int16
    private var ratio: Int16
    private var spreadingFactor: UInt8
    private var radio: UInt8
    private var channel: UInt8

    /// Of a reception that passed its table, whose bounds leave the greatest values free to say
    /// "not measured".
    init(_ reception: Reception) {
        counter = reception.counterMicroseconds ?? .max
        frequency = UInt32(truncatingIfNeeded: reception.frequency.value)
        bandwidth = UInt32(truncatingIfNeeded: reception.bandwidth.value)
        fine = reception.fineNanoseconds.map { UInt32(truncatingIfNeeded: $0) } ?? .max
        error = reception.frequencyErrorHertz.map { Int32(truncatingIfNeeded: $0) } ?? .max
        level = Int16(truncatingIfNeeded: reception.level.hundredths)
        signal = reception.signal.map { Int16(truncatingIfNeeded: $0.hundredths) } ?? .max
        ratio = Int16(truncatingIfNeeded: reception.ratio.hundredths)
        spreadingFactor = UInt8(truncatingIfNeeded: reception.spreadingFactor)
        radio = UInt8(truncatingIfNeeded: reception.radio)
        channel = reception.channel.map { UInt8(truncatingIfNeeded: $0) } ?? .max
    }

    /// The reception, but for how long after the report's time it was: the first is at it.
    public var reception: Reception {
        Reception(
            radio: UInt64(radio), frequency: Hertz(UInt64(frequency)),
            spreadingFactor: UInt64(spreadingFactor), bandwidth: Hertz(UInt64(bandwidth)),
            level: SignalLevel(hundredths: Int32(level)),
            signal: signal == .max ? nil : SignalLevel(hundredths: Int32(signal)),
            ratio: Decibels(hundredths: Int32(ratio)),
            frequencyErrorHertz: error == .max ? nil : Int64(error),
            counterMicroseconds: counter == .max ? nil : counter,
            fineNanoseconds: fine == .max ? nil : UInt64(fine),
            channel: channel == .max ? nil : UInt64(channel))
    }

    /// Which of the content's radios.
    public var radioIndex: Int { Int(radio) }
}
