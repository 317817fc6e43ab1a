import Units

/// What was paid for packets: credits x grains per credit x 90 %, rounded down per hotspot. Data may
/// take what coverage is not sure of, 80 % of the pool; more is shared by credits (decision 0234).
struct DataPay {
    /// Credits and pay by hotspot number, ascending, of those that carried anything.
    private(set) var lines: [(number: UInt32, credits: UInt64, grains: UInt64)] = []
    private(set) var total: UInt64 = 0
    private(set) var isShared = false

    init(_ input: RewardInput, by rules: RewardRules) {
        for receipt in input.receipts.sorted(by: { $0.hotspot < $1.hotspot }) {
            if lines.last?.number == receipt.hotspot {
                lines[lines.count - 1].credits += receipt.credits
            } else {
                lines.append((receipt.hotspot, receipt.credits, 0))
            }
        }
        let most = input.pool.value - Self.part(input.pool.value, rules.coverageAtLeast)
        let perThousand = UInt128(input.grainsPerCredit) * UInt128(rules.dataShare)
        var wanted: UInt128 = 0
        var credits: UInt128 = 0
        for line in lines {
            wanted += UInt128(line.credits) * perThousand / 1_000
            credits += UInt128(line.credits)
        }
        isShared = wanted > UInt128(most)
        for index in lines.indices {
            let own = UInt128(lines[index].credits)
            let grains = isShared ? UInt128(most) * own / credits : own * perThousand / 1_000
            lines[index].grains = UInt64(grains)
            total += lines[index].grains
        }
    }

    /// So many per mille of an amount of at most 10^17, rounded down.
    static func part(_ amount: UInt64, _ perMille: UInt64) -> UInt64 {
        amount.share(perMille, of: 1_000)
    }
}

extension UInt64 {
    /// self x numerator / denominator in full, rounded down; the result is at most self, because
    /// numerator <= denominator.
    func share(_ numerator: UInt64, of denominator: UInt64) -> UInt64 {
        precondition(numerator <= denominator && denominator > 0, "a share is a part of the whole")
        return denominator.dividingFullWidth(multipliedFullWidth(by: numerator)).quotient
    }
}
