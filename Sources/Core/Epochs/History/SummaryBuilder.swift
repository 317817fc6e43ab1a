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

    private struct CellOf: Hashable, Comparable {
        let cell: Cell
        let hotspot: UInt32

        static func < (left: CellOf, right: CellOf) -> Bool {
            (left.cell, left.hotspot) < (right.cell, right.hotspot)
        }
    }

    mutating func take(_ beacon: JudgedBeacon) {
        guard beacon.hasPassedAlone, let heard = beacon.heard else { return }
        let number = heard.station.hotspot
        hotspots[number, default: HotspotSummary(hotspot: number)].sent += 1
        sent[CellOf(cell: heard.station.cell.area, hotspot: number), default: 0] += 1
    }

    /// A report and the beaconer's hotspot; only those that pass by themselves count.
    mutating func take(_ report: JudgedReport, of beaconer: UInt32) {
        guard report.hasPassedAlone, let witness = report.hotspot else { return }
        let name = EdgeName(beaconer: beaconer, witness: witness)
        var edge =
            edges[name] ?? EdgeSummary(beaconer: name.beaconer, witness: name.witness)
        edge.heard += 1
        if let margin = report.overFloor {
            edge.margins.append(Int16(clamping: margin.hundredths))
        }
        if let error = report.frequencyError {
            edge.errorCount += 1
            edge.errorSum += error
        }
        edges[name] = edge
        var hotspot = hotspots[witness] ?? HotspotSummary(hotspot: witness)
        hotspot.reports += 1
        if let noise = report.noise { hotspot.noise.append(Int16(clamping: noise.hundredths)) }
        hotspots[witness] = hotspot
    }

    /// A report that may be paid: it passed reciprocity too, and its beacon passes.
    mutating func takeValid(_ report: JudgedReport, of beaconer: Station) {
        guard let witness = report.hotspot else { return }
        edges[EdgeName(beaconer: beaconer.hotspot, witness: witness)]?.valid += 1
        heard[CellOf(cell: beaconer.cell.area, hotspot: witness), default: 0] += 1
    }

    /// Where `beaconer` is a light radio: so many beacons of `witness` it was listening to.
    mutating func offer(_ count: UInt16, _ name: EdgeName) {
        edges[name, default: EdgeSummary(beaconer: name.beaconer, witness: name.witness)]
            .offered = count
    }

    func summary(of epoch: Epoch) -> EpochSummary {
        var summary = EpochSummary(epoch: epoch)
        summary.edges = edges.values.sorted { $0.name < $1.name }
        for place in summary.edges.indices { summary.edges[place].margins.sort() }
        summary.hotspots = hotspots.values.sorted { $0.hotspot < $1.hotspot }
        for place in summary.hotspots.indices { summary.hotspots[place].noise.sort() }
        summary.sent = sent.sorted { $0.key < $1.key }.map {
            CellSent(cell: $0.key.cell, hotspot: $0.key.hotspot, sent: $0.value)
        }
        summary.heard = heard.sorted { $0.key < $1.key }.map {
            CellHeard(cell: $0.key.cell, hotspot: $0.key.hotspot, heard: $0.value)
        }
        return summary
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
