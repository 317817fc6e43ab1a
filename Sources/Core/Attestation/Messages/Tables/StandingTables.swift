/// What changes a hotspot's standing: notices, proofs, appeals, decisions. Each is a log entry with
/// an effect from the next epoch on.
enum StandingTables {
    private static let effects = Words(
        "effect", ["trust_lowered", "trust_restored", "edge_doubted", "probation"])
    private static let outcomes = Words(
        "outcome",
        ["upheld", "withdrawn", "suspended", "suspension_lifted", "deposit_lost", "deposit_freed"])

    static let trustNotice = TypeEntry(
        "trust-notice", by: .oracle,
        "An X rule's finding: which edge or hotspot, by which evidence, for how long.",
        rule: .expiry(from: 5, until: 6),
        Part.statement([
            Field(2, "hotspot", Part.hotspot, "whom it concerns"),
            Field(3, "rule", Part.rule, "such as X-3"),
            Field(4, "effect", .word(effects), "what it does"),
            Field(5, "epoch", .unsigned(Bound.epoch, .epoch), "the epoch judged"),
            Field(6, "expires_epoch", .unsigned(Bound.epoch, .epoch), "1 to 14 epochs later"),
            Field(
                7, "change_per_mille", .unsigned(0...100, .perMille), optional: true,
                "by how much trust falls or rises"),
            Field(8, "other_hotspot", Part.hotspot, optional: true, "the edge's other end"),
            Field(
                9, "measured", .integer(Int64.min...Int64.max, .inRule), optional: true,
                "what was measured"),
            Field(
                10, "limit", .integer(Int64.min...Int64.max, .inRule), optional: true,
                "the rule's limit"),
            Field(11, "unit", .text(Bound.name), optional: true, "of both"),
            Field(12, "evidence", Part.evidence, "ids of the statements it rests on"),
        ]),
        refused: [
            TypeRefusal(
                "F",
                "its own finding of `epoch` does not say word for word so, or log time is not in "
                    + "the epoch after: it has no effect")
        ])

    static let provenStatement = Record(
        "proven statement", rule: .atLeastOne(2, 3),
        [
            Field(1, "id", .hash, "the statement's id"),
            Field(2, "index", .unsigned(Bound.exact, .index), optional: true, "if it is logged"),
            Field(
                3, "bytes", .bytes(1...28_000), optional: true,
                "the statement, if it is not logged"),
        ])

    static let fraudProof = TypeEntry(
        "fraud-proof", by: .anyone,
        "Two different statements of one key with one sequence number.",
        Part.statement([
            Field(2, "accused", .key, "the key that signed both"),
            Field(3, "accused_sequence", .unsigned(Bound.sequence, .sequence), "of both"),
            Field(
                4, "statements", .list(.record(provenStatement), 2...2, .ascending),
                "the two, by id"),
        ]),
        refused: [
            TypeRefusal("oracle", "one of the two is not the key's, or has another number"),
            TypeRefusal("oracle", "the key is suspended, or a number as great is proven already"),
            TypeRefusal("oracle", "`index` lies an epoch's windows back, and `bytes` is absent"),
        ])

    static let appeal = TypeEntry(
        "appeal", by: .owner,
        "An owner's answer to a notice, proof or decision.",
        Part.statement([
            Field(2, "about", .hash, "the id of what is appealed"),
            Field(3, "hotspot", Part.hotspot, "the owner's hotspot that it concerns"),
            Field(4, "text", .text(1...4_000), "in the owner's words; it becomes public"),
            Field(5, "evidence", Part.evidence, "ids of statements it points to"),
        ]),
        refused: [
            TypeRefusal("oracle", "the signer does not own the hotspot"),
            TypeRefusal("oracle", "`about` does not stand in the log or has expired"),
        ])

    static let decision = TypeEntry(
        "decision", by: .oracle,
        "A public answer to an appeal, or a step that only people may take.",
        rule: .expiry(from: 6, until: 7),
        Part.statement([
            Field(2, "about", .hash, "the id of the notice, proof or appeal"),
            Field(3, "hotspot", Part.hotspot, "whom it concerns"),
            Field(4, "outcome", .word(outcomes), "what is decided"),
            Field(5, "rule", Part.rule, "the rule it rests on"),
            Field(6, "epoch", .unsigned(Bound.epoch, .epoch), "the epoch of the decision"),
            Field(7, "expires_epoch", .unsigned(Bound.epoch, .epoch), "1 to 14 epochs later"),
            Field(8, "reason", .text(1...4_000), "for everybody to read"),
            Field(9, "evidence", Part.evidence, "ids of the statements it rests on"),
        ]),
        refused: [
            TypeRefusal("F", "`about` does not stand in the log"),
            TypeRefusal("F", "the deposit is lost without evidence of an X rule"),
        ])
}
