import Airwaves
import Box
import CommandTable
import Host
import Notation
import Primitives
import RadioLink
import Radios
import Units

/// One frame, sent on purpose.
let radioSend = Command.run(
    "send", "send one frame, within what the plan allows",
    details: """
        Sends HEX (PHY payload, 0 to 255 bytes) once and says what the radio says it really sent.
        Everything is explicit: the plan, the frequency, the spreading factor, the power that leaves the
        antenna, and what the antenna gains. What the plan does not allow is refused by name before
        the radio hears of it, and so is a plan that demands listening before talking on a radio that
        cannot. In a band with a duty cycle the command stays until the silence that the frame costs is
        over, so that another start cannot go round it. Ends with 0 when the frame was sent.
        """,
    flags: [
        planFlag, frequencyFlag, spreadingFactorFlag, bandwidthFlag, rateFlag, powerFlag, gainFlag,
        invertFlag, privateFlag, subBandFlag, boardFlag,
    ] + RadioOpening.flags,
    arguments: [Argument("HEX", "the frame's bytes")],
    examples: [
        .session(
            "$ earshot radio send --plan EU868 --freq 868100000 --sf 7 --power 20 "
                + "--antenna-gain 2 --radio tcp:127.0.0.1:1 00\n"
                + "earshot radio send: 20 dBm radiated is more than the plan's 16.15 dBm\n[exit 1]")
    ]
) { (options, console) throws(CommandFailure) in
    var sender = try RadioSender(options, gain: try BoxSettings.read(options).radio.antennaGain)
    try sender.rehearse()
    let opening = try RadioOpening(options, isTuned: false)
    do throws(RadioTrouble) {
        try sender.send(with: opening, console)
    } catch { throw error.failure }
    return .success
}

private let rateFlag = Flag.integer(
    "cr", value: "N", in: 5...8, default: 5, "the coding rate, 4/N")
private let powerFlag = decibelsFlag(
    "power", value: "DBM", in: -30...40, "what leaves the antenna, in dBm (EIRP)")
private let gainFlag = decibelsFlag(
    "antenna-gain", value: "DB", in: -30...30,
    "of the antenna less the cable's loss, in dBi; else radio.antenna_gain_db"
).optional
private let invertFlag = Flag.toggle("inverted", "inverted polarity, as downlinks have it")
private let privateFlag = Flag.toggle("private", "the sync word of private networks")

/// One transmission: whether it may be, its way, what became of it.
private struct RadioSender {
    let options: Options
    let transmission: Transmission
    private var limits: TransmitGuard
    private var airtime = Nanoseconds(0)

    /// The only transmission of this program.
    private static let number: UInt32 = 1
    /// A frame is at most some seconds long, and is sent at once.
    private static let patience = Nanoseconds(20_000_000_000)

    /// A machine too slow for five starts is too slow.
    private static let mostTries = 5

    init(_ options: Options, gain: Decibels?) throws(CommandFailure) {
        self.options = options
        guard let gain = options[gainFlag] ?? gain else {
            throw CommandFailure(
                "what the antenna gains is not known, so nothing is sent: --antenna-gain DB or "
                    + "radio.antenna_gain_db", exit: .usage)
        }
        limits = TransmitGuard(plan: options[planFlag], antennaGain: gain)
        let rate = CodingRate(rawValue: UInt8(options[rateFlag])) ?? .fourFifths
        transmission = Transmission(
            number: Self.number, frequency: options[frequencyFlag],
            modulation: .loRa(
                LoRaModulation(
                    spreadingFactor: options[spreadingFactorFlag],
                    bandwidth: options[bandwidthFlag] ?? .kHz125, codingRate: rate)),
            hasInvertedPolarity: options[invertFlag],
            syncWord: options[privateFlag] ? .private : .public,
            radiatedPower: SignalLevel(hundredths: options[powerFlag].hundredths),
            payload: try Self.payload(options.arguments[0]))
    }

    private static func payload(_ text: String) throws(CommandFailure) -> [UInt8] {
        let bytes: [UInt8]
        do throws(HexError) {
            bytes = try Hex.bytes(from: Array(text.utf8).rawSpan)
        } catch { throw CommandFailure("HEX: \(error)", exit: .usage) }
        guard bytes.count <= LoRaModulation.longestPayload else {
            throw CommandFailure(
                "a frame has at most \(LoRaModulation.longestPayload) bytes; this has "
                    + "\(bytes.count)", exit: .usage)
        }
        return bytes
    }

    /// Whether any radio may send it, before one is opened.
    func rehearse() throws(CommandFailure) {
        var limits = limits
        let able = RadioIdentity(
            kind: .concentrator, model: "any radio", eui: EUI64(bits: 0), firmware: "",
            abilities: RadioAbilities(rawValue: UInt16.max), hasKnownFirmware: true)
        do throws(TransmitRefusal) {
            _ = try limits.permit(transmission, by: able, at: Uptime.now)
        } catch { throw CommandFailure(error) }
    }

    /// Starts the radio, hands the frame over, puts the radio to rest, says what became of the frame, and
    /// holds the line, which is one program's, until the silence is over.
    mutating func send(
        with opening: RadioOpening, _ console: any Console
    ) throws(RadioTrouble) {
        let session = try opening.begin(options)
        var deadline = Nanoseconds(UInt64.max)
        var radio: RadioIdentity?
        var tries = Self.mostTries
        while true {
            guard case .notice(let notice) = try session.next(until: deadline) else {
                session.rest()
                throw RadioTrouble(CommandFailure("it was not said whether the frame was sent"))
            }
            switch notice {
            case .ready(let identity):
                console.warn(ofUnknownFirmwareOf: identity)
                radio = identity
                try hand(to: session, of: identity)
                deadline = Uptime.now + Self.patience
            case .ended(Self.number, .refused(.tooLate)) where radio != nil && tries > 1:
                // At once is as soon as this busy machine and the line are fast enough.
                tries -= 1
                limits.settle(Self.number, .cancelled)
                if let radio { try hand(to: session, of: radio) }
            case .ended(Self.number, let outcome):
                limits.settle(Self.number, outcome)
                session.rest()
                do throws(CommandFailure) {
                    return try report(outcome, opening.wake, console)
                } catch { throw RadioTrouble(error) }
            case .failed(let fault): throw RadioTrouble(fault)
            default: break
            }
        }
    }

    /// Gives the frame to the driver, if the plan allows it of this radio.
    private mutating func hand(
        to session: RadioSession, of radio: RadioIdentity
    ) throws(RadioTrouble) {
        let permitted: PermittedTransmission
        do throws(TransmitRefusal) {
            permitted = try limits.permit(transmission, by: radio, at: Uptime.now)
        } catch {
            session.rest()
            throw RadioTrouble(CommandFailure(error))
        }
        try session.tell(.transmit(permitted))
    }

    /// Says what really was sent, and keeps the silence that it costs.
    private func report(
        _ outcome: TransmitOutcome, _ wake: Wake, _ console: any Console
    ) throws(CommandFailure) {
        let frame: SentFrame
        switch outcome {
        case .sent(let sent): frame = sent
        case .refused(let refusal): throw CommandFailure(refusal)
        case .failed(let fault): throw CommandFailure(fault)
        case .cancelled: throw CommandFailure("the frame was taken back")
        case .channelBusy: throw CommandFailure("the channel was not free", exit: .temporaryFailure)
        }
        if let schema = options.schema {
            console.write(schema: schema) { json in
                json.member("sent") { json in json.object { write(frame, to: &$0) } }
            }
        } else {
            let start = frame.start.map { ", begun at \($0.wrapped) us of the radio's clock" } ?? ""
            console.write(
                "sent \(transmission.payload.count) bytes at \(frame.frequency), "
                    + "\(transmission.modulation), \(frame.conductedPower) at the connector, "
                    + "\(frame.airtime) on air\(start)\n")
        }
        keepSilent(after: frame, wake, console)
    }

    private func write(_ frame: SentFrame, to json: inout JSONWriter) {
        json.member("freq_hz", frame.frequency.value)
        if case .loRa(let modulation) = transmission.modulation {
            json.member("sf", modulation.spreadingFactor.rawValue)
            json.member("bw_hz", modulation.bandwidth.hertz.value)
            json.member("cr", modulation.codingRate.description)
        }
        json.member("conducted_dbm") { $0.decimal(hundredths: frame.conductedPower.hundredths) }
        json.member("airtime_ns", frame.airtime.value)
        if let start = frame.start { json.member("count_us", start.wrapped) }
        json.member("phy_hex") { $0.hex(transmission.payload.rawSpan) }
    }

    /// The ledger of airtime dies with this program, so the program outlives what the frame costs.
    private func keepSilent(after frame: SentFrame, _ wake: Wake, _ console: any Console) {
        guard let cycle = options[planFlag].rules.dutyCycle(at: frame.frequency) else { return }
        let cost = frame.airtime.value / UInt64(cycle.perMille) * UInt64(1000 - cycle.perMille)
        guard cost > 0 else { return }
        console.say(
            "silent for \(Nanoseconds(cost)), as a duty cycle of \(cycle.perMille) per thousand asks"
        )
        if !Interruption.hasCome { _ = wake.wait(until: Uptime.now + Nanoseconds(cost)) }
    }
}
