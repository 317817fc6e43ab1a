public import Concentrator
internal import FirmwareProtocol
internal import Primitives
public import Units

/// Finds out what is at the other end of a line, before a driver is chosen: identifiers of USB are
/// shared by many products, and a TCP port or a terminal has none.
///
/// Asks one question, PING, which every CoreCell bridge answers and which is nothing to a board with the
/// firmware link: such a board speaks once a second by itself, with or without a session (rules 13
/// and 15 of the link). So nothing is asked that could start or stop anything.
public struct RadioProbe: Sendable {
    public enum Verdict: Equatable, Sendable {
        /// A CoreCell bridge of a firmware that Earshot speaks with.
        case bridge(BridgeVersion)
        /// A board with the firmware link.
        case light
        /// It answers like a bridge, and is of no use.
        case unknownBridge(BridgeError)
    }

    /// How long silence means nothing: a board speaks every second.
    public static let patience = Nanoseconds(1_500_000_000)
    /// What came before the question is waited out for this long.
    public static let settling = Nanoseconds(50_000_000)

    /// To be written once the line has settled.
    public static var question: [UInt8] {
        var bytes: [UInt8] = []
        BridgeRequest.ping.append(to: &bytes, identifier: number, dialect: .unknown)
        return bytes
    }

    private static let number: UInt8 = 0x45
    private var bridge: BridgeAnswerReader?
    private var frames = FrameDecoder()

    public init() {
        bridge = BridgeAnswerReader(of: .ping, identifier: Self.number, dialect: .unknown)
    }

    /// Bytes that came before the question: a bridge's are of another time, a board's frame is as good
    /// as any.
    public mutating func settle(_ bytes: RawSpan) -> Verdict? { holdsFrame(bytes) ? .light : nil }

    /// Bytes that came after it. Nil until they tell.
    public mutating func take(_ bytes: RawSpan) -> Verdict? {
        if holdsFrame(bytes) { return .light }
        guard bridge != nil else { return nil }
        do throws(BridgeError) {
            guard try bridge?.take(bytes) == true, let answer = try bridge?.answer() else {
                return nil
            }
            guard case .ping(let identity) = answer else { return nil }
            _ = try BridgeDialect(for: identity.version, repeatsIdentifiers: false)
            return .bridge(identity.version)
        } catch {
            bridge = nil
            switch error {
            case .unknownVersion, .notAVersion: return .unknownBridge(error)
            default: return nil
            }
        }
    }

    /// Whether a whole frame of the firmware link ends in the bytes; its checksum is enough.
    private mutating func holdsFrame(_ bytes: RawSpan) -> Bool {
        for offset in 0..<bytes.byteCount {
            // What is no frame may be the answer of a bridge.
            if (try? frames.take(bytes.byte(at: offset))) == true { return true }
        }
        return false
    }
}
