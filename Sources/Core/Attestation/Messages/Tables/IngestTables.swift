/// What an oracle answers to statements sent to it (`docs/oracle-api.md`).
enum IngestTables {
    static let refusal = Record(
        "refusal",
        [
            Field(1, "statement", .hash, "the statement's id"),
            Field(
                2, "code", .text(1...32),
                "why: of the list in `docs/oracle-api.md`; a text, because the list may grow"),
            Field(
                3, "again", .flag,
                "whether the same bytes may be taken later; false: never by this oracle"),
            Field(
                4, "detail", .text(1...100), optional: true,
                "for a person: what was measured and what the limit is"),
        ])

    static let answer = TypeEntry(
        "ingest-answer", logged: false,
        "An oracle's answer to statements sent to it: what it took, by receipts, and what not.",
        Part.bare([
            Field(
                1, "receipts", .list(.message(.receipt), 0...16, .asMade),
                "the oracle's statements, whole; for what was sent before, those given then"),
            Field(
                2, "refused", .list(.record(refusal), 0...256, .ascending),
                "what was not taken, and why"),
        ]),
        refused: [
            TypeRefusal("hotspot", "a receipt in it is refused: see `receipt`"),
            TypeRefusal("hotspot", "it refuses a statement that the request did not hold"),
        ])
}
