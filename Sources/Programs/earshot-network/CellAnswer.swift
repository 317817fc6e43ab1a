import HexGrid
import Notation
import OracleAPI
import OracleHost
import WebServer

/// `/v1/cells/CELL?after=FOUNDER&limit=N`: the sites in a cell of any resolution up to 12.
enum CellAnswer {
    /// - Parameter target: path and query, as they were asked.
    static func answer(_ sites: SiteBook, _ target: String) -> ServedAnswer {
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let name = parts[0].split(separator: "/").last.map(String.init) ?? ""
        guard let cell = try? Cell(parsing: name), cell.resolution.value <= 12 else {
            return .problem(
                .malformed, "\(Quote.text(name)) is no cell of resolution 0 to 12")
        }
        var (after, limit): (UInt32?, Int) = (nil, SiteBook.most)
        for part in parts.dropFirst().first?.split(separator: "&") ?? [] {
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard pair.count == 2, let number = UInt32(pair[1]), "\(number)" == pair[1] else {
                return malformed(String(part))
            }
            switch pair[0] {
            case "after": after = number
            case "limit" where (1...SiteBook.most).contains(Int(number)): limit = Int(number)
            default: return malformed(String(part))
            }
        }
        guard let found = sites.cell(cell, after: after, limit: limit) else {
            return .problem(.unknownCell, "no epoch is computed yet")
        }
        return .bytes(Array(found.text.utf8), type: "application/json")
            .with("Cache-Control", "no-cache")
    }

    private static func malformed(_ part: String) -> ServedAnswer {
        .problem(
            .malformed,
            "\(Quote.text(part)) is not of this page: after=FOUNDER, limit=1 to \(SiteBook.most)")
    }
}
