public import Attestation
import Primitives
import Radios
import Units

extension HotspotMachine {
    /// Which records are needed next; `HotspotEvent.entropy` brings them. Two windows are wanted
    /// whole: that of now, whose first record sets the slots, and the one before, whose commitment
    /// may have to be opened.
    public var entropyWanted: EntropyQuestion {
        // The log says first how far it is: a clock that is wrong, whoever vouches for it, would ask
        // for records of a time that is far away or has not come.
        guard let newest = entropy.newest else { return .newest }
        guard let period else { return .after(newest) }
        let window = network.periods.window(of: period)
        let from = network.periods.firstPeriod(of: Window(window.number - min(window.number, 1)))
        if entropy.history.completeFrom <= from.number { return .after(newest) }
        return .after(from.number == 0 ? nil : Period(from.number - 1))
    }

    /// The newest record that was taken; nil: none since the start.
    public var newestRecord: Period? { entropy.newest }

    mutating func takeChain(_ bytes: [UInt8]) {
        do throws(EntropyRefusal) {
            entropy.take(try checked(bytes))
        } catch {
            refuse(error)
        }
    }

    /// Takes records in log order (PROTOCOL 2). What one record is refused for stops the batch: the
    /// rest would leave a gap.
    mutating func take(_ batch: EntropyBatch) {
        guard prepare(for: batch) else { return }
        var isFirst = true
        for bytes in batch.records {
            do throws(EntropyRefusal) {
                let record: EntropyRecord = try checked(bytes)
                if let newest = entropy.newest, record.step.period <= newest, isFirst { continue }
                try take(record, after: batch.after, absent: isFirst ? entropy.completeAt : nil)
                isFirst = false
            } catch {
                refuse(error)
                return
            }
        }
        if batch.reachesNewest { entropy.completeAt = batch.asked }
        lastEntropyRefusal = nil
        clock.judge(now)
    }

    /// Whether the batch goes on from what is known, or begins anew behind it. False: it leaves a
    /// gap to what is known and says nothing new.
    private mutating func prepare(for batch: EntropyBatch) -> Bool {
        let from = batch.after.map { $0.number + 1 } ?? 0
        guard let newest = entropy.newest else {
            entropy.begin(after: batch.after)
            return true
        }
        if from >= entropy.history.completeFrom && from <= newest.number + 1 { return true }
        guard !batch.records.isEmpty else { return from > newest.number }
        entropy.begin(after: batch.after)
        entropy.completeAt = nil
        return true
    }

    private mutating func take(
        _ record: EntropyRecord, after: Period?, absent: Nanoseconds?
    ) throws(EntropyRefusal) {
        let period = record.step.period
        if let newest = entropy.newest ?? after, period <= newest {
            throw .notRising(period, after: newest)
        }
        guard !clock.isLie(period, at: now) else {
            clock.refuse()
            clock.judge(now)
            throw .ahead(period, nanoseconds: clock.lead(of: period, at: now))
        }
        try entropy.check(record.step, by: Hash.self)
        entropy.append(record, network: network, hotspot: key, by: Hash.self)
        clock.learn(period, at: now, absent: absent)
    }

    private mutating func refuse(_ refusal: EntropyRefusal) {
        counters.count(.entropyRefused)
        if lastEntropyRefusal != refusal { remark(.warning, "entropy refused: \(refusal)") }
        lastEntropyRefusal = refusal
    }

    private mutating func checked<Wanted: TypedMessage>(
        _ bytes: [UInt8]
    ) throws(EntropyRefusal) -> Wanted {
        do throws(SignedMessageError) {
            return try checked(bytes, signedBy: network.oracle.entropyKey)
        } catch {
            throw EntropyRefusal(error)
        }
    }
}
