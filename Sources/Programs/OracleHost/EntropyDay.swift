public import Attestation
internal import EvidenceLog
internal import Glibc
internal import Host
internal import Notation
internal import Primitives
internal import Signing
internal import Storage
internal import Units

/// The entropy of one day that is over, as a file that any server of static files can give out:
/// `entropy/2026-11-21` holds the statements `entropy` and `entropy-chain` that stand in the log from
/// the day's first record to below the next day's, one after the other.
public struct EntropyDay: Sendable {
    /// Days since 1970, in UTC.
    public let number: UInt64
    let indexes: [UInt64]
    let directory: String

    /// `2026-11-21`.
    public static func name(of number: UInt64) -> String {
        String(RFC3339.text(of: Nanoseconds(number * length)).prefix(10))
    }

    /// Reads what `name` writes.
    public static func number(of name: String) -> UInt64? {
        guard let instant = try? RFC3339.instant(from: name + "T00:00:00Z") else { return nil }
        return instant.value / length
    }

    static let length: UInt64 = 86_400_000_000_000
    static let folder = "entropy"

    /// The file's place under the data folder.
    public static func path(of number: UInt64) -> String { "\(folder)/\(name(of: number))" }

    /// Writes the file; durable and whole when this returns.
    public func write() throws(OracleHostError) {
        var log = try PublishedLog.open(directory)
        var bytes: [UInt8] = []
        do throws(TileFault) {
            for index in indexes {
                try log.entries(index..<index + 1) { bytes += [UInt8](copying: $1) }
            }
        } catch { throw .log("\(directory): \(error)") }
        let folder = "\(directory)/\(Self.folder)"
        if unsafe mkdir(folder, 0o755) != 0, errno != EEXIST {
            throw .disk("cannot make \(folder): \(SystemError.last)")
        }
        do throws(NewFileError) {
            try DurableFile.replace(bytes, at: "\(directory)/\(Self.path(of: number))")
        } catch { throw .disk(error.description) }
    }
}

extension OracleHost {
    /// The first day from `next` on that is over, has records, all of them under the published head,
    /// and has no file. `next` goes on past days that need none.
    public func entropyDay(from next: inout UInt64) -> EntropyDay? {
        guard let newest, let oldest = entropy.oldest else { return nil }
        let last = day(of: newest)
        next = max(next, day(of: oldest))
        while next < last {
            let number = next
            let indexes = entropy.indexes { EntropyDay.side(of: $0, to: number, file) }
            let path = "\(data.path)/\(EntropyDay.path(of: number))"
            if let end = indexes.last, unsafe access(path, F_OK) != 0 {
                guard end < log.publishedSize else { return nil }
                return EntropyDay(number: number, indexes: indexes, directory: data.path)
            }
            next += 1
        }
        return nil
    }

    private func day(of period: Period) -> UInt64 { start(of: period).value / EntropyDay.length }

    /// The newest record, as it is logged; nothing before the first.
    public var newestRecord: [UInt8] {
        get throws(OracleHostError) {
            guard let newest = entropy.newest else { return [] }
            return try entry(newest.index)
        }
    }

    /// The record of a period, as it is logged.
    public func record(of period: Period) throws(OracleHostError) -> [UInt8]? {
        guard let index = entropy.index(of: period) else { return nil }
        return try entry(index)
    }
}
