/// The network file and what the oracles say.
enum NetworkTables {
    private static func periods(_ key: UInt64, _ name: String, _ meaning: String) -> Field {
        Field(key, name, .unsigned(0...1_024, .count), meaning)
    }

    static let periods = Record(
        "periods",
        [
            Field(
                1, "period_ms", .unsigned(100...3_600_000, .milliseconds), "P, one period"),
            periods(2, "window_periods", "periods in a window"),
            Field(3, "epoch_windows", .unsigned(1...64, .count), "windows in an epoch"),
            periods(4, "cutoff_periods", "C: seals stand below the record m + C"),
            periods(5, "opening_periods", "O: openings and reveals from the record m + O on"),
            periods(6, "slot_start", "the slot lies this many periods into the window at least"),
            periods(7, "slot_end", "and below this many"),
            periods(8, "spare_start", "the spare lies this many periods after the slot at least"),
            periods(9, "spare_end", "and below this many"),
            periods(10, "last_reception", "later receptions go into a seal of the next window"),
            periods(11, "close", "a window's evidence closes at this record of the next one"),
            periods(12, "seal_due", "a seal is due this many after its oldest reception"),
            periods(13, "opening_interval", "at most one opening in this many"),
            periods(14, "old_commitments", "from this record on, old commitments are opened"),
            Field(
                15, "greatest_sf", .unsigned(7...12, .spreadingFactor),
                "the slowest a beacon is drawn"),
        ])

    static let oracle = Record(
        "oracle",
        [
            Field(1, "key", .key, "signs rule books, notices, decisions and epoch results"),
            Field(2, "log_key", .key, "signs the log's checkpoints"),
            Field(3, "receipt_key", .key, "signs receipts"),
            Field(4, "entropy_key", .key, "signs chain ends and entropy"),
            Field(5, "url", .text(1...200), "where it takes statements"),
        ])

    static let router = Record(
        "router",
        [
            Field(1, "key", .key, "signs the router's statements"),
            Field(
                2, "tls_key_hash", .hash,
                "SHA-256 of the SubjectPublicKeyInfo its TLS certificate must have"),
            Field(3, "host", .text(1...200), "host name or address"),
            Field(4, "port", .unsigned(1...65_535, .port), "TCP port"),
        ])

    static let ingest = Record(
        "ingest",
        [
            Field(1, "key", .key, "signs mapper points"),
            Field(2, "name", .text(Bound.name), "who runs it"),
        ])

    static let balance = Record(
        "balance",
        [
            Field(1, "account", .key, "the account's key"),
            Field(2, "credits", .unsigned(Bound.exact, .credits), "what it holds at genesis"),
        ])

    static let pool = Record(
        "pool",
        [
            Field(1, "first_epoch", .unsigned(Bound.epoch, .epoch), "from this epoch on"),
            Field(
                2, "hotspots_grains", .unsigned(Bound.grains, .grains),
                "per epoch, data and coverage"),
            Field(3, "oracles_grains", .unsigned(Bound.grains, .grains), "per epoch"),
            Field(4, "voters_grains", .unsigned(Bound.grains, .grains), "per epoch"),
            Field(5, "works_grains", .unsigned(Bound.grains, .grains), "per epoch, public works"),
        ])

    static let fees = Record(
        "fees",
        [
            Field(
                1, "registration_credits", .unsigned(Bound.exact, .credits),
                "burned by a registration"),
            Field(2, "move_credits", .unsigned(Bound.exact, .credits), "burned by each move"),
            Field(
                3, "deposit_grains", .unsigned(Bound.grains, .grains),
                "locked per hotspot, filled from half of its coverage pay if not paid at once"),
        ])

    static let oracles = FieldKind.list(.record(oracle), 1...31, .ascending)
    static let routers = FieldKind.list(.record(router), 0...64, .ascending)
    static let ingests = FieldKind.list(.record(ingest), 0...64, .ascending)

    static let network = TypeEntry(
        "network", by: .founder,
        "The network file, log entry 0: its payload's SHA-256 names the network.",
        Part.statement([
            Field(2, "name", .text(Bound.name), "for people"),
            Field(
                3, "genesis_ns", .unsigned(Bound.time, .unixNanoseconds),
                "start of period 0, window 0 and epoch 0"),
            Field(4, "periods", .record(periods), "every length of time"),
            Field(5, "oracles", oracles, "the oracles"),
            Field(6, "routers", routers, "the routers"),
            Field(7, "ingests", ingests, "the mapper ingests"),
            Field(8, "credit_key", .key, "signs credit grants"),
            Field(9, "anchors", .list(.key, 0...256, .ascending), "founding anchors: hotspot keys"),
            Field(
                10, "balances", .list(.record(balance), 0...256, .ascending),
                "first credit balances"),
            Field(11, "fees", .record(fees), "fees and deposit"),
            Field(12, "region_table", .unsigned(0...65_535, .version), "first region table"),
            Field(13, "region_table_hash", .hash, "SHA-256 of that table's compiled file"),
            Field(14, "rule_book_hash", .hash, "SHA-256 of the first rule book's `rules`"),
            Field(
                15, "pools", .list(.record(pool), 1...200, .ascending),
                "what an epoch may mint, from each epoch named on"),
            Field(
                16, "grains_per_credit",
                .unsigned(1...1_000_000_000_000, .grainsPerCredit), "until buyers set a price"),
            Field(
                17, "floor_units", .unsigned(0...1_000_000_000_000_000, .millionths),
                "coverage pay divides by at least this many units"),
            Field(
                18, "selection_trust", .unsigned(Bound.perMille, .perMille),
                "W-19's greatest threshold of trust"),
        ]),
        refused: [
            TypeRefusal("everybody", "it is not log entry 0, or its hash is not the pinned one"),
            TypeRefusal("everybody", "`periods` contradict each other"),
        ])

    static let ruleBook = TypeEntry(
        "rule-book", by: .oracle,
        "The rules' numbers and tables, in force from an epoch on.",
        Part.statement([
            Field(2, "version", .unsigned(1...65_535, .version), "rises by one"),
            Field(
                3, "first_epoch", .unsigned(Bound.epoch, .epoch),
                "in force from here if logged before the last but one epoch ended"),
            Field(4, "rules", .message(.rules), "the rules; their SHA-256 is the rule book hash"),
        ]),
        refused: [
            TypeRefusal("F", "logged after epoch `first_epoch` - 1 began: it waits an epoch"),
            TypeRefusal("F", "the first one's hash is not the network file's"),
        ])

    static let entropyChain = TypeEntry(
        "entropy-chain", by: .entropyKey,
        "The end of an oracle's reverse hash chain; log entry 1 is the first.",
        Part.statement([
            Field(
                2, "first_period", .unsigned(Bound.period, .period),
                "m0: the period whose step leads to the end in one hash"),
            Field(3, "length", .unsigned(1...1_000_000_000, .count), "steps the chain has"),
            Field(4, "end", .hash, "the value all steps lead to"),
        ]),
        refused: [
            TypeRefusal(
                "everybody",
                "`first_period` lies before the next epoch (except entry 1): draws must not change"
            )
        ])

    static let entropy = TypeEntry(
        "entropy", by: .entropyKey,
        "One period's record: the tick of log time and the source of slots and draws.",
        Part.statement([
            Field(2, "period", .unsigned(Bound.period, .period), "m"),
            Field(3, "step", .hash, "the chain's step of m"),
            Field(
                4, "log_size", .unsigned(2...Bound.exact.upperBound, .count),
                "index of the previous record + 1; 2 for the first"),
            Field(5, "log_root", .hash, "root of the log at that size"),
        ]),
        refused: [
            TypeRefusal("everybody", "the step does not lead to the logged end"),
            TypeRefusal("everybody", "`period` does not rise, or its root is not the log's"),
            TypeRefusal("hotspot", "it is more than 1.5 periods from the box's own clock"),
        ])

    static let parameters = TypeEntry(
        "parameters", by: .founder,
        "A change of fees or prices; what is absent stays.",
        rule: .atLeastOne(3, 8),
        Part.statement([
            Field(2, "first_epoch", .unsigned(Bound.epoch, .epoch), "in force from here"),
            Field(3, "fees", .record(fees), optional: true, "fees and deposit"),
            Field(
                4, "grains_per_credit", .unsigned(1...1_000_000_000_000, .grainsPerCredit),
                optional: true, "at or below what buyers last paid"),
            Field(
                5, "floor_units", .unsigned(0...1_000_000_000_000_000, .millionths),
                optional: true, "as in the network file"),
            Field(
                6, "region_table", .unsigned(0...65_535, .version), optional: true,
                "a newer region table, in force two epochs later"),
            Field(
                7, "region_table_hash", .hash, optional: true,
                "SHA-256 of its compiled file"),
            Field(
                8, "pools", .list(.record(pool), 1...200, .ascending), optional: true,
                "future lines of the pool table"),
        ]),
        refused: [
            TypeRefusal("F", "logged after epoch `first_epoch` - 1 began: it waits an epoch"),
            TypeRefusal("F", "`grains_per_credit` is above the last buyer's price"),
        ])

    static let members = TypeEntry(
        "members", by: .founder,
        "A new list of oracles, routers or ingests, or a new credit key; what is absent stays.",
        rule: .atLeastOne(3, 6),
        Part.statement([
            Field(2, "first_epoch", .unsigned(Bound.epoch, .epoch), "in force from here"),
            Field(3, "oracles", oracles, optional: true, "all oracles from then on"),
            Field(4, "routers", routers, optional: true, "all routers from then on"),
            Field(5, "ingests", ingests, optional: true, "all mapper ingests from then on"),
            Field(6, "credit_key", .key, optional: true, "signs credit grants from then on"),
        ]),
        refused: [
            TypeRefusal("F", "logged after epoch `first_epoch` - 1 began: it waits an epoch")
        ])

    static let receipt = TypeEntry(
        "receipt", by: .receiptKey, logged: false,
        "Says that statements are durable and where in the log they stand or will stand.",
        Part.statement([
            Field(
                2, "newest_period", .unsigned(Bound.period, .period),
                "k: the newest record logged when the indexes were given"),
            Field(
                3, "entries", .list(.record(receiptEntry), 1...256, .ascending),
                "each stands below the second record after k"),
        ]),
        refused: [
            TypeRefusal("hotspot", "it names no statement of the spool, or not by its id"),
            TypeRefusal("anybody", "60 periods later the log has not the entry: `receipt-claim`"),
        ])

    static let receiptEntry = Record(
        "receipt entry",
        [
            Field(1, "statement", .hash, "the statement's id"),
            Field(2, "index", .unsigned(Bound.exact, .index), "its index in the log"),
        ])

    static let receiptClaim = TypeEntry(
        "receipt-claim", by: .anyone,
        "A receipt put in evidence: its entries count as standing where it says.",
        Part.statement([
            Field(2, "receipt", .message(.receipt), "the oracle's statement, whole")
        ]),
        refused: [
            TypeRefusal("F", "the receipt is by no oracle's key of that time"),
            TypeRefusal("F", "the statement's bytes are not in evidence before the close"),
        ])

    static let epochResult = TypeEntry(
        "epoch-result", by: .oracle,
        "What an oracle computed for an epoch, stage by stage.",
        Part.statement([
            Field(2, "epoch", .unsigned(Bound.epoch, .epoch), "the epoch judged"),
            Field(
                3, "log_size", .unsigned(Bound.exact, .count),
                "the evidence is the log up to here"),
            Field(4, "log_root", .hash, "root at that size"),
            Field(5, "rule_book_hash", .hash, "the rules used"),
            Field(
                6, "stages", .list(.record(stage), 1...32, .asMade),
                "the hash of each result file, in the order they are computed"),
            Field(7, "reward_root", .hash, "root of the reward tree"),
            Field(
                8, "reward_leaves", .unsigned(0...4_294_967_296, .count),
                "highest hotspot id + 1"),
            Field(
                9, "total_grains", .unsigned(Bound.grains, .grains),
                "sum of all lifetime amounts"),
        ]),
        refused: [
            TypeRefusal("auditor", "F of the same evidence gives another hash at some stage")
        ])

    static let stage = Record(
        "stage",
        [
            Field(1, "name", .text(Bound.name), "the result file"),
            Field(2, "hash", .hash, "its SHA-256"),
        ])

    static let threshold = Record(
        "threshold",
        [
            Field(1, "rule", Part.rule, "rule number, such as W-9"),
            Field(2, "code", .text(Bound.name), "the reason code a verdict names"),
            Field(3, "name", .text(Bound.name), "the threshold's name"),
            Field(4, "value", .integer(Int64.min...Int64.max, .inRule), "the threshold"),
            Field(5, "unit", .text(Bound.name), "its unit"),
        ])

    static let table = Record(
        "table",
        [
            Field(1, "name", .text(Bound.name), "such as unit shares or density limits"),
            Field(2, "unit", .text(Bound.name), "unit of its numbers"),
            Field(3, "columns", .unsigned(1...64, .count), "numbers in a row"),
            Field(
                4, "values",
                .list(.integer(Int64.min...Int64.max, .inRule), 1...4_096, .asMade),
                "row by row"),
        ])

    static let dataRate = Record(
        "data rate",
        [
            Field(1, "sf", .unsigned(7...12, .spreadingFactor), "spreading factor"),
            Field(
                2, "greatest_frame", .unsigned(24...255, .bytes),
                "the longest beacon frame within dwell"),
        ])

    static let plan = Record(
        "plan",
        [
            Field(1, "name", .text(Bound.planName), "such as EU868"),
            Field(2, "bandwidth_hz", .unsigned(Bound.bandwidth, .hertz), "of beacons"),
            Field(
                3, "greatest_power_cdbm", .integer(Bound.power, .centidecibelMilliwatts),
                "EIRP, the 0 dB step"),
            Field(
                4, "dwell_ms", .unsigned(0...10_000, .milliseconds),
                "longest frame; 0 without such a limit"),
            Field(5, "duty_millionths", .unsigned(0...1_000_000, .millionths), "0 without"),
            Field(6, "listens_before_talk", .flag, "whether the radio must"),
            Field(
                7, "channels_hz",
                .list(.unsigned(Bound.frequency, .hertz), 1...64, .ascending),
                "beacon channels, drawn by index"),
            Field(
                8, "data_rates", .list(.record(dataRate), 1...6, .ascending),
                "drawn by index; SF ascending"),
        ])

    static let rules = TypeEntry(
        "rules",
        "What a rule book holds: every number of every rule, as data.",
        Part.bare([
            Field(
                1, "thresholds", .list(.record(threshold), 0...512, .asMade),
                "by rule, then by name"),
            Field(2, "tables", .list(.record(table), 0...64, .ascending), "whole tables"),
            Field(3, "plans", .list(.record(plan), 0...64, .ascending), "regional plans"),
            Field(
                4, "firmware", .list(.hash, 0...64, .ascending),
                "firmware images whose radios earn"),
            Field(
                5, "terrain_root", .hash, optional: true,
                "the terrain tile set; without it W-20 is not judged"),
        ]),
        refused: [TypeRefusal("F", "a threshold or table that a rule needs is missing")])
}
