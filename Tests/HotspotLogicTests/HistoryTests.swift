import Attestation
import Seeds
import Testing

@testable import HotspotLogic

@Suite("PROTOCOL 1, log time: m + n is the n-th record after record m")
struct HistoryTests {
    @Test("counts as a plain list does, with gaps of any length")
    func property() {
        var numbers = SeededNumbers(seed: 11)
        for _ in 0..<60 {
            var history = RecordHistory(completeFrom: 0)
            var made: [UInt64] = []
            var period: UInt64 = UInt64(numbers.below(50))
            for _ in 0..<numbers.below(400) {
                history.append(Period(period))
                made.append(period)
                period += 1 + UInt64(numbers.below(10) == 0 ? numbers.below(300) : numbers.below(3))
            }
            guard let newest = made.last else { continue }
            for _ in 0..<40 {
                let from = newest - min(newest, UInt64(numbers.below(2_048)))
                let expected = made.count { $0 > from }
                #expect(history.count(after: Period(from)) == UInt64(expected))
                let from2 = made.count { $0 >= from && newest - from < 2_048 }
                #expect(history.count(from: Period(from)) == UInt64(from2))
                #expect(history.isMade(Period(from)) == made.contains(from))
            }
        }
    }

    static let rows: [(name: String, made: [UInt64], after: UInt64, count: UInt64)] = [
        ("nothing is known", [], 3, 0),
        ("the newest itself is not after itself", [5], 5, 0),
        ("one after the other", [5, 6], 5, 1),
        ("a period without a record does not count", [5, 9], 6, 1),
        ("the word's edge", [0, 63, 64], 0, 2),
        ("one past the word's edge", [0, 64, 65], 0, 2),
        ("the last bit", [0, 2_047], 0, 1),
        ("one past the last bit is a lower bound", [0, 1, 2_049], 0, 1),
    ]

    @Test(arguments: rows)
    func counts(name: String, made: [UInt64], after: UInt64, count: UInt64) {
        var history = RecordHistory(completeFrom: 0)
        for period in made { history.append(Period(period)) }
        #expect(history.count(after: Period(after)) == count, "\(name)")
    }

    @Test("before its beginning and after its end it says that it does not know")
    func unknown() {
        var history = RecordHistory(completeFrom: 10)
        history.append(Period(12))
        #expect(history.isMade(Period(9)) == nil)
        #expect(history.isMade(Period(10)) == false)
        #expect(history.isMade(Period(12)) == true)
        #expect(history.isMade(Period(13)) == nil)
    }
}
