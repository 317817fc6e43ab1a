public import Attestation
internal import EpochReplay
internal import Epochs
public import HexGrid
public import Notation
internal import Primitives
internal import Rewards
internal import Synchronization

/// The sites of the newest computed epoch by where they stand: what a cell of any resolution holds,
/// and by what it is paid. Any thread may ask.
public final class SiteBook: Sendable {
    private let folder: EpochFolder
    private let shown = Mutex<Shown?>(nil)

    private struct Shown: Sendable {
        let epoch: Epoch
        /// Ascending by cell, then by founder.
        let sites: [SiteRecord]
    }

    /// Sites in one answer.
    public static let most = 200

    public init(_ data: DataFolder) { folder = EpochFolder(in: data.path) }

    /// Reads an epoch's file.
    public func show(_ epoch: Epoch) throws(OracleHostError) {
        let bytes: [UInt8]
        do throws(EpochFolderError) {
            bytes = try folder.stage(.sites, of: epoch)
        } catch { throw .file(error.description) }
        var sites: [SiteRecord]
        do throws(ResultFileError) {
            sites = try ResultFile.records(SiteRecord.self, in: bytes.rawSpan)
        } catch { throw .epoch(epoch.number, error.description) }
        sites.sort { ($0.cell.bits, $0.founder) < ($1.cell.bits, $1.founder) }
        shown.withLock { $0 = Shown(epoch: epoch, sites: sites) }
    }

    /// `earshot.cell.v1`: the sites in a cell, ascending by their own cell and founder, from behind
    /// the one of this founder. Nothing while no epoch is computed.
    public func cell(_ cell: Cell, after founder: UInt32?, limit: Int) -> JSON? {
        guard let shown = shown.withLock({ $0 }) else { return nil }
        // Of one resolution the cells in a cell follow each other.
        let first = shown.sites.firstPlace { Self.ancestor(of: $0, like: cell) >= cell.bits }
        var found = shown.sites[first...].prefix { Self.ancestor(of: $0, like: cell) == cell.bits }
        let count = found.count
        if let founder, let place = found.firstIndex(where: { $0.founder == founder }) {
            found = found[(place + 1)...]
        }
        let part = found.prefix(limit)
        var members: [(String, JSON)] = [
            ("schema", .string("earshot.cell.v1")), ("cell", .string("\(cell)")),
            ("epoch", .integer(Int64(shown.epoch.number))), ("count", .integer(Int64(count))),
            ("sites", .array(part.map(\.json))),
        ]
        if part.count < found.count, let last = part.last {
            members.append(("next", .integer(Int64(last.founder))))
        }
        return .object(members)
    }

    private static func ancestor(of site: SiteRecord, like cell: Cell) -> UInt64 {
        guard let parent = try? site.cell.parent(at: cell.resolution) else {
            preconditionFailure("\(site.cell) has no parent of the resolution of \(cell)")
        }
        return parent.bits
    }
}

extension SiteRecord {
    /// The file's fields by their names.
    fileprivate var json: JSON {
        var members: [(String, JSON)] = [
            ("founder", .integer(Int64(founder))), ("cell", .string("\(cell)")),
            ("members", .array(members.map { .integer(Int64($0)) })),
        ]
        if let holder { members.append(("holder", .integer(Int64(holder)))) }
        members += [
            ("standing", .bool(hasStanding)), ("density", .integer(Int64(density))),
            ("gap", .integer(Int64(gap))), ("covered", .integer(Int64(coveredByOthers))),
            ("demand", .integer(Int64(demand))), ("credits", .integer(Int64(clamping: credits))),
        ]
        if let anchorSteps { members.append(("anchor_steps", .integer(Int64(anchorSteps)))) }
        members.append(("multiplier", .integer(Int64(multiplier))))
        return .object(members)
    }
}

extension OracleHost {
    /// The newest epoch whose files are there.
    public var newestComputed: Epoch? {
        epochs.next.number > 0 ? Epoch(epochs.next.number - 1) : nil
    }
}
