import Air
import Units

/// What the bridge says, answer by answer, each with the fault that was ordered for it. A message of
/// a fault is one answer.
struct AnswerLine {
    /// What befalls the board itself instead of an answer.
    enum Blow { case stall, unplug, restart }

    private let faults: [EmulatorFault]
    /// Of `faults`, those that happen once and have.
    private var spent: [Int] = []
    /// Answers since the emulator's start, those that never came among them.
    private var number = 0
    /// Whole answers, each with the time before which it does not leave.
    private var held: [(time: Nanoseconds, bytes: [UInt8])] = []

    init(faults: [EmulatorFault]) { self.faults = faults }

    /// When the next answer that is held back may leave.
    var due: Nanoseconds? { held.first?.time }

    /// Whether a lasting fault is in force with the answer that comes next.
    func isInForce(_ kind: EmulatorFault.Kind) -> Bool {
        faults.contains { $0.kind == kind && $0.message <= number + 1 }
    }

    /// Whether a fault that happens once is to happen with the answer that comes next, or was to with
    /// one before. It has happened then.
    mutating func spend(_ kind: EmulatorFault.Kind) -> Bool {
        let place = faults.indices.first { index in
            faults[index].kind == kind && faults[index].message <= number + 1
                && !spent.contains(index)
        }
        guard let place else { return false }
        spent.append(place)
        return true
    }

    /// Takes an answer. A blow that comes back takes its place.
    mutating func append(
        _ answer: [UInt8], at now: Nanoseconds, outgoing: inout [UInt8]
    ) -> Blow? {
        number += 1
        let fault = faults.first { $0.message == number }
        switch fault?.kind {
        case .drop: break
        case .delay:
            hold(answer, from: now + Nanoseconds(EmulatorFault.delayMicroseconds * 1_000))
        case .corrupt:
            var answer = answer
            answer[answer.count / 2] ^= 0x01
            send(answer, at: now, &outgoing)
        case .duplicate:
            send(answer, at: now, &outgoing)
            send(answer, at: now, &outgoing)
        case .truncate: send(Array(answer.prefix(answer.count / 2)), at: now, &outgoing)
        case .stall: return .stall
        case .unplug: return .unplug
        case .restart: return .restart
        default: send(answer, at: now, &outgoing)
        }
        return nil
    }

    mutating func takeDue(at now: Nanoseconds, into outgoing: inout [UInt8]) {
        while let first = held.first, first.time <= now {
            outgoing += first.bytes
            held.removeFirst()
        }
    }

    mutating func forget() { held.removeAll() }

    /// Nothing overtakes what is held.
    private mutating func send(
        _ answer: [UInt8], at now: Nanoseconds, _ outgoing: inout [UInt8]
    ) {
        if held.isEmpty { outgoing += answer } else { hold(answer, from: now) }
    }

    private mutating func hold(_ answer: [UInt8], from time: Nanoseconds) {
        held.append((max(time, held.last?.time ?? time), answer))
    }
}
