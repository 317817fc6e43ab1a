import Foundation
import Rewards
import Testing

@testable import Epochs

@Suite("docs/epochs.md")
struct DocumentTests {
    @Test("has each table of verdicts, trust and state as it is")
    func tables() throws {
        let page = try String(
            contentsOf: URL(filePath: #filePath).deletingLastPathComponent()
                .deletingLastPathComponent().deletingLastPathComponent()
                .appendingPathComponent("docs/epochs.md"), encoding: .utf8)
        let tables =
            [BeaconRecord.table, WitnessRecord.table] + TrustFile.tables + EpochState.tables
        for table in tables {
            #expect(page.contains(table.markdown), "\(table.stage): \(table.name)")
        }
    }
}
