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
    fileprivate func write(to writer: inout LogicFields) {
        writer.list(windows) { $1.unsigned($0) }
        writer.number(now)
        writer.number(UInt64(beacon))
        writer.number(UInt64(others))
        writer.number(UInt64(owner))
        writer.optional(lastTestBeacon)
    }
}

/// The fields of a record, each under the next key; one that is absent leaves its key out.
struct LogicFields {
    fileprivate var body = CBORWriter()
    private var key: UInt64 = 0
    fileprivate var count = 0

    private mutating func next() {
        body.unsigned(key)
        key += 1
        count += 1
    }

    mutating func number(_ value: UInt64) {
        next()
        body.unsigned(value)
    }

    mutating func key(_ value: PublicKey) {
        next()
        body.bytes(value)
    }

    mutating func optional(_ value: UInt64?) {
        if let value { number(value) } else { key += 1 }
    }

    mutating func list<Item>(_ items: [Item], _ write: (Item, inout CBORWriter) -> Void) {
        next()
        body.beginArray(items.count)
        for item in items { write(item, &body) }
        body.endArray()
    }
}

private struct LogicWriter {
    private(set) var bytes: [UInt8] = []

    mutating func record(_ kind: LogicRecordKind, _ body: (inout LogicFields) -> Void) {
        var fields = LogicFields()
        fields.number(kind.rawValue)
        body(&fields)
        precondition(fields.count < 24, "a map's head of one byte")
        bytes.append(0xa0 | UInt8(fields.count))
        bytes += fields.body.finish()
    }
}
