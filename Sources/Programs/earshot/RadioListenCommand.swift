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
    Interruption.catchAll()
    let opening = try RadioOpening(options, isTuned: true)
    var listener = RadioListener(options, opening, console)
    do throws(RadioTrouble) {
        try listener.run()
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
private struct RadioListener {
    let options: Options
    let opening: RadioOpening
    let console: any Console
    private var kind: RadioIdentity.Kind?
    private var left: Int
    private var frames = 0
    private var broken = 0
    private var drops = [Int](repeating: 0, count: RadioDrop.allCases.count)
    private var deadline = Nanoseconds(UInt64.max)
    /// When the radio began to hear; nil until it did for the first time.
    private var since: Nanoseconds?
    private var delay = ReopenDelay()
    /// What was last said of a radio that is away, so that it is said once.
    private var told = ""

    init(_ options: Options, _ opening: RadioOpening, _ console: any Console) {
        self.options = options
        self.opening = opening
        self.console = console
        left = options[countFlag] ?? Int.max
    }

    mutating func run() throws(RadioTrouble) {
        while true {
            do throws(RadioTrouble) {
                return try hear()
            } catch {
                if Interruption.hasCome { return }
                guard error.mayPass, let since else { throw error }
                tell(error.reason)
                let now = Uptime.now
                let wait = delay.next(afterWorking: now.gap(to: since))
                RadioSession.pause(until: min(now + wait, deadline))
                if Interruption.hasCome || Uptime.now >= deadline { return }
            }
        }
    }

    private mutating func tell(_ reason: String) {
        if reason != told { console.say("\(reason); waiting for it") }
        told = reason
    }

    /// From one opening of the line to its loss, or to the end of all.
    private mutating func hear() throws(RadioTrouble) {
        var session = try opening.begin(&kind, options)
        while left > 0, case .notice(let notice) = try session.step(until: deadline) {
            if case .failed(let fault) = notice { throw RadioTrouble(fault) }
            take(notice)
        }
        for notice in session.rest() { take(notice) }
    }

    private mutating func take(_ notice: RadioNotice) {
        switch notice {
        case .ready(let identity):
            told = ""
            begin(with: identity)
        case .heard(let reception): if left > 0 { write(reception) }
        case .dropped(let drop, let count):
            for (place, known) in RadioDrop.allCases.enumerated() where known == drop {
                drops[place] += count
            }
        case .tuned(let channel): console.say("hears \(channel)")
        case .notTuned(let channel, let reason): console.say("does not hear \(channel): \(reason)")
        case .remark(let remark): console.say("\(remark.level.rawValue): \(remark.text)")
        case .ended, .pulse, .temperature, .failed, .rested: break
        }
    }

    private mutating func begin(with identity: RadioIdentity) {
        let isFirst = since == nil
        since = Uptime.now
        if isFirst, let span = options[spanFlag] { deadline = Uptime.now + span }
        console.say("hears with \(identity.model), \(identity.eui), firmware \(identity.firmware)")
        console.warn(ofUnknownFirmwareOf: identity)
    }

    private mutating func write(_ reception: Reception) {
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
