import Attestation
import Notation
import OracleAPI
import OracleHost
import Primitives
import WebServer

/// `/v1/reports/ID` and `/v1/hotspots/ADDRESS/reports`.
enum ReportAnswer {
    /// - Returns: nothing when the book does not know the report.
    static func one(
        _ book: ReportBook, _ id: Hash256
    ) throws(OracleHostError) -> ServedAnswer? {
        try book.report(id).map { answer($0.json) }
    }

    /// - Returns: nothing when the book does not know the key.
    static func list(
        _ book: ReportBook, _ address: Address, _ window: Window, _ after: Hash256?, _ limit: Int
    ) throws(OracleHostError) -> ServedAnswer? {
        guard let hotspot = book.hotspot(address) else { return nil }
        return answer(
            try book.reports(of: hotspot, in: window, after: after, limit: limit).json)
    }

    static func answer(_ found: ReportView?, _ id: Hash256) -> ServedAnswer {
        guard let found else {
            return .problem(
                .unknownReport,
                "no report \(id.hexText): a beacon is known once its reveal is logged, a witness "
                    + "report once it is opened and a minute has passed")
        }
        return answer(found.json)
    }

    /// Of a key that no look at the log has seen yet.
    static func nothing(
        of view: HotspotView?, _ address: Address, _ window: Window
    ) -> ServedAnswer {
        guard view != nil else {
            return .problem(.unknownHotspot, "no hotspot has the key of \(address)")
        }
        return answer(ReportList(window: window, reports: []).json)
    }

    private static func answer(_ json: JSON) -> ServedAnswer {
        .bytes(Array(json.text.utf8), type: "application/json").with("Cache-Control", "no-cache")
    }
}
