import Testing

/// A run that is killed at each of the calls by which it changes the disk.
struct KilledRuns<Claims: DrivenClaims>: Sendable {
    /// Where every run goes on from: killed in the middle of a write, so that each begins with a
    /// repair.
    let torn: FaultedRun<Claims>
    let seed: Int
    let steps: Int
    /// The calls of an undisturbed run from there, by name.
    let calls: [String]

    /// - Parameter write: the write in whose middle the first run was killed.
    init(
        torn first: (seed: Int, steps: Int, write: Int), then: (seed: Int, steps: Int)
    ) throws {
        var torn = FaultedRun<Claims>()
        try torn.drive(
            seed: first.seed, steps: first.steps,
            ["FAULT_CALL": "write", "FAULT_AT": "\(first.write)", "FAULT_HOW": "part"])
        self.torn = torn
        (seed, steps) = then
        var run = try torn.copy()
        try run.driveTraced(seed: seed, steps: steps)
        calls = try run.traced().compactMap { $0.split(separator: " ").first }
            .map(String.init).filter { $0 != "say" }
    }

    var writes: [Int] { calls.indices.filter { calls[$0] == "write" }.map { $0 + 1 } }

    func kill(_ how: String, at places: [Int]) throws {
        #expect(places.count > 40)
        for place in places {
            var run = try torn.copy()
            try run.drive(
                seed: seed, steps: steps, ["FAULT_AT": "\(place)", "FAULT_HOW": how])
            #expect(run.wasKilled, "\(how) \(place)")
            #expect(run.faults == [], "killed \(how) call \(place), \(calls[place - 1])")
        }
    }

    /// Before each of the first calls of a run that begins with nothing.
    static func killFirst(_ places: ClosedRange<Int>, steps: Int) throws {
        for place in places {
            var run = FaultedRun<Claims>()
            try run.drive(
                seed: 3, steps: steps, ["FAULT_AT": "\(place)", "FAULT_HOW": "before"])
            #expect(run.wasKilled)
            #expect(run.faults == [], "killed before call \(place)")
        }
    }

    /// Six times in a row, each run going on from the last one's ruins.
    static func killAgain(seed: Int, first: Int) throws {
        var run = FaultedRun<Claims>()
        for round in 0..<6 {
            let place = 3 + (seed * 37 + round * 61) % 150
            try run.drive(
                seed: first + round, steps: 60,
                ["FAULT_AT": "\(place)", "FAULT_HOW": round % 2 == 0 ? "part" : "before"])
            #expect(run.wasKilled)
        }
        #expect(run.faults == [])
    }
}
