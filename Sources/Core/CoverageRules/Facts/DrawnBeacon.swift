public import Attestation
public import Primitives

/// What a reveal's nonce and the public records draw. Computed once for B-5, B-8, B-9, the ranks of
/// W-19 and the power steps of X-1: about thirty SHA-256 for a beacon.
public struct DrawnBeacon: Hashable, Sendable {
    /// The commitment that the nonce opens.
    public let commitment: Hash256
    /// SF, length, channel, power and seed; nil where nothing could be drawn.
    public let draw: BeaconDraw?
    /// The frame of the moment the reveal says it used; nil where its record was not made.
    public let frame: [UInt8]?
    /// The frame as it would be at the other moment, computed only where `frame` is not the one
    /// that was sent.
    public let otherFrame: [UInt8]?

    public init(
        commitment: Hash256, draw: BeaconDraw? = nil, frame: [UInt8]? = nil,
        otherFrame: [UInt8]? = nil
    ) {
        self.commitment = commitment
        self.draw = draw
        self.frame = frame
        self.otherFrame = otherFrame
    }

    /// `key` is the reveal's signer; `values` are those of the records of m(slot) and m(spare), nil
    /// where none was made. The plan is the one the reveal names, as the rule book has it; without
    /// one nothing is drawn.
    @inlinable public init<D: Digest>(
        _ reveal: Reveal, by key: PublicKey, values: DrawValues, _ terms: RuleTerms,
        digest: D.Type
    ) {
        let commitment = ProofHash.commitment(
            network: terms.network, hotspot: key, window: reveal.window, nonce: reveal.nonce,
            by: digest)
        let rules = terms.book.plan(named: reveal.transmission.plan)?.drawRules
            .limited(to: terms.periods.greatestSpreadingFactor)
        let draw = rules.flatMap {
            try? BeaconDraw(
                network: terms.network, hotspot: key, window: reveal.window, nonce: reveal.nonce,
                values: values, rules: $0, by: digest)
        }
        guard let draw else {
            self.init(commitment: commitment)
            return
        }
        func frame(at moment: BeaconSlot) -> [UInt8]? {
            (try? BeaconFrame(
                network: terms.network, hotspot: key, window: reveal.window, nonce: reveal.nonce,
                draw: draw, at: moment, values: values, by: digest))?.bytes
        }
        let used = reveal.slot.moment
        let drawn = frame(at: used)
        let isSent = drawn == reveal.transmission.frame
        self.init(
            commitment: commitment, draw: draw, frame: drawn,
            otherFrame: isSent ? nil : frame(at: used.other))
    }
}

extension SlotKind {
    /// The same word for the derivations.
    public var moment: BeaconSlot {
        switch self {
        case .slot: .slot
        case .spare: .spare
        }
    }
}

extension BeaconSlot {
    @usableFromInline var other: BeaconSlot {
        switch self {
        case .slot: .spare
        case .spare: .slot
        }
    }
}
