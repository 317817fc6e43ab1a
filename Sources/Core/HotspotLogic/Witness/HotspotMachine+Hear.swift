import Airwaves
import Attestation
import Primitives
import Radios
import Units

extension HotspotMachine {
    /// Takes a reception of a beacon frame (PROTOCOL 3.5, 3.8): kept as it arrives, shown to nobody.
    mutating func hear(_ reception: Radios.Reception, by radio: Int) {
        heardBeacons += 1
        do throws(HotspotDropped) {
            try admit(reception, radio)
        } catch {
            counters.count(error.drop)
        }
    }

    private mutating func admit(
        _ reception: Radios.Reception, _ radio: Int
    ) throws(HotspotDropped) {
        guard isStarted, registration != nil else { throw HotspotDropped(.notRegistered) }
        guard let discipline = clock.discipline, let period else {
            throw HotspotDropped(.clockUntrusted)
        }
        guard radios.indices.contains(radio), let description = radios[radio]?.description else {
            throw HotspotDropped(.outOfRange)
        }
        var measured = try Attestation.Reception(measured: reception)
        guard !isOwn(reception.payload) else { throw HotspotDropped(.ownFrame) }
        if let place = unsealed.reports.firstIndex(where: { $0.report.frame == reception.payload })
        {
            return try join(&measured, description, to: place)
        }
        let name = frameName(reception.payload)
        guard !unsealed.wasReported(name) else { throw HotspotDropped(.repeated) }
        guard let index = unsealed.index(of: description) else {
            throw HotspotDropped(.outOfRange)
        }
        measured.radio = index
        try add(
            WitnessReport(
                frame: reception.payload, time: now.clock, clock: discipline, first: measured),
            at: period)
        unsealed.noteReported(name)
    }

    private func isOwn(_ frame: [UInt8]) -> Bool {
        beacons.contains { $0.reveal.transmission.frame == frame }
            || test?.transmission.frame == frame
    }

    func frameName(_ frame: [UInt8]) -> UInt64 {
        ProofHash.frame(network: network.id, frame: frame.rawSpan, by: Hash.self).words.0
    }

    /// The window into whose seal a reception goes: after the last-reception period of a window, the
    /// next one's (PROTOCOL 3.5).
    func sealWindow(of period: Period) -> Window {
        let window = network.periods.window(of: period)
        let offset = period.number - network.periods.firstPeriod(of: window).number
        return offset <= network.periods.lastReception ? window : Window(window.number + 1)
    }

    private mutating func add(_ report: WitnessReport, at period: Period) throws(HotspotDropped) {
        let window = sealWindow(of: period)
        let body = reportBody(report)
        guard hasRoom(for: body.count, in: window) else { throw HotspotDropped(.windowFull) }
        switch unsealed.admit(at: period, signal: report.first.signalHundredths) {
        case .refused: throw HotspotDropped(.tooManyFrames)
        case .replacing(let weakest):
            journal.forget(unsealed.reports.remove(at: weakest).record, &effects)
            counters.count(.tooManyFrames)
        case .admitted: break
        }
        let record = journal.keep(.report, body, &effects)
        unsealed.reports.append(
            UnsealedReport(
                report: report, period: period, window: window, first: now.uptime,
                record: record, size: body.count))
    }

    /// The record of a report is a content with nothing else in it: the radios it names, and itself.
    private func reportBody(_ report: WitnessReport) -> [UInt8] {
        encoded(WitnessReports(radios: unsealed.radios, reports: [report], position: nil))
    }

    /// Another reception of a frame: within five seconds and up to sixteen times it belongs to the
    /// report, whose first by the radio's counter is judged.
    private mutating func join(
        _ measured: inout Attestation.Reception, _ radio: RadioDescription, to place: Int
    ) throws(HotspotDropped) {
        var item = unsealed.reports[place]
        guard let first = item.first, !item.isSettled(at: now.uptime),
            1 + item.report.others.count < FrameLimit.receptions
        else { throw HotspotDropped(.repeated) }
        guard let index = unsealed.index(of: radio) else { throw HotspotDropped(.outOfRange) }
        measured.radio = index
        measured.afterMicroseconds = now.uptime.gap(to: first).value / 1_000
        item.report.join(measured)
        let body = reportBody(item.report)
        item.size = body.count
        let old = item.record
        item.record = journal.keep(.report, body, &effects)
        journal.forget(old, &effects)
        unsealed.reports[place] = item
    }

    // MARK: Room in a window

    /// Whether a window's three quarters hold this many bytes more, in this seal and at all.
    private func hasRoom(for bytes: Int, in window: Window) -> Bool {
        let budget = marks.budgets.first { $0.window == window } ?? SealBudget(window: window)
        let waiting = unsealed.reports.reduce(UInt64(0)) {
            $0 + ($1.window == window ? UInt64($1.size) : 0)
        }
        return budget.seals < SealBudget.mostSeals
            && budget.bytes + waiting + UInt64(bytes) + SealBudget.openingOverhead
                <= SealBudget.mostBytes
    }
}

/// A reception that is not reported, and why.
struct HotspotDropped: Error, Hashable {
    let drop: HotspotDrop

    init(_ drop: HotspotDrop) { self.drop = drop }
}

extension WitnessReport {
    /// Adds a reception of the same frame. The first by the radio's counter stands first; counters
    /// of two radios do not compare, so among radios the first to tell is first.
    mutating func join(_ reception: Attestation.Reception) {
        guard reception.radio == first.radio, let counter = reception.counterMicroseconds,
            let earliest = first.counterMicroseconds, counter < earliest
        else {
            others.append(reception)
            return
        }
        var later = first
        later.afterMicroseconds = reception.afterMicroseconds
        others.insert(later, at: 0)
        first = reception
        first.afterMicroseconds = 0
    }
}

extension Attestation.Reception {
    /// What a radio measured, as reports carry it. What it did not measure is absent; what a report
    /// must have and it did not measure makes the reception none.
    init(measured reception: Radios.Reception) throws(HotspotDropped) {
        switch reception.checksum {
        case .good: break
        case .absent: throw HotspotDropped(.noChecksum)
        case .bad, .contradicted: throw HotspotDropped(.badChecksum)
        }
        guard case .loRa(let modulation) = reception.modulation else {
            throw HotspotDropped(.notLoRa)
        }
        guard let level = reception.level, let ratio = reception.signalToNoise else {
            throw HotspotDropped(.notMeasured)
        }
        self.init(
            frequency: reception.frequency,
            spreadingFactor: UInt64(modulation.spreadingFactor.rawValue),
            bandwidth: modulation.bandwidth.hertz, level: level, signal: reception.signalLevel,
            ratio: ratio, frequencyErrorHertz: reception.frequencyOffset.map { Int64($0) },
            counterMicroseconds: reception.end.microseconds,
            fineNanoseconds: reception.nanosecondsOfSecond.map { UInt64($0) },
            channel: reception.channel.map { UInt64($0) })
        guard isWithinBounds, (2...255).contains(reception.payload.count) else {
            throw HotspotDropped(.outOfRange)
        }
    }

    /// The bounds of docs/messages.md, `reception`.
    private var isWithinBounds: Bool {
        (100_000_000...3_000_000_000).contains(frequency.value)
            && (-20_000...3_000).contains(level.hundredths)
            && signal.map { (-20_000...3_000).contains($0.hundredths) } ?? true
            && (-5_000...10_000).contains(ratio.hundredths)
            && frequencyErrorHertz.map { (-1_000_000...1_000_000).contains($0) } ?? true
            && counterMicroseconds.map { $0 <= 9_007_199_254_740_991 } ?? true
            && fineNanoseconds.map { $0 <= 999_999_999 } ?? true
            && channel.map { $0 <= 63 } ?? true
    }
}
