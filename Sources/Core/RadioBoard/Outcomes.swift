internal import FirmwareProtocol
internal import RadioChip

/// What the outcome of a transmission will repeat of it.
struct WaitingTransmission: Sendable {
    let number: UInt32
    private let modulation: Modulation
    private let powerCentiDBm: Int16
    /// Of the frame; the driver sends nothing unless the radio's buffer holds the same.
    private let frameChecksum: UInt32

    init(_ request: Transmit, _ settings: LoRaSettings, _ power: PowerSetting) {
        number = request.transmission
        modulation = settings.modulation
        powerCentiDBm = power.centiDBm
        var crc = CRC32()
        for index in 0..<request.frame.count { crc.add(request.frame[index]) }
        frameChecksum = crc.value
    }

    func outcome(_ outcome: Transmitted.Outcome, _ sent: SentFrame?) -> Transmitted {
        Transmitted(
            transmission: number, outcome: outcome,
            startMicroseconds: sent?.startMicroseconds ?? 0,
            airtimeMicroseconds: sent?.airtimeMicroseconds ?? 0, modulation: modulation,
            powerCentiDBm: powerCentiDBm, frameChecksum: sent == nil ? 0 : frameChecksum)
    }
}

struct RadioCounters: Sendable {
    var receptions: UInt32 = 0
    var badChecksums: UInt32 = 0
    var badHeaders: UInt32 = 0
    var overruns: UInt32 = 0
    var sent: UInt32 = 0
    var failed: UInt32 = 0
    var resets: UInt32 = 0
    /// The radio failed, and the host was not yet told that it works again.
    var mustTellReset = false

    func count(into statistics: inout Statistics) {
        statistics.receptions = receptions
        statistics.receptionsBadCRC = badChecksums
        // A frame that another one overran is as lost as one whose header cannot be read.
        statistics.receptionsBadHeader = badHeaders &+ overruns
        statistics.transmissions = sent
        statistics.failedTransmissions = failed
        statistics.radioResets = resets
    }
}

extension Reception {
    init(_ frame: ReceivedFrame, bytes: ChipFrame) {
        self.init(
            endMicroseconds: frame.endMicroseconds,
            timeErrorMicroseconds: frame.timeErrorMicroseconds,
            configuration: frame.configuration, modulation: frame.settings.modulation,
            check: Reception.FrameCheck(frame.checksum), rssiCentiDBm: frame.rssiCentiDBm,
            signalRSSICentiDBm: frame.signalRSSICentiDBm, snrCentiDB: frame.snrCentiDB,
            frequencyErrorHertz: frame.frequencyErrorHertz, frame: ShortBytes(bytes))
    }
}

extension Reception.FrameCheck {
    fileprivate init(_ checksum: FrameChecksum) {
        switch checksum {
        case .none: self = .none
        case .right: self = .ok
        case .wrong: self = .bad
        }
    }
}

extension ChipFrame {
    init(_ bytes: ShortBytes) {
        self.init()
        for index in 0..<bytes.count { append(bytes[index]) }
    }
}

extension ShortBytes {
    fileprivate init(_ frame: ChipFrame) {
        self.init()
        for index in 0..<frame.count { append(frame[index]) }
    }
}
