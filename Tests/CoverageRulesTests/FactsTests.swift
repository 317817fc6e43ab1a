import Attestation
import Primitives
import Signing
import Testing
import Units

@testable import CoverageRules

@Suite("What facts are made of")
struct FactsTests {
    @Test("contradicting fixes count once a window and an agreeing one forgives")
    func positions() {
        var history = PositionHistory()
        history.note(nil, in: Window(1), .first)
        #expect(history == PositionHistory())
        history.note(GoodFacts.position(400), in: Window(1), .first)
        history.note(GoodFacts.position(400), in: Window(1), .first)
        #expect(history.contradictingWindows == 1 && history.hasFix)
        history.note(GoodFacts.position(400), in: Window(2), .first)
        #expect(history.contradictingWindows == 2)
        history.note(GoodFacts.position(10), in: Window(2), .first)
        #expect(history == PositionHistory(hasFix: true))
        var configured = GoodFacts.position(4_000)
        configured.source = .configured
        history.note(configured, in: Window(3), .first)
        #expect(history.contradictingWindows == 0)
    }

    @Test("a box that keeps its fix to itself after two contradictions does not get out of B-2")
    func withheldFix() {
        var facts = GoodFacts.beacon
        facts.positions = PositionHistory(hasFix: true, contradictingWindows: 2)
        facts.reveal.position = nil
        #expect(BeaconRules.judge(facts, GoodFacts.terms).finding?.reason == .positionUnsettled)
    }

    @Test("only declared fields can be missing")
    func missing() {
        var bare = GoodFacts.witness.report.first
        bare.signal = nil
        bare.frequencyErrorHertz = nil
        bare.counterMicroseconds = nil
        bare.fineNanoseconds = nil
        var fields = MissingFields()
        fields.note(bare, declared: [])
        #expect(fields == MissingFields())
        fields.note(bare, declared: [.signalRSSI, .frequencyError, .counter, .fineTime])
        fields.note(nil, declared: .position)
        #expect(
            fields
                == MissingFields(
                    signalRSSI: 1, frequencyError: 1, counter: 1, fineTime: 1, position: 1))
        var whole = MissingFields()
        whole.note(GoodFacts.witness.report.first, declared: [.signalRSSI, .counter])
        #expect(whole == MissingFields())
    }

    @Test("an undeclared field that is missing is no fault however often")
    func undeclared() {
        var facts = GoodFacts.witness
        facts.station?.measures = []
        facts.report.first.signal = nil
        facts.report.first.frequencyErrorHertz = nil
        facts.report.first.counterMicroseconds = nil
        facts.position = nil
        facts.missing = MissingFields(
            signalRSSI: 9, frequencyError: 9, counter: 9, fineTime: 9, position: 9)
        #expect(WitnessRules.judge(facts, GoodFacts.terms).hasPassed)
    }

    @Test("a beacon of nobody's key is heard by nobody; power never counts above the plan's")
    func heard() throws {
        var facts = GoodFacts.beacon
        facts.station = nil
        #expect(HeardBeacon(facts, GoodFacts.terms) == nil)
        facts = GoodFacts.beacon
        facts.isSigned = false
        #expect(HeardBeacon(facts, GoodFacts.terms) == nil)
        facts = GoodFacts.beacon
        facts.reveal.transmission.power = SignalLevel(hundredths: 4_000)
        let loud = try #require(HeardBeacon(facts, GoodFacts.terms))
        #expect(loud.power.hundredths == 1_615 && loud.step.hundredths == 0)
        facts.reveal.transmission.power = SignalLevel(hundredths: 1_015)
        let soft = try #require(HeardBeacon(facts, GoodFacts.terms))
        #expect(soft.step.hundredths == 600)
    }

    @Test("a report finds its beacon by sixteen bytes that only a beacon has")
    func start() {
        let frame = GoodFacts.beacon.reveal.transmission.frame
        #expect(FrameStart.of(frame.rawSpan) != nil)
        #expect(FrameStart.of(Array(frame[..<15]).rawSpan) == nil)
        var other = frame
        other[0] = 0x40
        #expect(FrameStart.of(other.rawSpan) == nil)
        other = frame
        other[frame.count - 1] ^= 1
        #expect(FrameStart.of(other.rawSpan) == FrameStart.of(frame.rawSpan))
    }

    @Test(
        "beyond a third more than the horizon, and near the bound of open air, is suspicious only")
    func suspicions() {
        var facts = GoodFacts.witness
        let strongest = Int32(WitnessCase.strongest)
        facts.report.first.signal = SignalLevel(hundredths: strongest - 300)
        #expect(WitnessRules.judge(facts, GoodFacts.terms).suspicions.isEmpty)
        facts.report.first.signal = SignalLevel(hundredths: strongest - 299)
        var verdict = WitnessRules.judge(facts, GoodFacts.terms)
        #expect(verdict.suspicions == RuleSet(.w14) && verdict.hasPassed)
        // 10 m and 10 m see each other over 26,070 m; a third more is 33,891.
        facts.report.first.signal = SignalLevel(hundredths: -12_000)
        facts.report.first.ratio = Decibels(hundredths: 0)
        facts.stands(33_891)
        #expect(WitnessRules.judge(facts, GoodFacts.terms).suspicions.isEmpty)
        facts.stands(33_892)
        verdict = WitnessRules.judge(facts, GoodFacts.terms)
        #expect(verdict.suspicions == RuleSet(.w13) && verdict.hasPassed)
        // A mast of 1,000 m is taken for 50.
        facts.station?.height = Metres(1_000)
        #expect(WitnessRules.judge(facts, GoodFacts.terms).suspicions.isEmpty)
    }

    @Test("rules never trap, whatever the numbers")
    func extremes() {
        var facts = GoodFacts.witness
        facts.report.first.frequencyErrorHertz = .max
        facts.frequencyErrors = FrequencyErrors(count: .max, sum: .min)
        facts.report.first.ratio = Decibels(hundredths: .min)
        facts.report.first.signal = SignalLevel(hundredths: .max)
        facts.seal = SealFacts(
            id: GoodFacts.hash(0), window: Window(Window.limit), recordsBelowSeal: .max,
            recordsBelowOpening: .max)
        facts.earlierReports = .max
        facts.station?.gain = Decibels(hundredths: .max)
        #expect(WitnessRules.judge(facts, GoodFacts.terms).outcome == .fail)
        var beacon = GoodFacts.beacon
        beacon.reveal.transmission.sent = Nanoseconds(.max)
        beacon.reveal.window = Window(Window.limit)
        beacon.recordsAfterDraw = .max
        beacon.reveal.transmission.airtimeMilliseconds = .max
        beacon.sameSequence = .max
        #expect(BeaconRules.judge(beacon, GoodFacts.terms).outcome == .fail)
    }
}
