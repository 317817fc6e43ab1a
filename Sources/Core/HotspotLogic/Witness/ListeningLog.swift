import Airwaves
import Attestation
import Radios
import Units

/// What radios that hear one channel at a time were listening to since the last seal (threat C11):
/// their silence counts only for draws inside of it.
struct ListeningLog: Hashable, Sendable {
    /// What each radio listens to now, and since when.
    private var open: [Open?] = Array(repeating: nil, count: 8)
    private(set) var spans: [ListeningSpan] = []

    private struct Open: Hashable, Sendable {
        var channel: ListeningChannel
        var since: Period
    }

    /// A content names at most 200 spans (docs/messages.md).
    static let most = 200

    /// Asked at every event.
    private(set) var isListening = false

    /// The earliest period that no seal tells of yet.
    var oldest: Period? {
        let starts = spans.map(\.first) + open.compactMap { $0?.since }
        return starts.min()
    }

    /// A radio listens to something else from the next period on: the one that is begun is told for
    /// neither.
    mutating func tune(_ radio: Int, to channel: ListeningChannel?, at period: Period) {
        guard open.indices.contains(radio) else { return }
        close(radio, before: period)
        open[radio] = channel.map { Open(channel: $0, since: Period(period.number + 1)) }
        isListening = open.contains { $0 != nil }
    }

    /// Ends the span of a radio with the period before this one.
    private mutating func close(_ radio: Int, before period: Period) {
        guard let current = open[radio], current.since < period, spans.count < Self.most else {
            return
        }
        spans.append(
            ListeningSpan(
                first: current.since, last: Period(period.number - 1),
                frequency: current.channel.frequency,
                spreadingFactor: UInt64(current.channel.spreadingFactor.rawValue),
                bandwidth: current.channel.bandwidth.hertz))
        open[radio]?.since = period
    }

    /// All that is over before a period, for a seal; what goes on goes on from there.
    mutating func take(before period: Period) -> [ListeningSpan] {
        for radio in open.indices { close(radio, before: period) }
        defer { spans.removeAll(keepingCapacity: true) }
        return spans
    }
}
