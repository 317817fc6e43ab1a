import Foundation

/// A systemd unit as the tests read it: what each key says, in order.
struct UnitFile {
    private let entries: [(section: String, key: String, value: String)]

    init(_ text: String) {
        var entries: [(String, String, String)] = []
        var section = ""
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            if line.hasPrefix("[") {
                section = String(line.dropFirst().dropLast())
            } else if let mark = line.firstIndex(of: "=") {
                entries.append(
                    (section, String(line[..<mark]), String(line[line.index(after: mark)...])))
            }
        }
        self.entries = entries
    }

    subscript(section: String, key: String) -> [String] {
        entries.filter { $0.section == section && $0.key == key }.map(\.value)
    }

    func words(_ section: String, _ key: String) -> [String] {
        self[section, key].flatMap { $0.split(separator: " ").map(String.init) }
    }
}

/// Where the repository lies, from the place of this file.
enum Repository {
    static let top = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    static func text(_ path: String) throws -> String {
        try String(contentsOf: top.appendingPathComponent(path), encoding: .utf8)
    }
}
