/// Bounds and times of the firmware link, `firmware-protocol/SPEC.md` rules 1 to 4 and 21 to 25.
public enum LinkLimit {
    /// A body (header, payload, checksum) has at most this many bytes: the greatest message is a
    /// reception with 255 bytes of payload, and half of the room is left for later extensions.
    public static let body = 512
    public static let header = 5
    public static let checksum = 4
    public static let payload = body - header - checksum
    /// COBS adds one byte per 254 begun, and the delimiter ends the frame.
    public static let wire = body + 3 + 1

    /// The host repeats a request that was not answered for so long, at most `tries` times in all.
    public static let answerMicroseconds: UInt64 = 500_000
    public static let tries = 4
    /// The device repeats events that were not acknowledged for so long.
    public static let eventMicroseconds: UInt64 = 500_000
    /// A device that sent nothing for so long sends a heartbeat; a host acknowledges so often.
    public static let heartbeatMicroseconds: UInt64 = 1_000_000
    /// A side that heard nothing for so long gives the session up.
    public static let silenceMicroseconds: UInt64 = 5_000_000
    /// Events a device keeps until they are acknowledged.
    public static let events = 8
}
