import Attestation

/// What a window has used of its limits (PROTOCOL 3.10): 96 seals and 512 KiB of openings per key and
/// window, a quarter of both reserved for the own beacon's matters. Frames heard are unknown to
/// everybody when they are sealed, so seals and openings have three quarters, and never the reserve.
struct SealBudget: Hashable, Sendable {
    static let mostSeals: UInt64 = 96 * 3 / 4
    static let mostBytes: UInt64 = 512 * 1_024 * 3 / 4
    /// What an opening has besides its content: map, window, salt, heads.
    static let openingOverhead: UInt64 = 64
    /// Windows whose budgets are remembered.
    static let mostWindows = 3

    let window: Window
    var seals: UInt64 = 0
    var bytes: UInt64 = 0

    init(window: Window, seals: UInt64 = 0, bytes: UInt64 = 0) {
        self.window = window
        self.seals = seals
        self.bytes = bytes
    }
}

/// How many frames of a stretch of five periods may be reported (PROTOCOL 3.10).
enum FrameLimit {
    static let frames = 32
    static let periods: UInt64 = 5
    /// Receptions of one report (docs/messages.md, `report`), and how long they may lie apart.
    static let receptions = 16
    static let twinMicroseconds: UInt64 = 5_000_000
}
