public import Radios

/// What a radio board is driven with.
public struct LightRadioSettings: Hashable, Sendable {
    /// What it hears when it is opened; a later `tune` takes its place.
    public var channel: ListeningChannel
    /// Any number; the first session has the next one. Another after each start of the program, so
    /// that a board cannot take the new program for the old one.
    public var session: UInt16

    public init(channel: ListeningChannel, session: UInt16) {
        self.channel = channel
        self.session = session
    }
}
