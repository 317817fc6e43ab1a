import Air
import Airwaves
import Concentrator
import CoreCell
import Primitives
import Radios
import Signing
import Testing
import Units

/// The driver's own start, then its requests, against the emulated board.
struct DriverSession {
    private var radio = CoreCellEmulator(
        CoreCellSettings(eui: EUI64(bits: 0x0016_C001_F123_4567)), at: Self.epoch)
    private(set) var now = Self.epoch
    private var effects = RadioEffects()
    private(set) var emissions: [Emission] = []
    private(set) var listensFirst = false
    private var identifier: UInt8 = 0

    static let epoch = Nanoseconds(1_800_000_000_000_000_000)

    struct Stopped: Error { let effect: ConcentratorStart.Effect }

    init(_ plan: ReceivePlan, patch: ListenerPatch? = nil) throws {
        var start = ConcentratorStart(
            plan: plan,
            code: ConcentratorCode(
                gain: try Self.firmware(.gain), arbiter: try Self.firmware(.arbiter),
                patch: patch))
        listensFirst = start.listensFirst
        var effect = start.handle(.begin)
        while true {
            switch effect {
            case .send(let request): effect = start.handle(.received(exchange(request)))
            case .wait(let milliseconds):
                wait(microseconds: UInt64(milliseconds) * 1000)
                effect = start.handle(.waited)
            case .done: return
            case .receive, .failed: throw Stopped(effect: effect)
            }
        }
    }

    private static func firmware(_ controller: Controller) throws -> ControllerFirmware {
        try ControllerFirmware(
            MadeUpFirmware.image(for: controller), for: controller, hashing: SHA256.self,
            acceptUnknown: true)
    }

    static func patch() throws -> ListenerPatch {
        try ListenerPatch(MadeUpFirmware.patch(), hashing: SHA256.self, acceptUnknown: true)
    }

    private mutating func exchange(_ request: [UInt8]) -> [UInt8] {
        effects.clear()
        radio.take(request.rawSpan, at: now, effects: &effects)
        emissions += effects.emissions
        let answer = effects.outgoing
        now = now + Nanoseconds(200_000)
        return answer
    }

    mutating func wait(microseconds: UInt64) {
        let end = now + Nanoseconds(microseconds * 1000)
        while now < end {
            now = min(end, max(now + Nanoseconds(1), effects.wake ?? end))
            effects.clear()
            radio.pass(to: now, effects: &effects)
            emissions += effects.emissions
        }
    }

    mutating func hear(_ arrival: Arrival) { radio.hear(arrival) }

    /// What the last operation brought.
    @discardableResult
    mutating func ask(_ batch: TransferBatch) throws -> [UInt8] {
        let request = BridgeRequest.transfers(batch)
        var bytes: [UInt8] = []
        request.append(to: &bytes, identifier: identifier, dialect: .unknown)
        var reader = BridgeAnswerReader(of: request, identifier: identifier, dialect: .unknown)
        identifier = identifier &+ 1
        let answer = exchange(bytes)
        let isWhole = try reader.take(answer.rawSpan)
        try #require(isWhole, "\(answer.count) bytes of an answer")
        _ = try reader.answer()
        let (payload, asked) = (reader.payload, batch.bytes)
        var transfers = TransferAnswers(payload.rawSpan, of: asked.rawSpan)
        var last = 0..<0
        while let transfer = try transfers.next() {
            if case .transferred(let place) = transfer { last = place }
        }
        return Array(payload[last])
    }

    mutating func status(_ radio: Radio) throws -> TransmitStatus {
        try TransmitStatus(try ask(TransferBatch(radio.readTransmitStatus))[0], of: radio)
    }

    /// The concentrator's microseconds at the instant of `now` before the reading.
    mutating func count() throws -> (microseconds: UInt32, at: Nanoseconds) {
        var clock = ConcentratorClock()
        let before = now
        try look(&clock)
        return (clock.microseconds, before)
    }

    mutating func look(_ clock: inout ConcentratorClock) throws {
        let reading = try ask(
            TransferBatch(
                .read(address: ConcentratorClock.address, count: ConcentratorClock.byteCount)))
        clock.update(reading.rawSpan)
    }
}
