import Primitives

/// Checks payloads against the field tables, in one pass and without allocating: deterministic
/// CBOR, exactly the fields of the table, every bound, every order, every relation between fields,
/// and the messages inside. What passes can be read without looking back.
public enum MessageCheck {
    /// The type of a payload that passes. Refuses everything else.
    @discardableResult
    public static func type(of payload: RawSpan) throws(MessageError) -> MessageType {
        let type = try announcedType(of: payload)
        try check(payload, is: type)
        return type
    }

    /// The type a payload says it is, with nothing else of it looked at.
    public static func announcedType(of payload: RawSpan) throws(MessageError) -> MessageType {
        let number: UInt64
        do throws(CBORError) {
            var reader = try CBORReader(payload)
            _ = try reader.beginMap()
            try reader.key(0)
            number = try reader.unsigned()
        } catch {
            throw MessageError(error).inside("type")
        }
        guard let type = MessageType(rawValue: number) else {
            throw MessageError(.unknownType, "type", found: number)
        }
        return type
    }

    /// Refuses a payload unless it is a message of this type.
    public static func check(_ payload: RawSpan, is type: MessageType) throws(MessageError) {
        guard payload.byteCount <= type.greatestPayload else {
            throw MessageError(
                .payloadTooLong, found: UInt64(payload.byteCount),
                wanted: UInt64(type.greatestPayload))
        }
        let announced = try announcedType(of: payload)
        guard announced == type else {
            throw MessageError(
                .otherType, "type", found: announced.rawValue, wanted: type.rawValue)
        }
        var walk = try MessageWalk(payload)
        _ = try walk.record(type.record)
        try walk.finish()
        if type == .network { try checkPeriods(of: payload) }
    }

    /// Periods that contradict each other would stop every honest hotspot.
    private static func checkPeriods(of payload: RawSpan) throws(MessageError) {
        let periods = try NetworkPeriods(ofNetworkFile: payload)
        do throws(NetworkPeriodsError) {
            try periods.check()
        } catch {
            let number = NetworkPeriodsError.allCases.firstIndex(of: error) ?? 0
            throw MessageError(.periods, "periods", found: UInt64(number))
        }
    }
}
