import Airwaves
import CommandTable
import Host
import Notation
import RadioLink
import Radios
import Units

/// What a radio hears.
let radioListen = Command.run(
    "listen", "what a radio hears, one line per frame",
    details: """
        Starts the radio for the plan and writes every frame, those with a bad checksum too. A
        concentrator hears all channels of the plan, a light radio one channel and spreading factor:
        --freq and --sf, or else those of the plan's first beacons. --json writes one object per frame
        with freq_hz, sf, bw_hz, cr (or fsk_bps), rssi_dbm, snr_db, crc (ok, bad, none), phy_hex,
        count_us, fine_ns and channel; what the radio did not measure is absent. A radio that is lost is
        opened again as soon as it is back. Ends after --count frames or --for a time, or at SIGINT:
        the radio is put to rest and the exit code is 0. Nothing is ever sent.
        """,
    flags: [planFlag, subBandFlag, boardFlag, frequencyFlag.optional, spreadingFactorFlag.optional]
        + RadioOpening.flags + [countFlag, spanFlag],
    examples: [
        .session(
            "$ earshot radio listen --plan EU868 --radio tcp:127.0.0.1:1\n"
                + "earshot radio listen: 127.0.0.1:1 refuses connections; is the emulator running "
                + "there?\n[exit 69]")
    ]
) { (options, console) throws(CommandFailure) in
    let opening = try RadioOpening(options, isTuned: true)
    let listener = RadioListener(options, console)
    do throws(RadioTrouble) {
        try listener.run(with: opening)
    } catch { throw error.failure }
    listener.sum()
    return .success
}

private let countFlag = Flag.integer(
    "count", value: "N", in: 1...Int.max, "end after so many frames"
).optional

private let spanFlag = durationFlag(
    "for", within: Nanoseconds(100_000_000)...Nanoseconds(86_400_000_000_000),
    "end so long after the radio began to hear")

/// Hears until it is told to end, over the loss of its radio.
private final class RadioListener {
    private let options: Options
    private let console: any Console
    private var left: Int
    private var frames = 0
    private var broken = 0
    private var drops = [Int](repeating: 0, count: RadioDrop.allCases.count)
    /// Of a radio that never began to hear.
    private var trouble: RadioTrouble?
    private var hasHeard = false
    /// What was last said of a radio that is away, so that it is said once.
    private var told = ""

    init(_ options: Options, _ console: any Console) {
        self.options = options
        self.console = console
        left = options[countFlag] ?? Int.max
    }

    /// Whoever ends it has no trouble.
    func run(with opening: RadioOpening) throws(RadioTrouble) {
        do throws(RadioTrouble) {
            try hear(with: opening)
        } catch {
            if !Interruption.hasCome { throw error }
        }
    }

    private func hear(with opening: RadioOpening) throws(RadioTrouble) {
        let link = try opening.open()
        let driver = try opening.driver(for: link, options)
        var runner: RadioRunner?
        // Its handler holds it too.
        defer { runner = nil }
        runner = RadioRunner(
            driver, at: opening.address, orders: RunnerOrders(wake: opening.wake),
            trace: opening.trace,
            isOver: { [self] in left == 0 || trouble != nil || Interruption.hasCome }
        ) { [self] notice, now in
            if take(notice), let span = options[spanFlag] { runner?.deadline = now + span }
            return []
        }
        if let fault = runner?.run(on: link) { throw RadioTrouble(fault) }
        if let trouble { throw trouble }
    }

    /// True when it begins to hear for the first time.
    private func take(_ notice: RunnerNotice) -> Bool {
        switch notice {
        case .opened: break
        case .line(let error): miss(RadioTrouble(error))
        case .radio(.failed(let fault)): if !fault.isLasting { miss(RadioTrouble(fault)) }
        case .radio(.ready(let identity)):
            defer { hasHeard = true }
            begin(with: identity)
            return !hasHeard
        case .radio(let notice): take(notice)
        }
        return false
    }

    /// A radio that worked once is waited for.
    private func miss(_ trouble: RadioTrouble) {
        guard hasHeard else { return self.trouble = trouble }
        let reason = trouble.failure.reason
        if reason != told { console.say("\(reason); waiting for it") }
        told = reason
    }

    private func take(_ notice: RadioNotice) {
        switch notice {
        case .heard(let reception): if left > 0 { write(reception) }
        case .dropped(let drop, let count):
            for (place, known) in RadioDrop.allCases.enumerated() where known == drop {
                drops[place] += count
            }
        case .tuned(let channel): console.say("hears \(channel)")
        case .notTuned(let channel, let reason): console.say("does not hear \(channel): \(reason)")
        case .remark(let remark): console.say("\(remark.level.rawValue): \(remark.text)")
        case .ready, .ended, .pulse, .temperature, .failed, .rested: break
        }
    }

    private func begin(with identity: RadioIdentity) {
        told = ""
        console.say("hears with \(identity.model), \(identity.eui), firmware \(identity.firmware)")
        console.warn(ofUnknownFirmwareOf: identity)
    }

    private func write(_ reception: Reception) {
        left -= 1
        frames += 1
        if reception.checksum.word == "bad" { broken += 1 }
        guard options.wantsJSON else { return console.write(reception.line + "\n") }
        var json = JSONWriter()
        json.object { $0.members(of: reception) }
        console.write(String(decoding: json.bytes, as: UTF8.self) + "\n")
    }

    /// What was heard, and what was not taken, by name.
    func sum() {
        var text = "\(frames) frame\(frames == 1 ? "" : "s"), \(broken) with a bad checksum"
        for (place, drop) in RadioDrop.allCases.enumerated() where drops[place] > 0 {
            text += ", \(drops[place]) \(drop.rawValue)"
        }
        console.say(text)
    }
}

extension Console {
    /// In red where colours show: what such a radio says is never rewarded.
    func warn(ofUnknownFirmwareOf identity: RadioIdentity) {
        guard !identity.hasKnownFirmware else { return }
        let text = "this radio runs code that nobody knows: what it says is never rewarded"
        say(showsColour ? "\u{1b}[31m\(text)\u{1b}[0m" : text)
    }
}
