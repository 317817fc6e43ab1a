import Attestation
import Primitives
import Units

extension HistoryView {
    /// it hears weak beacons, so its receiver is good, and yet none of three sites that
    /// neighbours of it hear well over like distance, by antennas no higher and no stronger than its
    /// own: it hears its own cluster only. A deaf receiver hears nothing weak, and is not found; nor
    /// is who stands lower than its neighbours. A beacon now and then may be one whose fading was
    /// kind: only edges count on which half of what was sent is heard.
    func x2(_ witnesses: ArraySlice<UInt32>) -> [TrustFinding] {
        var findings: [TrustFinding] = []
        for number in witnesses {
            guard let station = station(number), station.radioClass != .light else { continue }
            let own = hears(number)
            let total = own.reduce(Int64(0)) { $0 + counts[$1].heard }
            guard total >= book[.clusterReceptions],
                let weakest = own.lazy.filter({
                    table.medians[$0] != EdgeTable.noMedian && isHeardOften($0)
                }).map({ median($0) }).min()
            else { continue }
            let missed = missedSites(by: station, hearing: weakest)
            guard Int64(missed.count) >= book[.clusterMissed] else { continue }
            findings.append(
                TrustFinding(
                    .ownClusterOnly, .hotspot(number), Int64(missed.count),
                    book[.clusterMissed], .others(missed.flatMap(\.votes)),
                    evidence: missed.map(\.seal)))
        }
        return findings
    }

    /// Half of what its beaconer sent, at least.
    private func isHeardOften(_ index: Int) -> Bool {
        2 * counts[index].heard >= sent(by: edges[index].beaconer)
    }

    private struct Missed {
        let site: UInt32
        let votes: [Vote]
        let seal: Hash256
    }

    /// Sites that three neighbours hear 10 dB better than the station hears its weakest, and that it
    /// never heard though it heard anybody else.
    private func missedSites(by station: Station, hearing weakest: Int64) -> [Missed] {
        let heardAround = heard(around: station, atLeast: weakest + book[.clusterMargin])
        var missed: [Missed] = []
        var start = 0
        while start < heardAround.count {
            let number = heardAround[start].beaconer
            let end =
                heardAround[start...].firstIndex { $0.beaconer != number } ?? heardAround.count
            defer { start = end }
            guard let beaconer = self.station(number), beaconer.site != station.site,
                sent(by: number) >= book[.capableReceptions]
            else { continue }
            let away = beaconer.place.distance(to: station.place).value
            let edgesHere = heardAround[start..<end].map(\.index).filter { index in
                guard let voter = self.station(edges[index].witness) else { return false }
                return 4 * voter.place.distance(to: station.place).value <= away
            }
            let votes = votes(of: edgesHere.map { edges[$0].witness }, on: [station, beaconer])
            guard Int64(TrustRules.weight(of: votes)) >= book[.votingSites],
                !missed.contains(where: { $0.site == beaconer.site })
            else { continue }
            missed.append(
                Missed(site: beaconer.site, votes: votes, seal: edges[edgesHere[0]].seal))
        }
        return missed
    }

    /// The edges on which neighbours no better placed hear well and often whom the station, though it
    /// listens, never heard; ascending by beaconer.
    private func heard(
        around station: Station, atLeast margin: Int64
    ) -> [(beaconer: UInt32, index: Int)] {
        let around = neighbours(of: station, within: 6_000) {
            $0.site != station.site && $0.height <= station.height && $0.gain <= station.gain
        }
        // Ascending by beaconer.
        let own = hears(station.hotspot).filter { counts[$0].heard > 0 }
            .map { table.beaconers[$0] }
        var heard: [(beaconer: UInt32, index: Int)] = []
        for neighbour in around {
            let hears = hears(neighbour.hotspot)
            for place in hears.indices where Int64(table.heardMedians[place]) >= margin {
                let number = table.heardBeaconers[place]
                let found = own.firstIndex(notBefore: number) { $0 }
                guard found == own.count || own[found] != number, number != station.hotspot,
                    isHeardOften(hears[place])
                else { continue }
                heard.append((number, hears[place]))
            }
        }
        heard.sort { ($0.beaconer, $0.index) < ($1.beaconer, $1.index) }
        return heard
    }

    /// nobody near the asserted place hears it, though they hear others from as far, and three
    /// sites far away hear it well: it stands elsewhere. One hearer nearby is enough to refute that.
    ///
    /// - Parameter beaconers: some of them, by their edges.
    func x5(_ beaconers: ArraySlice<Range<Int>>) -> [TrustFinding] {
        var findings: [TrustFinding] = []
        for range in beaconers {
            guard let beaconer = station(edges[range.lowerBound].beaconer) else { continue }
            let far = range.filter { median($0) >= book[.placeFar] }
            let farther = votes(of: far.map { table.witnesses[$0] }, on: [beaconer])
            guard Int64(TrustRules.weight(of: farther)) >= book[.placeSites] else { continue }
            let hearers = range.filter { counts[$0].heard > 0 }.compactMap {
                station(edges[$0].witness)
            }
            let distances = hearers.map { $0.place.distance(to: beaconer.place).value }
            guard let nearest = distances.min(),
                sent(by: beaconer.hotspot) >= book[.capableReceptions]
            else { continue }
            let radius = nearest * book[.placeNear] / 1_000
            let silent = neighbours(of: beaconer, within: radius) { other in
                other.site != beaconer.site
                    && isCapable(
                        other, at: other.place.distance(to: beaconer.place).value, except: beaconer)
            }
            let against = votes(of: silent.map(\.hotspot), on: [beaconer])
            let weight = TrustRules.weight(of: against)
            guard Int64(weight) >= book[.placeSites] else { continue }
            findings.append(
                TrustFinding(
                    .placeContradicted, .hotspot(beaconer.hotspot), Int64(weight),
                    book[.placeSites], .others(against), evidence: far.map { edges[$0].seal }))
        }
        return findings
    }

    /// it says it hears three sites strongly, and none of these, each of which hears others as
    /// far away, ever heard it. Being deaf is nobody's fault: only who claims to hear is asked.
    func x6(_ witnesses: ArraySlice<UInt32>) -> [TrustFinding] {
        var findings: [TrustFinding] = []
        for number in witnesses {
            guard let witness = station(number), witness.radioClass != .light,
                sent(by: number) >= book[.capableReceptions]
            else { continue }
            let oneWay = hears(number).filter { index in
                let edge = edges[index]
                guard median(index) >= book[.oneWayMargin],
                    heardCount(from: number, to: edge.beaconer) == 0,
                    let beaconer = station(edge.beaconer), beaconer.site != witness.site
                else { return false }
                let distance = beaconer.place.distance(to: witness.place).value
                return isCapable(beaconer, at: distance, except: witness)
            }
            let against = votes(of: oneWay.map { edges[$0].beaconer }, on: [witness])
            let weight = TrustRules.weight(of: against)
            guard Int64(weight) >= book[.oneWaySites] else { continue }
            // Anybody of like distance who did hear it refutes that its antenna never sends.
            let heardBy = votes(
                of: heard(number).filter { counts[$0].heard > 0 }.map { edges[$0].witness },
                on: [witness])
            guard 2 * TrustRules.weight(of: heardBy) < weight else { continue }
            findings.append(
                TrustFinding(
                    .oneWay, .hotspot(number), Int64(weight), book[.oneWaySites],
                    .others(against), evidence: oneWay.map { edges[$0].seal }))
        }
        return findings
    }
}
