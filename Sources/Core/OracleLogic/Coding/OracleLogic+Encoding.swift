import Attestation
import Primitives
import Registry

/// The kinds of records, in the order in which they stand: under key 0 of each.
enum LogicRecordKind: UInt64, CaseIterable {
    case head, open, settlement, usage, signer, commitments
}

/// What an oracle has counted, without its registry, as bytes: a CBOR sequence (RFC 8742) of
/// deterministic maps, ascending by kind and then by number or key. It is nobody's evidence, only what
/// a start would else read out of the last 14 epochs again.
extension OracleLogic {
    public func encoded() -> [UInt8] {
        var file = LogicWriter()
        writeHead(&file)
        for item in closing.open {
            file.record(.open) { writer in
                writer.number(item.first)
                writer.number(item.last)
                writer.number(item.records)
            }
        }
        for item in settlements.waiting { Self.write(item, &file) }
        for (number, usage) in usage.enumerated() where !usage.isEmpty {
            file.record(.usage) { writer in
                writer.number(UInt64(number))
                usage.write(to: &writer)
            }
        }
        for (key, count) in signers.sorted(by: { $0.key < $1.key }) {
            file.record(.signer) { writer in
                writer.key(key)
                writer.number(UInt64(count))
            }
        }
        for (key, list) in commitments.sorted {
            file.record(.commitments) { writer in
                writer.key(key)
                writer.list(list) { item, writer in
                    writer.beginArray(2)
                    writer.unsigned(item.window.number)
                    writer.bytes(item.hash)
                    writer.endArray()
                }
            }
        }
        return file.bytes
    }

    private func writeHead(_ file: inout LogicWriter) {
        file.record(.head) { writer in
            writer.optional(newest?.number)
            writer.number(closing.next)
            writer.optional(closing.newestClosed?.number)
            writer.optional(unsettled?.lowerBound.number)
            writer.optional(unsettled?.upperBound.number)
        }
    }

    private static func write(_ item: SettlementQueue.Waiting, _ file: inout LogicWriter) {
        file.record(.settlement) { writer in
            writer.number(item.epoch.number)
            writer.number(item.closed)
            guard let settlement = item.settlement else { return }
            writer.list(settlement.spent) { item, writer in
                writer.beginArray(2)
                writer.bytes(item.account)
                writer.unsigned(item.credits)
                writer.endArray()
            }
            writer.list(settlement.filled) { item, writer in
                writer.beginArray(2)
                writer.unsigned(UInt64(item.hotspot.value))
                writer.unsigned(item.grains)
                writer.endArray()
            }
            writer.list(settlement.anchored) { item, writer in
                writer.unsigned(UInt64(item.value))
            }
        }
    }
}

extension HotspotUsage {
    fileprivate func write(to writer: inout RecordFields) {
        writer.list(windows) { $1.unsigned($0) }
        writer.number(now)
        writer.number(UInt64(beacon))
        writer.number(UInt64(others))
        writer.number(UInt64(owner))
        writer.optional(lastTestBeacon)
    }
}

private struct LogicWriter {
    private(set) var bytes: [UInt8] = []
    private var buffer = RecordBuffer()

    mutating func record(_ kind: LogicRecordKind, _ body: (inout RecordFields) -> Void) {
        buffer.write(kind: kind.rawValue, { bytes.append($0) }, body)
    }
}
