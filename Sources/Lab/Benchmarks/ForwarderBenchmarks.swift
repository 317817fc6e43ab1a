import Airwaves
import ForwarderProtocol
import Forwarders
import Primitives
import Units

/// What packet forwarders cost the hotspot: datagrams through the machine, acknowledgements and
/// readings included. A concentrator at its limit delivers some hundred frames a second.
func forwarderBenchmarks() -> [Benchmark] {
    let single = ForwarderLoad(packets: 1, passesOn: false)
    let full = ForwarderLoad(packets: 8, passesOn: false)
    let passed = ForwarderLoad(packets: 1, passesOn: true)
    let pulls = ForwarderLoad(packets: 0, passesOn: false)
    let junk = [UInt8](repeating: 0xff, count: 512)
    let flood = ForwarderLoad(packets: 0, passesOn: false)
    return [
        Benchmark(group: "hotspot", name: "forwarder: PUSH_DATA of 1 frame", operations: 64) {
            single.push(64)
        },
        Benchmark(group: "hotspot", name: "forwarder: PUSH_DATA of 8 frames", operations: 64) {
            full.push(64)
        },
        Benchmark(
            group: "hotspot", name: "forwarder: 1 frame, passed on to 2 servers", operations: 64
        ) { passed.push(64) },
        Benchmark(group: "hotspot", name: "forwarder: PULL_DATA", operations: 1_000) {
            pulls.pull(1_000)
        },
        Benchmark(group: "hotspot", name: "forwarder: foreign datagram", operations: 1_000) {
            flood.take(junk, times: 1_000)
        },
    ]
}

private final class ForwarderLoad {
    private var server = ForwarderServer()
    private var effects = ForwarderEffects()
    private var passOn: PacketPassOn?
    private var passed = PassOnEffects()
    private var datagrams: [[UInt8]]
    private let pullData: [UInt8]
    private var now = Nanoseconds(1_000_000_000)
    private let address = DatagramAddress(ipv4: 0x7f00_0001, port: 1)
    private var sum: UInt64 = 0

    init(packets: Int, passesOn: Bool) {
        let eui = EUI64(bits: 0xa840_411f_ddec_4150)
        pullData = ForwarderDatagram(token: 1, content: .pullData(eui)).bytes
        let entry =
            "{\"jver\":1,\"tmst\":TICKS,\"chan\":2,\"rfch\":0,\"freq\":868.100000,\"mid\":8,\"stat\":1,"
            + "\"modu\":\"LORA\",\"datr\":\"SF7BW125\",\"codr\":\"4/5\",\"rssis\":-81,\"lsnr\":7.2,"
            + "\"foff\":-119,\"rssi\":-80,\"size\":23,\"data\":\"QBL/AAAAAQABAgMEBQYHCAkKCwwNDg8=\"}"
        // More than are remembered, so that none is a repetition.
        datagrams = (0..<256).map { number in
            let entries = (0..<packets).map {
                entry.replacing("TICKS", with: String(number * 8 + $0))
            }
            return ForwarderDatagram(
                token: UInt16(number),
                content: .pushData(
                    eui, body: Array("{\"rxpk\":[\(entries.joined(separator: ","))]}".utf8))
            ).bytes
        }
        if passesOn {
            let servers = [PassOnServer(host: "a", port: 1), PassOnServer(host: "b", port: 1)]
            passOn = PacketPassOn(servers: servers)
            passOn?.attach(0, as: eui, at: now, effects: &passed)
        }
    }

    func push(_ count: Int) -> UInt64 {
        for _ in 0..<count {
            let place = Int(sum % UInt64(datagrams.count))
            let bytes = datagrams[place]
            server.take(bytes.rawSpan, from: address, at: now, effects: &effects)
            for case .pushed(let radio, let body, let push) in effects.notices {
                passOn?.pass(push, of: body, by: radio, at: now, effects: &passed)
            }
            sum += 1
            effects.clear()
            passed.clear()
        }
        return sum &+ (server.radio(0, at: now)?.packets ?? 0)
    }

    func pull(_ count: Int) -> UInt64 { take(pullData, times: count) }

    func take(_ bytes: [UInt8], times: Int) -> UInt64 {
        for _ in 0..<times {
            server.take(bytes.rawSpan, from: address, at: now, effects: &effects)
            sum += UInt64(effects.datagrams.count)
            effects.clear()
        }
        return sum &+ server.counters[.unknownVersion]
    }
}
