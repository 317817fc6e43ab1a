import Foundation
import Testing

@Suite("--json: answers for programs")
struct JSONAnswerTests {
    static let commands = [
        "umask 077; earshot key new --out a.key --json",
        "umask 077; earshot key new --out a.key > /dev/null 2>&1; earshot key show --json a.key",
        "umask 077; earshot key new --out a.key > /dev/null 2>&1; "
            + "earshot key export --words --allow-pipe --json a.key",
        "echo 47.3769,8.5417 | earshot hex cell -r 9 --json",
        "echo 91,0 | earshot hex cell -r 9 --json",
        "echo 47.3769,8.5417 | earshot region --json",
    ]

    @Test("each answer is one object that names its schema and version", arguments: commands)
    func schema(command: String) throws {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("earshot-json-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let step = Transcript.Step(command: "(\(command)) 2>/dev/null", expected: [], exitCode: 0)
        let output = try step.run(in: folder).output
        let lines = output.split(separator: "\n")
        #expect(lines.count == 1)
        let object = try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any]
        let schema = try #require(object?["schema"] as? String)
        #expect(schema.wholeMatch(of: /earshot\.[a-z.]+\/[0-9]+/) != nil, "\(schema)")
        #expect(object?.count ?? 0 > 1, "an answer says more than its schema")
    }
}
