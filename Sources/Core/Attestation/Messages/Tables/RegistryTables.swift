/// What owners sign.
enum RegistryTables {
    private static let hotspot = Field(2, "hotspot", Part.hotspot, "the hotspot's number")

    private static func place(from key: UInt64) -> [Field] {
        [
            Field(key, "cell", .cell(12...12), "where the antenna stands"),
            Field(key + 1, "height_m", .unsigned(0...1_000, .metres), "antenna above ground"),
            Field(
                key + 2, "gain_cdbi", .integer(-2_000...3_000, .centidecibelsIsotropic),
                "antenna gain less cable loss"),
            Field(key + 3, "plan", .text(Bound.planName), "one of those allowed at the place"),
        ]
    }

    static let registration = TypeEntry(
        "registration", by: .owner,
        "A hotspot enters; its number is that of this registration in log order.",
        Part.statement(
            [
                Field(2, "hotspot_key", .key, "signs the hotspot's reports"),
                Field(
                    3, "hotspot_signature", .signature,
                    "the hotspot key's, over 'earshot/own/v1', network id, owner key"),
            ] + place(from: 4) + [
                Field(8, "radio_class", .word(PartWords.radioClass), "fixed from here on"),
                Field(
                    9, "measures", .words(PartWords.measures),
                    "fields the radio class measures and will report"),
                Field(
                    10, "payout", .bytes(20...20), optional: true,
                    "account on the settlement chain; absent: set it later"),
                Field(
                    11, "deposit_credits", .unsigned(Bound.exact, .credits),
                    "part of the deposit paid at once"),
            ]),
        refused: [
            TypeRefusal("oracle", "the hotspot's signature is not valid"),
            TypeRefusal("oracle", "the key is or was registered"),
            TypeRefusal("oracle", "the cell is at sea, or `plan` not allowed within 25 km"),
            TypeRefusal("oracle", "the owner's credits do not cover fee and deposit"),
        ])

    static let location = TypeEntry(
        "location", by: .owner,
        "A new asserted place, from the next window on.",
        Part.statement([hotspot] + place(from: 3)),
        refused: [
            TypeRefusal("oracle", "the signer does not own the hotspot"),
            TypeRefusal("oracle", "the cell is at sea, or `plan` not allowed within 25 km"),
            TypeRefusal("oracle", "the owner's credits do not cover the fee of a move"),
        ])

    static let transfer = TypeEntry(
        "transfer", by: .owner,
        "A new owner, who accepted; the old one's statements end with the window.",
        Part.statement([
            hotspot,
            Field(3, "new_owner", .key, "the new owner's key"),
            Field(
                4, "acceptance", .signature,
                "the new owner's, over 'earshot/accept/v1', network id, hotspot number, old owner"
            ),
        ]),
        refused: [
            TypeRefusal("oracle", "the signer does not own the hotspot"),
            TypeRefusal("oracle", "the acceptance is not valid"),
        ])

    static let rotation = TypeEntry(
        "rotation", by: .owner,
        "A new hotspot key, from the next window on; number, trust and history stay.",
        Part.statement([
            hotspot,
            Field(3, "hotspot_key", .key, "the new key"),
            Field(
                4, "hotspot_signature", .signature,
                "the new key's, over 'earshot/own/v1', network id, owner key"),
        ]),
        refused: [
            TypeRefusal("oracle", "the signer does not own the hotspot"),
            TypeRefusal("oracle", "the new key is or was registered, or did not sign"),
        ])

    static let payout = TypeEntry(
        "payout", by: .owner,
        "Where the hotspot's pay is claimed to.",
        Part.statement([
            hotspot,
            Field(3, "payout", .bytes(20...20), "account on the settlement chain"),
        ]),
        refused: [TypeRefusal("oracle", "the signer does not own the hotspot")])

    static let deposit = TypeEntry(
        "deposit", by: .owner,
        "Pays in more of a hotspot's deposit.",
        Part.statement([
            hotspot,
            Field(
                3, "deposit_credits", .unsigned(1...Bound.exact.upperBound, .credits),
                "taken from the owner's account"),
        ]),
        refused: [
            TypeRefusal("oracle", "the signer does not own the hotspot"),
            TypeRefusal("oracle", "the owner's credits, or what is missing, are less"),
        ])

    static let retirement = TypeEntry(
        "retirement", by: .owner,
        "The hotspot ends with the window; its deposit is returned 14 epochs later.",
        Part.statement([hotspot]),
        refused: [TypeRefusal("oracle", "the signer does not own the hotspot")])
}
