import Notation
import Primitives
import Settings

/// The readers of `Notation`. Each also writes back what it read: a reader that takes what its
/// writer would not print traps here.
extension FuzzTarget {
    static let hex = FuzzTarget(name: "hex") { bytes in
        guard let read = try? Hex.bytes(from: bytes) else { return }
        precondition(same(Hex.text(of: read), bytes), "hex has two spellings")
    }

    static let base64 = FuzzTarget(name: "base64") { bytes in
        let liberal = try? Base64.gatewayBytes(from: bytes)
        guard let read = try? Base64.bytes(from: bytes) else { return }
        precondition(same(Base64.text(of: read), bytes), "base64 has two spellings")
        precondition(liberal == read, "the liberal reading of strict base64 differs")
    }

    static let bech32m = FuzzTarget(name: "bech32m") { bytes in
        let text = text(bytes)
        guard let read = try? Bech32m.bytes(from: text, prefix: "ear") else { return }
        let written = unsafe Bech32m.text(prefix: "ear", bytes: read.span.bytes)
        precondition(same(written, bytes), "bech32m has two spellings")
    }

    static let json = FuzzTarget(name: "json") { bytes in
        guard let read = try? JSON(parsing: bytes) else { return }
        precondition((try? JSON(parsing: read.text)) == read, "JSON changed by writing it")
    }

    static let toml = FuzzTarget(name: "toml") { bytes in
        _ = try? TOMLTable(parsing: bytes)
    }

    static let rfc3339 = FuzzTarget(name: "rfc3339") { bytes in
        if let instant = try? RFC3339.instant(from: bytes) {
            precondition(same(RFC3339.text(of: instant), bytes), "a time has two spellings")
        }
        if let duration = try? DurationText.duration(from: text(bytes)) {
            let again = try? DurationText.duration(from: DurationText.text(of: duration))
            precondition(again == duration, "a span of time changed by writing it")
        }
    }

    static let url = FuzzTarget(name: "url") { bytes in
        guard let read = try? APIEndpoint(parsing: text(bytes)) else { return }
        precondition(same(read.description, bytes), "an address has two spellings")
    }

    private static func text(_ bytes: RawSpan) -> String {
        String(decoding: (0..<bytes.byteCount).map { bytes.byte(at: $0) }, as: UTF8.self)
    }

    private static func same(_ text: String, _ bytes: RawSpan) -> Bool {
        text.utf8.elementsEqual((0..<bytes.byteCount).map { bytes.byte(at: $0) })
    }
}
