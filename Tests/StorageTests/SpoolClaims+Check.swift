import Primitives
import Seeds
import Spool
import Storage
import Testing

extension SpoolClaims {
    func faults(in path: String) -> [String] { faults(in: path, isTornAllowed: true) }

    /// Whether the disk holds what was told to be kept, and nothing that was told to be forgotten.
    /// - Returns: what is wrong.
    func faults(in path: String, isTornAllowed: Bool) -> [String] {
        var faults: [String] = []
        do {
            let check = try SpoolCheck(directory: path)
            faults += check.problems.map(\.description)
            if !isTornAllowed, check.tornCount > 0 { faults.append("torn") }
            let limits = try SpoolLimits(bytes: 64 << 10, records: 600, payload: 500)
            if check.fileBytes > limits.bytes { faults.append("\(check.fileBytes) bytes of files") }
            let spool = try SpoolFiles(
                directory: path, limits: limits, kinds: SpoolKinds(held: [9]))
            faults += try differences(spool)
            // And it goes on from there.
            let next = spool.highest + 1
            try spool.append(kind: 1, number: next, DrivenBytes.of(next).rawSpan)
            try spool.commit()
            let now = try SpoolCheck(directory: path)
            if now.isBroken || now.tornCount > 0 || now.records != spool.status.records {
                faults.append("after one more record: \(now)")
            }
        } catch {
            // Killed before there was a folder or anything in it.
            let isNew =
                switch error as? SpoolError {
                case .noSpool: true
                case .missingFile(let missing): missing == path
                default: false
                }
            guard kept.isEmpty, isNew else { return ["\(error)"] }
        }
        return faults
    }

    private func differences(_ spool: SpoolFiles) throws -> [String] {
        var faults: [String] = []
        var found: Set<UInt64> = []
        try spool.forEachLive { record, payload in
            found.insert(record.number)
            if !mayHold(record.number, kind: record.kind) {
                faults.append("\(record) was never asked for")
            }
            if [UInt8](copying: payload) != DrivenBytes.of(record.number) {
                faults.append("\(record) has other bytes")
            }
            if forgotten.contains(record.number) { faults.append("\(record) was forgotten") }
            if evicted.contains(record.number) { faults.append("\(record) was evicted") }
        }
        if spool.highest < kept.keys.max() ?? 0 { faults.append("numbers fell") }
        // A commit that was cut off may have evicted; the totals on disk say how many.
        let missing = kept.keys.filter {
            !found.contains($0) && !forgotten.contains($0) && !leaving.contains($0)
                && !perhapsForgotten.contains($0) && !evicted.contains($0)
        }
        let untold = Int(spool.status.totals.evicted) - evicted.count
        if missing.count > max(0, untold) {
            faults.append("\(missing.sorted()) are lost; \(untold) evictions were not told")
        }
        if missing.contains(where: { kept[$0] == 9 }) { faults.append("one of kind 9 is lost") }
        return faults
    }
}

/// The same bytes as `spool-drive` makes of a number.
enum DrivenBytes {
    static func of(_ number: UInt64) -> [UInt8] {
        var chance = SeededNumbers(seed: number)
        return chance.bytes(chance.below(501))
    }
}
