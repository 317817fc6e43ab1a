import Air
import Airwaves
import Concentrator
import Primitives
import Radios
import Units

/// A `ModelBridge` that lives in time: its counters count, its receive buffer fills with records that
/// a test puts there, its transmit path waits, sends and becomes free. A plain model beside the Lab's
/// emulator: what a test wants to go wrong it says in `trouble`.
struct LiveBridge: EmulatedRadio {
    enum Trouble: Equatable {
        /// From this request on nothing is answered.
        case silent(from: Int)
        /// This answer is not sent.
        case lost(Int)
        /// The next answer with bytes of the receive buffer is not sent.
        case lostBuffer
        /// Of this answer only so many bytes are sent.
        case cut(Int, to: Int)
        /// This answer is sent twice.
        case twice(Int)
        /// A byte of this answer is turned over.
        case flipped(Int, at: Int)
        /// This answer comes so much later.
        case late(Int, Nanoseconds)
        /// Bytes come unasked behind this answer, after a while.
        case chatter(after: Int, [UInt8])
        case neverStarts
        case neverEnds
        case ignoresTrigger
        case neverFree
        case transmitStatus(UInt8)
        /// The chip loses its power after this request.
        case powerLoss(after: Int)
        case parity
        case bridgeRestart(after: Int)
        case clockStands
        /// The count of bytes is torn the first time.
        case tornCount
    }

    var model = ModelBridge()
    var trouble: Trouble?
    /// On air for so long, whatever is sent.
    var airtime = Nanoseconds(40_000_000)
    /// Where the chip's counter stands at time 0.
    var firstTick: UInt32 = 0
    var firstPulse: Nanoseconds?
    private(set) var requests = 0
    /// How often each kind of request came since it was last emptied.
    var kinds: [Kind] = []
    private(set) var emissions: [(start: UInt64, power: UInt8, payload: [UInt8])] = []

    enum Kind: Equatable {
        case ping, status, pin, count, buffer, counters, transmitStatus, program, other
    }

    private var input: [UInt8] = []
    private var held: [(at: Nanoseconds, bytes: [UInt8])] = []
    private var content: [UInt8] = []
    private var writes = 0
    private var path: Path?
    private var isTorn = false
    private var standing: UInt32 = 0

    private struct Path {
        var start: Nanoseconds
        var end: Nanoseconds
    }

    /// Puts bytes into the receive buffer.
    mutating func fill(_ bytes: [UInt8]) { content += bytes }
    var bytesLeft: Int { content.count }

    mutating func hear(_ arrival: Arrival) {}

    mutating func take(_ bytes: RawSpan, at now: Nanoseconds, effects: inout RadioEffects) {
        input.append(bytes)
        while input.count >= 4, input.count >= 4 + (Int(input[1]) << 8 | Int(input[2])) {
            let count = 4 + (Int(input[1]) << 8 | Int(input[2]))
            let request = Array(input.prefix(count))
            input.removeFirst(count)
            requests += 1
            hold(answer(to: request, at: now), at: now)
        }
        pass(to: now, effects: &effects)
    }

    mutating func pass(to now: Nanoseconds, effects: inout RadioEffects) {
        for held in held where held.at <= now { effects.outgoing += held.bytes }
        held.removeAll { $0.at <= now }
        effects.wake = held.map(\.at).min()
    }

    private mutating func hold(_ answer: [UInt8], at now: Nanoseconds) {
        switch trouble {
        case .silent(let from) where requests >= from: return
        case .lost(requests): return
        case .cut(requests, let count): held.append((now, Array(answer.prefix(count))))
        case .twice(requests): held.append((now, answer + answer))
        case .flipped(requests, let place):
            var answer = answer
            answer[place % answer.count] ^= 0x41
            held.append((now, answer))
        case .late(requests, let delay): held.append((now + delay, answer))
        case .chatter(after: requests, let bytes):
            held.append((now, answer))
            held.append((now + Nanoseconds(3_000_000), bytes))
        default: held.append((now, answer))
        }
    }

    // MARK: - What the chip answers

    private mutating func answer(to request: [UInt8], at now: Nanoseconds) -> [UInt8] {
        kinds.append(kind(of: request))
        var answer = model.answer(to: request)
        switch kind(of: request) {
        case .count: answer.replaceSubrange(13..<15, with: count())
        case .buffer:
            let count = Int(request[7]) << 8 | Int(request[8]) - 4
            let read = content.prefix(count)
            answer.replaceSubrange(13..<13 + read.count, with: read)
            content.removeFirst(read.count)
            if trouble == .lostBuffer { return [] }
        case .counters: answer.replaceSubrange(13..<21, with: counters(at: now))
        case .transmitStatus: answer[13] = transmitStatus(at: now)
        case .status: answer.replaceSubrange(4..<8, with: uptime(at: now))
        case .program: obey(at: now)
        default: break
        }
        if case .parity = trouble, request[3] == 5, request.count > 12, request[10] == 0x57,
            request[11] == 0x80, kinds.count > 150
        {
            answer[13] |= 1
        }
        if case .powerLoss(after: requests) = trouble { model.losePower() }
        return answer
    }

    private func kind(of request: [UInt8]) -> Kind {
        switch request[3] {
        case 0: return .ping
        case 1: return .status
        case 4: return .pin
        default: break
        }
        // One reading of the SX1302: id, kind 1, target 0, length, multiplexer 0, address.
        guard request.count > 12, request[5] == 1, request[6] == 0, request[9] == 0 else {
            return request[5] == 2 ? .program : .other
        }
        switch UInt16(request[10]) << 8 | UInt16(request[11]) {
        case 0x58C8: return .count
        case 0x4000: return .buffer
        case 0x6101: return .counters
        case 0x5211: return .transmitStatus
        default: return request[10] & 0x80 == 0 ? .other : .program
        }
    }

    private mutating func count() -> [UInt8] {
        if trouble == .tornCount, !isTorn, content.count > 1 {
            isTorn = true
            return [0, 1]
        }
        isTorn = false
        return [UInt8(content.count >> 8), UInt8(content.count & 0xFF)]
    }

    func ticks(at now: Nanoseconds) -> UInt32 {
        firstTick &+ UInt32(truncatingIfNeeded: now.value * 32 / 1000)
    }

    private mutating func counters(at now: Nanoseconds) -> [UInt8] {
        var pulse: UInt32 = 0
        if let firstPulse, now >= firstPulse {
            let second: UInt64 = 1_000_000_000
            let last = firstPulse.value + (now.value - firstPulse.value) / second * second
            pulse = ticks(at: Nanoseconds(last))
        }
        var free = ticks(at: now)
        defer { standing = free }
        if case .clockStands = trouble { free = standing }
        return bigEndian(pulse) + bigEndian(free)
    }

    private func uptime(at now: Nanoseconds) -> [UInt8] {
        var milliseconds = UInt32(now.value / 1_000_000) + 5000
        if case .bridgeRestart(let after) = trouble, requests > after { milliseconds = 1000 }
        return bigEndian(milliseconds)
    }

    private func bigEndian(_ value: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
    }

    // MARK: - Sending

    /// What was written to the triggers since the last request.
    private mutating func obey(at now: Nanoseconds) {
        for access in model.log[writes...] {
            guard case .write(0x5200, let value) = access else { continue }
            if value & 0x07 == 0, trouble != .neverFree { path = nil }
            if value & 0x07 != 0, trouble != .ignoresTrigger { trigger(value & 0x07, at: now) }
        }
        writes = model.log.count
    }

    private mutating func trigger(_ bit: UInt8, at now: Nanoseconds) {
        let memory = model.memory
        let register = { (address: Int) in UInt32(memory[address]) }
        let delay = UInt64(register(0x5205) << 8 | register(0x5206)) * 1000 / 32
        let target =
            register(0x5201) << 24 | register(0x5202) << 16 | register(0x5203) << 8
            | register(0x5204)
        var start = now.value + delay
        if bit == 2 { start += UInt64(target &- ticks(at: now)) * 1000 / 32 }
        if bit == 4, let firstPulse {
            let second: UInt64 = 1_000_000_000
            start += second - (now.value - firstPulse.value) % second
        }
        if trouble == .neverStarts || bit == 4 && firstPulse == nil { start = .max }
        let end = trouble == .neverEnds ? .max : start &+ airtime.value
        path = Path(start: Nanoseconds(start), end: Nanoseconds(end))
        let length = Int(model.memory[0x5263])
        let payload = Array(model.memory[0x5300..<0x5300 + length])
        if start != .max { emissions.append((start, model.memory[0x520D], payload)) }
    }

    private func transmitStatus(at now: Nanoseconds) -> UInt8 {
        if case .transmitStatus(let byte) = trouble, path != nil { return byte }
        guard let path else { return 0x80 }
        if now < path.start { return 0x91 }
        return now < path.end ? 0x30 : 0x80
    }
}
