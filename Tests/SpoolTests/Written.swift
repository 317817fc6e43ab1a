import Primitives
import Spool

/// A spool in memory: what `Storage` does, without a disk.
struct MemorySpool {
    var journal: SpoolJournal
    var files: [UInt32: [UInt8]] = [:]
    /// Where each commit ended, in the segment it went to.
    var ends: [(segment: UInt32, length: Int)] = []

    init(_ limits: SpoolLimits, held: [UInt8] = []) {
        journal = SpoolJournal(limits: limits, kinds: SpoolKinds(held: held))
    }

    mutating func keep(_ number: UInt64, kind: UInt8 = 1, _ payload: [UInt8]) throws {
        try journal.append(kind: kind, number: number, payload.rawSpan)
    }

    mutating func commit(salt: UInt64 = 0x5A17) {
        while journal.wantsCommit {
            for read in journal.planMoves() {
                let bytes = files[read.segment]?[read.offset..<read.offset + read.byteCount] ?? []
                let copy = Array(bytes)
                journal.move(read, copy.rawSpan)
            }
            guard journal.hasWork else { return }
            let write = journal.seal(salt: salt)
            var file = write.isNew ? [] : files[write.segment] ?? []
            precondition(file.count == write.offset, "appended at the end")
            file += write.bytes
            files[write.segment] = file
            ends.append((write.segment, file.count))
            for number in journal.written() { files[number] = nil }
        }
    }

    /// What a start makes of these files.
    static func replay(_ files: [UInt32: [UInt8]], _ limits: SpoolLimits) -> SpoolReplay {
        let numbers = files.keys.sorted()
        var replay = SpoolReplay(
            limits: limits, kinds: SpoolKinds(held: []), first: numbers.first ?? 1)
        for (slot, number) in numbers.enumerated() {
            let bytes = files[number] ?? []
            var length: Int?
            if slot + 1 < numbers.count {
                let next = files[numbers[slot + 1]] ?? []
                length = (try? SegmentHeader(parsing: next.rawSpan)).map { Int($0.previousLength) }
            }
            replay.segment(number, bytes.rawSpan, length: length)
        }
        return replay
    }
}

extension SpoolJournal {
    var numbers: [UInt64] {
        var numbers: [UInt64] = []
        var next: UInt64 = 0
        while let record = first(from: next) {
            numbers.append(record.number)
            next = record.number + 1
        }
        return numbers
    }
}
