import Host
import Notation
import OracleAPI
import OracleHost
import WebServer

/// Results of epochs, as they stand in the data folder.
struct EpochFiles {
    private let data: DataFolder

    init(_ data: DataFolder) { self.data = data }

    /// Numbers, ascending.
    private var numbers: [UInt64] {
        (Folder.names(in: data.epochs) ?? []).compactMap(Self.number).sorted()
    }

    var list: ServedAnswer {
        answer([
            ("schema", .string("earshot.epochs.v1")),
            ("epochs", .array(numbers.map { .integer(Int64($0)) })),
        ])
    }

    func epoch(_ text: String) -> ServedAnswer {
        guard let number = Self.number(text),
            let names = Folder.names(in: "\(data.epochs)/\(number)")
        else { return .problem(.unknownPath, "epoch \(Quote.text(text)) has no results") }
        let files = names.filter(Self.isFile).sorted()
        return answer([
            ("schema", .string("earshot.epoch.v1")), ("epoch", .integer(Int64(number))),
            ("files", .array(files.map { .string($0) })),
        ])
    }

    func file(_ epoch: String, _ name: String) -> ServedAnswer {
        guard let number = Self.number(epoch), Self.isFile(name),
            let file = try? WebFile("\(data.epochs)/\(number)/\(name)")
        else {
            return .problem(
                .unknownPath, "there is no file \(Quote.text(name)) of epoch \(Quote.text(epoch))")
        }
        return ServedAnswer(type: "application/octet-stream", body: .file(file))
            .with("Cache-Control", "public, max-age=31536000, immutable")
    }

    private func answer(_ members: [(String, JSON)]) -> ServedAnswer {
        .bytes(Array(JSON.object(members).text.utf8), type: "application/json")
            .with("Cache-Control", "no-cache")
    }

    private static func number(_ text: String) -> UInt64? {
        UInt64(text).flatMap { String($0) == text ? $0 : nil }
    }

    /// Small letters and lines between them: no name leads out of the folder.
    private static func isFile(_ name: String) -> Bool {
        (1...32).contains(name.utf8.count)
            && name.utf8.allSatisfy { (0x61...0x7a).contains($0) || $0 == 0x2d }
    }
}
