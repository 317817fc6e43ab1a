internal import Units

/// Transmissions that wait for their time, as the radios' drivers keep them: the radio is told of one at
/// a time, just before it starts, so that an earlier one can still come in between.
///
///     try queue.accept(permitted, at: now, nextPulse: pulse)   // or a refusal by name
///     if let entry = queue.takeDue(at: now) { … }              // tell the radio
///     queue.finish()                                           // it ended, the next may follow
///
/// All times are the radio's. At most `Timing.most` wait, so every call has a bound.
public struct TransmitQueue: Sendable {
    public struct Entry: Hashable, Sendable {
        public let permitted: PermittedTransmission
        /// When the preamble begins. For a start with a pulse, when that pulse is expected.
        public let start: RadioTime
        /// When the frame is over, a microsecond later at most.
        public let end: RadioTime

        /// How often it missed its start and was placed anew.
        fileprivate(set) var delays = 0

        public var number: UInt32 { permitted.transmission.number }
    }

    /// How much time a radio needs, in microseconds.
    public struct Timing: Hashable, Sendable {
        /// How many may wait. sx1302_hal's packet forwarder keeps 32 as well.
        public var most = 32
        /// How long before its start the radio is told, and the least gap between two frames. 35 ms
        /// is what sx1302_hal's packet forwarder was seen to leave on the wire.
        public var lead: UInt64 = 35_000
        /// A start nearer than this is refused. It holds a request, its answer and the chip's own
        /// delay of 1.5 ms several times over, and what a busy host may add.
        public var least: UInt64 = 15_000
        /// A start further ahead than this is refused: four periods of class B, as in sx1302_hal's
        /// packet forwarder. Whoever asks for more has taken the time from another clock.
        public var farthest: UInt64 = 512_000_000

        public init() {}
    }

    public let timing: Timing
    /// By start, none overlapping another.
    public private(set) var waiting: [Entry] = []
    /// What the radio was told and has not ended.
    public private(set) var underWay: Entry?

    public init(timing: Timing = Timing()) {
        self.timing = timing
        waiting.reserveCapacity(timing.most)
    }

    /// Takes a transmission in, or says why not. `nextPulse` is when a pulse of the GNSS receiver is
    /// expected; nil when none comes.
    @discardableResult
    public mutating func accept(
        _ permitted: PermittedTransmission, at now: RadioTime, nextPulse: RadioTime? = nil
    ) throws(TransmitRefusal) -> Entry {
        let number = permitted.transmission.number
        guard underWay?.number != number, !waiting.contains(where: { $0.number == number }) else {
            throw .numberInUse(number)
        }
        guard waiting.count < timing.most else { throw .queueFull(most: timing.most) }
        let entry = try placed(permitted, at: now, nextPulse: nextPulse)
        insert(entry)
        return entry
    }

    private mutating func insert(_ entry: Entry) {
        let place = waiting.firstIndex { $0.start > entry.start } ?? waiting.count
        waiting.insert(entry, at: place)
    }

    /// The next transmission, when it is time to tell the radio and it is not busy with another.
    public mutating func takeDue(at now: RadioTime) -> Entry? {
        guard let due, due <= now else { return nil }
        underWay = waiting.removeFirst()
        return underWay
    }

    /// When `takeDue` next has something to give, if nothing changes before.
    public var due: RadioTime? {
        guard underWay == nil, let first = waiting.first else { return nil }
        let start = first.start.microseconds
        return RadioTime(microseconds: start - min(start, timing.lead))
    }

    /// The one that was told to the radio has ended.
    public mutating func finish() { underWay = nil }

    /// The one under way has missed its start before the radio was told, because the host was busy.
    /// One that was to go at once is placed anew, eight times at most; false for all others, which
    /// have ended.
    public mutating func delay(at now: RadioTime) -> Bool {
        guard let missed = underWay else { return false }
        underWay = nil
        guard missed.permitted.transmission.start == .immediate, missed.delays < Self.mostDelays
        else { return false }
        var entry = firstFree(missed.permitted, from: now.later(by: timing.least))
        entry.delays = missed.delays + 1
        insert(entry)
        return true
    }

    static let mostDelays = 8

    /// Takes back one that waits. False for any other: the radio was told of it, or nobody knows it.
    public mutating func cancel(_ number: UInt32) -> Bool {
        guard let place = waiting.firstIndex(where: { $0.number == number }) else { return false }
        waiting.remove(at: place)
        return true
    }

    /// Forgets all, the one under way too.
    public mutating func removeAll() {
        waiting.removeAll(keepingCapacity: true)
        underWay = nil
    }
}

// MARK: - Where a transmission fits

extension TransmitQueue {
    private func placed(
        _ permitted: PermittedTransmission, at now: RadioTime, nextPulse: RadioTime?
    ) throws(TransmitRefusal) -> Entry {
        switch permitted.transmission.start {
        case .immediate: return firstFree(permitted, from: now.later(by: timing.least))
        case .at(let start): return try checked(permitted, start, at: now)
        case .pulse:
            guard let nextPulse else { throw .noPulse }
            let isTooNear = nextPulse < now.later(by: timing.least)
            return try checked(
                permitted, isTooNear ? nextPulse.later(by: 1_000_000) : nextPulse, at: now)
        }
    }

    private func checked(
        _ permitted: PermittedTransmission, _ start: RadioTime, at now: RadioTime
    ) throws(TransmitRefusal) -> Entry {
        let (earliest, latest) = (now.later(by: timing.least), now.later(by: timing.farthest))
        guard start >= earliest else {
            throw .tooLate(microseconds: earliest.microseconds - start.microseconds)
        }
        guard start <= latest else {
            throw .tooEarly(microseconds: start.microseconds - latest.microseconds)
        }
        let entry = Entry(permitted, start: start)
        if let other = conflict(with: entry) { throw .collides(with: other.number) }
        return entry
    }

    /// As soon as the others leave room. The entries ascend and leave gaps, so one walk finds it.
    private func firstFree(_ permitted: PermittedTransmission, from earliest: RadioTime) -> Entry {
        var entry = Entry(permitted, start: earliest)
        if let underWay, overlaps(entry, underWay) { entry = after(underWay, permitted) }
        for other in waiting where overlaps(entry, other) { entry = after(other, permitted) }
        return entry
    }

    private func after(_ other: Entry, _ permitted: PermittedTransmission) -> Entry {
        Entry(permitted, start: other.end.later(by: timing.lead))
    }

    private func conflict(with entry: Entry) -> Entry? {
        if let underWay, overlaps(entry, underWay) { return underWay }
        return waiting.first { overlaps(entry, $0) }
    }

    /// While one is on air, the next cannot be prepared: `lead` must lie between them.
    private func overlaps(_ one: Entry, _ other: Entry) -> Bool {
        one.start < other.end.later(by: timing.lead) && other.start < one.end.later(by: timing.lead)
    }
}

extension TransmitQueue.Entry {
    fileprivate init(_ permitted: PermittedTransmission, start: RadioTime) {
        self.permitted = permitted
        self.start = start
        end = start.later(by: (permitted.airtime.value + 999) / 1000)
    }
}

extension RadioTime {
    /// Stays at the end of time rather than to pass it.
    public func later(by microseconds: UInt64) -> RadioTime {
        let (sum, over) = self.microseconds.addingReportingOverflow(microseconds)
        return RadioTime(microseconds: over ? .max : sum)
    }
}
