import Airwaves
import Attestation
import CommandTable
import ForwarderPort
import ForwarderProtocol
import Forwarders
import Host
import Notation
import Radios
import Units

/// What packet forwarders send.
let packetsListen = Command.run(
    "listen", "what packet forwarders send, one line per event",
    details: """
        Is a server of packet forwarders and says who is attached, what each heard and measured, and
        how it is. Of an Earshot beacon it says only that one was heard. --pass-on names other servers
        that get the packets too, with commas between them: each HOST:PORT, then dev_addr=PREFIX/BITS,
        join_eui=PREFIX/BITS and uplink_only as wanted. What they want sent is sent with --plan, within
        that plan's limits, and refused without. --json writes one object per event with event and
        radio (the forwarder's number): listening, attached (eui), heard (as radio listen), sealed, status,
        ended (outcome), away, back, released, restarted, remark, and at the end sum. Ends after --count
        frames or --for a time, or at SIGINT or SIGTERM.
        """,
    flags: [
        forwarderListenFlag, forwarderPublicFlag, listenPlanFlag, forwarderTalkFlag, passOnFlag,
        countFlag, spanFlag,
    ],
    examples: [
        .session(
            "$ earshot packets listen --listen 127.0.0.1:0 --for 200ms --json\n"
                + "{\"event\":\"listening\",\"address\":\"127.0.0.1:…\"}\n"
                + "{\"event\":\"sum\",\"frames\":0,\"sealed\":0,…}"),
        .session(
            "$ earshot packets listen --listen 0.0.0.0:1680\n"
                + "earshot packets listen: 0.0.0.0:1680 can be reached from other machines, and the "
                + "protocol asks nobody who he is; allow it by forwarders.allow_public or "
                + "--allow-public if that is meant"
                + "\n[exit 69]"),
    ]
) { (options, console) throws(CommandFailure) in
    do throws(SystemError) {
        _ = try Interruption.catchAll()
    } catch { throw CommandFailure(error) }
    let listener = try PacketListener(options, console)
    listener.run()
    return .success
}

private let listenPlanFlag = planFlag.optional

private let passOnFlag = Flag<[PassOnServer]>(
    "pass-on", value: "SERVERS", "other servers that get the packets too"
) { (text) throws(ValueError) in
    var servers: [PassOnServer] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
        do throws(PassOnServerError) {
            servers.append(try PassOnServer(parsing: String(part)))
        } catch { throw ValueError(error.description) }
    }
    guard servers.count <= ForwarderSettings.mostServers else {
        throw ValueError("at most \(ForwarderSettings.mostServers) servers")
    }
    return servers
}.optional

private let countFlag = Flag.integer(
    "count", value: "N", in: 1...Int.max, "end after so many frames"
).optional

private let spanFlag = durationFlag(
    "for", within: Nanoseconds(100_000_000)...Nanoseconds(86_400_000_000_000), "end so long after")

private final class PacketListener {
    private let options: Options
    private let console: any Console
    private let port: PacketPort
    private var frames = 0
    private var sealed = 0

    init(_ options: Options, _ console: any Console) throws(CommandFailure) {
        self.options = options
        self.console = console
        port = try PacketPort(
            options, plan: options[listenPlanFlag], passOn: options[passOnFlag] ?? [])
    }

    func run() {
        let start = Uptime.now
        let deadline = options[spanFlag].map { start + $0 } ?? Nanoseconds(.max)
        let most = options[countFlag] ?? Int.max
        tell("listening", nil, "listens on \(port.name)") {
            $0.member("address", port.name.description)
        }
        while !Interruption.hasCome, Uptime.now < deadline, frames + sealed < most {
            for notice in port.step(until: deadline) { show(notice) }
        }
        sum()
    }

    private func show(_ notice: ForwarderNotice) {
        switch notice {
        case .attached(let radio, let eui):
            tell("attached", radio, "\(eui) is attached") { $0.member("eui", eui.description) }
        case .released(let radio, let eui):
            tell("released", radio, "\(eui) gave its number to another") {
                $0.member("eui", eui.description)
            }
        case .away(let radio): tell("away", radio, "is not heard any more") { _ in }
        case .back(let radio): tell("back", radio, "is heard again") { _ in }
        case .clockBeganAnew(let radio): tell("restarted", radio, "was started again") { _ in }
        case .heard(let radio, let packet): show(packet, radio)
        case .status(let radio, let status): show(status, radio)
        case .ended(let radio, let report):
            let outcome = DownlinkOutcome(report)
            tell("ended", radio, "downlink: \(outcome.name)") { json in
                json.member("outcome", outcome.name)
                json.member("window", report.window)
                if let power = report.power {
                    json.member("power_dbm") { $0.decimal(hundredths: power.level.hundredths) }
                    json.member("power_confirmed", power.isConfirmed)
                }
            }
        case .remark(let remark):
            if options.wantsJSON {
                tell("remark", nil, "") { $0.member("text", remark.text) }
            } else {
                console.say("\(remark.level.rawValue): \(remark.text)")
            }
        case .measures, .pushed: break
        }
    }

    private func show(_ packet: HeardPacket, _ radio: Int) {
        guard !packet.isSealed else {
            sealed += 1
            return tell("sealed", radio, "a beacon, not shown before it is opened") { _ in }
        }
        frames += 1
        tell("heard", radio, packet.reception.line) { json in
            json.members(of: packet.reception)
            if let level = packet.reception.signalLevel {
                json.member("signal_dbm") { $0.decimal(hundredths: level.hundredths) }
            }
            if let offset = packet.reception.frequencyOffset { json.member("offset_hz", offset) }
            if let time = packet.time { json.member("time", RFC3339.text(of: time)) }
            if let antenna = packet.antenna { json.member("antenna", antenna) }
        }
    }

    private func show(_ status: ForwarderStatus, _ radio: Int) {
        let counts = [
            ("received", status.received), ("good", status.receivedGood),
            ("forwarded", status.forwarded), ("downlinks", status.downlinks),
            ("sent", status.sent),
        ]
        let words = counts.compactMap { name, count in count.map { "\(name) \($0)" } }
        tell("status", radio, words.joined(separator: ", ")) { json in
            for (name, count) in counts { if let count { json.member(name, count) } }
        }
    }

    private func sum() {
        let drops = port.server.counters.all.filter { $0.count > 0 }
        var text = "\(frames) frame\(frames == 1 ? "" : "s"), \(sealed) sealed"
        for (drop, count) in drops { text += ", \(count) \(drop.rawValue)" }
        guard options.wantsJSON else { return console.say(text) }
        tell("sum", nil, text) { json in
            json.member("frames", frames)
            json.member("sealed", sealed)
            json.member("drops") { json in
                json.object { json in
                    for (drop, count) in drops { json.member(drop.rawValue, count) }
                    if port.dropped > 0 { json.member("kernel", port.dropped) }
                }
            }
            json.member("passed_on") { json in
                json.array { json in
                    for (server, counters) in zip(port.passOn.servers, port.passOn.counters) {
                        json.object { $0.members(of: counters, to: server) }
                    }
                }
            }
        }
    }

    private func tell(
        _ event: String, _ radio: Int?, _ text: String, _ body: (inout JSONWriter) -> Void
    ) {
        guard options.wantsJSON else {
            let name = radio.flatMap { port.server.radio($0, at: Uptime.now)?.eui.description }
            return console.write((name.map { "\($0)  " } ?? "") + text + "\n")
        }
        console.line { json in
            json.member("event", event)
            if let radio { json.member("radio", radio) }
            body(&json)
        }
    }
}

extension JSONWriter {
    fileprivate mutating func members(of counters: PassOnCounters, to server: PassOnServer) {
        member("server", server.name)
        member("packets", counters.packets)
        member("datagrams", counters.datagrams)
        member("acknowledged", counters.acknowledged)
        member("filtered", counters.filtered)
        member("sealed", counters.sealed)
        member("unreadable", counters.unreadable)
        member("downlinks", counters.downlinks)
        member("repeated_downlinks", counters.repeatedDownlinks)
        member("refused_downlinks", counters.refusedDownlinks)
        member("strays", counters.strays)
    }
}
