import Primitives

/// Which sites are vouched for by somebody else (PROTOCOL 6, "Anchor"), computed anew each epoch.
///
/// At step 0: the sites of founding anchors, and those one of whose hotspots a staked mapper or
/// probe of another owner heard or was heard by. From there outward over edges valid both ways
/// between hotspots of trust 900 and more at *both* ends, of different sites, at most 8 steps.
public struct Anchors: Sendable {
    /// Steps from an anchor, by site; -1: none leads there.
    public let steps: [Int8]

    public init(
        _ sites: Sites, edges: [TwoWayEdge], mappers: [MapperContact], by rules: RewardRules
    ) {
        var steps = [Int8](repeating: -1, count: sites.sites.count)
        for (position, hotspot) in sites.hotspots.enumerated() where hotspot.isFoundingAnchor {
            if sites.siteOf[position] >= 0 { steps[Int(sites.siteOf[position])] = 0 }
        }
        for contact in mappers {
            guard let position = sites.position(of: contact.hotspot),
                sites.siteOf[position] >= 0, sites.hotspots[position].owner != contact.owner
            else { continue }
            steps[Int(sites.siteOf[position])] = 0
        }
        let links = Links(sites, edges, trust: rules.anchorTrust)
        var front = steps.indices.filter { steps[$0] == 0 }
        var step = 0
        while step < rules.anchorSteps, !front.isEmpty {
            step += 1
            var next: [Int] = []
            for site in front {
                for other in links.others(of: site) where steps[Int(other)] < 0 {
                    steps[Int(other)] = Int8(step)
                    next.append(Int(other))
                }
            }
            front = next
        }
        self.steps = steps
    }

    public func isAnchored(_ site: Int) -> Bool { steps[site] >= 0 }
}

/// Edges between sites, both ways, packed by site.
private struct Links {
    private var firsts: [Int]
    private var ends: [Int32]

    init(_ sites: Sites, _ edges: [TwoWayEdge], trust: UInt16) {
        var pairs: [(Int32, Int32)] = []
        for edge in edges {
            guard let a = sites.position(of: edge.a), let b = sites.position(of: edge.b),
                sites.hotspots[a].trust >= trust, sites.hotspots[b].trust >= trust
            else { continue }
            let (left, right) = (sites.siteOf[a], sites.siteOf[b])
            guard left >= 0, right >= 0, left != right else { continue }
            pairs.append((left, right))
        }
        firsts = Array(repeating: 0, count: sites.sites.count + 1)
        for (left, right) in pairs {
            firsts[Int(left) + 1] += 1
            firsts[Int(right) + 1] += 1
        }
        for site in 1..<firsts.count { firsts[site] += firsts[site - 1] }
        ends = Array(repeating: 0, count: 2 * pairs.count)
        var places = firsts
        for (left, right) in pairs {
            ends[places[Int(left)]] = right
            places[Int(left)] += 1
            ends[places[Int(right)]] = left
            places[Int(right)] += 1
        }
    }

    func others(of site: Int) -> ArraySlice<Int32> { ends[firsts[site]..<firsts[site + 1]] }
}
