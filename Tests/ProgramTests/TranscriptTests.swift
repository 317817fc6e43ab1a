import Foundation
import Testing

@Suite("Transcripts: what the documents show is what the programs do")
struct TranscriptTests {
    static let pages = ["README.md", "docs/cli.md", "docs/keys.md", "docs/messages.md"]

    static let transcripts: [(page: String, transcript: Transcript)] = pages.flatMap { page in
        let text = try? String(contentsOf: Built.top.appendingPathComponent(page), encoding: .utf8)
        return Transcript.all(in: text ?? "").map { (page, $0) }
    }

    @Test("every console example prints what it shows", arguments: transcripts)
    func example(page: String, transcript: Transcript) throws {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("earshot-transcript-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for step in transcript.steps {
            let (output, exitCode) = try step.run(in: folder)
            #expect(
                step.matches(output) && exitCode == step.exitCode,
                "\(page):\(transcript.line): \(step.command)\nexit \(exitCode)\n\(output)")
        }
    }

    @Test("a transcript that shows the wrong thing is noticed")
    func bites() throws {
        let folder = FileManager.default.temporaryDirectory
        let shown = Transcript.all(in: "```console\n$ echo b; exit 3\na\n[exit 3]\n```")
        let step = try #require(shown.first?.steps.first)
        let (output, exitCode) = try step.run(in: folder)
        #expect(exitCode == 3 && !step.matches(output))
    }
}

@Suite("Reference: docs/cli.md is what the programs say of themselves")
struct ReferenceTests {
    static let page =
        (try? String(
            contentsOf: Built.top.appendingPathComponent("docs/cli.md"), encoding: .utf8)) ?? ""

    /// What makes the page.
    static let made =
        "earshot man --format markdown; echo; earshot-network man --format markdown"

    @Test("the page equals what each program with commands says, one after the other")
    func upToDate() throws {
        let step = Transcript.Step(command: Self.made, expected: [], exitCode: 0)
        let (output, exitCode) = try step.run(in: Built.top)
        #expect(exitCode == 0)
        #expect(output == Self.page, "renew it: (\(Self.made)) > docs/cli.md")
    }

    @Test("each command of the page has an example")
    func exampled() {
        let sections = Self.page.components(separatedBy: "\n### ").dropFirst()
        #expect(sections.count > 20)
        for section in sections {
            let name = section.prefix { $0 != "\n" }
            #expect(section.contains("\n```console\n$ "), "\(name) shows no example")
        }
        for name in ["earshot-network", "init", "check", "decide", "backup", "adopt"] {
            #expect(sections.contains { $0.hasPrefix("\(name)\n") }, "\(name)")
        }
    }
}
