import Attestation
import Units

/// What was heard and is not sealed yet, within the limits of PROTOCOL 3.10.
struct UnsealedReports: Hashable, Sendable {
    /// In the order in which the frames were first heard.
    var reports: [UnsealedReport] = []
    /// The radios that the reports name by index; they grow until nothing names them.
    var radios: [RadioDescription] = []
    /// The stretch of five periods that is being counted, and how many frames it has.
    private var stretch: UInt64 = 0
    private var frames = 0
    /// The last frames that were reported: the same one again, later, is no second report.
    private var reported: [UInt64] = []
    private var next = 0

    /// Frames of the last two windows or so, at the most that are admitted.
    static let mostReported = 256

    // MARK: Frames per five periods

    enum Admission: Hashable {
        case admitted
        /// In the place of the weakest of the stretch, at this index.
        case replacing(Int)
        case refused
    }

    /// Whether a frame first heard now is among the strongest 32 of its stretch.
    mutating func admit(at period: Period, signal: Int32) -> Admission {
        let number = period.number / FrameLimit.periods
        if number != stretch { (stretch, frames) = (number, 0) }
        guard frames >= FrameLimit.frames else {
            frames += 1
            return .admitted
        }
        let weakest = reports.indices
            .filter { reports[$0].period.number / FrameLimit.periods == number }
            .min { reports[$0].signal < reports[$1].signal }
        guard let weakest, reports[weakest].signal < signal else { return .refused }
        return .replacing(weakest)
    }

    /// A report that was restored counts like the one it was.
    mutating func recount(_ period: Period) {
        let number = period.number / FrameLimit.periods
        if number > stretch { (stretch, frames) = (number, 0) }
        if number == stretch { frames += 1 }
    }

    // MARK: Frames once reported

    /// The first eight bytes of the frame's hash are enough to tell 256 frames apart.
    func wasReported(_ name: UInt64) -> Bool { reported.contains(name) }

    mutating func noteReported(_ name: UInt64) {
        guard reported.count == Self.mostReported else {
            reported.append(name)
            return
        }
        reported[next] = name
        next = (next + 1) % Self.mostReported
    }

    // MARK: Radios

    /// The index of a radio in the content to come; nothing when eight others are named.
    mutating func index(of radio: RadioDescription) -> UInt64? {
        if let place = radios.firstIndex(of: radio) { return UInt64(place) }
        guard radios.count < 8 else { return nil }
        radios.append(radio)
        return UInt64(radios.count - 1)
    }

    mutating func forgetRadios() {
        if reports.isEmpty { radios.removeAll(keepingCapacity: true) }
    }
}
