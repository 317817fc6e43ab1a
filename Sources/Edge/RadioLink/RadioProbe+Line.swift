internal import Host
internal import Primitives
public import RadioDrivers
internal import Units

extension RadioProbe {
    /// What a probe found.
    public enum Outcome: Equatable, Sendable {
        case verdict(Verdict)
        case silence
    }

    /// Asks what is at the line's other end, within two seconds. The line is then fit for a driver,
    /// which drains it. The line's wake makes silence of it.
    public static func ask(
        on link: borrowing ByteLink, trace: RadioTrace? = nil
    ) throws(RadioLinkError) -> Outcome {
        var probe = RadioProbe()
        let early = try listen(on: link, for: settling, trace) { probe.settle($0) }
        if let early { return .verdict(early) }
        trace?.sent(question.rawSpan)
        try link.write(question.rawSpan, within: patience)
        let found = try listen(on: link, for: patience, trace) { probe.take($0) }
        return found.map { .verdict($0) } ?? .silence
    }

    private static func listen(
        on link: borrowing ByteLink, for span: Nanoseconds, _ trace: RadioTrace?,
        _ take: (RawSpan) -> Verdict?
    ) throws(RadioLinkError) -> Verdict? {
        let end = Uptime.now + span
        var bytes: [UInt8] = []
        while Uptime.now < end {
            bytes.removeAll(keepingCapacity: true)
            guard case .bytes = try link.read(into: &bytes, within: end.gap(to: Uptime.now)) else {
                return nil
            }
            trace?.received(bytes.rawSpan)
            if let verdict = take(bytes.rawSpan) { return verdict }
        }
        return nil
    }
}
