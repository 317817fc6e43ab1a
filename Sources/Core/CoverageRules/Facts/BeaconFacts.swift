public import Airwaves
public import Attestation
public import Primitives

/// What the log says of one reveal. *Below* and *above* are positions in the log; an entry whose
/// receipt was not honoured stands where PROTOCOL 3.9 puts it.
public struct BeaconFacts: Sendable {
    /// The reveal's statement id.
    public var id: Hash256
    public var reveal: Reveal
    /// Whether the signature is the key's for this network and type.
    public var isSigned: Bool
    /// The hotspot whose key this is in the reveal's window; nil where the key is nobody's.
    public var station: Station?
    /// Slot and spare of the window: from the value of the first record made in it; nil where none
    /// was made.
    public var slots: BeaconSlots?
    /// The values of the records of m(slot) and m(spare), nil where none was made.
    public var values: DrawValues
    /// What the reveal's nonce and these values draw: see `DrawnBeacon`.
    public var drawn: DrawnBeacon
    /// How many records of periods after m stand below the reveal; m is
    /// `periods.drawPeriod(in: window, at: slots[used])`. 0 where there are no slots.
    public var recordsAfterDraw: UInt64
    /// The standing commitment of key and window: the first one logged below the window's first
    /// record.
    public var commitment: Hash256?
    /// How many standing commitments of this key for earlier windows no statement **up to and with
    /// this reveal** has opened (or declared lost). Those of an earlier key are not counted.
    public var unopenedEarlier: UInt64
    /// Reveals of this key for this window that stand below this one (other statement ids).
    public var earlierReveals: UInt64
    /// Other statements (other ids) of this key with this sequence number, in evidence anywhere.
    public var sameSequence: UInt64
    /// The plans of all land within 25 km of the asserted cell's centre, by the region table of the
    /// epoch: `PlaceVerdict.plan` and `alternatives`; empty at sea.
    public var plansAtPlace: PlanSet
    public var positions: PositionHistory

    public init(
        id: Hash256, reveal: Reveal, isSigned: Bool, station: Station?, slots: BeaconSlots?,
        values: DrawValues, drawn: DrawnBeacon, recordsAfterDraw: UInt64, commitment: Hash256?,
        unopenedEarlier: UInt64, earlierReveals: UInt64, sameSequence: UInt64,
        plansAtPlace: PlanSet, positions: PositionHistory
    ) {
        self.id = id
        self.reveal = reveal
        self.isSigned = isSigned
        self.station = station
        self.slots = slots
        self.values = values
        self.drawn = drawn
        self.recordsAfterDraw = recordsAfterDraw
        self.commitment = commitment
        self.unopenedEarlier = unopenedEarlier
        self.earlierReveals = earlierReveals
        self.sameSequence = sameSequence
        self.plansAtPlace = plansAtPlace
        self.positions = positions
    }
}
