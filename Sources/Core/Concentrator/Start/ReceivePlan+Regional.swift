public import Airwaves
public import Units

extension ReceivePlan {
    /// What a concentrator hears in a region: the channels on which beacons are sent, and the channels
    /// with another bandwidth or modulation that every network of the region has.
    ///
    /// `subBand` counts from 1 and is for plans that number their channels by eights; without it, it is the
    /// sub-band of the beacons, and in another one no beacon is heard. The eight channels have the order
    /// of the frequencies, except for EU868, where the three that every device knows come first.
    public init(
        for plan: RegionalPlan, subBand: Int? = nil, on board: Board,
        syncWord: SyncWord = .public, timestamps: TimestampMode = .frameEnd
    ) throws(RegionalReceiveError) {
        let layout = try RegionalLayout(plan, subBand: subBand)
        for centre in [layout.centreA, layout.centreB ?? layout.centreA] + layout.frequencies
        where !board.serves(centre) {
            throw .otherBand(plan, board: board.name, frequency: centre)
        }
        do {
            try self.init(
                radioA: RadioSetting(centre: layout.centreA, on: .a, of: board),
                radioB: layout.centreB.map { RadioSetting(centre: $0, on: .b, of: board) },
                clock: board.clock, channels: layout.channels, service: layout.service,
                fsk: layout.fsk, syncWord: syncWord, timestamps: timestamps,
                listensFirst: plan.rules.listenBeforeTalk != nil && board.hasListener)
        } catch {
            preconditionFailure("the layout of \(plan): \(error)")
        }
    }

    /// What is heard of a plan on the first of these boards that serves it, and which that is. When
    /// none does, the first one's refusal is thrown.
    public static func onFirst(
        of boards: [Board], for plan: RegionalPlan, subBand: Int? = nil
    ) throws(RegionalReceiveError) -> (plan: ReceivePlan, board: Board) {
        var refusal: RegionalReceiveError?
        for board in boards {
            do throws(RegionalReceiveError) {
                return (try ReceivePlan(for: plan, subBand: subBand, on: board), board)
            } catch { refusal = refusal ?? error }
        }
        guard let refusal else { preconditionFailure("no board to hear \(plan) on") }
        throw refusal
    }

    /// Whether a multi-SF channel lies on a frequency.
    public func hears(_ frequency: Hertz) -> Bool {
        channels.contains { channel in
            guard let channel, let centre = setting(of: channel.radio)?.centre else {
                return false
            }
            return Int64(centre.value) + Int64(channel.offset) == Int64(clamping: frequency.value)
        }
    }
}

extension RadioSetting {
    fileprivate init(centre: Hertz, on radio: Radio, of board: Board) {
        self.init(centre: centre, hasSingleInput: board.singleInputs.contains(radio))
    }
}

/// Why a region's plan cannot be heard so.
public enum RegionalReceiveError: Error, Equatable, Sendable {
    case noSubBands(RegionalPlan)
    case subBand(found: Int, last: Int, RegionalPlan)
    case otherBand(RegionalPlan, board: String, frequency: Hertz)
}

extension RegionalReceiveError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .noSubBands(let plan): "\(plan) has no sub-bands; leave the sub-band out"
        case .subBand(let found, let last, let plan):
            "\(plan) has the sub-bands 1 to \(last), not \(found)"
        case .otherBand(let plan, let board, let frequency):
            "a \(board) board is not made for \(frequency) of \(plan); "
                + Self.boards(for: frequency)
        }
    }

    private static func boards(for frequency: Hertz) -> String {
        let names = Board.all.filter { $0.serves(frequency) }.map(\.name)
        return names.isEmpty
            ? "no board that Earshot knows is" : "these are: " + names.joined(separator: ", ")
    }
}

/// Two centres, and the channels around them.
private struct RegionalLayout {
    let centreA: Hertz
    let centreB: Hertz?
    /// In the order of the channels' numbers.
    let frequencies: [Hertz]
    var service: ServiceSetting?
    var fsk: ChannelSetting?

    init(_ plan: RegionalPlan, subBand: Int?) throws(RegionalReceiveError) {
        switch plan {
        case .eu868:
            guard subBand == nil else { throw .noSubBands(plan) }
            self.init(eu868: plan.rules.beaconChannels)
        case .us915, .au915, .au915Sub1:
            let first = try Self.firstChannel(of: plan, subBand: subBand, last: 8)
            self.init(wideFrom: first)
        case .cn470:
            let first = try Self.firstChannel(of: plan, subBand: subBand, last: 12)
            self.init(around: Self.eight(from: first))
        default:
            guard subBand == nil else { throw .noSubBands(plan) }
            self.init(around: plan.rules.beaconChannels)
        }
    }

    private static let step: UInt64 = 200_000

    private static func eight(from first: Hertz) -> [Hertz] {
        (0..<8).map { Hertz(first.value + $0 * step) }
    }

    /// The lowest of a sub-band's eight channels, by the numbers of the plan's channels.
    private static func firstChannel(
        of plan: RegionalPlan, subBand: Int?, last: Int
    ) throws(RegionalReceiveError) -> Hertz {
        let rules = plan.rules
        guard let number = rules.firstChannelNumber else {
            preconditionFailure("\(plan) numbers no channels")
        }
        let zero = rules.beaconChannels[0].value - UInt64(number) * step
        guard let subBand else { return rules.beaconChannels[0] }
        guard 1...last ~= subBand else { throw .subBand(found: subBand, last: last, plan) }
        return Hertz(zero + UInt64(8 * (subBand - 1)) * step)
    }

    /// As Semtech's and most people's gateways: the band of the three channels of every device, with the
    /// wider channel and FSK, on radio B; the five below on radio A.
    private init(eu868 channels: [Hertz]) {
        centreA = Hertz(867_500_000)
        centreB = Hertz(868_500_000)
        let always = channels.filter { $0 >= Hertz(868_000_000) }
        frequencies = always + channels.filter { !always.contains($0) }
        service = ServiceSetting(ChannelSetting(.b, -200_000), .sf7, .kHz250)
        fsk = ChannelSetting(.b, 300_000)
    }

    /// The Americas and Australia: each eight channels go with one of 500 kHz in their middle, which
    /// devices use with SF8.
    private init(wideFrom first: Hertz) {
        frequencies = Self.eight(from: first)
        centreA = Hertz(first.value + 2 * Self.step)
        centreB = Hertz(first.value + 1_100_000)
        service = ServiceSetting(ChannelSetting(.a, 300_000), .sf8, .kHz500)
    }

    /// One radio hears what lies within 500 kHz of its centre. Wider sets are cut so that the wider half
    /// is as narrow as can be, the lower half on radio A.
    private init(around channels: [Hertz]) {
        frequencies = channels
        guard Self.span(channels[...]) > 2 * Self.nearBand else {
            centreA = Self.middle(channels[...])
            centreB = nil
            return
        }
        let width = { (cut: Int) in max(Self.span(channels[..<cut]), Self.span(channels[cut...])) }
        let cuts = Array(1..<channels.count)
        let best = cuts.reduce(cuts[0]) { width($1) <= width($0) ? $1 : $0 }
        centreA = Self.middle(channels[..<best])
        centreB = Self.middle(channels[best...])
    }

    /// The outer third of a radio's band is left for regions that need it: its filters begin there.
    private static let nearBand: UInt64 = 500_000

    private static func span(_ channels: ArraySlice<Hertz>) -> UInt64 {
        guard let low = channels.first, let high = channels.last else { return 0 }
        return high.gap(to: low).value
    }

    private static func middle(_ channels: ArraySlice<Hertz>) -> Hertz {
        guard let low = channels.first else { preconditionFailure("no channels") }
        return Hertz(low.value + span(channels) / 2)
    }

    /// Each on the radio that is nearer, A when both are as near.
    var channels: [ChannelSetting?] {
        frequencies.map { frequency in
            let radio: Radio =
                if let centreB, frequency.gap(to: centreB) < frequency.gap(to: centreA) {
                    .b
                } else {
                    .a
                }
            let centre = radio == .a ? centreA : centreB ?? centreA
            return ChannelSetting(
                radio, Int32(Int64(frequency.value) - Int64(centre.value)))
        }
    }
}
