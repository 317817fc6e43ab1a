import Airwaves
import Attestation
import CoverageRules
import HexGrid
import HotspotLogic
import Primitives
import ProofWorld
import Signing
import Units

@testable import Epochs

extension ChainRow {
    /// W-1 to W-16, W-18 and W-20; `ChainGroupTests` has the rules that compare reports.
    static let reports: [ChainRow] = standing + sealing + heard + signals

    private static let standing: [ChainRow] = [
        .report(
            .w1, .unregistered, bad: { $0.boxes[1].registered = 120 },
            good: { $0.boxes[1].registered = 119 }),
        .report(
            .w2, .positionContradicts, 301, 300,
            bad: {
                $0.seal(in: 1) { $0.content.position?.lie(301) }
                $0.seal { $0.content.position?.lie(301) }
            },
            good: {
                $0.seal(in: 1) { $0.content.position?.lie(301) }
                $0.seal { $0.content.position?.lie(300) }
            }),
        .report(
            .w2, .positionUnsettled, 2, 2,
            bad: {
                $0.sendings.append(WrittenSending(0, 3))
                $0.seal(in: 1) { $0.content.position?.lie(301) }
                $0.seal(in: 2) { $0.content.position?.lie(301) }
                $0.seal(in: 3) { $0.content.position = nil }
            },
            good: {
                $0.sendings.append(WrittenSending(0, 3))
                $0.seal(in: 2) { $0.content.position?.lie(301) }
                $0.seal(in: 3) { $0.content.position = nil }
            }
        ).with { $0.window = 3 },
        .report(
            .w2, .neverFixed,
            bad: {
                $0.boxes[1].measures.remove(.position)
                $0.seal(in: 1) { $0.content.position = nil }
                $0.seal { $0.content.position = nil }
            }
        ).with { $0.answer = .aside },
        .report(
            .w2, .contradictedOnce, bad: { $0.seal { $0.content.position?.lie(301) } },
            good: { $0.seal { $0.content.position?.lie(300) } }
        ).with { $0.answer = .aside },
        .lacking(.w2, .noPosition) { $0.content.position = nil },
        .report(
            .w3, .suspended, bad: { $0.prove(1, at: 239) }, good: { $0.prove(1, at: 240) }
        ).with { $0.window = 5 },
        .report(.w4, .ownBeacon, bad: { $0.hears = { $0 == $1 } }).with {
            $0.alsoFails = RuleSet(.w12)
        },
        // The founder of the site stands between the two, 300 m from each.
        .report(
            .w4, .sameSite, bad: { $0.neighbours(300) }, good: { $0.neighbours(301) }
        ).with { $0.hotspot = 2 },
    ]

    private static let sealing: [ChainRow] = [
        .report(.w5, .unmatched, bad: { $0.beacon { $0.revealed = nil } }).with {
            $0.answer = .gap
        },
        .report(.w6, .noSeal, bad: { $0.seal { $0.sealed = nil } }),
        .report(.w6, .otherWindow, 3, 2, bad: { $0.seal { $0.window = 3 } }).with { $0.named = 3 },
        .report(
            .w6, .lateSeal, 15, 14, bad: { $0.seal { $0.sealed = $0.beacon.drawn + 15 } },
            good: { $0.seal { $0.sealed = $0.beacon.drawn + 14 } }),
        .report(
            .w6, .unopenedSeal,
            bad: {
                $0.moreReports(1)
                $0.seals { $0[0].opened = nil }
            }, good: { $0.moreReports(1) }
        ).with { $0.answer = .gap },
        .report(
            .w7, .openedEarly, 14, 15, bad: { $0.seal { $0.opened = $0.beacon.drawn + 14 } },
            good: { $0.seal { $0.opened = $0.beacon.drawn + 15 } }),
        .report(
            .w8, .otherFrame,
            bad: {
                $0.seal { seal in
                    let last = seal.content.reports[0].frame.count - 1
                    seal.content.reports[0].frame[last] ^= 1
                }
            }),
        .report(
            .w18, .laterReport, 1, 0,
            bad: {
                $0.seals { seals in
                    var first = seals[0]
                    first.sealed = first.sealed.map { $0 - 1 }
                    seals.insert(first, at: 0)
                }
            }),
        .lacking(.w18, .noCounter) { $0.heard.counterMicroseconds = nil },
    ]

    private static let heard: [ChainRow] = [
        .report(
            .w9, .offFrequency, 31_251, 31_250,
            bad: { $0.heard { $0.frequencyErrorHertz = 31_251 } },
            good: { $0.heard { $0.frequencyErrorHertz = -31_250 } }),
        .drift,
        .lacking(.w9, .noFrequencyError) { $0.heard.frequencyErrorHertz = nil },
        ChainRow(
            kind: .report, rule: .w10, reason: .otherSpreadingFactor,
            numbers: { log in
                let sent = Int64(log.beacon().draw.spreadingFactor.rawValue)
                return (sent + 1, sent)
            }, bad: { $0.heard { $0.spreadingFactor += 1 } }),
        .report(
            .w10, .otherBandwidth, 250_000, 125_000,
            bad: { $0.heard { $0.bandwidth = Hertz(250_000) } }),
        .report(.w11, .otherPlan, bad: { $0.sendings[1].plan = "US915" }),
        .report(
            .w12, .tooClose, 299, 300, bad: { $0.standBesideSite(299) },
            good: { $0.standBesideSite(300) }
        ).with { $0.hotspot = 2 },
        .report(
            .w13, .tooFar, 100_001, 100_000, bad: { $0.stand(100_001) },
            good: { $0.stand(100_000) }),
    ]

    private static let signals: [ChainRow] = [
        ChainRow(
            kind: .report, rule: .w14, reason: .tooStrong,
            numbers: { log in
                let strongest = Int64(Self.strongest(log.beacon()).hundredths)
                return (strongest + 1, strongest)
            },
            bad: { $0.signal { Self.strongest($0.beacon) + Decibels(hundredths: 1) } },
            good: { $0.signal { Self.strongest($0.beacon) } }),
        .lacking(.w14, .noSignalLevel) { $0.heard.signal = nil },
        .report(
            .w14, .closeBy,
            bad: {
                $0.rules = WrittenNetwork.rules(["W-14 closeBy distance": 450])
                $0.stand(449)
            },
            good: {
                $0.rules = WrittenNetwork.rules(["W-14 closeBy distance": 450])
                $0.stand(450)
            }
        ).with { $0.answer = .gap },
        ChainRow(
            kind: .report, rule: .w15, reason: .ratioTooLow,
            numbers: { log in
                let least = Int64(Self.floor(log.seal()).hundredths) - 300
                return (least - 1, least)
            },
            bad: { $0.seal { $0.heard.ratio = Self.floor($0) - Decibels(hundredths: 301) } },
            good: { $0.seal { $0.heard.ratio = Self.floor($0) - Decibels(hundredths: 300) } }),
        ChainRow(
            kind: .report, rule: .w15, reason: .signalTooWeak,
            numbers: { log in
                let least = Int64(Self.weakest(log.seal()).hundredths)
                return (least - 1, least)
            },
            bad: {
                $0.seal { $0.heard.ratio = Self.floor($0) }
                $0.signal { Self.weakest($0) - Decibels(hundredths: 1) }
            },
            good: {
                $0.seal { $0.heard.ratio = Self.floor($0) }
                $0.signal { Self.weakest($0) }
            }),
        .report(
            .w15, .unknownModulation,
            bad: { $0.beacon { $0.reveal.transmission.bandwidth = Hertz(100_000) } }
        ).with { $0.answer = .gap },
        .report(
            .w16, .noiseTooLow, -12_601, -12_600,
            bad: {
                $0.heard { $0.ratio = Decibels(hundredths: 500) }
                $0.signal { _ in SignalLevel(hundredths: -12_101) }
            },
            good: {
                $0.heard { $0.ratio = Decibels(hundredths: 500) }
                $0.signal { _ in SignalLevel(hundredths: -12_100) }
            }),
        // Pay does not need it where W-15 has the same to say.
        .report(
            .w16, .unknownModulation,
            bad: { $0.beacon { $0.reveal.transmission.bandwidth = Hertz(100_000) } }
        ).with { $0.answer = .aside },
        .report(.w20, .noTerrain, bad: { _ in }).with { $0.answer = .aside },
    ]

    /// A declared field that three reports or openings of the window lack; two may.
    private static func lacking(
        _ rule: RuleNumber, _ reason: Reason,
        _ change: @escaping @Sendable (inout WrittenSeal) -> Void
    ) -> ChainRow {
        .report(
            rule, reason, 3, 3,
            bad: {
                $0.moreReports(2)
                $0.seal(change)
            },
            good: {
                $0.moreReports(2)
                $0.seals { seals in
                    for place in 1..<seals.count { change(&seals[place]) }
                }
            })
    }

    /// Eight receptions of earlier epochs make a mean; ten millionths of the frequency away from it.
    private static let drift: ChainRow = {
        @Sendable func world(_ network: inout WrittenNetwork, past: Int64) {
            network.sendings = ((1...8) + [12]).map { WrittenSending(0, $0) }
            network.seal(in: 12) {
                $0.heard.frequencyErrorHertz = 120 + Self.drift($0.beacon) + past
            }
        }
        return ChainRow(
            kind: .report, rule: .w9, reason: .driftImplausible, window: 12,
            numbers: { log in
                let most = drift(log.beacon(in: 12))
                return (most + 1, most)
            }, bad: { world(&$0, past: 1) }, good: { world(&$0, past: 0) })
    }()

    private static func drift(_ beacon: WrittenBeacon) -> Int64 {
        Int64(beacon.reveal.transmission.frequency.value / 100_000)
    }

    /// W-14's bound at 1,500 m with 2 dBi: free space over two cell's edges less, and 6 dB.
    private static func strongest(_ beacon: WrittenBeacon) -> SignalLevel {
        let sent = beacon.reveal.transmission
        let loss = Decibels.freeSpaceLoss(distance: Metres(1_478), frequency: sent.frequency)
        return sent.power - loss + Decibels(hundredths: 200 + 600)
    }

    private static func modulation(_ seal: WrittenSeal) -> LoRaModulation {
        LoRaModulation(spreadingFactor: seal.beacon.draw.spreadingFactor)
    }

    private static func floor(_ seal: WrittenSeal) -> Decibels {
        seal.beacon.draw.spreadingFactor.demodulationFloor
    }

    private static func weakest(_ seal: WrittenSeal) -> SignalLevel {
        modulation(seal).sensitivity(noiseFigure: Decibels(hundredths: -100))
    }
}

extension WrittenNetwork {
    /// Changes the signal of the reports.
    fileprivate mutating func signal(_ level: @escaping @Sendable (WrittenSeal) -> SignalLevel) {
        seal { $0.heard.signal = level($0) }
    }

    /// The witness stands so far from the beaconer.
    fileprivate mutating func stand(_ metres: Int64) {
        boxes[1].cell = WrittenBox.cell(metres, from: boxes[0].cell)
        guard metres > 50_000 else { return }
        heard { reception in
            let level = SignalLevel(hundredths: -11_900)
            (reception.signal, reception.level) = (level, level)
            reception.ratio = Decibels(hundredths: 0)
        }
    }

    /// The witness stands so near to the beaconer, and nearer still to another site's founder: so it
    /// is of that site.
    fileprivate mutating func standBesideSite(_ metres: Int64) {
        let home = boxes[0].cell
        let witness = WrittenBox.cell(metres, from: home)
        let founder = stride(from: 290, to: 100, by: -10).lazy.map {
            WrittenBox.cell($0, from: witness)
        }.first { $0.center.distance(to: home.center) > Metres(300) }
        guard let founder else { preconditionFailure("no place for a founder") }
        boxes = [boxes[0], WrittenBox(founder), WrittenBox(witness)]
        hears = { hearer, _ in hearer == 2 }
    }

    /// A founder who says nothing, a beaconer 300 m away, and a witness on the other side.
    fileprivate mutating func neighbours(_ metres: Int64) {
        let middle = boxes[0].cell
        boxes = [
            WrittenBox(middle), WrittenBox(WrittenBox.cell(300, from: middle)),
            WrittenBox(WrittenBox.cell(metres, from: middle, isBehind: true)),
        ]
        sendings = [WrittenSending(1, 2)]
        hears = { hearer, _ in hearer == 2 }
    }
}
