import Attestation
import CoverageRules
import Primitives

/// What one epoch adds to the histories of edges and hotspots.
public struct EpochCounts: Sendable {
    struct Edge: Sendable {
        let name: EdgeName
        var counts: EdgeCounts
        /// The statement id of the last seal in the log that counted.
        var seal: Hash256
    }

    struct Hotspot: Sendable {
        let hotspot: UInt32
        var counts: HotspotCounts
    }

    /// Ascending.
    var edges: [Edge] = []
    var hotspots: [Hotspot] = []

    /// With beacons that were withheld and windows with seals unopened, by hotspot.
    func adding(
        _ withheld: [(hotspot: UInt32, count: UInt64)],
        _ unopened: [UInt32: UInt64]  // order: sorted below
    ) -> EpochCounts {
        // order: only asked for one at a time, and sorted when it is read.
        var all: [UInt32: HotspotCounts] = [:]
        for item in hotspots { all[item.hotspot] = item.counts }
        for item in withheld {
            all[item.hotspot, default: HotspotCounts()].withheld += Int64(item.count)
        }
        for (hotspot, count) in unopened {
            all[hotspot, default: HotspotCounts()].unopenedWindows += Int64(count)
        }
        var sum = self
        sum.hotspots = all.sorted { $0.key < $1.key }.map {
            Hotspot(hotspot: $0.key, counts: $0.value)
        }
        return sum
    }

    /// The histories of edges one epoch later: who was silent grows older, and who is forgotten is
    /// left out. Cost: one pass over both lists.
    func added(to histories: [EdgeHistory], in epoch: Epoch) -> [EdgeHistory] {
        var added: [EdgeHistory] = []
        added.reserveCapacity(histories.count + edges.count)
        var new = edges[...]
        func begin(_ edge: Edge) {
            var history = EdgeHistory(
                beaconer: edge.name.beaconer, witness: edge.name.witness, epoch: epoch,
                seal: edge.seal)
            history.add(edge.counts, in: epoch, seal: edge.seal)
            added.append(history)
        }
        for var history in histories {
            while let edge = new.first, edge.name < history.name {
                begin(edge)
                new.removeFirst()
            }
            if let edge = new.first, edge.name == history.name {
                history.add(edge.counts, in: epoch, seal: edge.seal)
                new.removeFirst()
            } else {
                history.age(to: epoch)
            }
            if !history.isEmpty { added.append(history) }
        }
        for edge in new { begin(edge) }
        return added
    }

    /// The same of hotspots.
    func added(to histories: [HotspotHistory], in epoch: Epoch) -> [HotspotHistory] {
        var added: [HotspotHistory] = []
        added.reserveCapacity(histories.count + hotspots.count)
        var new = hotspots[...]
        func begin(_ item: Hotspot) {
            var history = HotspotHistory(hotspot: item.hotspot, epoch: epoch)
            history.add(item.counts, in: epoch)
            added.append(history)
        }
        for var history in histories {
            while let item = new.first, item.hotspot < history.hotspot {
                begin(item)
                new.removeFirst()
            }
            if let item = new.first, item.hotspot == history.hotspot {
                history.add(item.counts, in: epoch)
                new.removeFirst()
            } else {
                history.age(to: epoch)
            }
            if !history.isEmpty { added.append(history) }
        }
        for item in new { begin(item) }
        return added
    }
}
