/// What hotspot keys sign, and what their seals hide.
enum HotspotTables {
    static let recommit = TypeEntry(
        "recommit", by: .hotspot,
        "Commitments to come, without a beacon: the first, and those after a gap.",
        rule: .atLeastOne(2, 4),
        Part.statement([
            Field(
                2, "commitments", Part.commitments, optional: true,
                "for windows up to eight ahead; the first logged for a window stands"),
            Field(
                3, "opened", Part.openedList, optional: true,
                "nonces of earlier windows' commitments not opened yet: all of them"),
            Field(
                4, "lost", Part.lost, optional: true,
                "windows whose nonce is gone; once in 30 epochs"),
        ]),
        refused: [
            TypeRefusal("oracle", "the key is not registered"),
            TypeRefusal("oracle", "over the key's limits of the window"),
            TypeRefusal("B-7", "an opened nonce does not give the commitment logged"),
            TypeRefusal("B-10", "a window's nonce is opened before its record 330 (demo 53)"),
        ])

    static let reveal = TypeEntry(
        "reveal", by: .hotspot,
        "What was sent, the nonce that drew it, and commitments to come.",
        Part.statement([
            Field(2, "window", .unsigned(Bound.window, .window), "the beacon's window"),
            Field(3, "slot", .word(PartWords.slot), "which of the two it used"),
            Field(4, "nonce", .bytes(32...32), "opens the window's commitment"),
            Field(5, "transmission", .record(Part.transmission), "as the radio confirmed it"),
            Field(6, "radio", .record(Part.radio), "the radio that sent"),
            Field(
                7, "position", .record(Part.position), optional: true,
                "at sending; absent without any fix"),
            Field(
                8, "commitments", Part.commitments, optional: true,
                "for windows up to eight ahead"),
            Field(9, "opened", Part.openedList, optional: true, "as in `recommit`"),
            Field(10, "lost", Part.lost, optional: true, "as in `recommit`"),
        ]),
        refused: [
            TypeRefusal("oracle", "the key is not registered (B-1)"),
            TypeRefusal("oracle", "over the key's limits of the window"),
            TypeRefusal("B-5 to B-9", "frame, channel, SF, power or time are not as drawn"),
            TypeRefusal("B-10", "it stands below the record m + O"),
            TypeRefusal("B-11", "another statement has its sequence number"),
        ])

    static let seal = TypeEntry(
        "seal", by: .hotspot,
        "A hash of what was heard, logged before anybody can know what was sent.",
        Part.statement([
            Field(2, "window", .unsigned(Bound.window, .window), "the window of its receptions"),
            Field(
                3, "seal", .hash,
                "SHA-256 of 'earshot/seal/v1', network id, key, window, salt, content"),
        ]),
        refused: [
            TypeRefusal("oracle", "the key is not registered"),
            TypeRefusal("oracle", "the key has 96 seals of this window already"),
            TypeRefusal("W-6", "it does not stand below the record m + C"),
        ])

    static let opening = Record(
        "opening",
        [
            Field(1, "window", .unsigned(Bound.window, .window), "the seal's window"),
            Field(2, "salt", .bytes(32...32), "32 random bytes of the seal"),
            Field(3, "content", .message(.witnessReports), "the sealed bytes"),
        ])

    static let bundle = TypeEntry(
        "bundle", by: .hotspot,
        "Opens seals: their salts and contents. A seal is found by its recomputed hash.",
        Part.statement([
            Field(
                2, "openings", .list(.record(opening), 1...96, .asMade),
                "in the order the seals were logged")
        ]),
        refused: [
            TypeRefusal("oracle", "the key is not registered"),
            TypeRefusal("oracle", "over 512 KiB of openings for the window"),
            TypeRefusal("W-6", "no logged seal of the key has this hash"),
            TypeRefusal("W-7", "it stands below the cutoff of a beacon in it"),
        ])

    static let testBeacon = TypeEntry(
        "test-beacon", by: .hotspot,
        "An owner's trial: revealed at once, outside of the commitments, never paid.",
        Part.statement([
            Field(2, "transmission", .record(Part.transmission), "as the radio confirmed it"),
            Field(3, "radio", .record(Part.radio), "the radio that sent"),
            Field(4, "position", .record(Part.position), optional: true, "at sending"),
        ]),
        refused: [
            TypeRefusal("oracle", "the key is not registered"),
            TypeRefusal("oracle", "the key's last one is less than 10 minutes old"),
        ])

    static let sessionKey = TypeEntry(
        "session-key", by: .hotspot, logged: false,
        "A key that speaks for the hotspot on the link, so that the hotspot key can rest.",
        rule: .ordered(3, 4),
        Part.statement([
            Field(2, "session_key", .key, "made anew at each start"),
            Field(3, "first_period", .unsigned(Bound.period, .period), "valid from"),
            Field(4, "last_period", .unsigned(Bound.period, .period), "valid to"),
            Field(5, "router", .key, optional: true, "the only router it is for"),
        ]),
        refused: [
            TypeRefusal("router", "the signer is no registered hotspot's key"),
            TypeRefusal("router", "now lies outside of its periods, or they span over 30 days"),
        ])

    static let downlinkReport = TypeEntry(
        "downlink-report", by: .hotspot,
        "What became of downlinks, for the log: hashes only.",
        Part.statement([
            Field(2, "router", .key, "the router that asked"),
            Field(
                3, "outcomes", .list(.record(LinkTables.reportedOutcome), 1...1_000, .ascending),
                "one per downlink"),
        ]),
        refused: [TypeRefusal("oracle", "the key is not registered, or over its limits")])

    // MARK: Witness reports

    static let reception = Record(
        "reception",
        [
            Field(
                1, "after_us", .unsigned(0...5_000_000, .microseconds),
                "after the report's `time_ns`; 0 in the first"),
            Field(2, "radio", .unsigned(0...7, .index), "index into `radios`"),
            Field(3, "frequency_hz", .unsigned(Bound.frequency, .hertz), "centre of the channel"),
            Field(4, "sf", .unsigned(Bound.spreading, .spreadingFactor), "spreading factor"),
            Field(5, "bandwidth_hz", .unsigned(Bound.bandwidth, .hertz), "bandwidth"),
            Field(
                6, "rssi_cdbm", .integer(Bound.level, .centidecibelMilliwatts),
                "of the channel, noise included"),
            Field(
                7, "signal_rssi_cdbm", .integer(Bound.level, .centidecibelMilliwatts),
                optional: true, "of the signal, if the radio gives it"),
            Field(8, "snr_cdb", .integer(Bound.ratio, .centidecibels), "signal over noise"),
            Field(
                9, "frequency_error_hz", .integer(-1_000_000...1_000_000, .hertz),
                optional: true, "measured less nominal"),
            Field(
                10, "counter_us", .unsigned(Bound.exact, .microseconds), optional: true,
                "the radio's counter at the end of the frame, extended"),
            Field(
                11, "fine_ns", .unsigned(0...999_999_999, .nanoseconds), optional: true,
                "after the last PPS, of the end of the last up-chirp of the preamble"),
            Field(12, "channel", .unsigned(0...63, .index), optional: true, "demodulator chain"),
        ])

    static let report = Record(
        "report",
        [
            Field(
                1, "frame", .bytes(2...255),
                "what was received, from its first byte on; reports ascend by it"),
            Field(
                2, "time_ns", .unsigned(Bound.time, .unixNanoseconds),
                "end of the first reception by the box's clock"),
            Field(3, "clock", .word(PartWords.clock), "what disciplined that clock"),
            Field(
                4, "receptions", .list(.record(reception), 1...16, .asMade),
                "within 5 s; the first by the radio's counter is judged"),
        ])

    static let listening = Record(
        "listening", rule: .ordered(1, 2),
        [
            Field(1, "first_period", .unsigned(Bound.period, .period), "from"),
            Field(2, "last_period", .unsigned(Bound.period, .period), "to, included"),
            Field(3, "frequency_hz", .unsigned(Bound.frequency, .hertz), "the one channel"),
            Field(4, "sf", .unsigned(Bound.spreading, .spreadingFactor), "the one SF"),
            Field(5, "bandwidth_hz", .unsigned(Bound.bandwidth, .hertz), "bandwidth"),
        ])

    static let witnessReports = TypeEntry(
        "witness-reports",
        "The content of a seal: one witness report per frame heard since the last seal.",
        Part.bare([
            Field(
                1, "radios", .list(.record(Part.radio), 1...8, .asMade),
                "the box's radios; receptions name them by index"),
            Field(
                2, "reports", .list(.record(report), 0...500, .ascending),
                "one per frame; empty for a light radio that heard nothing"),
            Field(
                3, "position", .record(Part.position), optional: true,
                "of the box; absent without any fix"),
            Field(
                4, "listening", .list(.record(listening), 1...200, .asMade), optional: true,
                "what a light radio was listening to since the last seal"),
        ]),
        refused: [
            TypeRefusal("W-6", "its bytes, salt and window do not give the seal"),
            TypeRefusal("W-8 to W-17", "the measurements cannot be: see the rule book"),
        ])
}
