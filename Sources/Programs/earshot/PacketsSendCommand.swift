import Airwaves
import Attestation
import CommandTable
import ForwarderProtocol
import Forwarders
import Host
import Notation
import Primitives
import Radios
import Units

/// One frame through a packet forwarder, sent on purpose.
let packetsSend = Command.run(
    "send", "send one frame by a packet forwarder, within what the plan allows",
    details: """
        Waits until the forwarder --to asks for downlinks, hands HEX (PHY payload) over once, and says
        what became of it: sent_at_once with the power, which is confirmed only when the forwarder names
        it, or why not. A forwarder says that it took the frame, never that it was on air. What the plan
        does not allow is refused before anything is handed over. Ends with 0 when the frame was taken.
        """,
    flags: [
        toFlag, planFlag, frequencyFlag, spreadingFactorFlag, bandwidthFlag, packetPowerFlag,
        packetInvertFlag, forwarderListenFlag, forwarderPublicFlag, forwarderTalkFlag, withinFlag,
    ],
    arguments: [Argument("HEX", "the frame's bytes")],
    examples: [
        .session(
            "$ earshot packets send --to a840411fddec4150 --plan EU868 --freq 868100000 --sf 7 "
                + "--power 14 --within 100ms --listen 127.0.0.1:0 00\n"
                + "earshot packets send: no forwarder a840411fddec4150 asks for downlinks at "
                + "127.0.0.1:…\n[exit 69]")
    ]
) { (options, console) throws(CommandFailure) in
    let payload: [UInt8]
    do throws(HexError) {
        payload = try Hex.bytes(from: Array(options.arguments[0].utf8).rawSpan)
    } catch { throw CommandFailure("HEX: \(error)", exit: .usage) }
    do throws(SystemError) {
        _ = try Interruption.catchAll()
    } catch { throw CommandFailure(error) }
    let sender = try PacketSender(options, payload)
    try sender.send(console)
    return .success
}

private let toFlag = Flag<EUI64>(
    "to", value: "EUI", "the forwarder's gateway EUI, such as a840411fddec4150"
) { (text) throws(ValueError) in
    do throws(IdentifierError) {
        return try EUI64(parsingLiberally: text)
    } catch { throw ValueError(error.description) }
}
private let packetPowerFlag = decibelsFlag(
    "power", value: "DBM", in: -30...40, "what leaves the antenna, in dBm (EIRP)")
private let packetInvertFlag = Flag.toggle(
    "inverted", "inverted polarity and no checksum, as downlinks have it")
private let withinFlag = durationFlag(
    "within", within: Nanoseconds(100_000_000)...Nanoseconds(3_600_000_000_000),
    "how long to wait for the forwarder; else 60s")

private struct PacketSender {
    let options: Options
    let port: PacketPort
    let downlink: ForwarderDownlink

    init(_ options: Options, _ payload: [UInt8]) throws(CommandFailure) {
        self.options = options
        let isInverted = options[packetInvertFlag]
        let transmission = Transmission(
            number: 0, frequency: options[frequencyFlag],
            modulation: .loRa(
                LoRaModulation(
                    spreadingFactor: options[spreadingFactorFlag],
                    bandwidth: options[bandwidthFlag] ?? .kHz125)),
            framing: isInverted ? .downlink : LoRaFraming(), hasInvertedPolarity: isInverted,
            radiatedPower: SignalLevel(hundredths: options[packetPowerFlag].hundredths),
            payload: payload)
        // With the very power that was asked for, or not at all.
        downlink = ForwarderDownlink(name: .own(1), purpose: .beacon, windows: [transmission])
        port = try PacketPort(options, plan: options[planFlag])
    }

    func send(_ console: any Console) throws(CommandFailure) {
        port.transmit(downlink, by: try forwarder())
        while !Interruption.hasCome {
            for notice in port.step(until: Nanoseconds(.max)) {
                guard case .ended(_, let report) = notice else { continue }
                return try say(report, console)
            }
        }
        throw CommandFailure("it was not said whether the frame was taken")
    }

    /// The number of the forwarder, once it asks for downlinks.
    private func forwarder() throws(CommandFailure) -> Int {
        let deadline = Uptime.now + (options[withinFlag] ?? Nanoseconds(60_000_000_000))
        while !Interruption.hasCome, Uptime.now < deadline {
            _ = port.step(until: deadline)
            let now = Uptime.now
            if let found = port.server.radios(at: now).first(where: { $0.eui == options[toFlag] }),
                found.listener != nil
            {
                return found.number
            }
        }
        throw CommandFailure(
            "no forwarder \(options[toFlag]) asks for downlinks at \(port.name)",
            exit: .unavailable)
    }

    private func say(
        _ report: ForwarderReport, _ console: any Console
    ) throws(CommandFailure) {
        let outcome = DownlinkOutcome(report)
        if let schema = options.schema {
            console.write(schema: schema) { json in
                json.member("outcome", outcome.name)
                if let power = report.power {
                    json.member("power_dbm") { $0.decimal(hundredths: power.level.hundredths) }
                    json.member("power_confirmed", power.isConfirmed)
                }
            }
        } else {
            console.write("\(outcome.name)\(words(report))\n")
        }
        if report.mayHaveBeenSent { keepSilent() }
        guard outcome.wasSent else {
            throw CommandFailure("the frame was not sent: \(reason(report))")
        }
    }

    private func words(_ report: ForwarderReport) -> String {
        guard let power = report.power else { return "" }
        return "  \(power.level) \(power.isConfirmed ? "confirmed" : "assumed")"
    }

    private func reason(_ report: ForwarderReport) -> String {
        switch report.end {
        case .notHandedOver(let refusal): refusal.description
        case .refused(let error): "the forwarder says \(error.rawValue)"
        case .unanswered: "the forwarder did not answer"
        default: DownlinkOutcome(report).name
        }
    }

    /// In a band with a duty cycle: until the silence that the frame costs is over, so that another
    /// start cannot go round it.
    private func keepSilent() {
        let transmission = downlink.windows[0]
        guard let cycle = options[planFlag].rules.dutyCycle(at: transmission.frequency),
            let airtime = transmission.airtime, cycle.perMille < 1000
        else { return }
        let silence = airtime.value * 1000 / UInt64(cycle.perMille)
        let end = Uptime.now + Nanoseconds(silence)
        while !Interruption.hasCome, Uptime.now < end { _ = port.step(until: end) }
    }
}
