import Attestation
import CommandTable
import CoverageRules
import Host
import Maps
import Networks
import Notation
import OracleHost
import Primitives
import Signing
import Simulation
import Units

/// A whole network in virtual time, with the files of a live oracle.
let simulateCommands = CommandGroup(nil, "a world to try things in", [simulateCommand])

private let seed = Flag.integer(
    "seed", value: "S", in: 0...Int.max, default: 1, "the same seed gives the same world")
private let count = Flag.integer(
    "hotspots", value: "N", in: 1...100_000, default: 12, "how many stand in it")
private let days = Flag.integer("days", value: "D", in: 1...1_000, default: 1, "how long it runs")
private let epochs = Flag.integer(
    "epochs", value: "E", in: 1...1_000, "so many epochs instead of days"
).optional
private let packets = Flag.integer(
    "packets", value: "N", in: 0...10_000, default: 24,
    "how many a device near each hotspot sends in an epoch, which is main's day")
private let out = Flag.text("out", value: "DIR", "the oracle's folder, which is made")
private let network = Flag.text(
    "network", value: "main|demo|FILE", "the network's source; else main, whose epoch is a day"
).optional

private let simulateCommand = Command.run(
    "simulate", "a network in virtual time, and the files its oracle leaves",
    details: """
        Hotspots of the daemon's own code with real keys and messages stand in towns, hear each other
        through one simulated air (free space, the ground, seeded shadows) and prove coverage to the
        oracle that earshot-network runs. A device near each of them sends packets; what hotspots
        carry is bought, from the second epoch on, by three accounts whose routes sign receipts for
        it. Nothing is waited for: days pass in seconds. DIR is then an oracle's folder like any other:
        network, checkpoint, tile, epochs; earshot verify epoch recomputes it. The keys of a simulated
        world follow from its seed and guard nothing.
        """,
    flags: [seed, count, days, epochs, packets, out, network],
    examples: [
        .session(
            "$ earshot simulate --seed 7 --hotspots 3 --network demo --epochs 1 --out world\n"
                + "epoch 1: 9 beacons, heard 18 times\n"
                + "network     earshot demo, …\n"
                + "beacons     …, heard … times\n"
                + "packets     … bought, for … credits\n"
                + "statements  … of hotspots; the log has … entries\n"
                + "epoch 0     root …, … token paid so far\n"
                + "verify      earshot verify epoch latest --from world\n"
                + "$ earshot verify epoch latest --from world\n"
                + "epoch 0 root …")
    ]
) { (options, console) throws(CommandFailure) in
    let world = SimulatedWorld(
        seed: UInt64(options[seed]), count: options[count],
        length: options[epochs].map { .epochs(UInt64($0)) } ?? .days(UInt64(options[days])),
        folder: options[out], source: try source(options[network] ?? ShippedNetwork.main.rawValue),
        packets: UInt64(options[packets]))
    do {
        let report = try world.run { console.say($0) }
        if let schema = options.schema {
            console.write(schema: schema) { report.write(to: &$0) }
        } else {
            console.write(report.text)
        }
        return .success
    } catch let failure as CommandFailure {
        throw failure
    } catch { throw CommandFailure("\(error)") }
}

private func source(_ name: String) throws(CommandFailure) -> String {
    if let shipped = ShippedNetwork(rawValue: name) { return shipped.source }
    do throws(SettingsFileError) {
        return String(decoding: try SettingsFiles.read(name), as: UTF8.self)
    } catch { throw CommandFailure(error) }
}
