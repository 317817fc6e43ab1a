public import Airwaves
import Primitives

/// One datagram of the protocol.
///
///     let datagram = try ForwarderDatagram(parsing: bytes)
///     reply = datagram.acknowledgement   // for PUSH_DATA and PULL_DATA; before anything else is done
public struct ForwarderDatagram: Hashable, Sendable {
    public enum Version: UInt8, CaseIterable, Sendable {
        /// Of 2013: as the second, without an answer to transmissions.
        case first = 1
        case second = 2
    }

    /// The body is JSON, kept as bytes; those of kinds that have none are empty.
    public enum Content: Hashable, Sendable {
        case pushData(EUI64, body: [UInt8])
        case pushAcknowledgement
        case pullData(EUI64)
        case pullAcknowledgement
        case transmission(body: [UInt8])
        case transmissionAnswer(EUI64, body: [UInt8])
    }

    public var version: Version
    /// Any number of the sender's; an answer repeats it.
    public var token: UInt16
    public var content: Content

    public init(version: Version = .second, token: UInt16, content: Content) {
        self.version = version
        self.token = token
        self.content = content
    }

    /// What a server answers at once to what a forwarder sends; nil for what has no answer.
    public var acknowledgement: ForwarderDatagram? {
        let kind: Content
        switch content {
        case .pushData: kind = .pushAcknowledgement
        case .pullData: kind = .pullAcknowledgement
        default: return nil
        }
        return ForwarderDatagram(version: version, token: token, content: kind)
    }
}

// MARK: - Bytes

extension ForwarderDatagram {
    /// No datagram of the field is longer: eight receptions of 255 bytes with all their fields take
    /// about 6 KiB. UDP carries up to 65,507.
    public static let longest = 16_384
    static let headerCount = 4
    static let headerCountWithEUI = 12

    enum Kind: UInt8, CaseIterable {
        case pushData, pushAcknowledgement, pullData, transmission, pullAcknowledgement
        case transmissionAnswer

        var hasEUI: Bool {
            switch self {
            case .pushData, .pullData, .transmissionAnswer: true
            case .pushAcknowledgement, .transmission, .pullAcknowledgement: false
            }
        }
    }

    public init(parsing bytes: RawSpan) throws(DatagramError) {
        guard bytes.byteCount >= Self.headerCount else {
            throw .tooShort(bytes: bytes.byteCount, least: Self.headerCount)
        }
        guard bytes.byteCount <= Self.longest else { throw .tooLong(bytes: bytes.byteCount) }
        guard let version = Version(rawValue: bytes.byte(at: 0)) else {
            throw .unknownVersion(bytes.byte(at: 0))
        }
        guard let kind = Kind(rawValue: bytes.byte(at: 3)) else {
            throw .unknownKind(bytes.byte(at: 3))
        }
        let start = kind.hasEUI ? Self.headerCountWithEUI : Self.headerCount
        guard bytes.byteCount >= start else {
            throw .tooShort(bytes: bytes.byteCount, least: start)
        }
        self.version = version
        token = UInt16(bytes.byte(at: 1)) << 8 | UInt16(bytes.byte(at: 2))
        content = Self.content(kind, bytes, bodyAt: start)
    }

    private static func content(
        _ kind: Kind, _ bytes: RawSpan, bodyAt start: Int
    ) -> Content {
        let body = [UInt8](copying: bytes.extracting(start..<bytes.byteCount))
        switch kind {
        case .pushData: return .pushData(eui(bytes), body: body)
        case .pushAcknowledgement: return .pushAcknowledgement
        case .pullData: return .pullData(eui(bytes))
        case .transmission: return .transmission(body: body)
        case .pullAcknowledgement: return .pullAcknowledgement
        case .transmissionAnswer: return .transmissionAnswer(eui(bytes), body: body)
        }
    }

    private static func eui(_ bytes: RawSpan) -> EUI64 {
        EUI64(bits: (4..<12).reduce(0) { $0 << 8 | UInt64(bytes.byte(at: $1)) })
    }

    public var bytes: [UInt8] {
        var bytes: [UInt8] = []
        append(to: &bytes)
        return bytes
    }

    public func append(to bytes: inout [UInt8]) {
        let (kind, eui, body) = parts
        bytes.append(version.rawValue)
        bytes.append(UInt8(token >> 8))
        bytes.append(UInt8(truncatingIfNeeded: token))
        bytes.append(kind.rawValue)
        if let eui { bytes.append(bigEndian: eui.bits) }
        bytes.append(contentsOf: body)
    }

    private var parts: (Kind, EUI64?, [UInt8]) {
        switch content {
        case .pushData(let eui, let body): (.pushData, eui, body)
        case .pushAcknowledgement: (.pushAcknowledgement, nil, [])
        case .pullData(let eui): (.pullData, eui, [])
        case .transmission(let body): (.transmission, nil, body)
        case .pullAcknowledgement: (.pullAcknowledgement, nil, [])
        case .transmissionAnswer(let eui, let body): (.transmissionAnswer, eui, body)
        }
    }
}

/// Why bytes are no datagram of the protocol.
public enum DatagramError: Error, Equatable, Sendable, CustomStringConvertible {
    case tooShort(bytes: Int, least: Int)
    case tooLong(bytes: Int)
    case unknownVersion(UInt8)
    case unknownKind(UInt8)

    /// For counters.
    public enum Code: String, CaseIterable, Sendable {
        case tooShort = "too-short"
        case tooLong = "too-long"
        case unknownVersion = "unknown-version"
        case unknownKind = "unknown-kind"
    }

    public var code: Code {
        switch self {
        case .tooShort: .tooShort
        case .tooLong: .tooLong
        case .unknownVersion: .unknownVersion
        case .unknownKind: .unknownKind
        }
    }

    public var description: String {
        switch self {
        case .tooShort(let bytes, let least):
            "a datagram of this kind has \(least) bytes or more; this has \(bytes)"
        case .tooLong(let bytes):
            "\(bytes) bytes; at most \(ForwarderDatagram.longest) are read of one datagram"
        case .unknownVersion(let version):
            "version \(version) of the packet forwarder protocol; 1 and 2 are spoken here"
        case .unknownKind(let kind):
            "kind \(kind) of datagram; the protocol has 0 to 5"
        }
    }
}
