import Attestation
import CoverageRules
import HexGrid
import Primitives
import Registry
import Rewards

extension EpochState {
    /// The file `state`: every record in its one order. The same state has the same bytes on every
    /// machine.
    public func encoded() -> [UInt8] {
        var file = StateWriter()
        writeTime(&file)
        for item in books {
            file.record(.book, 2) { writer in
                writer.key(1)
                writer.bytes(item.key)
                writer.key(2)
                writer.beginArray(item.book.standing.count)
                for standing in item.book.standing { Self.write(standing, &writer) }
                writer.endArray()
            }
        }
        for item in positions { write(item.hotspot, item.kept, &file) }
        for item in standings { write(item, &file) }
        for epoch in history.epochs {
            file.record(.epoch, 1) { $0.field(1, epoch.epoch.number) }
        }
        writeHistory(&file)
        writeMoney(&file)
        return file.finish()
    }

    private func writeTime(_ file: inout StateWriter) {
        let follower = time.follower
        file.record(.head, 4 + (follower.step == nil ? 0 : 2)) { writer in
            writer.field(1, next.number)
            writer.field(2, position)
            writer.field(3, time.completeFrom.number)
            writer.field(4, follower.rootSize)
            writer.field(5, follower.step?.period.number)
            writer.field(6, follower.step?.value)
        }
        for (end, isNext) in [(follower.chain, false), (follower.next, true)] {
            guard let end else { continue }
            file.record(.chain, 5) { writer in
                writer.key(1)
                writer.boolean(isNext)
                writer.field(2, end.sequence)
                writer.field(3, end.chain.first.number)
                writer.field(4, end.length)
                writer.field(5, end.chain.end)
            }
        }
        for record in time.records {
            file.record(.record, 3) { writer in
                writer.field(1, record.period.number)
                writer.field(2, record.index)
                writer.field(3, record.value)
            }
        }
    }

    private static func write(
        _ standing: CommitmentBook.Standing, _ writer: inout CBORWriter
    ) {
        writer.beginArray(3)
        writer.unsigned(standing.window.number)
        writer.bytes(standing.hash)
        writer.boolean(standing.isSettled)
        writer.endArray()
    }

    private func write(
        _ hotspot: UInt32, _ kept: PositionTable.Kept, _ file: inout StateWriter
    ) {
        let history = kept.history
        file.record(.position, 4 + (history.lastContradiction == nil ? 0 : 1)) { writer in
            writer.field(1, UInt64(hotspot))
            writer.field(2, kept.placeIndex)
            writer.key(3)
            writer.boolean(history.hasFix)
            writer.field(4, UInt64(history.contradictingWindows))
            writer.field(5, history.lastContradiction?.number)
        }
    }

    private func write(_ item: HotspotStanding, _ file: inout StateWriter) {
        file.record(.standing, 6) { writer in
            writer.field(1, UInt64(item.hotspot))
            writer.field(2, UInt64(item.trust))
            writer.field(3, UInt64(item.paid.bits))
            writer.field(4, item.paidCell)
            writer.field(5, item.trustCell)
            writer.field(6, item.losses.bits)
        }
    }

    private func writeHistory(_ file: inout StateWriter) {
        for epoch in history.epochs {
            for edge in epoch.edges { write(edge, of: epoch.epoch, &file) }
        }
        for epoch in history.epochs {
            for item in epoch.hotspots {
                file.record(.hotspot, 5) { writer in
                    writer.field(1, epoch.epoch.number)
                    writer.field(2, UInt64(item.hotspot))
                    writer.field(3, UInt64(item.sent))
                    writer.field(4, UInt64(item.reports))
                    writer.list(5, item.noise)
                }
            }
        }
        for epoch in history.epochs {
            for item in epoch.sent {
                file.cell(.sent, epoch.epoch, item.cell, item.hotspot, item.sent)
            }
        }
        for epoch in history.epochs {
            for item in epoch.heard {
                file.cell(.heard, epoch.epoch, item.cell, item.hotspot, item.heard)
            }
        }
        for edge in history.edges {
            file.record(.edgeHistory, edge.fieldCount) { edge.writeFields(to: &$0) }
        }
        for item in history.hotspots {
            file.record(.hotspotHistory, item.fieldCount) { item.writeFields(to: &$0) }
        }
        for item in findings { file.record(.finding, item.fieldCount, item.write) }
        for item in notices { file.record(.notice, item.fieldCount, item.write) }
    }

    private func write(_ edge: EdgeSummary, of epoch: Epoch, _ file: inout StateWriter) {
        file.record(.edge, 6) { writer in
            writer.field(1, epoch.number)
            writer.field(2, UInt64(edge.beaconer))
            writer.field(3, UInt64(edge.witness))
            writer.field(4, UInt64(edge.heard))
            writer.field(5, UInt64(edge.offered))
            writer.list(6, edge.margins)
        }
    }

    private func writeMoney(_ file: inout StateWriter) {
        for item in demand {
            file.record(.demand, 3) { writer in
                writer.field(1, item.cell.bits)
                writer.field(2, item.payer.bytes)
                writer.field(3, item.credits)
            }
        }
        for item in contacts {
            file.record(.contact, 3) { writer in
                writer.field(1, item.owner.bytes)
                writer.field(2, UInt64(item.hotspot))
                writer.field(3, item.last.number)
            }
        }
        writeWaiting(&file)
    }

    private func writeWaiting(_ file: inout StateWriter) {
        for item in waiting.waiting {
            file.record(.waiting, 2) { writer in
                writer.field(1, item.epoch.number)
                writer.field(2, item.closed)
            }
        }
        for (epoch, settlement) in settlements {
            for item in settlement.spent {
                file.record(.spent, 3) { writer in
                    writer.field(1, epoch.number)
                    writer.field(2, item.account.bytes)
                    writer.field(3, item.credits)
                }
            }
        }
        for (epoch, settlement) in settlements {
            for item in settlement.filled {
                file.record(.filled, 3) { writer in
                    writer.field(1, epoch.number)
                    writer.field(2, UInt64(item.hotspot.value))
                    writer.field(3, item.grains)
                }
            }
        }
        for (epoch, settlement) in settlements {
            for item in settlement.anchored {
                file.record(.anchored, 2) { writer in
                    writer.field(1, epoch.number)
                    writer.field(2, UInt64(item.value))
                }
            }
        }
    }

    private var settlements: [(Epoch, Settlement)] {
        waiting.waiting.compactMap { item in item.settlement.map { (item.epoch, $0) } }
    }
}

/// Writes the file `state`.
private struct StateWriter {
    private var writer = CBORWriter(reservingCapacity: 1 << 16)

    /// A record with so many fields besides its kind.
    mutating func record(
        _ kind: StateKind, _ fields: Int, _ body: (inout CBORWriter) -> Void
    ) {
        writer.beginMap(fields + 1)
        writer.field(0, kind.rawValue)
        body(&writer)
        writer.endMap()
    }

    mutating func cell(
        _ kind: StateKind, _ epoch: Epoch, _ cell: Cell, _ hotspot: UInt32, _ count: UInt32
    ) {
        record(kind, 4) { writer in
            writer.field(1, epoch.number)
            writer.field(2, cell.bits)
            writer.field(3, UInt64(hotspot))
            writer.field(4, UInt64(count))
        }
    }

    consuming func finish() -> [UInt8] { writer.finish() }
}

extension CBORWriter {
    fileprivate mutating func list(_ key: UInt64, _ numbers: [Int16]) {
        self.key(key)
        beginArray(numbers.count)
        for number in numbers { integer(Int64(number)) }
        endArray()
    }
}
