import Attestation
import CoverageRules
import HexGrid
import Primitives
import Units

/// Sums up an epoch's judged beacons and reports, in any order.
struct SummaryBuilder {
    // order: only asked for one at a time, and sorted when the summary is made.
    private var edges: [EdgeName: EdgeSummary] = [:]
    private var hotspots: [UInt32: HotspotSummary] = [:]  // order: as above
    private var sent: [CellOf: UInt32] = [:]  // order: as above
    private var heard: [CellOf: UInt32] = [:]  // order: as above
    private var edgeCounts: [EdgeName: Counted] = [:]  // order: as above
    private var hotspotCounts: [UInt32: HotspotCounts] = [:]  // order: as above

    private struct CellOf: Hashable, Comparable {
        let cell: Cell
        let hotspot: UInt32

        static func < (left: CellOf, right: CellOf) -> Bool {
            (left.cell, left.hotspot) < (right.cell, right.hotspot)
        }
    }

    /// What counts of an edge, and where the last seal stands that counted.
    private struct Counted {
        var counts: EdgeCounts
        var place: UInt64
        var seal: UInt32

        mutating func add(_ more: EdgeCounts, _ place: UInt64, _ seal: UInt32) {
            counts = counts + more
            if place > self.place { (self.place, self.seal) = (place, seal) }
        }
    }

    mutating func take(_ beacon: JudgedBeacon) {
        guard beacon.hasPassedAlone, let heard = beacon.heard else { return }
        let number = heard.station.hotspot
        hotspots[number, default: HotspotSummary(hotspot: number)].sent += 1
        hotspotCounts[number, default: HotspotCounts()].sent += 1
        sent[CellOf(cell: heard.station.cell.area, hotspot: number), default: 0] += 1
    }

    /// A report and the beaconer's hotspot; only those that pass by themselves count, but for what
    /// the X rules ask of others.
    mutating func take(_ report: JudgedReport, of beaconer: UInt32) {
        guard let witness = report.hotspot else { return }
        let name = EdgeName(beaconer: beaconer, witness: witness)
        count(report, name)
        guard report.hasPassedAlone else { return }
        // In place: a copy of each list of margins for each report would be most of the work.
        edges[name, default: EdgeSummary(beaconer: name.beaconer, witness: name.witness)]
            .note(report.overFloor)
        hotspots[witness, default: HotspotSummary(hotspot: witness)].note(report.noise)
        if let isCopied = report.isCopied {
            hotspotCounts[witness, default: HotspotCounts()].comparable += 1
            if isCopied { hotspotCounts[witness, default: HotspotCounts()].copied += 1 }
        }
    }

    private mutating func count(_ report: JudgedReport, _ name: EdgeName) {
        var counts = EdgeCounts()
        if let note = report.note { counts.take(note, report.verdict) }
        if report.hasPassedAlone, let error = report.frequencyError {
            counts.errors += 1
            counts.errorSum += error
        }
        guard counts != EdgeCounts(), let place = report.sealPlace, let seal = report.entry.seal
        else { return }
        edgeCounts[name, default: Counted(counts: EdgeCounts(), place: place, seal: seal)]
            .add(counts, place, seal)
    }

    /// A report that may be paid: it passed reciprocity too, and its beacon passes.
    mutating func takeValid(_ report: JudgedReport, of beaconer: Station) {
        guard let witness = report.hotspot else { return }
        edgeCounts[EdgeName(beaconer: beaconer.hotspot, witness: witness)]?.counts.valid += 1
        heard[CellOf(cell: beaconer.cell.area, hotspot: witness), default: 0] += 1
    }

    /// Where `beaconer` is a light radio: so many beacons of `witness` it was listening to.
    mutating func offer(_ count: UInt16, _ name: EdgeName) {
        edges[name, default: EdgeSummary(beaconer: name.beaconer, witness: name.witness)]
            .offered = count
    }

    /// All but `heard`, which is known once reports are known to be valid.
    func summary(of epoch: Epoch) -> EpochSummary {
        var summary = EpochSummary(epoch: epoch)
        summary.edges = Self.ascending(edges.keys).compactMap { edges[$0] }
        for place in summary.edges.indices { summary.edges[place].margins.sort() }
        summary.hotspots = hotspots.values.sorted { $0.hotspot < $1.hotspot }
        for place in summary.hotspots.indices { summary.hotspots[place].noise.sort() }
        summary.sent = sent.sorted { $0.key < $1.key }.map {
            CellSent(cell: $0.key.cell, hotspot: $0.key.hotspot, sent: $0.value)
        }
        return summary
    }

    var heardCells: [CellHeard] {
        heard.sorted { $0.key < $1.key }.map {
            CellHeard(cell: $0.key.cell, hotspot: $0.key.hotspot, heard: $0.value)
        }
    }

    /// Sorted as single numbers, and not with what hangs on them: there are two million.
    private static func ascending(_ names: some Sequence<EdgeName>) -> [EdgeName] {
        var numbers = names.map { UInt64($0.beaconer) << 32 | UInt64($0.witness) }
        numbers.sort()
        return numbers.map {
            EdgeName(beaconer: UInt32($0 >> 32), witness: UInt32(truncatingIfNeeded: $0))
        }
    }

    /// What the epoch adds to the histories.
    /// - Parameter sealID: the statement id of a seal, by its number.
    func counts(sealID: (UInt32) -> Hash256) -> EpochCounts {
        var counts = EpochCounts()
        counts.edges = Self.ascending(edgeCounts.keys).compactMap { name in
            edgeCounts[name].map {
                EpochCounts.Edge(name: name, counts: $0.counts, seal: sealID($0.seal))
            }
        }
        counts.hotspots = hotspotCounts.sorted { $0.key < $1.key }.map {
            EpochCounts.Hotspot(hotspot: $0.key, counts: $0.value)
        }
        return counts
    }
}

extension EdgeSummary {
    /// Adds a passing report.
    fileprivate mutating func note(_ margin: Decibels?) {
        heard += 1
        if let margin { margins.append(Int16(clamping: margin.hundredths)) }
    }
}

extension HotspotSummary {
    /// Adds a passing report of its own.
    fileprivate mutating func note(_ noise: SignalLevel?) {
        reports += 1
        if let noise { self.noise.append(Int16(clamping: noise.hundredths)) }
    }
}

extension Cell {
    /// The cell of resolution 8 that it lies in, by which coverage is counted.
    var area: Cell { ancestor(8) }

    /// The cell of a coarser resolution that it lies in; a finer one is our own mistake.
    func ancestor(_ resolution: Int) -> Cell {
        guard let level = try? Resolution(resolution), let cell = try? parent(at: level) else {
            preconditionFailure("\(self) lies in no cell of resolution \(resolution)")
        }
        return cell
    }
}
