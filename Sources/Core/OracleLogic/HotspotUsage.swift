import Attestation

/// What a hotspot's keys have used of their limits (PROTOCOL 3.10, `docs/oracle-api.md`). Seals and
/// openings are counted by the window they name, for as long as that is taken; what concerns the own
/// beacon is counted apart, so that nothing a box has heard keeps its reveal out.
struct HotspotUsage: Sendable {
    /// One word each: window, seals, bytes. Ascending by window.
    private(set) var windows: [UInt64] = []
    /// The window of log time that the counts below are of.
    private(set) var now: UInt64 = 0
    private(set) var beacon: UInt16 = 0
    private(set) var others: UInt16 = 0
    private(set) var owner: UInt16 = 0
    private var hasTested = false
    private var lastTest: UInt64 = 0

    static let greatestSeals: UInt64 = 96
    static let greatestBytes: UInt64 = 512 * 1_024
    /// Of recommits and reveals, of other statements, and of its owner's, in a window of log time.
    static let greatestCount: UInt16 = 64

    private static let bytesBits: UInt64 = 20
    private static let sealsBits: UInt64 = 8

    init() {}

    /// As it was kept.
    init(windows: [UInt64], now: UInt64, counts: [UInt16], lastTest: UInt64?) {
        self.windows = windows
        self.now = now
        (beacon, others, owner) = (counts[0], counts[1], counts[2])
        hasTested = lastTest != nil
        self.lastTest = lastTest ?? 0
    }

    /// Whether it says nothing that a new one does not.
    var isEmpty: Bool {
        windows.isEmpty && now == 0 && beacon == 0 && others == 0 && owner == 0 && !hasTested
    }

    func used(of window: Window) -> (seals: UInt64, bytes: UInt64) {
        guard let place = place(of: window.number) else { return (0, 0) }
        let word = windows[place]
        return (
            word >> Self.bytesBits & ((1 << Self.sealsBits) - 1), word & ((1 << Self.bytesBits) - 1)
        )
    }

    private func place(of window: UInt64) -> Int? {
        windows.lastIndex { $0 >> (Self.bytesBits + Self.sealsBits) == window }
    }

    /// Counts what was logged, up to what a word holds: a log may hold more than is taken.
    mutating func add(seals: UInt64, bytes: UInt64, of window: Window, oldest: UInt64) {
        let shift = Self.bytesBits + Self.sealsBits
        windows.removeAll { $0 >> shift < oldest }
        let before = used(of: window)
        let word =
            window.number << shift
            | min(before.seals + seals, (1 << Self.sealsBits) - 1) << Self.bytesBits
            | min(before.bytes + bytes, (1 << Self.bytesBits) - 1)
        if let place = place(of: window.number) {
            windows[place] = word
        } else {
            let place = windows.firstIndex { $0 >> shift > window.number } ?? windows.count
            windows.insert(word, at: place)
        }
    }

    func count(_ kind: Kind, in window: UInt64) -> UInt16 {
        guard window == now else { return 0 }
        return switch kind {
        case .beacon: beacon
        case .other: others
        case .owner: owner
        }
    }

    mutating func add(_ kind: Kind, in window: UInt64) {
        if window != now {
            now = window
            (beacon, others, owner) = (0, 0, 0)
        }
        switch kind {
        case .beacon: beacon = min(beacon, .max - 1) + 1
        case .other: others = min(others, .max - 1) + 1
        case .owner: owner = min(owner, .max - 1) + 1
        }
    }

    var lastTestBeacon: UInt64? { hasTested ? lastTest : nil }

    mutating func addTest(at period: UInt64) {
        hasTested = true
        lastTest = period
    }

    /// What is counted by windows of log time.
    enum Kind {
        /// Recommits and reveals.
        case beacon
        /// Of the hotspot's key, but no seal or opening.
        case other
        /// Of the owner, about this hotspot.
        case owner
    }
}
