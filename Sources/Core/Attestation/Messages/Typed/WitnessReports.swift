import Primitives
public import Units

/// The content of a seal.
public struct WitnessReports: TypedMessage {
    public static var type: MessageType { .witnessReports }
    public var radios: [RadioDescription]
    /// Ascending by frame: shorter first, then by bytes.
    public var reports: [WitnessReport]
    public var position: MeasuredPosition?
    /// What a light radio was listening to.
    public var listening: [ListeningSpan]

    public init(
        radios: [RadioDescription], reports: [WitnessReport], position: MeasuredPosition?,
        listening: [ListeningSpan] = []
    ) {
        self.radios = radios
        self.reports = reports
        self.position = position
        self.listening = listening
    }

    public init(reading reader: inout CBORReader) throws(CBORError) {
        radios = []
        reports = []
        listening = []
        try reader.key(1)
        for _ in 0..<(try reader.beginArray()) {
            radios.append(try RadioDescription(reading: &reader))
        }
        try reader.endArray()
        try reader.key(2)
        let count = try reader.beginArray()
        reports.reserveCapacity(count)
        for _ in 0..<count { reports.append(try WitnessReport(reading: &reader)) }
        try reader.endArray()
        position = try reader.optionalKey(3) ? try MeasuredPosition(reading: &reader) : nil
        guard try reader.optionalKey(4) else { return }
        for _ in 0..<(try reader.beginArray()) {
            listening.append(try ListeningSpan(reading: &reader))
        }
        try reader.endArray()
    }

    public var keyCount: Int { 2 + (position == nil ? 0 : 1) + (listening.isEmpty ? 0 : 1) }

    public func write(to writer: inout CBORWriter) {
        writer.key(1)
        writer.beginArray(radios.count)
        for radio in radios { radio.write(to: &writer) }
        writer.endArray()
        writer.key(2)
        writer.beginArray(reports.count)
        for report in reports { report.write(to: &writer) }
        writer.endArray()
        if let position {
            writer.key(3)
            position.write(to: &writer)
        }
        guard !listening.isEmpty else { return }
        writer.key(4)
        writer.beginArray(listening.count)
        for span in listening { span.write(to: &writer) }
        writer.endArray()
    }
}

/// What was heard of one frame: the first reception is judged, the rest are kept.
public struct WitnessReport: Hashable, Sendable {
    public var frame: [UInt8]
    /// The end of the first reception.
    public var time: Nanoseconds
    public var clock: ClockDiscipline
    public var first: Reception
    /// Others within five seconds; empty as a rule, and then nothing is allocated.
    public var others: [Reception]

    public init(
        frame: [UInt8], time: Nanoseconds, clock: ClockDiscipline, first: Reception,
        others: [Reception] = []
    ) {
        self.frame = frame
        self.time = time
        self.clock = clock
        self.first = first
        self.others = others
    }

    init(reading reader: inout CBORReader) throws(CBORError) {
        _ = try reader.beginMap()
        frame = try reader.byteArray(at: 1)
        time = Nanoseconds(try reader.unsigned(at: 2))
        clock = word(try reader.unsigned(at: 3))
        try reader.key(4)
        let count = try reader.beginArray()
        first = try Reception(reading: &reader)
        others = []
        for _ in 1..<max(1, count) { others.append(try Reception(reading: &reader)) }
        try reader.endArray()
        try reader.endMap()
    }

    func write(to writer: inout CBORWriter) {
        writer.beginMap(4)
        writer.byteArray(frame, at: 1)
        writer.unsigned(time.value, at: 2)
        writer.unsigned(clock.rawValue, at: 3)
        writer.key(4)
        writer.beginArray(1 + others.count)
        first.write(to: &writer)
        for reception in others { reception.write(to: &writer) }
        writer.endArray()
        writer.endMap()
    }
}

/// One reception of a frame, with everything the radio measured and nothing it did not.
public struct Reception: Hashable, Sendable {
    public var afterMicroseconds: UInt64
    public var radio: UInt64
    public var frequency: Hertz
    public var spreadingFactor: UInt64
    public var bandwidth: Hertz
    public var level: SignalLevel
    public var signal: SignalLevel?
    public var ratio: Decibels
    public var frequencyErrorHertz: Int64?
    public var counterMicroseconds: UInt64?
    public var fineNanoseconds: UInt64?
    public var channel: UInt64?

    public init(
        afterMicroseconds: UInt64 = 0, radio: UInt64 = 0, frequency: Hertz,
        spreadingFactor: UInt64, bandwidth: Hertz, level: SignalLevel,
        signal: SignalLevel? = nil, ratio: Decibels, frequencyErrorHertz: Int64? = nil,
        counterMicroseconds: UInt64? = nil, fineNanoseconds: UInt64? = nil,
        channel: UInt64? = nil
    ) {
        self.afterMicroseconds = afterMicroseconds
        self.radio = radio
        self.frequency = frequency
        self.spreadingFactor = spreadingFactor
        self.bandwidth = bandwidth
        self.level = level
        self.signal = signal
        self.ratio = ratio
        self.frequencyErrorHertz = frequencyErrorHertz
        self.counterMicroseconds = counterMicroseconds
        self.fineNanoseconds = fineNanoseconds
        self.channel = channel
    }

    init(reading reader: inout CBORReader) throws(CBORError) {
        _ = try reader.beginMap()
        afterMicroseconds = try reader.unsigned(at: 1)
        radio = try reader.unsigned(at: 2)
        frequency = Hertz(try reader.unsigned(at: 3))
        spreadingFactor = try reader.unsigned(at: 4)
        bandwidth = Hertz(try reader.unsigned(at: 5))
        level = SignalLevel(hundredths: Int32(try reader.integer(at: 6)))
        signal = try reader.integer(ifAt: 7).map { SignalLevel(hundredths: Int32($0)) }
        ratio = Decibels(hundredths: Int32(try reader.integer(at: 8)))
        frequencyErrorHertz = try reader.integer(ifAt: 9)
        counterMicroseconds = try reader.unsigned(ifAt: 10)
        fineNanoseconds = try reader.unsigned(ifAt: 11)
        channel = try reader.unsigned(ifAt: 12)
        try reader.endMap()
    }

    private var keyCount: Int {
        7 + (signal == nil ? 0 : 1) + (frequencyErrorHertz == nil ? 0 : 1)
            + (counterMicroseconds == nil ? 0 : 1) + (fineNanoseconds == nil ? 0 : 1)
            + (channel == nil ? 0 : 1)
    }

    func write(to writer: inout CBORWriter) {
        writer.beginMap(keyCount)
        writer.unsigned(afterMicroseconds, at: 1)
        writer.unsigned(radio, at: 2)
        writer.unsigned(frequency.value, at: 3)
        writer.unsigned(spreadingFactor, at: 4)
        writer.unsigned(bandwidth.value, at: 5)
        writer.integer(Int64(level.hundredths), at: 6)
        writer.integer(signal.map { Int64($0.hundredths) }, at: 7)
        writer.integer(Int64(ratio.hundredths), at: 8)
        writer.integer(frequencyErrorHertz, at: 9)
        writer.unsigned(counterMicroseconds, at: 10)
        writer.unsigned(fineNanoseconds, at: 11)
        writer.unsigned(channel, at: 12)
        writer.endMap()
    }
}

/// What a light radio, which hears one channel and one SF at a time, was listening to.
public struct ListeningSpan: Hashable, Sendable {
    public var first: Period
    public var last: Period
    public var frequency: Hertz
    public var spreadingFactor: UInt64
    public var bandwidth: Hertz

    public init(
        first: Period, last: Period, frequency: Hertz, spreadingFactor: UInt64, bandwidth: Hertz
    ) {
        self.first = first
        self.last = last
        self.frequency = frequency
        self.spreadingFactor = spreadingFactor
        self.bandwidth = bandwidth
    }

    init(reading reader: inout CBORReader) throws(CBORError) {
        _ = try reader.beginMap()
        first = Period(try reader.unsigned(at: 1))
        last = Period(try reader.unsigned(at: 2))
        frequency = Hertz(try reader.unsigned(at: 3))
        spreadingFactor = try reader.unsigned(at: 4)
        bandwidth = Hertz(try reader.unsigned(at: 5))
        try reader.endMap()
    }

    func write(to writer: inout CBORWriter) {
        writer.beginMap(5)
        writer.unsigned(first.number, at: 1)
        writer.unsigned(last.number, at: 2)
        writer.unsigned(frequency.value, at: 3)
        writer.unsigned(spreadingFactor, at: 4)
        writer.unsigned(bandwidth.value, at: 5)
        writer.endMap()
    }
}
