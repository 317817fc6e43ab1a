import Attestation
import CoverageRules
import Primitives

/// Which statements an epoch needs read whole, signatures and all (decision 0258): those that stand
/// past its first record, and those that name one of its windows.
///
/// Of any other statement of its two ranges F asks two things only: whether its key used its number
/// for another statement too, which B-11 counts and which is so of a statement that is logged twice;
/// and whether it tells of a frame that somebody drew and did not reveal (PROTOCOL 3.1). So of it key,
/// number and frames are kept as they stand there, signed or not, and the few that these lead to are
/// read whole after all: what nobody asks for needs no signature.
public struct EvidenceReach: Sendable {
    /// Where the epoch's first record stands.
    let begin: UInt64
    private let windows: ClosedRange<Window>

    /// - Parameter time: with the record that closes the epoch.
    init(_ time: LogTime, _ epoch: Epoch) {
        let windows = time.windows(of: epoch)
        self.windows = windows[0]...windows[windows.count - 1]
        // An epoch that has closed has begun.
        begin = time.start(of: windows[0]) ?? 0
    }

    func has(_ window: Window) -> Bool { windows.contains(window) }
}

/// A statement that was passed over: its name, by whomever it is signed.
public struct PassedStatement: Sendable {
    /// Which of the evidence's keys it names.
    public var key: UInt32
    public let sequence: UInt64
    public let index: UInt64
}

/// A beacon's frame of which a statement tells that was passed over.
struct PassedFrame: Sendable {
    /// Of the half of its start in which there is no header.
    let start: UInt64
    /// Which of those that were passed over.
    var statement: UInt32
}

extension EvidenceChunk {
    mutating func pass(_ key: PublicKey, _ sequence: UInt64, at index: UInt64) {
        passed.append(PassedStatement(key: keys.take(key), sequence: sequence, index: index))
    }

    /// Notes a frame of the statement that was passed over last.
    mutating func pass(_ frame: RawSpan) {
        guard let start = FrameStart.of(frame) else { return }
        passedFrames.append(
            PassedFrame(start: start.low, statement: UInt32(passed.count - 1)))
    }

    /// Where those stand that share key and number with a statement that was read; ascending.
    var contested: [UInt64] {
        let near = nearby()
        guard !near.isEmpty else { return [] }
        // order: only asked whether it has one.
        let names = Set(near.map { Name(passed[$0]) })
        var met: Set<Name> = []  // order: as above
        for statement in statements {
            let name = Name(key: statement.key, sequence: statement.sequence)
            if names.contains(name) { met.insert(name) }
        }
        return near.filter { met.contains(Name(passed[$0])) }.map { passed[$0].index }.sorted()
    }

    private struct Name: Hashable {
        let key: UInt32
        let sequence: UInt64

        init(key: UInt32, sequence: UInt64) { (self.key, self.sequence) = (key, sequence) }

        init(_ passed: PassedStatement) {
            self.init(key: passed.key, sequence: passed.sequence)
        }
    }

    /// Those passed over whose number lies among those of its key that were read. Numbers ascend, so
    /// that of an honest key none does.
    private func nearby() -> [Int] {
        var bounds = [(low: UInt64, high: UInt64)](repeating: (.max, 0), count: keys.keys.count)
        for statement in statements {
            let old = bounds[Int(statement.key)]
            bounds[Int(statement.key)] = (
                min(old.low, statement.sequence), max(old.high, statement.sequence)
            )
        }
        return passed.indices.filter { place in
            let bounds = bounds[Int(passed[place].key)]
            return bounds.low <= passed[place].sequence && passed[place].sequence <= bounds.high
        }
    }
}
