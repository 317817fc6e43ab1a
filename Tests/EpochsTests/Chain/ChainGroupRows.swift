import Attestation
import CoverageRules
import HexGrid
import HotspotLogic
import ProofWorld
import Units

@testable import Epochs

extension ChainRow {
    /// Rules that compare reports, where what they say stands in one report's record.
    static let groups: [ChainRow] = times + selection

    private static let times: [ChainRow] = [
        .report(
            .w17, .noFineTime, 3, 3,
            bad: {
                $0.boxes[1].measures.insert(.fineTime)
                $0.moreReports(2)
            },
            good: {
                $0.boxes[1].measures.insert(.fineTime)
                $0.moreReports(2)
                $0.seals { $0[0].heard.fineNanoseconds = 5 }
            }),
        .report(
            .w17, .oddTime, 30_001, 30_000, bad: { $0.hearAt([30_001, 0, 0, 0]) },
            good: { $0.hearAt([30_000, 0, 0, 0]) }
        ).with { $0.hotspot = 1 },
        .report(
            .w17, .timeUndeclared, bad: { _ in }, good: { $0.hearAt([0, 0, 0, 0]) }
        ).with { ($0.hotspot, $0.answer) = (1, .aside) },
        .report(
            .w17, .fewSites, bad: { $0.hearAt([0, 0, 0]) }, good: { $0.hearAt([0, 0, 0, 0]) }
        ).with { ($0.hotspot, $0.answer) = (1, .aside) },
        .report(
            .w17, .timesDisagree, bad: { $0.hearAt([0, 0, 90_000, 200_000]) },
            good: { $0.hearAt([0, 0, 30_000, 200_000]) }
        ).with { ($0.hotspot, $0.answer) = (1, .aside) },
    ]

    private static let selection: [ChainRow] = [
        .report(
            .w19, .notPassed,
            bad: {
                $0.moreReports(1)
                $0.seals { $0[0].opened = nil }
            }, good: { $0.moreReports(1) }
        ).with { $0.answer = .aside },
        // In epoch 15 the threshold is 275, where the network file allows so much; who never served
        // has 250.
        .report(
            .w19, .trustTooLow, bad: { $0.sendLate(selectionTrust: 275) },
            good: { $0.sendLate(selectionTrust: 250) }
        ).with { ($0.window, $0.answer) = (61, .aside) },
    ]
}

extension WrittenNetwork {
    /// As many witnesses as times, 500 m from each other, each with fine times that are late by so
    /// many nanoseconds.
    mutating func hearAt(_ late: [Int64]) {
        let home = boxes[0].cell
        boxes = [boxes[0]]
        for number in late.indices {
            var box = WrittenBox(WrittenBox.cell(1_000 + 500 * Int64(number), from: home))
            box.measures.insert(.fineTime)
            boxes.append(box)
        }
        let boxes = boxes
        seal { seal in
            let metres = boxes[seal.hearer].cell.center.distance(to: home.center).value
            // Light takes 10^9 / 299,792,458 ns for a metre.
            let flight = (metres * 2_000_000_000 + 299_792_458) / 599_584_916
            seal.heard.fineNanoseconds = UInt64(500_000_000 + flight + late[seal.hearer - 1])
        }
    }

    fileprivate mutating func sendLate(selectionTrust: UInt64) {
        self.selectionTrust = selectionTrust
        sendings = [WrittenSending(0, 61)]
    }
}
