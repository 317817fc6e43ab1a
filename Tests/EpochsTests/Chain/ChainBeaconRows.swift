import Airwaves
import Attestation
import CoverageRules
import HotspotLogic
import Primitives
import ProofWorld
import Signing
import Units

@testable import Epochs

extension ChainRow {
    /// B-1 to B-12.
    static let beacons: [ChainRow] = [
        // Counted from the window after the registration: logged behind the window's first record,
        // or just before it.
        .beacon(
            .b1, .unregistered, bad: { $0.boxes[0].registered = 120 },
            good: { $0.boxes[0].registered = 119 }),
        .beacon(
            .b2, .positionContradicts, 301, 300,
            bad: {
                $0.beacon(in: 1) { $0.reveal.position?.lie(301) }
                $0.beacon { $0.reveal.position?.lie(301) }
            },
            good: {
                $0.beacon(in: 1) { $0.reveal.position?.lie(301) }
                $0.beacon { $0.reveal.position?.lie(300) }
            }),
        .beacon(
            .b2, .positionUnsettled, 2, 2,
            bad: {
                $0.sendings.append(WrittenSending(0, 3))
                $0.beacon(in: 1) { $0.reveal.position?.lie(301) }
                $0.beacon(in: 2) { $0.reveal.position?.lie(301) }
                $0.beacon(in: 3) { $0.reveal.position = nil }
            },
            good: {
                $0.sendings.append(WrittenSending(0, 3))
                $0.beacon(in: 2) { $0.reveal.position?.lie(301) }
                $0.beacon(in: 3) { $0.reveal.position = nil }
            }
        ).with { $0.window = 3 },
        .beacon(
            .b2, .neverFixed,
            bad: {
                $0.beacon(in: 1) { $0.reveal.position = nil }
                $0.beacon { $0.reveal.position = nil }
            }
        ).with { $0.answer = .aside },
        .beacon(
            .b2, .contradictedOnce, bad: { $0.beacon { $0.reveal.position?.lie(301) } },
            good: { $0.beacon { $0.reveal.position?.lie(300) } }
        ).with { $0.answer = .aside },
        .beacon(.b3, .planUnknown, bad: { $0.beacon { $0.reveal.transmission.plan = "XX999" } }),
        .beacon(.b3, .planNotAllowed, bad: { $0.sendings[1].plan = "US915" }),
        // A proof logged just before the epoch, or just in it: then it holds in the next.
        .beacon(
            .b4, .suspended, bad: { $0.prove(0, at: 239) }, good: { $0.prove(0, at: 240) }
        ).with { $0.window = 5 },
        .beacon(
            .b5, .noRecord, bad: { $0.spare(saying: .slot) }, good: { $0.spare(saying: .spare) }),
        .beacon(
            .b5, .otherRecord,
            bad: {
                $0.sendings[1].slot = .spare
                $0.beacon { $0.reveal.transmission.frame = $0.frames.slot ?? [] }
            },
            good: { $0.sendings[1].slot = .spare }
        ).with { $0.alsoFails = RuleSet(.b8) },
        .beacon(
            .b6, .sentEarly, 1, 0, bad: { $0.beacon { $0.send(after: -1) } },
            good: { $0.beacon { $0.send(after: 0) } }),
        .beacon(
            .b6, .sentLate, 1_001, 1_000,
            bad: { $0.beacon { $0.send(after: 1_001_000_000) } },
            good: { $0.beacon { $0.send(after: 1_000_999_999) } }),
        .beacon(
            .b6, .secondBeacon, 1, 0,
            bad: {
                $0.beaconChanges.append { reveals in
                    var second = reveals[0]
                    second.reveal.transmission.airtimeMilliseconds += 1
                    if second.sending.window == 2 { reveals.append(second) }
                }
            }),
        .beacon(
            .b7, .noCommitment,
            bad: { $0.commitmentChanges.append { if $0.window == 2 { $0.made = 120 } } },
            good: { $0.commitmentChanges.append { if $0.window == 2 { $0.made = 119 } } }),
        .beacon(
            .b7, .otherNonce,
            bad: {
                $0.commitmentChanges.append {
                    if $0.window == 2 { $0.news.made[0].hash = Hash256(words: (1, 2, 3, 4)) }
                }
            }),
        .beacon(
            .b7, .gap, 1, 0, bad: { $0.keepSilent(isOpened: false) },
            good: { $0.keepSilent(isOpened: true) }),
        ChainRow(
            kind: .beacon, rule: .b8, reason: .spreadingFactorNotDrawn,
            numbers: { log in
                let drawn = Int64(log.beacon().draw.spreadingFactor.rawValue)
                return (drawn == 9 ? 8 : drawn + 1, drawn)
            },
            bad: {
                $0.beacon { beacon in
                    let drawn = beacon.reveal.transmission.spreadingFactor
                    beacon.reveal.transmission.spreadingFactor = drawn == 9 ? 8 : drawn + 1
                }
            }),
        ChainRow(
            kind: .beacon, rule: .b8, reason: .lengthNotDrawn,
            numbers: { log in
                let drawn = Int64(log.beacon().draw.frameLength)
                return (drawn == 52 ? 51 : drawn + 1, drawn)
            },
            bad: {
                $0.beacon { beacon in
                    if beacon.draw.frameLength == 52 {
                        beacon.reveal.transmission.frame.removeLast()
                    } else {
                        beacon.reveal.transmission.frame.append(0)
                    }
                }
            }),
        ChainRow(
            kind: .beacon, rule: .b8, reason: .channelNotDrawn,
            numbers: { log in
                let sent = Int64(log.beacon().reveal.transmission.frequency.value)
                return (sent, sent - 1)
            },
            bad: {
                $0.beacon { beacon in
                    let drawn = beacon.reveal.transmission.frequency.value
                    beacon.reveal.transmission.frequency = Hertz(drawn + 1)
                }
            }),
        .beacon(
            .b8, .bandwidthNotDrawn, 250_000, 125_000,
            bad: { $0.beacon { $0.reveal.transmission.bandwidth = Hertz(250_000) } }),
        .beacon(
            .b8, .frameNotDrawn,
            bad: {
                $0.beacon { beacon in
                    let last = beacon.reveal.transmission.frame.count - 1
                    beacon.reveal.transmission.frame[last] ^= 1
                }
            }),
        .power(.powerTooHigh, bound: 0, past: 1),
        .power(.powerTooLow, bound: -300, past: -1),
        .beacon(
            .b9, .dutyExceeded, 36_001, 36_000,
            bad: { $0.beacon { $0.reveal.transmission.airtimeMilliseconds = 36_001 } },
            good: { $0.beacon { $0.reveal.transmission.airtimeMilliseconds = 36_000 } }),
        .beacon(
            .b10, .revealedEarly, 19, 20, bad: { $0.beacon { $0.revealed = $0.drawn + 19 } },
            good: { $0.beacon { $0.revealed = $0.drawn + 20 } }),
        .beacon(
            .b11, .sequenceUsedTwice, 1, 0, bad: { $0.beacon { $0.isTwinned = true } }),
        .beacon(.b12, .unheard, bad: { $0.hears = { _, _ in false } }).with { $0.answer = .aside },
    ]

    private static func power(_ reason: Reason, bound: Int32, past: Int32) -> ChainRow {
        ChainRow(
            kind: .beacon, rule: .b9, reason: reason,
            numbers: { log in
                let sent = Int64(log.beacon().reveal.transmission.power.hundredths)
                return (sent, sent - Int64(past))
            },
            bad: { $0.beacon { $0.reveal.transmission.raise(bound + past) } },
            good: { $0.beacon { $0.reveal.transmission.raise(bound) } })
    }
}

extension Transmission {
    fileprivate mutating func raise(_ hundredths: Int32) {
        power = power + Decibels(hundredths: hundredths)
    }
}

extension WrittenBeacon {
    mutating func send(after nanoseconds: Int64) {
        let moment = moment(
            reveal.slot, genesis: WrittenNetwork.genesis, WrittenNetwork.periods)
        reveal.transmission.sent = Nanoseconds(UInt64(Int64(moment) + nanoseconds))
    }
}

extension WrittenNetwork {
    /// The record of m(slot) is not made, and the box sends at the spare.
    fileprivate mutating func spare(saying slot: SlotKind) {
        sendings[1].slot = .spare
        missing = [WrittenSending(0, 2)]
        beacon {
            $0.reveal.slot = slot
            $0.send(after: 20_000_000)
        }
    }

    /// Committed for window 1 and sent nothing: the nonce must be opened when it is overdue.
    fileprivate mutating func keepSilent(isOpened: Bool) {
        let nonce = Hash256(words: (9, 9, 9, 9))
        // All records of window 1 are made, as if there were a spare.
        missing = [WrittenSending(1, 1)]
        sendings = [WrittenSending(0, 2)]
        commitmentChanges.append { commitment in
            let hash = ProofHash.commitment(
                network: commitment.network, hotspot: Self.key(0), window: Window(1),
                nonce: nonce, by: SHA256.self)
            commitment.news.made.insert(.init(window: Window(1), hash: hash), at: 0)
            commitment.made = 55
        }
        guard isOpened else { return }
        beacon { beacon in
            beacon.reveal.commitments.opened = [.init(window: Window(1), nonce: nonce)]
        }
    }

    /// Two statements of one number by a box's key, and a proof of it behind the record of a period.
    mutating func prove(_ box: Int, at period: UInt64) {
        sendings = [WrittenSending(0, 5)]
        statements.append(
            (
                period,
                { log in
                    let twins = [12, 13].map { window in
                        ScriptedLog.sign(
                            Recommit(
                                sequence: 900, commitments: CommitmentNews(lost: [Window(window)])),
                            log.network.id, JudgedNetwork.hotspotKey(box))
                    }
                    let proven = twins.map { bytes in
                        FraudProof.ProvenStatement(
                            id: Self.id(bytes, "recommit", log.network.id), bytes: bytes)
                    }.sorted { $0.id < $1.id }
                    return ScriptedLog.sign(
                        FraudProof(
                            sequence: 1, accused: Self.key(box), accusedSequence: 900,
                            statements: proven),
                        log.network.id, JudgedNetwork.founderKey)
                }
            ))
    }

    private static func id(_ bytes: [UInt8], _ type: String, _ network: NetworkID) -> Hash256 {
        guard let statement = try? SignedStatement(bytes.rawSpan) else {
            preconditionFailure("the lab writes statements")
        }
        return statement.id(
            in: StatementContext(network: network, type: type), by: SHA256.self)
    }
}
