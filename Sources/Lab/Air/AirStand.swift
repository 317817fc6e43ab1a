internal import Units

/// A station in the air, with all that reaches it.
struct AirStand: Sendable {
    let station: AirStation
    /// In thousand-millionths.
    let crystalError: Int32
    var signals: [AirSignal] = []
    /// How many frames it has sent.
    private(set) var emitted: UInt64 = 0
    /// The ends of those that are still on air.
    private var ends: [Nanoseconds] = []

    init(_ station: AirStation, seed: UInt64) {
        self.station = station
        if let known = station.crystalError {
            crystalError = known
        } else {
            var draws = SeededDraws(seed: seed, keys: 3, SeededDraws.key(of: station.name))
            crystalError = Int32(clamping: draws.number(in: AirStation.drawnCrystalErrors))
        }
    }

    func onAir(at now: Nanoseconds) -> Int { ends.count { $0 > now } }

    mutating func note(_ emission: Emission) {
        ends.removeAll { $0 <= emission.start }
        ends.append(emission.end)
        emitted += 1
    }

    /// When the next frame is found or ends.
    var next: Nanoseconds? { signals.lazy.compactMap(\.decision).min() }

    /// Decides, in the order of time, what was found and what of it came through.
    mutating func judge(
        until now: Nanoseconds, counts: inout AirCounts,
        tell: (Arrival, StationNumber) -> Void
    ) {
        while let index = dueSignal(by: now) {
            if signals[index].state == .coming {
                signals[index].state = lockVerdict(of: index, &counts)
            } else {
                let arrival = ended(index, &counts)
                if let arrival { tell(arrival, signals[index].key.sender) }
                signals[index].state = .done(found: true)
            }
        }
    }

    private func dueSignal(by now: Nanoseconds) -> Int? {
        var first: (index: Int, time: Nanoseconds, key: SignalKey)?
        for index in signals.indices {
            guard let time = signals[index].decision, time <= now else { continue }
            let key = signals[index].key
            if let first, (first.time, first.key) < (time, key) { continue }
            first = (index, time, key)
        }
        return first?.index
    }

    private func lockVerdict(of index: Int, _ counts: inout AirCounts) -> AirSignal.State {
        let signal = signals[index]
        let missed = AirSignal.State.done(found: false)
        guard signal.isReadable else {
            counts.weak += 1
            return missed
        }
        guard signal.isTuned else {
            counts.detuned += 1
            return missed
        }
        guard !signals.contains(where: { $0.occupies(signal) }) else {
            counts.occupied += 1
            return missed
        }
        guard !isHarmed(signal, from: signal.needed, to: signal.lock) else {
            counts.collided += 1
            return missed
        }
        return .found
    }

    private func ended(_ index: Int, _ counts: inout AirCounts) -> Arrival? {
        let signal = signals[index]
        guard !isHarmed(signal, from: signal.lock, to: signal.header) else {
            counts.collided += 1
            return nil
        }
        let isDamaged = isHarmed(signal, from: signal.header, to: signal.end)
        if isDamaged { counts.damaged += 1 } else { counts.good += 1 }
        return signal.arrival(isDamaged: isDamaged)
    }

    private func isHarmed(
        _ signal: AirSignal, from start: Nanoseconds, to end: Nanoseconds
    ) -> Bool {
        signals.contains { other in
            other.key != signal.key && other.start < end && other.end > start
                && other.harms(signal)
        }
    }

    /// Keeps what an undecided frame may still be compared with, and what is younger than the memory.
    mutating func forget(at now: Nanoseconds) {
        let open = signals.lazy.filter { $0.decision != nil }.map(\.start).min()
        signals.removeAll { signal in
            signal.decision == nil && signal.end + Airspace.memory < now
                && (open.map { signal.end <= $0 } ?? true)
        }
    }
}
