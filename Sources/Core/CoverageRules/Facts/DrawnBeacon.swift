public import Attestation
public import Primitives

/// What a reveal's nonce and the public records draw. Computed once for B-5, B-8, B-9, the ranks of
/// W-19 and the power steps of X-1: about thirty SHA-256 for a beacon.
public struct DrawnBeacon: Hashable, Sendable {
    /// SF, length, channel, power and seed; nil where nothing could be drawn.
    public let draw: BeaconDraw?
    /// The frame of the moment the reveal says it used; nil where its record was not made.
    public let frame: [UInt8]?
    /// The frame as it would be at the other moment, computed only where `frame` is not the one
    /// that was sent.
    public let otherFrame: [UInt8]?

    public init(draw: BeaconDraw?, frame: [UInt8]?, otherFrame: [UInt8]?) {
        self.draw = draw
        self.frame = frame
        self.otherFrame = otherFrame
    }

    /// Nothing: the key is nobody's, the plan unknown, or no record was made.
    public static let nothing = DrawnBeacon(draw: nil, frame: nil, otherFrame: nil)

    /// `key` is the reveal's signer; `values` are those of the records of m(slot) and m(spare), nil
    /// where none was made. The plan is the one the reveal names, as the rule book has it.
    @inlinable public init<D: Digest>(
        _ reveal: Reveal, by key: PublicKey, values: DrawValues, _ terms: RuleTerms,
        digest: D.Type
    ) {
        guard let plan = terms.book.plan(named: reveal.transmission.plan) else {
            self = .nothing
            return
        }
        let rules = plan.drawRules.limited(to: terms.periods.greatestSpreadingFactor)
        let draw = try? BeaconDraw(
            network: terms.network, hotspot: key, window: reveal.window, nonce: reveal.nonce,
            values: values, rules: rules, by: digest)
        guard let draw else {
            self = .nothing
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
        self.init(draw: draw, frame: drawn, otherFrame: isSent ? nil : frame(at: used.other))
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
