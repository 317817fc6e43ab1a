import Airwaves
import Concentrator
import Primitives
import Seeds
import Units

/// The bridge's controller: carries out one order after the other, and answers each in one piece.
/// Orders and sizes are those of Semtech's firmware 01.00.00, and of 00.02.06, whose transfers have
/// another number.
struct BridgeDevice {
    let version: BridgeVersion
    /// The 96-bit number of the controller chip.
    let chip: [UInt8]
    let temperature: Int16
    private var started: Nanoseconds
    /// A fault: PING tells a version that nobody knows.
    var hidesVersion = false
    private let transfers = TransferUnit()

    init(_ settings: CoreCellSettings, at now: Nanoseconds) {
        version = settings.bridge
        temperature = settings.temperature
        var numbers = SeededNumbers(seed: settings.eui.bits ^ settings.seed)
        chip = numbers.bytes(12)
        started = now
    }

    mutating func restart(at now: Nanoseconds) { started = now }

    enum Order {
        static let ping: UInt8 = 0x00
        static let status: UInt8 = 0x01
        static let bootloader: UInt8 = 0x02
        static let reset: UInt8 = 0x03
        static let writePin: UInt8 = 0x04
        static let answer: UInt8 = 0x40
        static let refusal: UInt8 = 0xFF
    }

    var transferOrder: UInt8 { version.major == 0 ? 0x06 : 0x05 }

    /// Appends the answer. Answers whether the device leaves the bus behind it.
    mutating func obey(
        _ request: TakenRequest, board: inout BoardChips, at now: Nanoseconds,
        answer: inout [UInt8]
    ) -> Bool {
        let start = answer.count
        answer += [request.identifier, 0, 0, request.order | Order.answer]
        guard !request.isTooLong, carryOut(request, &board, now, &answer) else {
            answer.removeSubrange(start...)
            answer += [request.identifier, 0, 0, Order.refusal]
            return false
        }
        let count = answer.count - start - 4
        answer[start + 1] = UInt8(count >> 8)
        answer[start + 2] = UInt8(truncatingIfNeeded: count)
        return request.order == Order.bootloader
    }

    /// False for an order that does not exist, or of the wrong size.
    private mutating func carryOut(
        _ request: TakenRequest, _ board: inout BoardChips, _ now: Nanoseconds,
        _ answer: inout [UInt8]
    ) -> Bool {
        let payload = request.payload
        switch request.order {
        case Order.ping:
            guard payload.isEmpty else { return false }
            answer += chip
            answer += Array(hidesVersion ? "V09.09.09".utf8 : "V\(version)".utf8)
        case Order.status:
            guard payload.isEmpty else { return false }
            appendStatus(at: now, to: &answer)
        case Order.bootloader: return payload.isEmpty
        case Order.reset:
            guard payload.count == 1 else { return false }
            answer.append(payload[0] == 0 ? 0 : 1)
            if payload[0] == 0 { board.reset(at: now) }
        case Order.writePin:
            guard payload.count == 3 else { return false }
            let isDone = board.setPin(
                port: payload[0], pin: payload[1], high: payload[2] != 0, at: now)
            answer.append(isDone ? 0 : 1)
        case transferOrder:
            return transfers.carryOut(payload.rawSpan, board: &board, at: now, answer: &answer)
        default: return false
        }
        return true
    }

    private func appendStatus(at now: Nanoseconds, to answer: inout [UInt8]) {
        let milliseconds = UInt32(truncatingIfNeeded: now.gap(to: started).value / 1_000_000)
        let warmth = UInt16(bitPattern: temperature)
        answer += [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: milliseconds >> UInt32($0)) }
        answer += [UInt8(warmth >> 8), UInt8(truncatingIfNeeded: warmth)]
    }
}
