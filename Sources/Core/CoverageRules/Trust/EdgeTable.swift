import Units

/// Edges by their ends, in numbers that lie side by side: the X rules look at each of them many
/// times, and the history of one takes half a kilobyte.
struct EdgeTable: Sendable {
    /// Of each edge, in the history's order.
    let beaconers: [UInt32]
    let witnesses: [UInt32]
    /// The witness's place among the stations; -1 where it is none.
    let witnessPlaces: [Int32]
    /// The median margin, 0.01 dB; the least number where there is none.
    let medians: [Int32]
    /// Edges ascending by witness, then beaconer.
    let byWitness: [Int]
    /// Medians and beaconers in the order of `byWitness`.
    let heardMedians: [Int32]
    let heardBeaconers: [UInt32]
    private let senders: NumberTable
    private let listeners: NumberTable
    /// Where the edges of each sender begin, and the end; where those of each listener do in
    /// `byWitness`.
    private let sent: [Int]
    private let heard: [Int]

    static let noMedian = Int32.min

    /// - Parameter edges: ascending by beaconer, then witness.
    init(_ edges: [EdgeHistory], stations: NumberTable) {
        let (sending, hearing) = (edges.map(\.beaconer), edges.map(\.witness))
        let listeners = NumberTable(ascending: hearing.sorted())
        let places = listeners.numbers.map { Int32(stations.place(of: $0) ?? -1) }
        witnessPlaces = hearing.map { places[listeners.place(of: $0) ?? 0] }
        let medians = edges.map { edge in
            edge.counts.margins.median.map { Int32(clamping: $0) } ?? Self.noMedian
        }
        senders = NumberTable(ascending: sending)
        sent = Self.starts(sending, senders)
        heard = Self.starts(hearing, listeners)
        let byWitness = Self.sorted(hearing, listeners, heard)
        heardMedians = byWitness.map { medians[$0] }
        heardBeaconers = byWitness.map { sending[$0] }
        (self.byWitness, self.medians, self.listeners) = (byWitness, medians, listeners)
        (beaconers, witnesses) = (sending, hearing)
    }

    /// How many edges those before each number have; last, how many there are.
    private static func starts(_ ends: [UInt32], _ table: NumberTable) -> [Int] {
        var starts = [Int](repeating: 0, count: table.numbers.count + 1)
        for number in ends { starts[(table.place(of: number) ?? 0) + 1] += 1 }
        for place in 1..<starts.count { starts[place] += starts[place - 1] }
        return starts
    }

    /// Edges by their witness, those of one in the order they have.
    private static func sorted(
        _ witnesses: [UInt32], _ table: NumberTable, _ starts: [Int]
    ) -> [Int] {
        var next = starts
        var sorted = [Int](repeating: 0, count: witnesses.count)
        for (index, number) in witnesses.enumerated() {
            let place = table.place(of: number) ?? 0
            sorted[next[place]] = index
            next[place] += 1
        }
        return sorted
    }

    /// Indices of the edges on which a hotspot is heard.
    func heard(_ beaconer: UInt32) -> Range<Int> {
        senders.place(of: beaconer).map { sent[$0]..<sent[$0 + 1] } ?? 0..<0
    }

    /// Indices of the edges on which a hotspot hears; their places are those of `byWitness`.
    func hears(_ witness: UInt32) -> ArraySlice<Int> {
        guard let place = listeners.place(of: witness) else { return [] }
        return byWitness[heard[place]..<heard[place + 1]]
    }

    func edge(from beaconer: UInt32, to witness: UInt32) -> Int? {
        let range = heard(beaconer)
        let place = witnesses[range].firstIndex(notBefore: witness) { $0 }
        return place < range.upperBound && witnesses[place] == witness ? place : nil
    }

    /// The edges of each beaconer, ascending.
    var beaconerRanges: [Range<Int>] {
        zip(sent, sent.dropFirst()).map { $0..<$1 }
    }

    /// The witnesses there are, ascending.
    var listening: [UInt32] { listeners.numbers }
}

/// Finds numbers in an ascending list, each there once. Hotspots are numbered as they come, so that a
/// number's place lies no farther from where it would be without gaps than there are gaps.
struct NumberTable: Sendable {
    let numbers: [UInt32]

    /// - Parameter numbers: ascending; any may stand there more than once.
    init(ascending numbers: [UInt32]) {
        var once: [UInt32] = []
        for number in numbers where number != once.last { once.append(number) }
        self.numbers = once
    }

    func place(of number: UInt32) -> Int? {
        guard let first = numbers.first, let last = numbers.last, first <= number, number <= last
        else { return nil }
        var low = max(0, numbers.count - 1 - Int(last - number))
        var high = min(numbers.count, Int(number - first) + 1)
        while low < high {
            let middle = (low + high) / 2
            if numbers[middle] < number { low = middle + 1 } else { high = middle }
        }
        return low < numbers.count && numbers[low] == number ? low : nil
    }
}

/// The sums of edges, added up when they are asked for: all of them are as large as the history.
struct EdgeSums: Sendable {
    let edges: [EdgeHistory]

    subscript(index: Int) -> EdgeCounts { edges[index].counts }
}
