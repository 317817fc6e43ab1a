public import Rewards

/// The kinds of records of the file `state`, in the order in which they stand: under key 0 of each.
enum StateKind: UInt64, CaseIterable {
    case head, chain, record, book, position, standing, epoch, edge, hotspot, sent, heard
    case edgeHistory, hotspotHistory, finding, notice, demand, contact, waiting, spent, filled
    case anchored
}

extension EpochState {
    /// The tables of docs/epochs.md. The registry is the file `registry`, lifetime amounts the file
    /// `rewards`: an epoch begins with these three.
    public static var tables: [RecordTable] { StateKind.allCases.map(\.table) }
}

extension StateKind {
    var table: RecordTable {
        RecordTable(
            stage: "state", name: name, summary: summary,
            fields: [RecordField(0, "kind", "uint", "-", "\(rawValue)")] + fields)
    }

    private var name: String {
        switch self {
        case .edgeHistory: "edge_history"
        case .hotspotHistory: "hotspot_history"
        default: "\(self)"
        }
    }

    private var summary: String {
        switch self {
        case .head: "The first record: where the next epoch begins."
        case .chain: "An end of the entropy chain: in force, or logged and not begun."
        case .record: "An entropy record of the last epoch's windows or later; by period."
        case .book: "The commitments of a key at the next epoch's first record; by key."
        case .position: "What a hotspot measured of its place; by hotspot."
        case .standing: "A hotspot's trust and paid epochs; by hotspot."
        case .epoch: "An epoch remembered; ascending, at most 14."
        case .edge:
            "An edge in the last epoch, or of a light radio in one remembered; by epoch, beaconer, "
                + "witness."
        case .hotspot: "A hotspot in the last epoch; by epoch, hotspot."
        case .sent: "Good beacons out of a cell in an epoch; by epoch, cell, hotspot."
        case .heard: "Beacons of a cell heard by reports that pay; by epoch, cell, hotspot."
        case .edgeHistory:
            "An edge over 7 to 14 epochs, in two sums (decision 0228); by beaconer, witness."
        case .hotspotHistory: "A hotspot over 7 to 14 epochs, in two sums; by hotspot."
        case .finding:
            "A finding of which an oracle is to log a notice in the next epoch (decision 0244); by "
                + "subject, then reason."
        case .notice:
            "A notice in force or to be in force, or one that was withdrawn; by subject and rule."
        case .demand: "Credits burned in the last epoch; by cell, payer."
        case .contact: "A staked mapper's newest contact; by owner, hotspot."
        case .waiting:
            "An epoch whose pay enters the registry at a later closing record; ascending."
        case .spent: "Credits a waiting epoch burned of an account; by epoch, account."
        case .filled: "Grains a waiting epoch kept for a deposit; by epoch, hotspot."
        case .anchored: "Whose probation a waiting epoch ended; by epoch, hotspot."
        }
    }

    private var fields: [RecordField] {
        switch self {
        case .head:
            [
                RecordField(1, "next", "uint", "epoch", "computed next"),
                RecordField(2, "position", "uint", "index", "where its range begins"),
                RecordField(3, "complete_from", "uint", "period", "records kept from here on"),
                RecordField(4, "root_size", "uint", "count", "size the next record's root is at"),
                RecordField(5, "period", "uint", "period", isNeeded: false, "of the newest step"),
                RecordField(6, "step", "hash", "-", isNeeded: false, "the newest step"),
            ]
        case .chain:
            [
                RecordField(1, "is_next", "bool", "-", "logged and not begun"),
                RecordField(2, "sequence", "uint", "sequence number", "of its statement"),
                RecordField(3, "first_period", "uint", "period", "as in `entropy-chain`"),
                RecordField(4, "length", "uint", "count", "as there"),
                RecordField(5, "end", "hash", "-", "as there"),
            ]
        case .record:
            [
                RecordField(1, "period", "uint", "period", "m"),
                RecordField(2, "index", "uint", "index", "where it stands"),
                RecordField(3, "value", "hash", "-", "value(m)"),
            ]
        case .book:
            [
                RecordField(1, "key", "key", "-", "the hotspot's"),
                RecordField(
                    2, "standing", "list of [uint, hash, bool]", "-",
                    "window, commitment, whether it was opened or lost; by window"),
            ]
        case .position:
            [
                RecordField(1, "hotspot", "uint", "hotspot id", "who"),
                RecordField(2, "place", "uint", "index", "of the statement that asserted it"),
                RecordField(3, "has_fix", "bool", "-", "a fix was reported there"),
                RecordField(4, "contradicting", "uint 0..255", "window", "since one agreed"),
                RecordField(5, "last", "uint", "window", isNeeded: false, "the last of these"),
            ]
        case .standing:
            [
                RecordField(1, "hotspot", "uint", "hotspot id", "who"),
                RecordField(2, "trust", "uint", "per mille", "in the next epoch"),
                RecordField(3, "paid", "uint", "-", "14 epochs as bits, bit 0 the last"),
                RecordField(4, "paid_cell", "uint", "cell", "where these began"),
                RecordField(5, "trust_cell", "uint", "cell", "where trust began"),
                RecordField(
                    6, "losses", "uint", "-",
                    "of nonces: 2 bits an epoch, 30 epochs, the last lowest"),
            ]
        case .epoch: [RecordField(1, "epoch", "uint", "epoch", "which")]
        case .edge:
            [
                RecordField(1, "epoch", "uint", "epoch", "which"),
                RecordField(2, "beaconer", "uint", "hotspot id", "who was heard"),
                RecordField(3, "witness", "uint", "hotspot id", "who heard"),
                RecordField(4, "heard", "uint", "count", "reports that pass W-1 to W-18, W-20"),
                RecordField(5, "offered", "uint", "count", "beacons a light radio listened to"),
                RecordField(6, "margins", "list of int", "0.01 dB", "over the floor; ascending"),
            ]
        case .hotspot:
            [
                RecordField(1, "epoch", "uint", "epoch", "which"),
                RecordField(2, "hotspot", "uint", "hotspot id", "who"),
                RecordField(3, "sent", "uint", "count", "beacons that pass B-1 to B-11"),
                RecordField(4, "reports", "uint", "count", "reports that pass W-1 to W-18, W-20"),
                RecordField(5, "noise", "list of int", "0.01 dBm", "at 125 kHz; ascending"),
            ]
        case .sent, .heard:
            [
                RecordField(1, "epoch", "uint", "epoch", "which"),
                RecordField(2, "cell", "uint", "cell", "of resolution 8"),
                RecordField(3, "hotspot", "uint", "hotspot id", "who"),
                RecordField(4, "count", "uint", "count", "beacons"),
            ]
        case .edgeHistory:
            [
                RecordField(1, "beaconer", "uint", "hotspot id", "who was heard"),
                RecordField(2, "witness", "uint", "hotspot id", "who heard"),
                RecordField(3, "seal", "hash", "-", "the last that holds a report of it"),
                RecordField(
                    4, "older", "list of 26 int", "-", isNeeded: false,
                    "of seven epochs; absent: all 0"),
                RecordField(
                    5, "newer", "list of 26 int", "-", isNeeded: false,
                    "of the one to seven since; absent: all 0"),
            ]
        case .hotspotHistory:
            [
                RecordField(1, "hotspot", "uint", "hotspot id", "who"),
                RecordField(2, "older", "list of 5 int", "-", isNeeded: false, "as of an edge"),
                RecordField(3, "newer", "list of 5 int", "-", isNeeded: false, "as of an edge"),
            ]
        case .finding: FindingRecord.fields
        case .notice: HeldNotice.fields
        case .demand:
            [
                RecordField(1, "cell", "uint", "cell", "of resolution 8"),
                RecordField(2, "payer", "key", "-", "the account"),
                RecordField(3, "credits", "uint", "credit", "burned there"),
            ]
        case .contact:
            [
                RecordField(1, "owner", "key", "-", "of the mapper"),
                RecordField(2, "hotspot", "uint", "hotspot id", "heard or heard by"),
                RecordField(3, "last", "uint", "epoch", "the newest"),
            ]
        case .waiting:
            [
                RecordField(1, "epoch", "uint", "epoch", "which"),
                RecordField(2, "closed", "uint", "index", "of the record that closed it"),
            ]
        case .spent:
            [
                RecordField(1, "epoch", "uint", "epoch", "which"),
                RecordField(2, "account", "key", "-", "whose"),
                RecordField(3, "credits", "uint", "credit", "burned"),
            ]
        case .filled:
            [
                RecordField(1, "epoch", "uint", "epoch", "which"),
                RecordField(2, "hotspot", "uint", "hotspot id", "whose"),
                RecordField(3, "grains", "uint", "grain", "kept"),
            ]
        case .anchored:
            [
                RecordField(1, "epoch", "uint", "epoch", "which"),
                RecordField(2, "hotspot", "uint", "hotspot id", "who"),
            ]
        }
    }
}
