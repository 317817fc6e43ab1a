/// Parts that several messages share.
enum Part {
    static let type = Field(
        0, "type", .unsigned(1...255, .number), "the number of the message type")
    static let sequence = Field(
        1, "sequence", .unsigned(Bound.sequence, .sequence),
        "rises with each statement of the signer's key, durable before it is signed")

    /// What every statement begins with.
    static func statement(_ fields: [Field]) -> [Field] { [type, sequence] + fields }
    /// What every link message and content begins with.
    static func bare(_ fields: [Field]) -> [Field] { [type] + fields }

    static let evidence = FieldKind.list(.hash, 0...200, .ascending)
    static let rule = FieldKind.text(Bound.ruleNumber)
    static let hotspot = FieldKind.unsigned(Bound.id, .id)

    /// Where the radio or gpsd says the box is, told so that no fix finer than a cell is published.
    static let position = Record(
        "position", rule: .positionCell(distance: 1, cell: 4),
        [
            Field(
                1, "distance_m", .unsigned(0...20_100_000, .metres),
                "from the measured position to the centre of the asserted cell"),
            Field(
                2, "accuracy_m", .unsigned(0...1_000_000, .metres),
                "radius that holds the true position with 95 %"),
            Field(3, "source", .word(PartWords.positionSource), "who measured"),
            Field(
                4, "cell", .cell(5...12),
                "the measured position: res 12 within 500 m of the asserted centre, else res 5"),
        ])

    /// What the radio confirmed of one transmission.
    static let transmission = Record(
        "transmission",
        [
            Field(1, "frame", .bytes(24...52), "the frame as sent, from its first byte (0xE0) on"),
            Field(2, "frequency_hz", .unsigned(Bound.frequency, .hertz), "centre of the channel"),
            Field(3, "sf", .unsigned(7...12, .spreadingFactor), "spreading factor"),
            Field(4, "bandwidth_hz", .unsigned(Bound.bandwidth, .hertz), "bandwidth"),
            Field(
                5, "power_cdbm", .integer(Bound.power, .centidecibelMilliwatts),
                "radiated (EIRP): conducted power plus the asserted antenna gain"),
            Field(
                6, "power_basis", .word(PartWords.powerBasis), "whether the radio confirmed it"),
            Field(
                7, "sent_ns", .unsigned(Bound.time, .unixNanoseconds),
                "start of the frame by the box's disciplined clock"),
            Field(8, "clock", .word(PartWords.clock), "what disciplined that clock"),
            Field(
                9, "counter_us", .unsigned(Bound.exact, .microseconds), optional: true,
                "the radio's own counter at the start of the frame"),
            Field(
                10, "airtime_ms", .unsigned(0...3_600_000, .milliseconds),
                "own time on air in the sub-band in the hour that ends with this frame"),
            Field(11, "plan", .text(Bound.planName), "the regional plan it was sent under"),
            Field(
                12, "region_table", .unsigned(0...65_535, .version),
                "version of the region table that named the plan"),
        ])

    static let radio = Record(
        "radio",
        [
            Field(1, "class", .word(PartWords.radioClass), "what drives it"),
            Field(2, "measures", .words(PartWords.measures), "the fields this radio measures"),
            Field(3, "firmware", .word(PartWords.firmware), "whether its firmware is known"),
            Field(
                4, "firmware_hash", .hash, optional: true,
                "SHA-256 of the firmware image that was loaded"),
            Field(5, "eui", .eui, optional: true, "the concentrator's or gateway's EUI-64"),
        ])

    static let commitment = Record(
        "commitment",
        [
            Field(1, "window", .unsigned(Bound.window, .window), "the window it is for"),
            Field(2, "commitment", .hash, "SHA-256 over network, key, window and nonce"),
        ])

    static let opened = Record(
        "opened",
        [
            Field(1, "window", .unsigned(Bound.window, .window), "the window committed to"),
            Field(2, "nonce", .bytes(32...32), "what the commitment hides"),
        ])

    static let commitments = FieldKind.list(.record(commitment), 1...8, .ascending)
    static let openedList = FieldKind.list(.record(opened), 1...64, .ascending)
    static let lost = FieldKind.list(.unsigned(Bound.window, .window), 1...64, .ascending)
}

enum PartWords {
    static let radioClass = Words("radio class", ["full", "attached", "light"])
    static let measures = Words(
        "measures",
        ["signal_rssi", "frequency_error", "counter", "fine_time", "confirmed_power", "position"])
    static let firmware = Words("firmware state", ["known", "unknown", "not_told"])
    static let positionSource = Words("position source", ["fix_3d", "fix_2d", "configured"])
    static let clock = Words("clock discipline", ["kernel", "gps", "entropy"])
    static let powerBasis = Words("power basis", ["confirmed", "assumed"])
    static let slot = Words("slot", ["slot", "spare"])
}
