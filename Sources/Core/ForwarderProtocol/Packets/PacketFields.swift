import Airwaves
import Notation
import Primitives
import Radios
import Units

/// Reads the fields of one object of the protocol. A missing field is nil; one of the wrong kind is
/// refused by name. Numbers become whole ones exactly: no floating point comes near what is signed.
struct PacketFields {
    let object: JSON
    /// The object of one antenna, whose fields come first (`rsig`).
    var inner: JSON?

    init(_ object: JSON) { self.object = object }

    subscript(_ name: String) -> JSON? {
        for source in [inner, object] {
            if let value = source?[name], value != .null { return value }
        }
        return nil
    }

    func text(_ name: String) throws(PacketError) -> String? {
        guard let value = self[name] else { return nil }
        guard let text = value.string else { throw wrong(name, value) }
        return text
    }

    func flag(_ name: String) throws(PacketError) -> Bool {
        guard let value = self[name] else { return false }
        guard case .bool(let flag) = value else { throw wrong(name, value) }
        return flag
    }

    /// A number times 10^`decimals`, rounded half away from zero, within bounds. Forwarders write
    /// whole numbers with a point and with exponents too.
    func number(
        _ name: String, decimals: Int = 0, in bounds: ClosedRange<Int64>
    ) throws(PacketError) -> Int64? {
        guard let value = self[name] else { return nil }
        guard case .number(let number) = value,
            let scaled = number.scaled(by: decimals), bounds.contains(scaled)
        else { throw wrong(name, value) }
        return scaled
    }

    /// A level or ratio in whole or broken decibels, as hundredths.
    func hundredths(_ name: String) throws(PacketError) -> Int32? {
        // Wider than any radio's, so that what is nonsense is refused and what is odd is not.
        try number(name, decimals: 2, in: -100_000...100_000).map { Int32($0) }
    }

    func need<Value>(_ name: String, _ value: Value?) throws(PacketError) -> Value {
        guard let value else { throw .missing(name) }
        return value
    }

    func frequency() throws(PacketError) -> Hertz {
        // 4 GHz: LoRa's bands end at 2.5 GHz.
        let value = try number("freq", decimals: 6, in: 1_000_000...4_000_000_000)
        return Hertz(UInt64(try need("freq", value)))
    }

    /// `modu`, `datr` and `codr`. A data rate is a text for LoRa and a number for FSK, which alone
    /// tells them apart where `modu` is missing.
    func modulation() throws(PacketError) -> FrameModulation {
        let rate = try need("datr", self["datr"])
        let name = try text("modu") ?? (rate.string == nil ? "FSK" : "LORA")
        switch name {
        case "LORA":
            guard let written = rate.string, var modulation = Self.loRa(written) else {
                throw wrong("datr", rate)
            }
            modulation.codingRate = try codingRate() ?? .fourFifths
            return .loRa(modulation)
        case "FSK":
            let most = Int64(300_000)
            guard let bits = try number("datr", in: 600...most) else { throw wrong("datr", rate) }
            return .fsk(bitsPerSecond: UInt32(bits))
        default: throw .unknownModulation(Quote.text(name))
        }
    }

    /// As in `SF7BW125`. Only what LoRaWAN's sub-gigahertz channels are.
    static func loRa(_ text: String) -> LoRaModulation? {
        for factor in SpreadingFactor.allCases {
            for (width, bandwidth) in widths where text == "SF\(factor.rawValue)BW\(width)" {
                return LoRaModulation(spreadingFactor: factor, bandwidth: bandwidth)
            }
        }
        return nil
    }

    static let widths: [(Int, Bandwidth)] = [(125, .kHz125), (250, .kHz250), (500, .kHz500)]

    /// Nil for a missing one. `OFF` is a frame without any.
    func codingRate() throws(PacketError) -> CodingRate? {
        guard let written = try text("codr") else { return nil }
        switch written {
        case "4/5": return .fourFifths
        case "4/6", "2/3": return .fourSixths
        case "4/7": return .fourSevenths
        case "4/8", "1/2", "2/4": return .fourEighths
        default: throw .wrongValue("codr", found: Quote.text(written))
        }
    }

    func payload() throws(PacketError) -> [UInt8] {
        let written = try need("data", try text("data"))
        let bytes: [UInt8]
        do throws(Base64Error) {
            let characters = Array(written.utf8)
            bytes = try Base64.gatewayBytes(from: characters.rawSpan)
        } catch { throw .wrongValue("data", found: error.description) }
        guard bytes.count <= LoRaModulation.longestPayload else {
            throw .wrongValue("data", found: "\(bytes.count) bytes")
        }
        if let stated = try number("size", in: 0...255), Int(stated) != bytes.count {
            throw .wrongSize(stated: Int(stated), found: bytes.count)
        }
        return bytes
    }

    func wrong(_ name: String, _ value: JSON) -> PacketError {
        .wrongValue(name, found: Quote.text(value.text))
    }
}

extension JSONNumber {
    /// Nil when it does not fit.
    func scaled(by decimals: Int) -> Int64? {
        let text =
            switch self {
            case .integer(let value): String(value)
            case .unsigned(let value): String(value)
            case .decimal(_, let text): text
            }
        let characters = Array(text.utf8)
        return DecimalText.scaled(from: characters.rawSpan, decimals: decimals)
    }
}
