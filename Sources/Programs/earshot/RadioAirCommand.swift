import Air
import CommandTable
import EmulatorHost
import Host
import Notation
import Units

/// The simulated air as a process.
let radioAir = Command.run(
    "air", "the simulated air, which emulated radios join",
    details: """
        Emulators join with --air ADDR and hear each other: level, noise, collisions and capture by
        the rules of docs/air.md, everything else that is left to chance from the seed. A pair
        without places has a loss of 100 dB; with places, flat ground and a shadow of the pair's own.
        Prints {"ready":"HOST:PORT","seed":N} when it listens; says on standard error who comes and
        goes; runs until SIGINT or SIGTERM and then prints what became of all frames. Whoever can
        connect can join: without need listen on 127.0.0.1 only.
        """,
    flags: [listen, airSeed, unplacedLoss, shadowing, fading],
    examples: [
        .session(
            "$ timeout --signal=INT 1 earshot radio air --listen 127.0.0.1:0 --seed 7\n"
                + "{\"ready\":\"127.0.0.1:…\",\"seed\":7}\n"
                + "{\"ended\":{\"emissions\":0,\"late\":0,\"good\":0,\"damaged\":0,\"weak\":0,"
                + "\"detuned\":0,\"collided\":0,\"occupied\":0}}\n[exit 124]")
    ]
) { (options, console) throws(CommandFailure) in
    try EmulatorSignals.caught()
    let channel = OpenGround(
        unplacedLoss: options[unplacedLoss] ?? OpenGround.usualUnplacedLoss,
        shadowing: options[shadowing] ?? OpenGround.usualShadowing,
        fading: options[fading] ?? Decibels(hundredths: 0))
    let seed = UInt64(options[airSeed])
    if !options[listen].isLoopback {
        console.say("anybody who reaches \(options[listen]) can join this air")
    }
    do throws(HostError) {
        let server = try AirServer(Airspace(seed: seed, channel: channel), at: options[listen]) {
            console.say($0)
        }
        console.line { writer in
            writer.member("ready", server.address.description)
            writer.member("seed", seed)
        }
        server.run { Interruption.hasCome }
        console.line { writer in
            writer.member("ended") { $0.object { $0.members(of: server.counts) } }
        }
    } catch { throw CommandFailure(error) }
    return .success
}

private let listen = Flag<SocketName>(
    "listen", value: "ADDR", "where to listen, HOST:PORT; port 0 is any free one"
) { (text) throws(ValueError) in
    try SocketName(flag: text)
}

/// The seed that air and emulators draw from.
let airSeed = Flag.integer(
    "seed", value: "N", in: 0...Int.max, default: 1, "what all chance follows from")

private let unplacedLoss = airDecibels(
    "loss", "of a pair of which one has no place; else 100", in: 0...300)
private let shadowing = airDecibels(
    "shadowing", "how much pairs with places differ, one sigma; else 6", in: 0...50)
private let fading = airDecibels(
    "fading", "how much frames of one pair differ, one sigma; else 0", in: 0...50)

func airDecibels(
    _ name: String, _ summary: String, in bounds: ClosedRange<Int32>
) -> Flag<Decibels?> {
    Flag<Decibels>(name, value: "DB", summary) { (text) throws(ValueError) in
        let value: Decibels
        do throws(QuantityError) {
            value = try Decibels(parsing: text + " dB")
        } catch { throw ValueError("write decibels as a number, such as 6 or 7.5") }
        guard value >= Decibels(hundredths: 100 * bounds.lowerBound),
            value <= Decibels(hundredths: 100 * bounds.upperBound)
        else {
            throw ValueError("it is \(bounds.lowerBound) to \(bounds.upperBound) dB")
        }
        return value
    }.optional
}

extension SocketName {
    init(flag text: String) throws(ValueError) {
        do throws(SocketNameError) {
            try self.init(parsing: text, ports: 0...65_535)
        } catch { throw ValueError(error.description) }
    }
}

extension Console {
    /// One JSON object on a line of its own.
    func line(_ body: (inout JSONWriter) -> Void) {
        var writer = JSONWriter()
        writer.object { body(&$0) }
        write(String(decoding: writer.bytes, as: UTF8.self) + "\n")
    }
}

extension JSONWriter {
    fileprivate mutating func members(of counts: AirCounts) {
        member("emissions", counts.emissions)
        member("late", counts.late)
        member("good", counts.good)
        member("damaged", counts.damaged)
        member("weak", counts.weak)
        member("detuned", counts.detuned)
        member("collided", counts.collided)
        member("occupied", counts.occupied)
    }
}
