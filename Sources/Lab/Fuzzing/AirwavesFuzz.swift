import Airwaves
import Primitives

extension FuzzTarget {
    /// A frame off the air: what is accepted must build to the same bytes.
    static let loRaWANFrame = FuzzTarget(name: "lorawan-frame") { bytes in
        guard let frame = try? LoRaWANFrame(parsing: bytes) else { return }
        var built: [UInt8] = []
        frame.append(to: &built, payload: bytes.extracting(frame.payload))
        precondition(built.rawSpan.isSame(as: bytes), "\(frame) is built to other bytes")
    }

    /// What a person types for an EUI, an address, a network or a prefix: what the liberal reader
    /// takes, printed, is what the strict one takes.
    static let loRaWANIdentifier = FuzzTarget(name: "lorawan-identifier") { bytes in
        let text = String(decoding: [UInt8](copying: bytes), as: UTF8.self)
        if let eui = try? EUI64(parsingLiberally: text) {
            precondition((try? EUI64(parsing: eui.description)) == eui, "\(text) as \(eui)")
        }
        if let network = try? NetID(parsingLiberally: text) {
            precondition((try? NetID(parsing: network.description)) == network, "\(network)")
        }
        if let address = try? DevAddr(parsingLiberally: text) {
            precondition((try? DevAddr(parsing: address.description)) == address, "\(address)")
        }
        if let prefix = try? DevAddrPrefix(parsingLiberally: text) {
            precondition(
                (try? DevAddrPrefix(parsing: prefix.description)) == prefix, "\(prefix)")
        }
    }
}
