internal import Attestation
internal import EpochReplay
internal import EvidenceLog
internal import Host
internal import Primitives
internal import Registry
internal import Signing
internal import Storage
internal import Units

/// Files that are made of others and can be made again: the entropy of days, the indexes of reports.
extension DataCheck {
    mutating func derived(
        _ data: DataFolder, _ file: NetworkFile, _ book: EntropyBook,
        _ log: inout LogReader<FolderTiles, SHA256>
    ) throws(TileFault) {
        let names = (Folder.names(in: "\(data.path)/\(EntropyDay.folder)") ?? []).sorted()
        var days = 0
        for name in names where !name.hasPrefix(".") {
            guard let day = EntropyDay.number(of: name) else {
                fail("days", "\(EntropyDay.folder)/\(name) is no day")
                continue
            }
            let indexes = book.indexes { EntropyDay.side(of: $0, to: day, file) }
            var expected: [UInt8] = []
            for index in indexes {
                try log.entries(index..<index + 1) { expected += [UInt8](copying: $1) }
            }
            let found = try? WholeFile.read(
                "\(data.path)/\(EntropyDay.path(of: day))", limit: expected.count + 1)
            guard let found, found == expected else {
                fail("days", "\(EntropyDay.folder)/\(name) is not what the log has; remove it")
                continue
            }
            days += 1
        }
        if days > 0 { say("days", "\(days), as the log has them") }
        reports(data, file)
    }

    private mutating func reports(_ data: DataFolder, _ file: NetworkFile) {
        let reports = EpochReports(in: data.path, periods: file.periods)
        var count = 0
        for epoch in reports.epochs {
            do throws(EpochFolderError) {
                guard try reports.isCurrent(epoch) else {
                    fail(
                        "reports",
                        "reports/\(epoch.number) is not what epochs/\(epoch.number) has; remove it")
                    continue
                }
                count += 1
            } catch { fail("reports", error.description) }
        }
        if count > 0 { say("reports", "of \(count) epochs, each found where its files have it") }
    }
}

extension EntropyDay {
    /// Whether a period lies before a day, in it, or behind it: -1, 0 or 1.
    static func side(of period: Period, to day: UInt64, _ file: NetworkFile) -> Int {
        let start = file.genesis.value + period.number * file.periods.milliseconds * 1_000_000
        let other = start / length
        return other < day ? -1 : other > day ? 1 : 0
    }
}
