import Primitives
import Seeds
import Testing

@testable import HotspotLogic

@Suite("PROTOCOL 1: no sequence number is used twice")
struct JournalTests {
    @Test("numbers rise, and are never below the milliseconds")
    func rising() {
        var journal = Journal()
        var taken = [0, 500, 500, 100].map { journal.takeSequence(milliseconds: $0) }
        journal.use(9_000)
        taken.append(journal.takeSequence(milliseconds: 600))
        // The fourth: a clock that was set back.
        #expect(taken == [1, 500, 501, 502, 9_001])
    }

    @Test("whatever is forgotten, what is left on the disk knows the highest number")
    func property() {
        for seed in UInt64(1)...40 {
            var numbers = SeededNumbers(seed: seed)
            var journal = Journal()
            var disk: [UInt64: [UInt8]] = [:]
            var live: [UInt64] = []
            var highest: UInt64 = 0
            for _ in 0..<60 {
                var effects: [HotspotEffect] = []
                if numbers.below(3) > 0 || live.isEmpty {
                    highest = journal.takeSequence(milliseconds: UInt64(numbers.below(50)))
                    live.append(journal.keep(.statement, [1, 2, 3], &effects))
                } else {
                    journal.forget(live.remove(at: numbers.below(live.count)), &effects)
                }
                for effect in effects {
                    switch effect {
                    case .keep(let number, _, let payload): disk[number] = payload
                    case .forget(let number, _): disk[number] = nil
                    default: Issue.record("\(effect)")
                    }
                }
                var restored = Journal()
                for number in disk.keys.sorted() {
                    let body = restored.restore(number, disk[number] ?? [])
                    #expect(body == [1, 2, 3])
                }
                let next = restored.takeSequence(milliseconds: 0)
                #expect(next > highest, "seed \(seed)")
                #expect(restored.nextRecord == journal.nextRecord, "seed \(seed)")
            }
        }
    }

    @Test("record numbers go on above all that the spool ever had, whatever was lost of it")
    func reach() {
        var journal = Journal()
        _ = journal.restore(7, [0, 0, 0, 0, 0, 0, 0, 1])
        #expect(journal.nextRecord == 8)
        journal.reach(40)
        journal.reach(12)
        #expect(journal.nextRecord == 41)
        journal.reach(.max)
        #expect(journal.nextRecord == 41)
    }

    @Test("a header that cannot be is no record", arguments: [0, 7, 8])
    func headers(count: Int) {
        var journal = Journal()
        let short = journal.restore(1, Array(repeating: 0, count: count))
        let insane = journal.restore(2, Array(repeating: 0xff, count: 16))
        let next = journal.takeSequence(milliseconds: 0)
        #expect(short == nil && insane == nil && next == 1)
    }
}
