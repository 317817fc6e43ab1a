/// Routes, credits and receipts for packets; mappers and their points.
enum RoutingTables {
    private static let choices = Words("choice", ["best_signal", "most_diverse"])
    private static let destinations = Words("destination kind", ["gwmp", "http", "mqtt"])
    private static let sources = Words("source", ["mapper", "device", "probe"])

    static let addressRange = Record(
        "address range", rule: .ordered(1, 2),
        [
            Field(1, "first", .devAddr, "lowest address"),
            Field(2, "last", .devAddr, "highest address, included"),
        ])

    static let euiPair = Record(
        "EUI pair",
        [
            Field(1, "dev_eui", .eui, "the device"),
            Field(2, "join_eui", .eui, optional: true, "absent: any"),
        ])

    static let filter = Record(
        "filter",
        [
            Field(1, "address", .devAddr, "the device's address"),
            Field(2, "key", .bytes(16...16), "network session key: the MIC is checked with it"),
            Field(
                3, "copies", .unsigned(0...50, .count), optional: true, "in place of the route's"),
        ])

    static let destination = Record(
        "destination",
        [
            Field(1, "kind", .word(destinations), "the protocol spoken there"),
            Field(2, "address", .text(1...500), "host:port or URL"),
            Field(3, "secret", .text(1...500), optional: true, "token or password for it"),
        ])

    static let route = TypeEntry(
        "route", by: .account, logged: false,
        "Which packets an account buys and where they go: to its router only, it holds secrets.",
        Part.statement([
            Field(2, "route", .unsigned(0...4_294_967_295, .number), "the account's own number"),
            Field(3, "router", .key, "the router it is for"),
            Field(4, "active", .flag, "off: nothing is bought"),
            Field(
                5, "addresses", .list(.record(addressRange), 0...1_000, .ascending),
                "ranges of DevAddr whose data it buys"),
            Field(
                6, "euis", .list(.record(euiPair), 0...1_000, .asMade),
                "devices whose join requests it buys"),
            Field(
                7, "filters", .list(.record(filter), 0...1_000, .asMade),
                "with any for an address, only frames whose MIC one of them accepts"),
            Field(8, "copies", .unsigned(1...50, .count), "how many copies of a frame"),
            Field(9, "choice", .word(choices), "which of those that came in time"),
            Field(10, "wait_ms", .unsigned(0...5_000, .milliseconds), "how long for copies"),
            Field(11, "destination", .record(destination), "where frames go"),
            Field(
                12, "hold_s", .unsigned(0...604_800, .seconds),
                "how long frames wait while the destination is away"),
            Field(
                13, "greatest_credits", .unsigned(Bound.exact, .credits), optional: true,
                "at most this many an epoch"),
        ]),
        refused: [
            TypeRefusal("oracle", "always: it holds keys and would stand in a public log"),
            TypeRefusal("router", "`router` is another, or the account has no credits"),
        ])

    static let routeKey = TypeEntry(
        "route-key", by: .account,
        "Names the key whose packet receipts spend the account's credits.",
        Part.statement([
            Field(2, "route", .unsigned(0...4_294_967_295, .number), "the account's own number"),
            Field(3, "receipt_key", .key, "signs packet receipts for it"),
            Field(4, "router", .key, "the router that buys for it"),
            Field(5, "active", .flag, "off: its receipts spend nothing more"),
        ]),
        refused: [TypeRefusal("oracle", "the account never held credits")])

    static let creditGrant = TypeEntry(
        "credit-grant", by: .creditKey,
        "Credits bought by, or given to, an account.",
        Part.statement([
            Field(2, "account", .key, "who receives them"),
            Field(3, "credits", .unsigned(1...Bound.exact.upperBound, .credits), "how many"),
            Field(
                4, "grains_per_credit", .unsigned(1...1_000_000_000_000, .grainsPerCredit),
                optional: true, "the price paid; absent when given away"),
            Field(5, "reference", .text(Bound.name), "of the payment, without personal data"),
        ]),
        refused: [TypeRefusal("F", "the signer is not the network's credit key of the epoch")])

    static let packet = Record(
        "packet",
        [
            Field(
                1, "hash", .bytes(16...16),
                "first half of SHA-256 of 'earshot/packet/v1', network id, salt, frame"),
            Field(2, "length", .unsigned(1...255, .bytes), "a credit for each started 24"),
        ])

    static let packetEntry = Record(
        "packet entry",
        [
            Field(1, "hotspot", Part.hotspot, "who brought them"),
            Field(2, "packets", .list(.record(packet), 1...2_500, .ascending), "those bought"),
        ])

    static let packetReceipt = TypeEntry(
        "packet-receipt", by: .routeKey,
        "What a route bought of which hotspot: hashes only, salted per route.",
        Part.statement([
            Field(2, "account", .key, "who pays"),
            Field(3, "route", .unsigned(0...4_294_967_295, .number), "of the account"),
            Field(4, "window", .unsigned(Bound.window, .window), "when they were bought"),
            Field(5, "salt_hash", .hash, "SHA-256 of the salt; the hotspots are told the salt"),
            Field(
                6, "entries", .list(.record(packetEntry), 1...2_500, .ascending),
                "by hotspot"),
        ]),
        refused: [
            TypeRefusal("F", "the signer is not the route's key of the epoch"),
            TypeRefusal("F", "a hash was bought of the hotspot before, or credits have run out"),
        ])

    static let mapper = TypeEntry(
        "mapper", by: .owner,
        "Registers a staked mapper; its number is that of this registration in log order.",
        Part.statement([
            Field(2, "dev_eui", .eui, "the device"),
            Field(3, "ingest", .key, "who may report for it"),
            Field(
                4, "stake_credits", .unsigned(Bound.exact, .credits),
                "taken from the owner's account; 0 ends the stake"),
        ]),
        refused: [
            TypeRefusal("oracle", "`ingest` is no mapper ingest of the network"),
            TypeRefusal("oracle", "the owner's credits do not cover the stake"),
        ])

    static let heard = Record(
        "heard",
        [
            Field(1, "hotspot", Part.hotspot, "who heard it"),
            Field(
                2, "rssi_cdbm", .integer(Bound.level, .centidecibelMilliwatts),
                "of the channel"),
            Field(3, "snr_cdb", .integer(Bound.ratio, .centidecibels), "signal over noise"),
        ])

    static let point = Record(
        "point",
        [
            Field(
                1, "period", .unsigned(Bound.period, .period), "when it was sent"),
            Field(2, "cell", .cell(5...12), "where, after the owner's privacy circles"),
            Field(
                3, "mapper", .unsigned(Bound.id, .number), optional: true,
                "number of the staked mapper"),
            Field(4, "frequency_hz", .unsigned(Bound.frequency, .hertz), "channel"),
            Field(5, "sf", .unsigned(Bound.spreading, .spreadingFactor), "spreading factor"),
            Field(6, "bandwidth_hz", .unsigned(Bound.bandwidth, .hertz), "bandwidth"),
            Field(
                7, "power_cdbm", .integer(Bound.power, .centidecibelMilliwatts), optional: true,
                "radiated, if known"),
            Field(
                8, "missed", .unsigned(0...65_535, .count),
                "frames before it that nobody heard, by the device's counter"),
            Field(
                9, "heard", .list(.record(heard), 0...64, .ascending),
                "by whom; empty: sent and heard by nobody"),
        ])

    static let mapperPoints = TypeEntry(
        "mapper-points", by: .ingest,
        "Places where a device was heard, or not: evidence for the map and for anchors.",
        Part.statement([
            Field(2, "source", .word(sources), "what kind of device"),
            Field(3, "points", .list(.record(point), 1...1_000, .asMade), "in any order"),
        ]),
        refused: [
            TypeRefusal("oracle", "the signer is no mapper ingest of the network"),
            TypeRefusal("F", "`mapper` is not registered for this ingest: no anchor"),
        ])
}
