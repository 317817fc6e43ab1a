import Units

/// The numbers by which a fix is judged, and why they are what they are.
enum PositionLimits {
    /// A fix whose error is as large as what the rules ask (the 500 m up to which a report names a
    /// fine cell) can neither confirm nor contradict an asserted place.
    static let coarsest = Metres(500)
    /// How far two fixes may lie apart beyond both their errors. A receiver under a tin roof
    /// wanders by 100 m or two; nothing on the ground moves 300 m between two reports.
    static let jump = Metres(300)
    /// A new place is believed when it held this long: longer than most spoofing tests and
    /// multipath of one satellite pass, shorter than a person who moved a box waits.
    static let jumpPatience = Nanoseconds.seconds(600)
    /// Trouble shorter than this changes nothing: a bus that passes the window.
    static let patience = Nanoseconds.seconds(10)
    /// Receivers report once a second, the slowest every five.
    static let silence = Nanoseconds.seconds(10)
    /// Fixes in a row that must agree before the first is used.
    static let settling = 3
    /// 2026-01-01: no receiver can have measured earlier than this was written.
    static let earliest = Nanoseconds.seconds(1_767_225_600)
    /// GPS counts weeks in 10 bits.
    static let rollover = UInt64(1024 * 7 * 86_400 * 1_000_000_000)
    /// How well a rolled-over date, put right, meets this machine's clock.
    static let rolloverTolerance = Nanoseconds.seconds(86_400)
}
