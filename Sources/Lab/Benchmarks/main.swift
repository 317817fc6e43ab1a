import Glibc

// earshot-bench [GROUP…]: measures, never asserts. `script/bench` builds and runs it.

// One line each, so that two additions do not meet.
let all: [Benchmark] =
    mathematicsBenchmarks()
    + airwavesBenchmarks()
    + placesBenchmarks
    + signingBenchmarks()
    + codecBenchmarks()
    + notationBenchmarks()
    + hexGridBenchmarks()
    + messageBenchmarks()
    + concentratorBenchmarks()
    + coreCellBenchmarks()
    + concentratorMachineBenchmarks()
    + lightRadioBenchmarks()
    + packetRoutingBenchmarks()
    + forwarderBenchmarks()
    + proofBenchmarks()
    + spoolBenchmarks()
    + oracleBenchmarks()
    + rewardsBenchmarks()
    + logBenchmarks()
    + coverageRulesBenchmarks()
    + trustBenchmarks()
    + epochBenchmarks()

let wanted = Set(CommandLine.arguments.dropFirst())
let groups = Set(all.map(\.group))
let unknown = wanted.subtracting(groups).sorted()
guard unknown.isEmpty else {
    print("no benchmark group \(unknown.joined(separator: ", ")); there are: ", terminator: "")
    print(groups.sorted().joined(separator: ", "))
    exit(2)
}

var measurements = all.filter { wanted.isEmpty || wanted.contains($0.group) }.map(Measurement.init)
// Contenders take turns, so that a disturbance of the machine meets all of them.
for _ in 0..<7 {
    for index in measurements.indices { measurements[index].round() }
}
print(Report.table(of: measurements))
let checksum = measurements.reduce(0) { $0 &+ $1.checksum }
print("checksum of all results \(checksum): printed so that none is optimised away")
