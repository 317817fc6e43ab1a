import Air
import Airwaves
import Radios
import Units

/// The receiving side: frames that reach the antenna, the channels and demodulators that hear them,
/// and their records.
struct Receiver {
    private let board: EmulatedBoard
    private let temperature: Int16
    private var told: [Told] = []
    private var demodulators = Demodulators()
    private(set) var missed: [MissedFrame: Int] = [:]

    private struct Told {
        let arrival: Arrival
        var state = State.coming
    }

    private enum State {
        case coming
        /// Being demodulated.
        case heard([Hold])
        case over
    }

    /// A channel that hears the frame, with its demodulators, until the record is written.
    private struct Hold {
        let channel: ListenedChannel
        let modems: [UInt8]
        let due: Nanoseconds
    }

    init(board: EmulatedBoard, temperature: Int16) {
        self.board = board
        self.temperature = temperature
    }

    /// Frames that one antenna hears within a second are far fewer.
    private static let mostTold = 4_096
    /// How long a frame stays known behind its end, for scans that look back.
    private static let memory = Nanoseconds(1_000_000_000)

    mutating func hear(_ arrival: Arrival) {
        if told.count == Self.mostTold { told.removeFirst() }
        // By their beginnings; of equal ones, the first told stands first.
        let place = told.lastIndex { $0.arrival.start <= arrival.start }.map { $0 + 1 } ?? 0
        told.insert(Told(arrival: arrival), at: place)
    }

    /// What is on the air around an interval, for whoever measures levels.
    func arrivals(from start: Nanoseconds, to end: Nanoseconds) -> [Arrival] {
        told.map(\.arrival).filter { $0.start < end && start < $0.end }
    }

    mutating func advance(to now: Nanoseconds, _ chip: inout ConcentratorChip) {
        guard !told.isEmpty else { return }
        beginAll(by: now, chip)
        finishAll(by: now, &chip)
        told.removeAll { entry in
            if case .over = entry.state { entry.arrival.end + Self.memory < now } else { false }
        }
        demodulators.forget(before: told.first?.arrival.start ?? now)
    }

    private mutating func miss(_ reason: MissedFrame) { missed[reason, default: 0] += 1 }
}

// MARK: - The beginning of a frame

extension Receiver {
    private mutating func beginAll(by now: Nanoseconds, _ chip: ConcentratorChip) {
        let begun = told.indices.prefix { told[$0].arrival.start <= now }.filter {
            if case .coming = told[$0].state { true } else { false }
        }
        guard !begun.isEmpty else { return }
        let channels = chip.channels
        for index in begun { begin(index, channels, chip) }
    }

    private mutating func begin(
        _ index: Int, _ channels: [ListenedChannel], _ chip: ConcentratorChip
    ) {
        let arrival = told[index].arrival
        told[index].state = .over
        let (heard, reason) = judge(arrival, channels, chip)
        var holds: [Hold] = []
        var lack = reason
        for channel in heard {
            if let hold = hold(channel, arrival, chip) {
                holds.append(hold)
            } else {
                lack = .noDemodulator
            }
        }
        if holds.isEmpty { miss(lack) } else { told[index].state = .heard(holds) }
    }

    /// The channels that hear it: of the eight the nearest, and the two others. When none does, how
    /// far the frame came at best.
    private func judge(
        _ arrival: Arrival, _ channels: [ListenedChannel], _ chip: ConcentratorChip
    ) -> ([ListenedChannel], MissedFrame) {
        let running = channels.filter { channel in
            chip.hearing[channel.radio].map { $0 <= arrival.start } ?? false
        }
        guard !running.isEmpty else { return ([], .notRunning) }
        guard arrival.frame.payload.count <= LoRaModulation.longestPayload else {
            return ([], .framing)
        }
        let carrier = Int64(arrival.frame.frequency.value) + Int64(arrival.frequencyOffset)
        var near = running.filter { ChannelMatch.isNear(carrier, $0) }
        let nearest = near.filter { $0.number < 8 }.min {
            ($0.nominal - carrier).magnitude < ($1.nominal - carrier).magnitude
        }
        near.removeAll { $0.number < 8 && $0.number != nearest?.number }
        var reason = MissedFrame.noChannel
        let heard = near.filter { channel in
            switch ChannelMatch.judge(arrival.frame, on: channel, of: chip) {
            case .heard: return true
            case .missed(let why):
                if reason == .noChannel || reason == .modulation { reason = why }
                return false
            }
        }
        return (heard, reason)
    }

    private mutating func hold(
        _ channel: ListenedChannel, _ arrival: Arrival, _ chip: ConcentratorChip
    ) -> Hold? {
        let due = arrival.end + Self.decoding(arrival)
        switch channel.kind {
        case .service: return Hold(channel: channel, modems: [16], due: due)
        case .fsk: return Hold(channel: channel, modems: [17], due: due)
        case .multiple:
            let modems = demodulate(arrival, until: due, chip)
            return modems.isEmpty ? nil : Hold(channel: channel, modems: modems, due: due)
        }
    }

    private mutating func demodulate(
        _ arrival: Arrival, until due: Nanoseconds, _ chip: ConcentratorChip
    ) -> [UInt8] {
        guard case .loRa(let modulation) = arrival.frame.modulation else { return [] }
        let mask = UInt16(chip.memory[0x6189]) << 8 | UInt16(chip.memory[0x6188])
        let bit = modulation.spreadingFactor.rawValue - 5
        let isTwice = chip.memory[0x608C] >> bit & 1 == 1
        let ranges: [Range<UInt8>] = isTwice ? [0..<8, 8..<16] : [0..<16]
        return ranges.compactMap {
            demodulators.take(from: $0, mask: mask, start: arrival.start, end: due)
        }
    }

    static func delay(_ arrival: Arrival) -> DecodingDelay? {
        guard case .loRa(let modulation) = arrival.frame.modulation else { return nil }
        return DecodingDelay(
            modulation, length: arrival.frame.payload.count,
            hasChecksum: hasChecksum(arrival))
    }

    static func hasChecksum(_ arrival: Arrival) -> Bool {
        arrival.checksum != .absent && arrival.frame.framing.hasChecksum
    }

    private static func decoding(_ arrival: Arrival) -> Nanoseconds {
        let microseconds = delay(arrival)?.afterEnd ?? 20
        return Nanoseconds(UInt64(microseconds) * 1000)
    }
}

// MARK: - Its end

extension Receiver {
    /// In the order in which they are decoded, as the chip writes them.
    private mutating func finishAll(by now: Nanoseconds, _ chip: inout ConcentratorChip) {
        var due: [(index: Int, time: Nanoseconds, holds: [Hold])] = []
        for index in told.indices {
            guard case .heard(let holds) = told[index].state, let time = holds.first?.due,
                time <= now
            else { continue }
            due.append((index, time, holds))
        }
        due.sort { ($0.time, $0.index) < ($1.time, $1.index) }
        for entry in due { finish(entry.index, entry.holds, &chip) }
    }

    private mutating func finish(_ index: Int, _ holds: [Hold], _ chip: inout ConcentratorChip) {
        let arrival = told[index].arrival
        told[index].state = .over
        let isDeaf = chip.paths.contains {
            $0.isSending(from: arrival.start, to: arrival.end)
        }
        guard !isDeaf || chip.isFullDuplex else { return miss(.transmitting) }
        for hold in holds {
            guard let since = chip.hearing[hold.channel.radio], since <= arrival.start else {
                miss(.notRunning)
                continue
            }
            for modem in hold.modems {
                let writer = RecordWriter(
                    arrival: arrival, channel: hold.channel, modem: modem, board: board,
                    temperature: temperature)
                if !chip.buffer.put(writer.record(chip).bytes) { miss(.bufferFull) }
            }
        }
    }
}
