import Notation
import Radios

/// The body of PUSH_DATA with the place of each entry in its bytes, for those who pass entries on as
/// they came: a field that nobody here knows must reach the server that does.
public struct PushBody: Hashable, Sendable {
    public struct Entry: Hashable, Sendable {
        public let content: Result<ForwardedPacket, PacketError>
        /// The frame, also of an entry that is refused for another reason; nil when it is unreadable.
        public let frame: [UInt8]?
        /// The entry in the body's bytes, from its brace to its brace.
        public let place: Range<Int>?
    }

    public let entries: [Entry]
    public let status: ForwarderStatus?
    public let statusPlace: Range<Int>?

    /// Refuses what `PushData` refuses.
    public init(parsing body: [UInt8]) throws(PacketError) {
        let object = try JSON(forwarderBody: body)
        let outline = BodyOutline(of: body)
        var entries: [Entry] = []
        if let list = object["rxpk"], list != .null {
            guard case .array(let items) = list else {
                throw PacketFields(object).wrong("rxpk", list)
            }
            guard items.count <= PushData.mostPackets else { throw .tooManyPackets(items.count) }
            // A name written with escapes is found by the reader alone: then no place is known.
            let places = outline.packets.count == items.count ? outline.packets : nil
            entries.reserveCapacity(items.count)
            for (index, item) in items.enumerated() {
                entries.append(Self.entry(item, places?[index]))
            }
        }
        self.entries = entries
        if let status = object["stat"], status != .null {
            self.status = try ForwarderStatus(reading: PacketFields(status))
            statusPlace = outline.status
        } else {
            status = nil
            statusPlace = nil
        }
    }

    private static func entry(_ item: JSON, _ place: Range<Int>?) -> Entry {
        do throws(PacketError) {
            let packet = try ForwardedPacket(reading: PacketFields(item))
            return Entry(
                content: .success(packet), frame: packet.reception.payload, place: place)
        } catch {
            return Entry(
                content: .failure(error), frame: try? PacketFields(item).payload(), place: place)
        }
    }
}

/// Where the values of `rxpk` and `stat` stand in a body that is known to be a JSON object.
struct BodyOutline {
    private(set) var packets: [Range<Int>] = []
    private(set) var status: Range<Int>?
    private let body: [UInt8]
    private var offset = 0

    init(of body: [UInt8]) {
        self.body = body
        read()
    }

    private mutating func read() {
        guard isNext(UInt8(ascii: "{")) else { return }
        offset += 1
        while !isNext(UInt8(ascii: "}")), offset < body.count {
            let name = value()
            guard isNext(UInt8(ascii: ":")) else { return }
            offset += 1
            if body[name].elementsEqual("\"rxpk\"".utf8) {
                readPackets()
            } else {
                let place = value()
                if body[name].elementsEqual("\"stat\"".utf8) { status = place }
            }
            if isNext(UInt8(ascii: ",")) { offset += 1 }
        }
    }

    private mutating func readPackets() {
        guard isNext(UInt8(ascii: "[")) else {
            _ = value()
            return
        }
        offset += 1
        while !isNext(UInt8(ascii: "]")), offset < body.count {
            packets.append(value())
            if isNext(UInt8(ascii: ",")) { offset += 1 }
        }
        offset += 1
    }

    /// Whether a character is the next one behind white space.
    private mutating func isNext(_ character: UInt8) -> Bool {
        while offset < body.count, [0x20, 0x09, 0x0a, 0x0d].contains(body[offset]) { offset += 1 }
        return offset < body.count && body[offset] == character
    }

    /// Passes over one value of any kind.
    private mutating func value() -> Range<Int> {
        _ = isNext(0)
        let start = offset
        var depth = 0
        while offset < body.count {
            switch body[offset] {
            case UInt8(ascii: "\""): passString()
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                offset += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                guard depth > 0 else { return start..<offset }
                depth -= 1
                offset += 1
            case UInt8(ascii: ","), UInt8(ascii: ":"), 0x20, 0x09, 0x0a, 0x0d:
                guard depth > 0 else { return start..<offset }
                offset += 1
            default:
                offset += 1
                continue
            }
            if depth == 0 { return start..<offset }
        }
        return start..<offset
    }

    private mutating func passString() {
        offset += 1
        while offset < body.count, body[offset] != UInt8(ascii: "\"") {
            offset += body[offset] == UInt8(ascii: "\\") ? 2 : 1
        }
        offset = min(offset + 1, body.count)
    }
}
