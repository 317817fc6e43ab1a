import Primitives
import Units

/// The order that does nearly everything: operations on the chips behind the bridge, several in one
/// request, each answered in order.
struct TransferUnit {
    /// What an operation's answer says of it.
    enum Status {
        static let good: UInt8 = 0
        static let wrongParameter: UInt8 = 2
    }

    enum Kind {
        static let raw: UInt8 = 1
        static let modify: UInt8 = 2
    }

    /// False where the bytes are no list of operations; those before the fault are carried out then,
    /// as a controller does that works through the list.
    func carryOut(
        _ list: RawSpan, board: inout BoardChips, at now: Nanoseconds, answer: inout [UInt8]
    ) -> Bool {
        var offset = 0
        while offset < list.byteCount {
            let left = list.byteCount - offset
            guard left >= 5 else { return false }
            switch list.byte(at: offset + 1) {
            case Kind.raw:
                let count = Int(list.byte(at: offset + 3)) << 8 | Int(list.byte(at: offset + 4))
                guard left >= 5 + count else { return false }
                transfer(
                    list.extracting(offset..<offset + 5 + count), &board, now, &answer)
                offset += 5 + count
            case Kind.modify:
                guard left >= 6 else { return false }
                modify(list.extracting(offset..<offset + 6), &board, now, &answer)
                offset += 6
            default: return false
            }
        }
        return true
    }

    private func transfer(
        _ operation: RawSpan, _ board: inout BoardChips, _ now: Nanoseconds,
        _ answer: inout [UInt8]
    ) {
        let start = answer.count
        answer.append(operation)
        let bytes = operation.extracting(5..<operation.byteCount)
        let isGood =
            switch operation.byte(at: 2) {
            case 0: board.exchange(bytes, at: now, answer: &answer, from: start + 5)
            case 1: board.exchangeListener(bytes, at: now, answer: &answer, from: start + 5)
            default: false
            }
        answer[start + 2] = isGood ? Status.good : Status.wrongParameter
    }

    /// The controller reads, changes and writes; what it answers is what it wrote, whatever the chip
    /// kept of it.
    private func modify(
        _ operation: RawSpan, _ board: inout BoardChips, _ now: Nanoseconds,
        _ answer: inout [UInt8]
    ) {
        let address = UInt16(operation.byte(at: 2)) << 8 | UInt16(operation.byte(at: 3))
        let (mask, value) = (operation.byte(at: 4), operation.byte(at: 5))
        let old = board.read(address & 0x7FFF, at: now)
        let new = old & ~mask | value & mask
        board.write(address & 0x7FFF, new, at: now)
        answer += [operation.byte(at: 0), Kind.modify, Status.good, old, new]
    }
}
