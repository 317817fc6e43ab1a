/// The link between hotspot and router (DESIGN 7): frames of u32 length and one of these payloads.
enum LinkTables {
    static let outcomes = Words(
        "downlink outcome",
        [
            "sent_rx1", "sent_rx2", "sent_at_once", "too_late", "too_early", "collision",
            "duty_used_up", "dwell_exceeded", "frequency_refused", "power_refused",
            "channel_busy", "radio_away", "place_unknown", "frame_refused",
        ])
    private static let bought = Words(
        "purchase",
        ["bought", "enough_copies", "no_route", "no_credits", "too_late", "bad_frame"])
    private static let reasons = Words(
        "goodbye reason",
        [
            "stopping", "restarting", "idle", "protocol_error", "wrong_network",
            "certificate_refused", "replaced_by_newer_link", "overloaded", "moved",
        ])
    private static let classes = Words("class", ["a", "b", "c"])

    static let hello = TypeEntry(
        "hello", logged: false,
        "First on the link, from the hotspot: who it is, proven for this connection.",
        Part.bare([
            Field(1, "version", .unsigned(1...255, .version), "of the link: 1"),
            Field(2, "network", .network, "the network id"),
            Field(3, "certificate", .message(.sessionKey), "the session key, certified"),
            Field(
                4, "binding", .hash,
                "the TLS connection's exporter value (RFC 9266, EXPORTER-Channel-Binding)"),
            Field(
                5, "proof", .signature,
                "the session key's, over 'earshot/hello/v1', network id, router key, binding"),
            Field(6, "first_number", .unsigned(Bound.exact, .number), "oldest uplink it holds"),
            Field(7, "software", .text(Bound.name), "name and version"),
            Field(8, "plan", .text(Bound.planName), "the regional plan it works under"),
        ]),
        refused: [
            TypeRefusal("router", "another network: goodbye wrong_network"),
            TypeRefusal(
                "router",
                "certificate, binding or proof do not hold: goodbye certificate_refused"),
        ])

    static let welcome = TypeEntry(
        "welcome", logged: false,
        "The router's answer: where to go on.",
        Part.bare([
            Field(1, "version", .unsigned(1...255, .version), "of the link: 1"),
            Field(2, "router", .key, "the router's key of the network file"),
            Field(
                3, "acknowledged", .unsigned(Bound.exact, .number),
                "all uplinks up to here are durable"),
            Field(4, "greatest_batch", .unsigned(1...256, .count), "uplinks in one batch"),
            Field(5, "greatest_open", .unsigned(1...65_536, .count), "sent, not acknowledged"),
        ]),
        refused: [TypeRefusal("hotspot", "`router` is not the one it meant to reach")])

    static let uplink = Record(
        "uplink", rule: .exactlyOne(5, 7),
        [
            Field(1, "frame", .bytes(1...255), "the PHY payload"),
            Field(
                2, "received_ns", .unsigned(Bound.time, .unixNanoseconds),
                "end of the frame by the box's clock"),
            Field(
                3, "counter_us", .unsigned(Bound.exact, .microseconds),
                "the radio's counter at the end of the frame, extended"),
            Field(4, "frequency_hz", .unsigned(Bound.frequency, .hertz), "channel"),
            Field(
                5, "sf", .unsigned(Bound.spreading, .spreadingFactor), optional: true,
                "of LoRa"),
            Field(6, "bandwidth_hz", .unsigned(Bound.bandwidth, .hertz), "bandwidth"),
            Field(
                7, "bit_rate", .unsigned(600...300_000, .bitsPerSecond), optional: true,
                "of FSK"),
            Field(
                8, "coding_rate", .unsigned(5...8, .codingDenominator), optional: true, "of LoRa"
            ),
            Field(
                9, "rssi_cdbm", .integer(Bound.level, .centidecibelMilliwatts),
                "of the channel"),
            Field(
                10, "signal_rssi_cdbm", .integer(Bound.level, .centidecibelMilliwatts),
                optional: true, "of the signal"),
            Field(
                11, "snr_cdb", .integer(Bound.ratio, .centidecibels), optional: true,
                "signal over noise"),
            Field(
                12, "frequency_error_hz", .integer(-1_000_000...1_000_000, .hertz),
                optional: true, "measured less nominal"),
            Field(
                13, "fine_ns", .unsigned(0...999_999_999, .nanoseconds), optional: true,
                "after the last PPS"),
            Field(14, "channel", .unsigned(0...63, .index), optional: true, "demodulator chain"),
            Field(15, "radio", .unsigned(0...7, .index), "which of the box's radios"),
            Field(
                16, "hold_ms", .unsigned(0...2_592_000_000, .milliseconds),
                "how long it waited in the box"),
        ])

    static let uplinkBatch = TypeEntry(
        "uplink-batch", logged: false,
        "Frames heard, numbered without gaps.",
        Part.bare([
            Field(1, "first_number", .unsigned(Bound.exact, .number), "of the first uplink"),
            Field(2, "uplinks", .list(.record(uplink), 1...256, .asMade), "in running order"),
        ]),
        refused: [
            TypeRefusal("router", "a number neither known nor next: goodbye protocol_error"),
            TypeRefusal("router", "more than it said it takes: goodbye overloaded"),
        ])

    static let purchase = Record(
        "purchase",
        [
            Field(1, "number", .unsigned(Bound.exact, .number), "the uplink's"),
            Field(2, "outcome", .word(bought), "whether it will be paid"),
            Field(3, "account", .key, optional: true, "who bought"),
            Field(
                4, "route", .unsigned(0...4_294_967_295, .number), optional: true, "by which route"),
            Field(5, "salt", .bytes(32...32), optional: true, "of the packet's hash"),
        ])

    static let acknowledgement = TypeEntry(
        "acknowledgement", logged: false,
        "All uplinks up to a number are durable; what became of some.",
        Part.bare([
            Field(
                1, "acknowledged", .unsigned(Bound.exact, .number),
                "the box may forget all up to here"),
            Field(
                2, "purchases", .list(.record(purchase), 0...1_000, .asMade),
                "as they become known"),
        ]),
        refused: [TypeRefusal("hotspot", "it acknowledges what was never sent: link closed")])

    static let transmitWindow = Record(
        "transmit window", rule: .exactlyOne(7, 8),
        [
            Field(
                1, "counter_us", .unsigned(Bound.exact, .microseconds), optional: true,
                "when, by the radio's counter; absent with `at_ns` absent: at once"),
            Field(
                2, "at_ns", .unsigned(Bound.time, .unixNanoseconds), optional: true,
                "when, by GPS-disciplined time (class B)"),
            Field(3, "frequency_hz", .unsigned(Bound.frequency, .hertz), "channel"),
            Field(4, "bandwidth_hz", .unsigned(Bound.bandwidth, .hertz), "bandwidth"),
            Field(
                5, "power_cdbm", .integer(Bound.power, .centidecibelMilliwatts),
                "EIRP wanted; the box keeps to the plan"),
            Field(6, "radio", .unsigned(0...7, .index), "which of the box's radios"),
            Field(
                7, "sf", .unsigned(Bound.spreading, .spreadingFactor), optional: true, "of LoRa"),
            Field(
                8, "bit_rate", .unsigned(600...300_000, .bitsPerSecond), optional: true,
                "of FSK"),
        ])

    static let downlink = TypeEntry(
        "downlink", logged: false,
        "A frame to send, with the windows in which the device listens.",
        Part.bare([
            Field(1, "number", .unsigned(Bound.exact, .number), "the router's, rising"),
            Field(2, "frame", .bytes(1...255), "the PHY payload"),
            Field(3, "class", .word(classes), "of the device"),
            Field(
                4, "windows", .list(.record(transmitWindow), 1...2, .asMade),
                "RX1, then RX2: the second is used when the first cannot be"),
            Field(5, "inverted", .flag, "polarity: true towards devices"),
            Field(
                6, "uplink", .unsigned(Bound.exact, .number), optional: true,
                "the uplink it answers"),
        ]),
        refused: [
            TypeRefusal("hotspot", "plan, dwell, duty or time forbid it: see the outcome")
        ])

    /// What became of one downlink; `hash` only where it is logged.
    private static let outcome: [Field] = [
        Field(1, "number", .unsigned(Bound.exact, .number), "the downlink's"),
        Field(2, "outcome", .word(outcomes), "sent, or why not"),
        Field(
            3, "sent_ns", .unsigned(Bound.time, .unixNanoseconds), optional: true,
            "when it was on the air"),
        Field(
            4, "power_cdbm", .integer(Bound.power, .centidecibelMilliwatts), optional: true,
            "radiated"),
        Field(
            5, "frequency_hz", .unsigned(Bound.frequency, .hertz), optional: true, "channel used"),
    ]

    static let reportedOutcome = Record(
        "reported outcome",
        outcome + [
            Field(
                6, "hash", .bytes(16...16),
                "of the frame, as in `packet-receipt`, with the router's key for the salt")
        ])

    static let downlinkOutcome = TypeEntry(
        "downlink-outcome", logged: false,
        "What became of a downlink, as soon as the radio said so.",
        Part.bare(outcome),
        refused: [TypeRefusal("router", "it never sent a downlink of this number")])

    static let ping = TypeEntry(
        "ping", logged: false,
        "Every 20 s from either side; the other answers with the same number.",
        Part.bare([
            Field(1, "number", .unsigned(Bound.exact, .number), "rising, of the asking side"),
            Field(2, "answer", .flag, "true in the answer"),
        ]),
        refused: [TypeRefusal("both", "nothing heard for 60 s: the link is closed")])

    static let goodbye = TypeEntry(
        "goodbye", logged: false,
        "The last message of either side, and why.",
        Part.bare([
            Field(1, "reason", .word(reasons), "why"),
            Field(2, "text", .text(1...200), optional: true, "for the log of the other side"),
            Field(3, "retry_s", .unsigned(0...86_400, .seconds), "come back after this long"),
        ]),
        refused: [TypeRefusal("both", "anything after it is not read")])
}
