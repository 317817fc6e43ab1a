import Airwaves
import Foundation
import Primitives
import Signing
import Testing
import Units

@testable import Attestation

@Suite("Derivations: golden vectors of an independent implementation")
struct DerivationTests {
    @Test("network id, commitment, seal, frame hash, rank, ownership")
    func hashes() throws {
        let rows = try DerivationVectors.read("hashes.json", as: DerivationVectors.Hashes.self).rows
        #expect(rows.count == 12)
        for row in rows {
            let file = fromHex(row.networkFile)
            let network = NetworkID(ofFile: file.rawSpan, by: SHA256.self)
            #expect(network.description == row.network)
            let window = try window(row.window)
            let commitment = ProofHash.commitment(
                network: network, hotspot: key(row.hotspot), window: window,
                nonce: hash(row.nonce), by: SHA256.self)
            #expect(commitment == hash(row.commitment))
            let unit = fromHex(row.contentUnit)
            let content = (0..<row.contentLength).map { unit[$0 % 32] }
            let seal = ProofHash.seal(
                network: network, hotspot: key(row.hotspot), window: window, salt: hash(row.salt),
                content: content.rawSpan, by: SHA256.self)
            #expect(seal == hash(row.seal))
            let frame = ProofHash.frame(
                network: network, frame: fromHex(row.frame).rawSpan, by: SHA256.self)
            #expect(frame == hash(row.frameHash))
            let rank = ProofHash.rank(
                seed: hash(row.seed), witness: key(row.witness), by: SHA256.self)
            #expect(rank == hash(row.rank))
            let ownership = ProofHash.ownership(network: network, owner: key(row.witness))
            let bytes = [UInt8](copying: ownership.bytes)
            #expect(toHex(bytes) == row.ownership)
        }
    }

    @Test("slot, spare and the period of each record")
    func slots() throws {
        let vectors = try DerivationVectors.read("slots.json", as: DerivationVectors.Slots.self)
        #expect(vectors.rows.count == 128)
        for row in vectors.rows {
            let periods = try DerivationVectors.periods(named: row.periods)
            let slots = BeaconSlots(
                network: try NetworkID(parsing: row.network), hotspot: key(row.hotspot),
                firstValue: hash(row.firstValue), periods: periods, by: SHA256.self)
            #expect(slots[.slot].milliseconds == row.slot)
            #expect(slots[.spare].milliseconds == row.spare)
            let window = try window(row.window)
            for (choice, period) in [
                (BeaconSlot.slot, row.slotPeriod), (.spare, row.sparePeriod),
            ] {
                let found = periods.drawPeriod(in: window, at: slots[choice])
                #expect(found.number == UInt64(period))
                #expect(periods.window(of: found) == window)
            }
        }
    }

    @Test("draw and frame: each count of spreading factors, the spare, missing records, skips")
    func draws() throws {
        let rows = try DerivationVectors.read("draws.json", as: DerivationVectors.Draws.self).rows
        var counts: Set<UInt32> = []
        for row in rows {
            let network = try NetworkID(parsing: row.network)
            let periods = try DerivationVectors.periods(named: row.periods)
            let rules = DrawRules(longestFrames: row.longestFrames, channelCount: row.channels)
                .limited(to: periods.greatestSpreadingFactor)
            counts.insert(rules.spreadingFactorCount)
            let values = DrawValues(slot: row.slotValue.map(hash), spare: row.spareValue.map(hash))
            let window = try window(row.window)
            let draw = try BeaconDraw(
                network: network, hotspot: key(row.hotspot), window: window,
                nonce: hash(row.nonce), values: values, rules: rules, by: SHA256.self)
            #expect(draw.seed == hash(row.seed))
            #expect(draw.spreadingFactor.rawValue == row.spreadingFactor)
            #expect(draw.frameLength == row.frameLength)
            #expect(draw.channel == row.channel)
            #expect(draw.power == Decibels(hundredths: 100 * row.powerDecibels))
            let frame = try BeaconFrame(
                network: network, hotspot: key(row.hotspot), window: window,
                nonce: hash(row.nonce), draw: draw, at: row.used == "slot" ? .slot : .spare,
                values: values, by: SHA256.self)
            #expect(toHex(frame.bytes) == row.frame)
            let isBeacon = BeaconFrame.isBeacon(frame.bytes.rawSpan)
            #expect(isBeacon)
        }
        #expect(counts == [1, 2, 3, 4, 5, 6])
        #expect(rows.contains { !$0.skippedWords.isEmpty }, "no row skips a word")
        #expect(rows.contains { $0.slotValue == nil })
        #expect(rows.contains { $0.slotValue != nil && $0.used == "spare" })
    }

    @Test("words at or above the greatest multiple are skipped")
    func words() throws {
        let rows = try DerivationVectors.read("words.json", as: DerivationVectors.Words.self).rows
        #expect(rows.reduce(0) { $0 + $1.skipped } > 10)
        for row in rows {
            var stream = DrawStream<SHA256>(
                tag: "earshot/draw/v1", network: try NetworkID(parsing: row.network),
                hotspot: key(row.hotspot), window: Window(row.window), value: hash(row.value),
                nonce: hash(row.nonce))
            _ = stream.seed()
            for number in row.numbers {
                let found = try stream.number(below: row.below)
                #expect(found == number)
            }
        }
    }

    @Test("steps of a reverse hash chain, from the end or from a known step; record values")
    func entropy() throws {
        let vectors = try DerivationVectors.read("entropy.json", as: DerivationVectors.Entropy.self)
        let chain = EntropyChain(end: hash(vectors.end), first: Period(vectors.first))
        let network = try NetworkID(parsing: vectors.network)
        let steps = vectors.rows.map {
            EntropyStep(period: Period($0.period), value: hash($0.step))
        }
        #expect(chain.distance(to: Period(vectors.first)) == 1)
        #expect(chain.distance(to: Period(vectors.first - 1)) == nil)
        for (row, step) in zip(vectors.rows, steps) {
            #expect(chain.isStep(step.value, of: step.period, by: SHA256.self))
            for known in steps where known.period < step.period {
                let follows = chain.isStep(
                    step.value, of: step.period, knowing: known, by: SHA256.self)
                #expect(follows)
            }
            let next = Period(row.period + 1)
            #expect(!chain.isStep(step.value, of: next, by: SHA256.self))
            #expect(!chain.isStep(step.value, of: Period(999), by: SHA256.self))
            let value = step.entropy(
                network: network, logRoot: hash(row.logRoot), by: SHA256.self)
            #expect(value == hash(row.value))
        }
    }

    @Test("a step that follows another chain's step is refused")
    func foreignStep() throws {
        let vectors = try DerivationVectors.read("entropy.json", as: DerivationVectors.Entropy.self)
        let chain = EntropyChain(end: hash(vectors.end), first: Period(vectors.first))
        let foreign = Hash256(words: (1, 2, 3, 4))
        let child = foreign.withBytes { Hash256(of: $0, by: SHA256.self) }
        let known = EntropyStep(period: Period(vectors.first + 3), value: child)
        #expect(!chain.isStep(foreign, of: Period(vectors.first + 4), by: SHA256.self))
        // Whoever claims to know a step must have checked it: it replaces the end.
        let follows = chain.isStep(
            foreign, of: Period(vectors.first + 4), knowing: known, by: SHA256.self)
        #expect(follows)
    }
}

extension DrawRules {
    init(longestFrames: [UInt8], channelCount: UInt32) {
        var frames = InlineArray<6, UInt8>(repeating: 0)
        for (index, length) in longestFrames.enumerated() { frames[index] = length }
        self.init(longestFrames: frames, channelCount: channelCount)
    }
}
